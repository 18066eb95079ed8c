//! Changes of one side, for defects that the proof must find.

use std::fs;

use codegen::emit::options;
use codegen::ir::Module;
use codegen::nix;
use serde_json::Value;

use crate::generated::Generated;
use crate::subject::Subject;

/// A function from the verdict of Rust to another one.
pub type Rust =
    fn(subject: &str, value: &Value, verdict: Result<Value, String>) -> Result<Value, String>;

/// A change of one side.
#[derive(Clone, Copy, Debug)]
pub enum Patch {
    /// Text of a generated file, `schema.json` or `lib/types.nix`: the first in each project.
    Text {
        /// The output.
        file: &'static str,
        /// What must be there.
        from: &'static str,
        /// What is put in its place.
        to: &'static str,
    },
    /// Changes the option tree before `options.nix` is made from it. Returns whether it changed.
    Tree(&'static str, fn(&mut Module) -> bool),
    /// The JSON Schema. Whether anything was changed.
    Schema(fn(&mut Value) -> bool),
    /// The verdict of serde and the checks.
    Rust(Rust),
    /// The messages of the checks in Rust.
    Findings(fn(&mut Vec<String>)),
    /// What the printer of Nix writes of a value.
    Printed(fn(&str) -> String),
}

/// Applies what changes files.
pub(crate) fn apply(
    patches: &[Patch],
    projects: &mut [Generated],
    subjects: &[Subject],
) -> Result<(), String> {
    for patch in patches {
        let applied = match patch {
            Patch::Text { file, from, to } => projects.iter().try_fold(false, |any, project| {
                text(project, file, from, to).map(|one| any | one)
            })?,
            Patch::Tree(label, change) => tree(projects, subjects, label, *change)?,
            Patch::Schema(change) => projects.iter().any(|project| {
                let mut schema = serde_json::from_str(project.text("schema.json")).expect("JSON");
                change(&mut schema)
            }),
            Patch::Rust(_) | Patch::Findings(_) | Patch::Printed(_) => true,
        };
        if !applied {
            return Err(format!("{patch:?} applies to nothing any more; adapt it"));
        }
    }
    Ok(())
}

fn text(project: &Generated, file: &str, from: &str, to: &str) -> Result<bool, String> {
    let path = project.path(file);
    let Ok(old) = fs::read_to_string(&path) else {
        return Ok(false);
    };
    if !old.contains(from) {
        return Ok(false);
    }
    fs::write(&path, old.replacen(from, to, 1)).map_err(|error| error.to_string())?;
    Ok(true)
}

fn tree(
    projects: &[Generated],
    subjects: &[Subject],
    label: &str,
    change: fn(&mut Module) -> bool,
) -> Result<bool, String> {
    let Some(subject) = subjects.iter().find(|subject| subject.label == label) else {
        return Ok(false);
    };
    let mut module = subject.module.clone();
    if !change(&mut module) {
        return Ok(false);
    }
    let expr = options::options(&module).map_err(|error| error.to_string())?;
    let path = format!("{}/options.nix", subject.domain.name);
    let path = projects[subject.project].path(&path);
    fs::write(path, nix::print(&expr)).map_err(|error| error.to_string())?;
    Ok(true)
}

/// Applies what changes the JSON Schema.
pub(crate) fn schema(patches: &[Patch], schema: &mut Value) {
    for patch in patches {
        if let Patch::Schema(change) = patch {
            change(schema);
        }
    }
}

/// The verdict of the patched Rust side.
pub(crate) fn rust(
    patches: &[Patch],
    subject: &str,
    value: &Value,
    verdict: Result<Value, String>,
) -> Result<Value, String> {
    patches.iter().fold(verdict, |verdict, patch| match patch {
        Patch::Rust(change) => change(subject, value, verdict),
        _ => verdict,
    })
}
