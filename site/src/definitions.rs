//! What a configuration defines: paths, lines and texts, read off the Nix without evaluating it.

use rnix::ast::{self, AttrpathValue, HasEntry, InterpolPart};
use rnix::{NodeOrToken, Root, SyntaxKind};
use rowan::ast::AstNode;

/// One definition in a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The full path.
    pub path: Vec<String>,
    /// Where its name is; from 1.
    pub line: usize,
    /// Its text.
    pub value: String,
    /// Whether the text contains no variables, so its meaning does not depend on the context.
    pub is_closed: bool,
}

/// The definitions of a configuration, sets before their contents. Definitions that only evaluation
/// would show are missing.
pub fn definitions(text: &str) -> Vec<Definition> {
    let mut found = Vec::new();
    let mut body = Root::parse(text).tree().expr();
    // What a module or a `let` is around.
    loop {
        body = match body {
            Some(ast::Expr::Lambda(lambda)) => lambda.body(),
            Some(ast::Expr::LetIn(binding)) => binding.body(),
            Some(ast::Expr::Paren(inner)) => inner.expr(),
            other => {
                if let Some(ast::Expr::AttrSet(set)) = other {
                    walk(&set, &mut Vec::new(), text, &mut found);
                }
                return found;
            }
        };
    }
}

fn walk(set: &ast::AttrSet, path: &mut Vec<String>, text: &str, found: &mut Vec<Definition>) {
    for entry in set.attrpath_values() {
        let Some(names) = names(&entry) else { continue };
        let Some(value) = entry.value() else { continue };
        let depth = path.len();
        path.extend(names);
        let start = usize::from(entry.syntax().text_range().start());
        found.push(Definition {
            path: path.clone(),
            line: text[..start].matches('\n').count() + 1,
            value: dedented(&value.syntax().text().to_string()),
            is_closed: is_closed(&value),
        });
        if let ast::Expr::AttrSet(inner) = &value {
            walk(inner, path, text, found);
        }
        path.truncate(depth);
    }
}

fn names(entry: &AttrpathValue) -> Option<Vec<String>> {
    entry.attrpath()?.attrs().map(|attr| name(&attr)).collect()
}

fn name(attr: &ast::Attr) -> Option<String> {
    match attr {
        ast::Attr::Ident(ident) => Some(ident.to_string()),
        ast::Attr::Str(text) => match text.normalized_parts().as_slice() {
            [InterpolPart::Literal(text)] => Some(text.clone()),
            _ => None,
        },
        ast::Attr::Dynamic(_) => None,
    }
}

fn is_closed(value: &ast::Expr) -> bool {
    value
        .syntax()
        .descendants_with_tokens()
        .all(|part| match part {
            NodeOrToken::Node(node) if node.kind() == SyntaxKind::NODE_IDENT => {
                let is_name = node
                    .parent()
                    .is_some_and(|parent| parent.kind() == SyntaxKind::NODE_ATTRPATH);
                is_name || matches!(node.text().to_string().as_str(), "true" | "false" | "null")
            }
            NodeOrToken::Node(node) => node.kind() != SyntaxKind::NODE_INHERIT,
            NodeOrToken::Token(_) => true,
        })
}

/// Removes the indentation of the last line, which is the indentation of the definition.
fn dedented(text: &str) -> String {
    let last = text.lines().last().unwrap_or("");
    let indent: String = last.chars().take_while(|c| *c == ' ').collect();
    text.replace(&format!("\n{indent}"), "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_have_paths_lines_and_texts() {
        let text = "{ lib, ... }:\n{\n  a.\"b c\" = {\n    d = [\n      1\n    ];\n  };\n  e = lib.x;\n  ${f} = 1;\n}";
        let found = definitions(text);
        let shown: Vec<_> = found
            .iter()
            .map(|one| (one.path.join("/"), one.line, one.is_closed))
            .collect();
        assert_eq!(
            shown,
            [
                ("a/b c".to_owned(), 3, true),
                ("a/b c/d".to_owned(), 4, true),
                ("e".to_owned(), 8, false)
            ]
        );
        assert_eq!(found[1].value, "[\n  1\n]");
    }

    #[test]
    fn what_is_no_configuration_defines_nothing() {
        for text in ["", "1", "{ a = ", "[ { a = 1; } ]"] {
            let found = definitions(text);
            assert!(found.len() <= 1, "{text}");
        }
    }
}
