//! From option declarations to files: NixOS modules, documentation, schemas.
//!
//! Pure: no file, process, clock or environment is touched here. [`generate`] takes a [`Project`]
//! and gives every output, or every problem.

pub mod ir;
pub mod nix;
mod problem;
pub mod reads;

pub use problem::Problem;
use schema::meta::Domain;

/// What is generated, and what the outputs say of their origin.
#[derive(Clone, Debug)]
pub struct Project<'a> {
    /// The command that writes the outputs, for the header of each: `cargo xtask gen`.
    pub command: &'a str,
    /// The folder that is generated, for the `declarations` of options.json: `generated-modules`.
    pub folder: &'a str,
    /// The option trees, in documentation order.
    pub domains: &'a [Domain],
    /// Hand-written Nix.
    pub sources: &'a [NixSource],
}

/// A hand-written Nix file, copied to the outputs as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NixSource {
    /// Relative to the folder of the sources: `stores.nix` is the behaviour of the domain `stores`,
    /// `lib/NAME.nix` a library.
    pub path: String,
    /// For messages and headers: `codegen/nix/stores.nix`.
    pub shown: String,
    /// The whole text.
    pub text: String,
}

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Relative to the folder, with `/`.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// What an existing file must contain for it to be ours to overwrite.
    pub marker: String,
}
