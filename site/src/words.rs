//! Types explained to people who do not know the module system.

use std::collections::BTreeMap;

/// A sentence about the values of this type; `None` for self-explanatory types.
///
/// `more` contains the types of this project.
pub fn explain(ty: &str, more: &BTreeMap<String, String>) -> Option<String> {
    let ty = ty.trim();
    match known(ty).or_else(|| more.get(ty).map(String::as_str)) {
        Some(text) => Some(text.to_owned()),
        None => composed(ty, more),
    }
}

/// Types of one name, and what a person writes for them.
pub(crate) const KNOWN: &[(&str, &str)] = &[
    ("boolean", "`true` or `false`"),
    ("string", "text in quotes, such as `\"text\"`"),
    ("signed integer", "a whole number, without quotes"),
    (
        "unsigned integer, meaning >=0",
        "a whole number from 0, without quotes",
    ),
    (
        "positive integer, meaning >0",
        "a whole number from 1, without quotes",
    ),
    (
        "16 bit unsigned integer; between 0 and 65535 (both inclusive)",
        "a whole number from 0 to 65535, such as a port",
    ),
    (
        "floating point number",
        "a number with a point, such as `1.5`",
    ),
    (
        "signed integer or floating point number",
        "a number, with or without a point",
    ),
    ("package", "a package, such as `pkgs.hello`"),
    (
        "path in the Nix store",
        "a path that Nix builds, such as a package",
    ),
    (
        "absolute path without a slash at the end",
        "a path from the root, such as `\"/var/lib\"`",
    ),
    (
        "path",
        "a path in quotes, or relative to the configuration, such as `./file`",
    ),
    ("submodule", "a set of options, listed below"),
    ("(submodule)", "a set of options, listed below"),
    ("module", "a module: a set of its own options"),
    ("anything", "any value"),
    ("raw value", "any value, without changes"),
    ("unspecified value", "any value"),
    ("unspecified", "any value"),
    (
        "strings concatenated with \"\\n\"",
        "text; definitions of several files are joined, each on its own lines",
    ),
    (
        "strings concatenated with \",\"",
        "text; definitions of several files are joined with commas",
    ),
    ("JSON value", "any data that JSON can hold"),
    ("TOML value", "any data that TOML can hold"),
    ("YAML value", "any data that YAML can hold"),
    (
        "environment variable",
        "a value for the environment: text, a path or a number",
    ),
    ("systemd exec command", "a command line, or a list of them"),
];

fn known(ty: &str) -> Option<&'static str> {
    KNOWN
        .iter()
        .find(|(name, _)| *name == ty)
        .map(|(_, text)| *text)
}

/// What stands around another type.
const AROUND: &[(&str, &str)] = &[
    ("null or ", "`null` for none, or "),
    ("list of ", "a list, `[ … ]`, where each element is "),
    (
        "non-empty (list of ",
        "a list that is not empty, where each element is ",
    ),
    (
        "attribute set of ",
        "a set, `{ name = …; }`, where each value is ",
    ),
    (
        "lazy attribute set of ",
        "a set, `{ name = …; }`, where each value is ",
    ),
    (
        "function that evaluates to a(n) ",
        "a function whose result is ",
    ),
];

fn composed(ty: &str, more: &BTreeMap<String, String>) -> Option<String> {
    for (start, text) in AROUND {
        if let Some(rest) = ty.strip_prefix(start) {
            return Some(format!("{text}{}", inner(rest, more)));
        }
    }
    if let Some(rest) = ty.strip_prefix("one of ") {
        return Some(format!(
            "exactly one of these: `{}`",
            rest.replace('`', "'")
        ));
    }
    if let Some(rest) = ty
        .strip_prefix("value ")
        .and_then(|rest| rest.strip_suffix(" (singular enum)"))
    {
        return Some(format!("always `{}`", rest.replace('`', "'")));
    }
    if let Some(pattern) = ty.strip_prefix("string matching the pattern ") {
        return Some(format!("text that matches `{}`", pattern.replace('`', "'")));
    }
    if let Some(range) = between(ty) {
        return Some(range);
    }
    let alternatives = split_or(ty);
    if alternatives.len() > 1 {
        let texts = alternatives.iter().map(|part| inner(part, more));
        // What is a sentence of its own ends here, and the next goes on.
        let texts: Vec<_> = texts
            .map(|text| text.trim_end_matches('.').to_owned())
            .collect();
        let has_parts = texts.iter().any(|text| text.contains(", where each "));
        return Some(texts.join(if has_parts { "; or " } else { ", or " }));
    }
    None
}

fn between(ty: &str) -> Option<String> {
    let (_, rest) = ty.split_once("between ")?;
    let range = rest.strip_suffix(" (both inclusive)")?;
    let (low, high) = range.split_once(" and ")?;
    Some(format!("a number from {low} to {high}, both included"))
}

/// A type in another one, without its parentheses.
fn inner(ty: &str, more: &BTreeMap<String, String>) -> String {
    let ty = ty.trim();
    let bare = ty.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let ty = bare.filter(|bare| balanced(bare)).unwrap_or(ty);
    let text = explain(ty, more).unwrap_or_else(|| format!("of type {}", ty.replace('`', "'")));
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        // Not the first letter of an abbreviation.
        (Some(first), Some(second)) if second == ' ' || second.is_lowercase() => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text,
    }
}

/// The explanation of a type as a complete sentence.
pub(crate) fn as_sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let sentence: String = first.chain(letters).collect();
    if sentence.ends_with('.') {
        sentence
    } else {
        sentence + "."
    }
}

fn balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    text.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    }) && depth == 0
}

/// The parts between `or`s that are in no parentheses.
fn split_or(ty: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_i32, 0);
    for (at, c) in ty.char_indices() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth == 0 && at >= start && ty[at..].starts_with(" or ") {
            parts.push(&ty[start..at]);
            start = at + 4;
        }
    }
    parts.push(&ty[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ty: &str, words: &str) {
        assert_eq!(explain(ty, &BTreeMap::new()).as_deref(), Some(words));
    }

    #[test]
    fn what_stands_in_another_type_goes_on_in_its_sentence() {
        let more = BTreeMap::from([("unit".to_owned(), "The name of a unit.".to_owned())]);
        let text = explain("list of unit", &more).unwrap();
        assert_eq!(
            text,
            "a list, `[ … ]`, where each element is the name of a unit."
        );
        assert_eq!(as_sentence(&text)[..7], *"A list,");
        assert_eq!(as_sentence("`true` or `false`"), "`true` or `false`.");
    }

    #[test]
    fn types_are_explained_in_words() {
        check("boolean", "`true` or `false`");
        check(
            "null or string",
            "`null` for none, or text in quotes, such as `\"text\"`",
        );
        check(
            "attribute set of (submodule)",
            "a set, `{ name = …; }`, where each value is a set of options, listed below",
        );
        check(
            "one of \"a\", \"b\"",
            "exactly one of these: `\"a\", \"b\"`",
        );
        check(
            "integer between 0 and 5 (both inclusive)",
            "a number from 0 to 5, both included",
        );
        check(
            "list of (boolean or package)",
            "a list, `[ … ]`, where each element is `true` or `false`, or a package, such as `pkgs.hello`",
        );
        check(
            "list of unit name",
            "a list, `[ … ]`, where each element is of type unit name",
        );
        check(
            "attribute set of (submodule) or list of string",
            "a set, `{ name = …; }`, where each value is a set of options, listed below; or a list, `[ … ]`, where each element is text in quotes, such as `\"text\"`",
        );
        assert_eq!(explain("unit name", &BTreeMap::new()), None);
    }
}
