//! Changes of one side, for defects that the proof must find.

use codegen::ir::Module;
use serde_json::Value;

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
