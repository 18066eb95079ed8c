//! The option surface of one revision: the contents of its options.json and schema.json and, for
//! the working tree, the source of each option.

use std::collections::{BTreeMap, BTreeSet};

use codegen::ir::{Fate, Module, Opt, Step, Type};
use codegen::{Output, Problem};
use nixos_options::meta::{Domain, Origin};
use serde_json::Value;

use super::types;
use shared::project;

/// A path without the names of its placeholders, which configurations never contain.
pub(super) type Key = Vec<String>;

/// All options of one revision.
#[derive(Default)]
pub(super) struct Surface {
    /// By path.
    pub(super) options: BTreeMap<Key, Entry>,
}

/// One option.
pub(super) struct Entry {
    /// The path as documentation shows it.
    pub(super) shown: String,
    /// The type as documentation shows it.
    pub(super) phrase: String,
    /// The accepted values; `None` without a schema.
    pub(super) ty: Option<types::Type>,
    /// The default as documentation shows it; `None`: it must be set.
    pub(super) default: Option<String>,
    /// Whether only the module sets it.
    pub(super) read_only: bool,
    /// Description and example.
    pub(super) doc: [Option<String>; 2],
    /// The generated file that declares it.
    pub(super) declared: String,
}

/// The surface of the working tree.
#[derive(Default)]
pub(super) struct Now {
    pub(super) surface: Surface,
    /// Where options are written.
    pub(super) origins: BTreeMap<Key, Origin>,
    /// Alternatives of a union, which have no default and yet need not be given.
    pub(super) variants: BTreeSet<Key>,
    /// The former options in the schema.
    pub(super) former: BTreeMap<Key, Former>,
    /// Where the domains are: the sets that have a struct begin there.
    pub(super) mounts: BTreeSet<Key>,
}

/// The fate of a former option.
pub(super) enum Former {
    /// It has this path now.
    Renamed(Key),
    /// It was removed, with this message to users.
    Removed(String),
}

/// The subfolders of the generated files that contain an options.json and a schema.json.
pub(super) const FOLDERS: [&str; 2] = ["", "home-manager/"];

impl Surface {
    /// Adds the options of one options.json, with types off the schema beside it.
    pub(super) fn add(
        &mut self,
        folder: &str,
        options: &str,
        schema: Option<&str>,
    ) -> Result<(), String> {
        let options: BTreeMap<String, Value> =
            serde_json::from_str(options).map_err(|error| error.to_string())?;
        let schema: Option<Value> = schema
            .map(serde_json::from_str)
            .transpose()
            .map_err(|error| error.to_string())?;
        for (shown, option) in options {
            let (key, mut entry) = Entry::read(&shown, &option, schema.as_ref())
                .ok_or_else(|| format!("`{shown}` is not an entry of an options.json"))?;
            if !folder.is_empty() {
                entry.shown = format!("{folder}{shown}");
            }
            self.options.insert(within(folder, key), entry);
        }
        Ok(())
    }
}

impl Entry {
    fn read(shown: &str, option: &Value, schema: Option<&Value>) -> Option<(Key, Self)> {
        let loc: Vec<&str> = option["loc"]
            .as_array()?
            .iter()
            .map(Value::as_str)
            .collect::<Option<_>>()?;
        let text = |value: &Value| value["text"].as_str().map(str::to_owned);
        let at = schema.and_then(|schema| find(schema, schema, &loc));
        let entry = Self {
            shown: shown.to_owned(),
            phrase: option["type"].as_str()?.to_owned(),
            ty: at.zip(schema).map(|(at, root)| types::read(at, root)),
            default: text(&option["default"]),
            read_only: option["readOnly"].as_bool()?,
            doc: [
                option["description"].as_str().map(str::to_owned),
                text(&option["example"]),
            ],
            declared: option["declarations"][0].as_str()?.to_owned(),
        };
        Some((key(&loc), entry))
    }
}

/// A path without the names of its placeholders. `<tag=variant>` says more than a name.
fn key(loc: &[&str]) -> Key {
    let step = |step: &&str| match step.strip_prefix('<') {
        Some(name) if !name.contains('=') => "<>".to_owned(),
        _ => (*step).to_owned(),
    };
    loc.iter().map(step).collect()
}

/// The same path in home-manager is another option.
fn within(folder: &str, key: Key) -> Key {
    std::iter::once(folder.to_owned()).chain(key).collect()
}

/// The key of a path of the option tree.
fn key_of(path: &[Step]) -> Key {
    let step = |step: &Step| match step {
        Step::Name(name) => name.clone(),
        Step::Any(name) if name.contains('=') => format!("<{name}>"),
        Step::Any(_) => "<>".to_owned(),
        Step::Element => "*".to_owned(),
    };
    path.iter().map(step).collect()
}

/// The part of a JSON Schema for a path.
fn find<'a>(schema: &'a Value, root: &'a Value, loc: &[&str]) -> Option<&'a Value> {
    let schema = types::resolve(schema, root);
    let Some((step, rest)) = loc.split_first() else {
        return Some(schema);
    };
    let several = types::alternatives(schema);
    if !matches!(several.as_slice(), [only] if std::ptr::eq(*only, schema)) {
        return several.into_iter().find_map(|each| find(each, root, loc));
    }
    if let Some((tag, name)) = step
        .strip_prefix('<')
        .and_then(|step| step.strip_suffix('>')?.split_once('='))
    {
        let chosen = types::resolve(&schema["properties"][tag], root);
        let is_it = chosen["const"] == name || chosen["enum"] == serde_json::json!([name]);
        return is_it.then(|| find(schema, root, rest)).flatten();
    }
    let patterns = || schema["patternProperties"].as_object()?.values().next();
    let free = || {
        schema
            .get("additionalProperties")
            .filter(|free| !free.is_boolean() || **free == true)
    };
    let next = match *step {
        "*" => schema.get("items"),
        name if name.starts_with('<') => patterns().or_else(free),
        name => schema["properties"].get(name),
    };
    find(next?, root, rest)
}

impl Now {
    /// The surface that the working tree generates.
    pub(super) fn read() -> Result<Self, Vec<Problem>> {
        let outputs = project::outputs()?;
        let mut now = Self::default();
        for folder in FOLDERS {
            let text = |name: &str| output(&outputs, &format!("{folder}{name}"));
            let added = text("options.json").map_or(Ok(()), |options| {
                now.surface.add(folder, options, text("schema.json"))
            });
            added.map_err(|message| vec![unreadable(&format!("{folder}options.json"), message)])?;
        }
        now.declared(FOLDERS[0], schema::domains())?;
        now.declared(FOLDERS[1], schema::home_domains())?;
        Ok(now)
    }

    fn declared(&mut self, folder: &str, domains: &[Domain]) -> Result<(), Vec<Problem>> {
        for module in codegen::lower::lower(domains)? {
            self.module(folder, &module);
        }
        Ok(())
    }

    /// Adds the sources and former options of a module, which its outputs do not contain.
    pub(super) fn module(&mut self, folder: &str, module: &Module) {
        let key = |path: &[Step]| within(folder, key_of(path));
        for (path, option) in module.options() {
            self.origins.insert(key(&path), option.origin);
            self.variants
                .extend(variants(&path, option).iter().map(|path| key(path)));
        }
        self.mounts.insert(key(&module.mount));
        for (path, former) in module.former() {
            let fate = match (former.target(&path), &former.fate) {
                (Some(to), _) => Former::Renamed(key(&to)),
                (None, Fate::Removed(help)) => Former::Removed(help.clone()),
                (None, Fate::Renamed(_)) => continue, // a target is where the name leads
            };
            self.former.insert(key(&path), fate);
        }
    }
}

/// The alternatives of the unions in the type of an option.
fn variants(path: &[Step], option: &Opt) -> Vec<Vec<Step>> {
    let mut found = Vec::new();
    let mut types = vec![(path.to_vec(), &option.ty)];
    while let Some((path, ty)) = types.pop() {
        let below = |step: Step| [path.as_slice(), &[step]].concat();
        match ty {
            Type::NullOr(inner) | Type::Required(inner) => types.push((path, inner)),
            Type::List(inner) => types.push((below(Step::Element), inner)),
            Type::Map(map) | Type::ListOrMap(map) => {
                types.push((below(Step::Any(map.placeholder.clone())), &map.value));
            }
            Type::Either(all) => types.extend(all.iter().map(|ty| (path.clone(), ty))),
            Type::AttrTag(all) => found.extend(
                all.iter()
                    .map(|variant| below(Step::Name(variant.name.clone()))),
            ),
            _ => {}
        }
    }
    found
}

fn output<'a>(outputs: &'a [Output], path: &str) -> Option<&'a str> {
    let found = outputs.iter().find(|output| output.path == path);
    found.map(|output| output.text.as_str())
}

/// What cannot be read, and where.
pub(super) fn unreadable(subject: &str, message: String) -> Problem {
    Problem {
        subject: subject.to_owned(),
        places: Vec::new(),
        message,
        help: format!(
            "options.json and schema.json are what `{}` writes",
            project::COMMAND
        ),
    }
}
