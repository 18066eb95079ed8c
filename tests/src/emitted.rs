//! What the modules make of a configuration: `tests/eval/emitted.nix`, applied.

use std::path::PathBuf;

use crate::generated::Generated;
use crate::nix;

/// A Nix function from a list of modules to what the generated modules make of them, beside the
/// stand-ins for NixOS.
pub fn function(generated: &Generated) -> String {
    format!(
        "(modules: import {} {{ modules = [ {} ] ++ modules; }})",
        nix::path(&crate::root().join("tests/eval/emitted.nix")),
        nix::path(&generated.path("default.nix"))
    )
}

/// Where an example is: `minimal` is `tests/examples/minimal.nix`.
pub fn example(name: &str) -> PathBuf {
    crate::root().join(format!("tests/examples/{name}.nix"))
}
