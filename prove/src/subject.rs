//! The subjects of the proof: each domain with its option tree, its part of a JSON Schema and its
//! module on disk.

mod patched;

use std::fs;
use std::path::PathBuf;

use codegen::ir::{Default, Module, Node, Step, Type};
use codegen::lower;
use jsonschema::Validator;
use nixos_options::meta::Domain;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::complete::complete;
use crate::former;
use crate::generated::{Generated, sources};
use crate::make;
use crate::options::{Place, places};
use crate::patch::{self, Patch};

/// The name that replaces `<name>` in the path of a domain.
const NAME: &str = "web-1";

/// All subjects, and their modules in temporary folders.
pub struct World {
    /// One for each domain.
    pub subjects: Vec<Subject>,
    /// The names of the variants of all domains.
    pub(crate) variants: Vec<String>,
    pub(crate) patches: Vec<Patch>,
    pub(crate) projects: Vec<Built>,
    /// What `judge.nix` reads of the subjects.
    pub(crate) described: PathBuf,
    pub(crate) folder: TempDir,
}

/// The outputs of one project.
pub(crate) struct Built {
    pub(crate) generated: Generated,
    pub(crate) schema: Value,
    validator: Validator,
}

/// A domain.
pub struct Subject {
    /// The name that reports use.
    pub label: &'static str,
    pub(crate) domain: Domain,
    pub(crate) module: Module,
    pub(crate) places: Vec<Place>,
    /// Every name of an option or variant in it.
    pub(crate) keys: Vec<String>,
    /// The names of its variants.
    pub(crate) variants: Vec<String>,
    /// Which of [`World::projects`] it is in.
    pub(crate) project: usize,
    /// Domains that are mounted inside this one.
    pub(crate) nested: Vec<Nested>,
    stand_ins: Value,
}

/// A domain inside of another.
pub(crate) struct Nested {
    /// The attribute that holds it.
    pub(crate) name: String,
    /// Which of [`World::subjects`].
    pub(crate) subject: usize,
}

impl World {
    /// Everything that this repository declares, and the daemon, with some things patched.
    ///
    /// # Errors
    ///
    /// When a patch does not apply.
    pub fn build(patches: Vec<Patch>) -> Result<Self, String> {
        let all = [
            ("", schema::domains(), sources()),
            ("home", schema::home_domains(), Vec::new()),
            ("", crate::daemon::domains(), Vec::new()),
            ("", crate::every::domains(), Vec::new()),
        ];
        let (mut subjects, mut projects) = (Vec::new(), Vec::new());
        for (project, (label, domains, sources)) in all.into_iter().enumerate() {
            let modules = lower::lower(domains).map_err(|problems| {
                let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
                shown.join("\n")
            })?;
            for (domain, module) in domains.iter().zip(modules) {
                let label = if label.is_empty() { domain.name } else { label };
                subjects.push(Subject::new(label, *domain, module, project));
            }
            projects.push(Generated::of(domains, &sources));
        }
        nest(&mut subjects);
        patched::apply(&patches, &mut projects, &subjects)?;
        let projects: Vec<Built> = projects
            .into_iter()
            .map(|generated| Built::new(generated, &patches))
            .collect::<Result<_, _>>()?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let described = folder.path().join("subjects.json");
        let mut world = Self {
            variants: variants(subjects.iter().flat_map(|subject| &subject.places)),
            subjects,
            patches,
            projects,
            described,
            folder,
        };
        world.describe().map_err(|error| error.to_string())?;
        Ok(world)
    }

    fn describe(&mut self) -> std::io::Result<()> {
        let subjects = self.subjects.iter().map(|subject| {
            let nested = || {
                subject
                    .nested
                    .iter()
                    .map(|nested| &nested.name)
                    .zip(self.nested(subject))
            };
            let mut files = vec![self.options_file(subject)];
            let mut former = former::names(&subject.module);
            let alone = json!({
                "files": files,
                "standIns": subject.stand_ins,
                "fixed": subject.fixed(),
                "former": former,
            });
            let mut whole = alone.clone();
            for (name, inner) in nested() {
                files.push(self.options_file(inner));
                whole["standIns"][name] = inner.stand_ins.clone();
                whole["fixed"][name] = inner.fixed();
                let inside = former::names(&inner.module).into_iter();
                former.extend(inside.map(|path| [vec![name.clone()], path].concat()));
            }
            whole["files"] = json!(files);
            whole["former"] = json!(former);
            json!({ "path": subject.path(), "alone": alone, "whole": whole })
        });
        let described: Value = subjects.collect();
        fs::write(&self.described, described.to_string())
    }

    fn options_file(&self, subject: &Subject) -> PathBuf {
        let generated = &self.projects[subject.project].generated;
        generated.path(&format!("{}/options.nix", subject.domain.name))
    }

    fn nested<'a>(&'a self, subject: &'a Subject) -> impl Iterator<Item = &'a Subject> {
        subject
            .nested
            .iter()
            .map(|nested| &self.subjects[nested.subject])
    }

    /// The value in Rust, separately for each domain, with the defaults that only the module knows.
    pub(crate) fn rust(&self, subject: &Subject, value: &Value) -> Result<Value, String> {
        let mut own = value.clone();
        let mut inside = Vec::new();
        let is_whole = subject.is_whole(value);
        for (nested, inner) in subject.nested.iter().zip(self.nested(subject)) {
            let given = own.as_object_mut().and_then(|own| own.remove(&nested.name));
            if !is_whole {
                continue;
            }
            let given = given.unwrap_or_else(|| json!({}));
            inside.push((nested.name.clone(), inner.rust(&given)?));
        }
        let mut read = subject.rust(&own)?;
        for (name, value) in inside {
            read[name] = value;
        }
        Ok(read)
    }

    /// Whether the JSON Schema accepts a value of a subject.
    pub(crate) fn schema_takes(&self, subject: &Subject, value: &Value) -> bool {
        let whole = subject.in_whole(value);
        self.projects[subject.project].validator.is_valid(&whole)
    }
}

impl Built {
    fn new(generated: Generated, patches: &[Patch]) -> Result<Self, String> {
        let text = fs::read_to_string(generated.path("schema.json"));
        let text = text.map_err(|error| error.to_string())?;
        let mut schema: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        patch::schema(patches, &mut schema);
        let validator = jsonschema::validator_for(&schema).map_err(|error| error.to_string())?;
        Ok(Self {
            generated,
            schema,
            validator,
        })
    }
}

impl Subject {
    fn new(label: &'static str, domain: Domain, module: Module, project: usize) -> Self {
        let places = places(&module);
        let mut keys: Vec<String> = places
            .iter()
            .flat_map(|place| place.name.split('.'))
            .map(|part| part.trim_matches('"').to_owned())
            .collect();
        keys.sort();
        keys.dedup();
        Self {
            variants: variants(places.iter()),
            label,
            domain,
            places,
            keys,
            project,
            nested: Vec::new(),
            stand_ins: stand_ins(&module.nodes),
            module,
        }
    }

    /// Where its value is in a whole configuration.
    pub(crate) fn path(&self) -> Vec<String> {
        let steps = self.module.mount.iter().map(|step| match step {
            Step::Name(name) => name.clone(),
            Step::Any(_) | Step::Element => NAME.to_owned(),
        });
        steps.collect()
    }

    /// A value of the subject at its path in a whole configuration.
    pub(crate) fn in_whole(&self, value: &Value) -> Value {
        let steps = self.path().into_iter().rev();
        steps.fold(value.clone(), |inner, step| json!({ step: inner }))
    }

    /// The part of the JSON Schema for it, as `$ref`-free as it is in the file.
    pub(crate) fn schema<'a>(&self, root: &'a Value) -> Option<&'a Value> {
        self.module
            .mount
            .iter()
            .try_fold(root, |schema, step| match step {
                Step::Name(name) => schema.get("properties")?.get(name),
                Step::Any(_) | Step::Element => schema.get("additionalProperties"),
            })
    }

    /// Whether a value says something about a domain inside of this one.
    pub(crate) fn is_whole(&self, value: &Value) -> bool {
        self.nested
            .iter()
            .any(|nested| value.get(&nested.name).is_some())
    }

    /// The read-only options, with their defaults in Rust.
    fn fixed(&self) -> Value {
        let defaults = (self.domain.read)(&json!({})).unwrap_or_default();
        let fixed = self.module.nodes.iter().filter_map(|node| match node {
            Node::Option(option) if option.read_only => {
                Some((option.name.clone(), defaults.get(&option.name)?.clone()))
            }
            _ => None,
        });
        Value::Object(fixed.collect())
    }

    fn rust(&self, value: &Value) -> Result<Value, String> {
        let read = (self.domain.read)(value).map_err(|error| error.to_string())?;
        Ok(complete(&self.module.nodes, read, NAME, &self.stand_ins))
    }
}

/// Finds out which domains are directly inside of which.
fn nest(subjects: &mut [Subject]) {
    let places: Vec<(usize, Vec<Step>)> = subjects
        .iter()
        .map(|subject| (subject.project, subject.module.mount.clone()))
        .collect();
    for subject in subjects {
        for (index, (project, mount)) in places.iter().enumerate() {
            let rest = mount.strip_prefix(subject.module.mount.as_slice());
            if let (true, Some([Step::Name(name)])) = (*project == subject.project, rest) {
                subject.nested.push(Nested {
                    name: name.clone(),
                    subject: index,
                });
            }
        }
    }
}

/// A value for each default that a behaviour file makes of the host's configuration.
fn stand_ins(nodes: &[Node]) -> Value {
    let set = nodes.iter().filter_map(|node| {
        let value = match node {
            Node::Group(group) => stand_ins(&group.nodes),
            Node::Option(option) => match option.default {
                // Always the same one: any that fits will do.
                Default::FromConfig(_) => {
                    make::of_type(&option.ty, &mut fastrand::Rng::with_seed(1))
                }
                _ => return None,
            },
        };
        (value != json!({})).then(|| (node.name().to_owned(), value))
    });
    Value::Object(set.collect())
}

/// The names of all variants, each once.
fn variants<'a>(places: impl Iterator<Item = &'a Place>) -> Vec<String> {
    fn names(ty: &Type) -> Vec<String> {
        match ty {
            Type::NullOr(inner) | Type::Required(inner) => names(inner),
            Type::Enum(names) => names.clone(),
            Type::Either(types) => types.iter().flat_map(names).collect(),
            _ => Vec::new(),
        }
    }
    let mut all: Vec<String> = places.flat_map(|place| names(&place.ty)).collect();
    all.sort();
    all.dedup();
    all
}
