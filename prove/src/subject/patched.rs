//! Applies patches to the files of subjects.

use std::fs;

use codegen::emit::options;
use codegen::ir::Module;
use codegen::nix;

use super::Subject;
use crate::generated::Generated;
use crate::patch::Patch;

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
