//! Each option, set to its example, changes what the modules emit.
//!
//! A behaviour file may read an option and ignore its value. So this test changes every option of
//! every domain in each of a few fixtures, and the output of at least one must change. The options
//! come from the registry, so new ones are included. If an option has no effect, the fixtures do
//! not use it, or the modules ignore it.

use std::collections::{BTreeMap, BTreeSet};

use codegen::ir::{Module, Opt, Step, Type, show};
use codegen::lower;
use nixos_options::meta::Domain;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// Options without an effect of their own, or with one value of theirs, and why. All options below
/// them are meant, too.
const NO_EFFECT: &[(&str, &str)] = &[(
    "containers.<name>.stateless.persist.directories.<path>.how = \"bind\"",
    "what else a directory may be is refused",
)];

/// An option and a value for it.
#[derive(Clone, Debug)]
struct Case {
    option: String,
    /// Where it is set: for a variant, the option that has it.
    steps: Vec<Step>,
    /// `None` for the opposite of the current value.
    value: Option<Value>,
}

impl Case {
    fn to_json(&self) -> Value {
        let steps: Vec<Option<&str>> = self
            .steps
            .iter()
            .map(|step| match step {
                Step::Name(name) => Some(name.as_str()),
                Step::Any(_) | Step::Element => None,
            })
            .collect();
        json!({ "steps": steps, "negate": self.value.is_none(), "value": self.value })
    }

    fn shown(&self) -> String {
        match &self.value {
            Some(value) => format!("{} = {value}", self.option),
            None => format!("{} = ! {}", self.option, self.option),
        }
    }

    fn exempt(&self) -> bool {
        let shown = self.shown();
        NO_EFFECT.iter().any(|(exempt, _)| {
            let rest = shown.strip_prefix(exempt);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ' ']))
        })
    }
}

/// The cases of one domain. Options that only the module sets, and those that say themselves that
/// nothing reads them, have none.
fn cases(module: &Module) -> Vec<Case> {
    let options = module.options();
    let by_path: BTreeMap<&[Step], &Opt> = options
        .iter()
        .map(|(path, option)| (path.as_slice(), *option))
        .collect();
    let settable = options
        .iter()
        .filter(|(_, option)| !option.read_only && option.unread.is_none());
    settable
        .flat_map(|(path, option)| {
            let parent = &path[..path.len() - 1];
            let union = by_path.get(parent).filter(|around| is_union(&around.ty));
            let (steps, values) = match union {
                Some(union) => (parent, vec![Some(variant(union, option))]),
                None => (path.as_slice(), values(option)),
            };
            values.into_iter().map(|value| Case {
                option: show(path),
                steps: steps.to_vec(),
                value,
            })
        })
        .collect()
}

/// The type without what stands around it.
fn core(ty: &Type) -> &Type {
    match ty {
        Type::NullOr(inner) | Type::Required(inner) => core(inner),
        ty => ty,
    }
}

fn is_union(ty: &Type) -> bool {
    match core(ty) {
        Type::AttrTag(_) => true,
        Type::Either(types) => types.iter().any(is_union),
        _ => false,
    }
}

/// The values of an option: each variant, or its example.
fn values(option: &Opt) -> Vec<Option<Value>> {
    match core(&option.ty) {
        Type::Bool => vec![None],
        Type::Enum(names) => names.iter().map(|name| Some(json!(name))).collect(),
        _ => vec![Some(option.example.clone().unwrap_or_else(|| {
            panic!("{}: it has no example to try", option.name)
        }))],
    }
}

/// A value of one variant: as in the example of the whole, or any.
fn variant(union: &Opt, variant: &Opt) -> Value {
    let shown = union
        .example
        .as_ref()
        .and_then(|shown| shown.get(&variant.name));
    let value = shown.cloned().unwrap_or_else(|| any(&variant.ty));
    json!({ &variant.name: value })
}

fn any(ty: &Type) -> Value {
    match core(ty) {
        Type::Bool => json!(true),
        Type::Scalar(def) => json!(def.example),
        Type::Str => json!("any text"),
        Type::Int(_) | Type::Port | Type::Number => json!(1),
        Type::Between(min, _) => json!(min),
        Type::Enum(names) => json!(names[0]),
        Type::List(_) => json!([]),
        _ => json!({}),
    }
}

fn all_cases(domains: &[Domain]) -> Vec<Case> {
    let modules = lower::lower(domains).expect("the domains are valid");
    modules.iter().flat_map(cases).collect()
}

/// The answer to each case.
fn answers(nix: Nix, generated: &Generated, cases: &[Case]) -> Result<Vec<String>, String> {
    let sent: Vec<Value> = cases.iter().map(Case::to_json).collect();
    let answers = nix.eval(&format!(
        "import {} {{ modules = [ {} ]; cases = {}; }}",
        nix::path(&tests::root().join("tests/eval/effects.nix")),
        nix::path(&generated.path("default.nix")),
        nix::json(&Value::Array(sent)),
    ))?;
    Ok(serde_json::from_value(answers).expect("an answer is a string"))
}

/// What went wrong, each line with its option.
fn failures(cases: &[Case], answers: &[String]) -> Vec<String> {
    let mut changed = BTreeSet::new();
    let mut failures = Vec::new();
    for (case, answer) in cases.iter().zip(answers) {
        match answer.as_str() {
            "changes" if case.exempt() => {
                failures.push(format!("{}: has an effect now", case.shown()));
            }
            "changes" => drop(changed.insert(&case.option)),
            _ if case.exempt() => {}
            other => failures.push(format!("{}: {other}", case.shown())),
        }
    }
    failures
}

#[test]
fn each_option_changes_what_is_emitted() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    let cases = all_cases(schema::domains());
    // What Nix cannot catch ends the process for all: then each case has one of its own.
    let answers = answers(nix, &generated, &cases).unwrap_or_else(|_| {
        let alone = |case: &Case| {
            let answer = answers(nix, &generated, std::slice::from_ref(case));
            answer.map_or_else(|error| error, |mut answers| answers.remove(0))
        };
        cases.iter().map(alone).collect()
    });
    assert_eq!(answers.len(), cases.len());
    let failures = failures(&cases, &answers);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_option_is_tried() {
    let modules = lower::lower(schema::domains()).expect("the domains are valid");
    let tried: BTreeSet<String> = modules
        .iter()
        .flat_map(cases)
        .map(|case| case.option)
        .collect();
    let all: BTreeSet<String> = modules
        .iter()
        .flat_map(Module::options)
        .filter(|(_, option)| !option.read_only)
        .map(|(path, _)| show(&path))
        .collect();
    assert_eq!(tried, all);
}

#[test]
fn each_exemption_names_an_option() {
    let cases = all_cases(schema::domains());
    for (option, why) in NO_EFFECT {
        assert!(
            cases
                .iter()
                .any(|case| case.option == *option || case.shown() == *option),
            "{option}: {why}"
        );
    }
}

/// The comparison itself finds what has no effect.
#[test]
fn an_option_without_effect_is_found() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    let mut case = all_cases(schema::domains())
        .into_iter()
        .find(|case| case.option == "stateless.root.size")
        .expect("there is this option");
    // What it is in every fixture.
    case.value = Some(json!("1G"));
    let same = case.clone();
    case.steps.push(Step::Name("gone".to_owned()));
    let wrong = Case {
        value: Some(json!(1)),
        ..same.clone()
    };
    let cases = [same, case, wrong];
    let answers = answers(nix, &generated, &cases).expect("Nix catches it");
    assert_eq!(answers, ["same", "nowhere", "fails"]);
    assert_eq!(
        failures(&cases, &answers),
        [
            "stateless.root.size = \"1G\": same",
            "stateless.root.size = \"1G\": nowhere",
            "stateless.root.size = 1: fails",
        ]
    );
}
