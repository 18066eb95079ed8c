//! The sources as one program: parsing, and which file a path means.

use super::core::Program;
use super::lower::lower;
use super::parse::{Refused, parse};
use super::places::Places;
use crate::NixSource;

/// Parses and lowers all sources. Those that cannot be read are returned by index.
pub(super) fn load(sources: &[NixSource], places: &Places) -> (Program, Vec<(usize, Refused)>) {
    let mut program = Program::default();
    let mut refused = Vec::new();
    for (_, place) in places.all() {
        for name in place.children.keys() {
            program.names.intern(name);
        }
    }
    for (file, source) in sources.iter().enumerate() {
        let root = match parse(&source.text) {
            Ok(root) => Some(lower(&mut program, file, &root, &|path| {
                resolve(sources, &source.path, path)
            })),
            Err(reason) => {
                refused.push((file, reason));
                None
            }
        };
        program.roots.push(root);
    }
    (program, refused)
}

/// Whether a source is the behaviour of a domain, not a library.
pub(super) fn is_module(path: &str) -> bool {
    !path.contains('/')
}

/// The source that `import` means: as the files lie here, or as they lie when generated, where
/// `stores.nix` is `stores/config.nix`.
fn resolve(sources: &[NixSource], from: &str, path: &str) -> Option<usize> {
    let generated = match from.strip_suffix(".nix") {
        Some(domain) if is_module(from) => format!("{domain}/config.nix"),
        _ => from.to_owned(),
    };
    let here = normal(from, path).and_then(|path| find(sources, &path));
    here.or_else(|| find(sources, &normal(&generated, path)?))
}

fn find(sources: &[NixSource], path: &str) -> Option<usize> {
    let domain = path.strip_suffix("/config.nix");
    let behaviour = domain.map(|domain| format!("{domain}.nix"));
    sources
        .iter()
        .position(|source| source.path == path || Some(&source.path) == behaviour.as_ref())
}

/// The path from the folder of all sources; `None` if it leaves that.
fn normal(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
