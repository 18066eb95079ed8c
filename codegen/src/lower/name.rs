//! Names: which are refused, how they are sorted, and how Rust types are named in Nix.

use std::collections::BTreeSet;

use crate::{emit, nix};

/// Attribute names that the module system executes or keeps for itself when it meets them.
const RESERVED: &[&str] = &["_type", "_module", "_file", "__functor", "__toString"];

/// Why no option can have the name.
pub(super) fn refused(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("its name is empty".to_owned());
    }
    if name.contains('\0') {
        return Some("its name contains NUL, which Nix cannot hold".to_owned());
    }
    RESERVED
        .contains(&name)
        .then(|| format!("the module system reserves the name `{name}`"))
}

/// The order of options in every output: `enable`, `package`, then the rest by name, as
/// nixos-render-docs sorts them.
pub(super) fn order(name: &str) -> (u8, &str) {
    let rank = if name.starts_with("enable") {
        0
    } else if name.starts_with("package") {
        1
    } else {
        2
    };
    (rank, name)
}

/// The name of a grammar: `AbsPath` is `absPath`. Keywords and names that the file inherits get a
/// suffix.
pub(crate) fn of_scalar(rust: &str) -> String {
    let name = lower_first(rust);
    if is_taken(&name) {
        format!("{name}Type")
    } else {
        name
    }
}

/// The name of a submodule, different from those in `used`: `relay::queue::Entry` is `entry`, a
/// second `Entry` is `entry2`. Parameters in angle brackets are dropped.
pub(super) fn of_struct(rust: &str, used: &BTreeSet<String>) -> String {
    let path = rust.split('<').next().unwrap_or(rust);
    let last = path.rsplit("::").next().unwrap_or(path);
    let name = last.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "_");
    let name = lower_first(&name);
    let numbered = (2..).map(|number| format!("{name}{number}"));
    std::iter::once(name.clone())
        .chain(numbered)
        .find(|name| !is_taken(name) && !used.contains(name))
        .expect("there is always another number")
}

fn lower_first(rust: &str) -> String {
    let mut chars = rust.chars();
    let first = chars.next().into_iter().flat_map(char::to_lowercase);
    first.chain(chars).collect()
}

/// Whether the file has another meaning for the name.
fn is_taken(name: &str) -> bool {
    emit::INHERITED.contains(&name) || nix::make::ident(name).is_err()
}
