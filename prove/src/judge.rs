//! One verdict table: serde + checks, the JSON Schema, Nix; Nix for many values in one process.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use nixos_options::read::canonical;
use serde_json::{Value, json};

use codegen::ir::{Node, Type};

use crate::nix::{self, Nix};
use crate::patch;
use crate::subject::{Subject, World};

/// A value for the domain of a subject.
#[derive(Clone, Debug)]
pub struct Case {
    /// Which of [`World::subjects`].
    pub subject: usize,
    /// The value.
    pub value: Value,
    /// The option that it tests, and its mutation.
    pub kind: Kind,
}

/// How a value was made.
#[derive(Clone, Debug)]
pub enum Kind {
    /// It fits, with the option of this index set.
    Fits(usize),
    /// A valid value with a change at the option by the rule of this name.
    Mutated(usize, &'static str),
    /// It was made from the JSON Schema.
    FromSchema,
    /// It is any value.
    Anything,
}

/// What Nix says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InNix {
    /// It does not evaluate.
    Refused,
    /// It evaluates to the value in Rust.
    Equal,
    /// It evaluates to another value.
    Different,
}

/// All three.
#[derive(Clone, Debug)]
pub struct Verdicts {
    /// The value in Rust, or why Rust refuses it.
    pub rust: Result<Value, String>,
    /// Whether the JSON Schema accepts it.
    pub schema: bool,
    /// What Nix says.
    pub nix: InNix,
    /// Whether a string is refused for its bytes, which JSON Schema cannot count.
    pub only_bytes: bool,
}

impl Verdicts {
    /// Whether all three agree, apart from rules that JSON Schema cannot express.
    pub const fn agree(&self) -> bool {
        match (&self.rust, self.nix) {
            (Ok(_), InNix::Equal) => self.schema,
            (Err(_), InNix::Refused) => !self.schema || self.only_bytes,
            _ => false,
        }
    }
}

impl World {
    /// Judges all cases, with one Nix process unless it dies.
    pub(crate) fn judge(&self, nix: Nix, cases: &[Case]) -> Vec<Verdicts> {
        let rust: Vec<Judged> = cases.iter().map(|case| self.without_nix(case)).collect();
        let asked: Vec<(usize, Value)> = rust
            .iter()
            .enumerate()
            .filter_map(|(index, judged)| Some((index, judged.asked.clone()?)))
            .collect();
        let mut verdicts: Vec<Verdicts> = rust.into_iter().map(|judged| judged.verdicts).collect();
        self.ask(nix, &asked, &mut verdicts);
        verdicts
    }

    fn without_nix(&self, case: &Case) -> Judged {
        let subject = &self.subjects[case.subject];
        let canonical = canonical(&case.value);
        // The JSON Schema sees the value as it is: it does not tell `80.0` from `80` itself.
        let schema = self.schema_takes(subject, &case.value);
        let rust = patch::rust(
            &self.patches,
            subject.label,
            &case.value,
            self.rust(subject, &case.value),
        );
        let only_bytes = rust.is_err() && is_long_in_bytes_only(self, case);
        // What Nix cannot hold as data it is not asked about.
        let asked = canonical.ok().map(|value| match &rust {
            Ok(expected) => json!({
                "subject": case.subject,
                "whole": subject.is_whole(&value),
                "value": value,
                "expected": expected,
            }),
            Err(_) => json!({
                "subject": case.subject,
                "whole": subject.is_whole(&value),
                "value": value,
            }),
        });
        Judged {
            asked,
            verdicts: Verdicts {
                rust,
                schema,
                nix: InNix::Refused,
                only_bytes,
            },
        }
    }

    /// If Nix crashes, halves the cases until one is left. That case counts as refused.
    fn ask(&self, nix: Nix, asked: &[(usize, Value)], verdicts: &mut [Verdicts]) {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        if asked.is_empty() {
            return;
        }
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let file = self.folder.path().join(format!("cases-{number}.json"));
        let cases: Vec<&Value> = asked.iter().map(|(_, case)| case).collect();
        let text = serde_json::to_string(&cases).expect("JSON data is JSON");
        fs::write(&file, text).expect("a temporary folder is writable");
        let evaluated = nix.eval(&format!(
            "import {} {{ subjects = {}; cases = {}; }}",
            nix::path(&crate::root().join("prove/src/judge.nix")),
            nix::path(&self.described),
            nix::path(&file),
        ));
        let _ = fs::remove_file(&file);
        match evaluated {
            Ok(evaluated) => {
                for ((index, _), evaluated) in
                    asked.iter().zip(evaluated.as_array().into_iter().flatten())
                {
                    verdicts[*index].nix = match evaluated.as_i64() {
                        Some(1) => InNix::Equal,
                        Some(2) => InNix::Different,
                        _ => InNix::Refused,
                    };
                }
            }
            Err(_) if asked.len() == 1 => {}
            Err(_) => {
                let (left, right) = asked.split_at(asked.len() / 2);
                self.ask(nix, left, verdicts);
                self.ask(nix, right, verdicts);
            }
        }
    }

    /// The value in Nix, or its message.
    pub(crate) fn nix_verdict(
        &self,
        nix: Nix,
        subject: &Subject,
        value: &Value,
    ) -> Result<Value, String> {
        let value = canonical(value).map_err(|error| error.to_string())?;
        let index = self
            .subjects
            .iter()
            .position(|other| std::ptr::eq(other, subject));
        let described = format!(
            "builtins.fromJSON (builtins.readFile {})",
            nix::path(&self.described)
        );
        nix.eval(&format!(
            "let
               lib = import <nixpkgs/lib>;
               subject = builtins.elemAt ({described}) {};
               config = value: {{ config = lib.setAttrByPath subject.path value; }};
               evaluated = lib.evalModules {{
                 modules = subject.whole.files ++ [
                   (config (lib.mapAttrsRecursive (_: lib.mkOptionDefault) subject.whole.standIns))
                   (config subject.whole.fixed)
                   (config {})
                 ];
               }};
             in
             lib.getAttrFromPath subject.path evaluated.config",
            index.unwrap_or_default(),
            nix::json(&value),
        ))
    }
}

struct Judged {
    asked: Option<Value>,
    verdicts: Verdicts,
}

/// Whether a string of a case exceeds the length limit of its grammar in bytes, but not in
/// characters.
pub(crate) fn is_long_in_bytes_only(world: &World, case: &Case) -> bool {
    let subject = &world.subjects[case.subject];
    has_long_bytes(&subject.module.nodes, &case.value)
        || subject.nested.iter().any(|nested| {
            let nodes = &world.subjects[nested.subject].module.nodes;
            let value = case.value.get(&nested.name);
            value.is_some_and(|value| has_long_bytes(nodes, value))
        })
}

fn has_long_bytes(nodes: &[Node], value: &Value) -> bool {
    nodes.iter().any(|node| {
        let Some(value) = value.get(node.name()) else {
            return false;
        };
        match node {
            Node::Group(group) => has_long_bytes(&group.nodes, value),
            Node::Option(option) => has_long(&option.ty, value),
        }
    })
}

fn has_long(ty: &Type, value: &Value) -> bool {
    match (ty, value) {
        (Type::Scalar(def), Value::String(text)) => is_long(def, text),
        (Type::NullOr(inner) | Type::Required(inner), _) => has_long(inner, value),
        (Type::List(inner), Value::Array(items)) => items.iter().any(|item| has_long(inner, item)),
        (Type::ListOrMap(map), Value::Array(items)) => {
            let names = items.iter().filter_map(Value::as_str);
            map.key
                .is_some_and(|def| names.into_iter().any(|name| is_long(def, name)))
        }
        (Type::Map(map) | Type::ListOrMap(map), Value::Object(entries)) => {
            entries.iter().any(|(name, value)| {
                map.key.is_some_and(|def| is_long(def, name)) || has_long(&map.value, value)
            })
        }
        (Type::Submodule(submodule), _) => {
            let free = submodule.freeform.as_ref();
            let declared = |name: &str| submodule.nodes.iter().any(|node| node.name() == name);
            has_long_bytes(&submodule.nodes, value)
                || free.is_some_and(|ty| {
                    let entries = value.as_object().into_iter().flatten();
                    entries
                        .filter(|(name, _)| !declared(name))
                        .any(|(_, value)| has_long(ty, value))
                })
        }
        (Type::Either(types), _) => types.iter().any(|ty| has_long(ty, value)),
        (Type::AttrTag(variants), Value::Object(entries)) => variants.iter().any(|variant| {
            let value = entries.get(&variant.name);
            value.is_some_and(|value| has_long(&variant.ty, value))
        }),
        (Type::Tagged { variants, .. }, _) => variants
            .iter()
            .any(|(_, submodule)| has_long_bytes(&submodule.nodes, value)),
        _ => false,
    }
}

fn is_long(def: &nixos_options::meta::ScalarDef, text: &str) -> bool {
    let max = usize::from(def.max_len);
    text.len() > max && text.chars().count() <= max
}
