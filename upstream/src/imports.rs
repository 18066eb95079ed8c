//! Which files a Nix file names by relative paths.

use rnix::ast::{self, Path};
use rnix::{Root, SyntaxNode};
use rowan::ast::AstNode;

/// The relative paths in a text, as they are written.
pub fn of(text: &str) -> Vec<String> {
    let root = Root::parse(text).tree();
    let nodes = root.syntax().descendants();
    nodes
        .filter_map(|node: SyntaxNode| Path::cast(node))
        .map(|path: ast::Path| path.syntax().text().to_string())
        .filter(|path| path.starts_with('.'))
        .collect()
}

/// The path that `import` means in the file `from`: `a/b.nix` and `../c.nix` make `c.nix`.
pub fn resolve(from: &str, import: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in import.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_any_place_are_found() {
        let text = "{ imports = [ ./a.nix ../b ]; c = import ../lib/c.nix { }; d = \"./no\"; }";
        assert_eq!(of(text), ["./a.nix", "../b", "../lib/c.nix"]);
    }

    #[test]
    fn dots_are_resolved() {
        assert_eq!(resolve("a/b.nix", "../c.nix"), "c.nix");
        assert_eq!(resolve("a/b/c.nix", "./d/e.nix"), "a/b/d/e.nix");
    }
}
