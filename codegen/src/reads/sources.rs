//! The sources as one program: parsing, and which file a path means.

use super::core::Program;
use super::lower::lower;
use super::option_tree::OptionTree;
use super::parse::{Refused, parse};
use crate::NixSource;

/// Parses and lowers all sources. Those that cannot be read are returned by index.
pub(super) fn load(sources: &[NixSource], tree: &OptionTree) -> (Program, Vec<(usize, Refused)>) {
    let mut program = Program::default();
    let mut refused = Vec::new();
    for (_, place) in tree.all() {
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

/// Whether a source is the behaviour of a domain: `relay/config.nix`.
pub(super) fn is_module(path: &str) -> bool {
    path.strip_suffix("/config.nix")
        .is_some_and(|domain| !domain.contains('/'))
}

/// The source that `import` means. Of a folder that is its `default.nix`.
fn resolve(sources: &[NixSource], from: &str, path: &str) -> Option<usize> {
    let path = normal(from, path)?;
    let default = format!("{path}/default.nix");
    sources
        .iter()
        .position(|source| source.path == path || source.path == default)
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
