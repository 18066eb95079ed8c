//! `default.nix` of each folder, which only imports other files.

use crate::nix::make::{attrs, lambda_set, list, rel_file, set};
use crate::nix::{Expr, MakeError, Text};

/// A module that imports `files`, relative to it.
///
/// It has an empty attribute `options`: NixOS builds the documentation of files with this attribute
/// once, and evaluates the options of all other files again for every configuration.
pub fn imports(files: &[String]) -> Result<Expr, MakeError> {
    let files = files
        .iter()
        .map(|file| rel_file(file))
        .collect::<Result<Vec<_>, _>>()?;
    let imports = set(Text::from_static("imports"), list(files));
    let options = set(Text::from_static("options"), attrs([])?);
    lambda_set(&[], true, attrs([imports, options])?)
}
