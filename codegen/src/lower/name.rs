//! Names: which are refused, how they sort, what a Rust type is called in Nix.

use std::collections::BTreeMap;

use crate::Problem;

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
        .then(|| format!("the module system keeps the name `{name}` for itself"))
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

/// `AbsPath` is `absPath`.
pub(crate) fn nix(rust: &str) -> String {
    let mut chars = rust.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

/// `schema::store::Entry` is `entry`; the struct of a variant, `schema::Log::File`, is `file`.
pub(super) fn of_struct(rust: &str) -> String {
    nix(rust
        .rsplit("::")
        .next()
        .unwrap_or(rust)
        .trim_end_matches('>'))
}

/// Each name that gets a `let` may mean one thing, and nothing that the file inherits.
pub(super) fn check_lets<'a>(
    module: &str,
    lets: impl Iterator<Item = (&'a str, &'a str)>,
    problems: &mut Vec<Problem>,
) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, rust) in lets {
        let taken = if crate::emit::INHERITED.contains(&name) {
            Some("a name of lib")
        } else {
            seen.insert(name, rust)
        };
        if let Some(other) = taken {
            problems.push(Problem {
                subject: module.to_owned(),
                places: vec![rust.to_owned(), other.to_owned()],
                message: format!("two types would both be called `{name}` in the module"),
                help: "rename one of the Rust types".to_owned(),
            });
        }
    }
}
