//! Lines of a script that a module has as a string.

use codegen::Problem;
use rnix::ast;
use rnix::{SyntaxKind, SyntaxNode};
use rowan::ast::AstNode;

use super::edit::{Module, start};

/// A line that begins in the text of a string, not in an expression.
struct Line {
    /// Where it begins.
    at: usize,
    /// The line without indentation.
    text: String,
}

impl Module<'_> {
    /// Adds lines above a line of a script; returns whether they were missing.
    pub(super) fn add_lines(
        &mut self,
        script: &[&str],
        above: &str,
        lines: &[&str],
    ) -> Result<bool, Problem> {
        let value = self.value(script)?;
        let script = script.join(": ");
        let wrong = |what: &str| self.wrong(start(&value), &format!("`{script}` {what}"));
        let string = value.descendants().find_map(ast::Str::cast);
        let string = string.ok_or_else(|| wrong("has no string"))?;
        let there = lines_of(string.syntax());
        let mut wanted = lines.iter().filter(|line| !line.is_empty());
        let is_there = |line: &&&str| there.iter().any(|found| found.text == **line);
        let present = wanted.clone().filter(is_there).count();
        if present > 0 {
            let all = wanted.all(|line| is_there(&line));
            return if all {
                Ok(false)
            } else {
                Err(wrong("has a part of what is added"))
            };
        }
        let mut places = there.iter().filter(|line| line.text == above);
        let (Some(place), None) = (places.next(), places.next()) else {
            return Err(wrong(&format!("does not have the line `{above}` once")));
        };
        let indent = " ".repeat(self.depth(place.at));
        let added = lines.iter().map(|line| match *line {
            "" => "\n".to_owned(),
            line => format!("{indent}{line}\n"),
        });
        let added: String = added.collect();
        self.splice(place.at..place.at, &added);
        Ok(true)
    }
}

fn lines_of(string: &SyntaxNode) -> Vec<Line> {
    let whole = string.text().to_string();
    let offset = start(string);
    let tokens = string
        .children_with_tokens()
        .filter_map(rowan::NodeOrToken::into_token);
    let contents = tokens.filter(|token| token.kind() == SyntaxKind::TOKEN_STRING_CONTENT);
    let mut found = Vec::new();
    for token in contents {
        let from = usize::from(token.text_range().start());
        for (at, _) in token.text().match_indices('\n') {
            let at = from + at + 1;
            let rest = &whole[at - offset..];
            let text = rest.split('\n').next().unwrap_or(rest).trim().to_owned();
            found.push(Line { at, text });
        }
    }
    found
}
