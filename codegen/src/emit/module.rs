//! `default.nix` of each folder: imports, nothing else.

use crate::nix::make::{attrs, lambda_set, list, rel_file, set};
use crate::nix::{Expr, MakeError, Text};

/// A module that imports `files`, relative to it.
pub fn imports(files: &[String]) -> Result<Expr, MakeError> {
    let files = files
        .iter()
        .map(|file| rel_file(file))
        .collect::<Result<Vec<_>, _>>()?;
    let imports = set(Text::from_static("imports"), list(files));
    lambda_set(&[], true, attrs([imports])?)
}
