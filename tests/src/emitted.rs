//! The output of the modules for a configuration, from `tests/eval/emitted.nix`.

use std::path::PathBuf;

use crate::generated::Generated;
use crate::nix;

/// A Nix function from a list of modules to the output of the generated modules on the stand-ins.
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
