//! Tests that boot, as data: what [`crate::vm_tests`] writes in the form of NixOS tests, and the API
//! that their scripts are written against.

use serde_json::Value;

/// Tests and the API of their scripts.
#[derive(Clone, Copy, Debug)]
pub struct Suite<'a> {
    /// The command that writes the outputs, for the header of each.
    pub command: &'a str,
    /// The modules that each machine has, relative to the folder of the tests: `../default.nix`.
    pub modules: &'a str,
    /// The tests.
    pub tests: &'a [VmTest],
    /// What a script can use.
    pub api: &'a Api,
}

/// One test.
#[derive(Clone, Debug)]
pub struct VmTest {
    /// The name of the file, without `.nix`.
    pub name: &'static str,
    /// What it proves, in one sentence.
    pub about: &'static str,
    /// The Rust file that it is written in.
    pub origin: &'static str,
    /// Seconds that it may take, under software emulation too.
    pub timeout: u32,
    /// Machines by name: definitions of NixOS options, beside the modules.
    pub machines: Vec<(&'static str, Value)>,
    /// The script, in Python.
    pub script: String,
}

/// The API of the driver that scripts use. Signatures and types are Python's.
#[derive(Clone, Copy, Debug)]
pub struct Api {
    /// The methods of a machine; the first parameter is `self`.
    pub machine: &'static [Method],
    /// The methods of the variable `log`; the first parameter is `self`.
    pub log: &'static [Method],
    /// Functions of the script's own scope.
    pub functions: &'static [Method],
    /// Variables of the script's own scope, with their types.
    pub variables: &'static [(&'static str, &'static str)],
}

/// A function of the API.
#[derive(Clone, Copy, Debug)]
pub struct Method {
    /// Its name.
    pub name: &'static str,
    /// Parameters and result: `(self, secs: Duration) -> None`.
    pub signature: &'static str,
    /// What it does, in one sentence or two.
    pub doc: &'static str,
}
