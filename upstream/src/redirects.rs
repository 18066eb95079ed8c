//! `redirects.json`: one entry for each id of the manual chapter.
//!
//! The file is edited as text to keep its order and layout. Entries are found by scanning, and new
//! ones are written in the same form after the most similar entry.

use codegen::Problem;
use serde_json::Value;

use crate::place::{line_at, problem};

/// An entry of the outermost object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The id.
    pub id: String,
    /// From the quote before the id to behind the value.
    pub range: std::ops::Range<usize>,
    /// Where the id was and is, the present place first.
    pub targets: Vec<String>,
    /// The line it begins on, from 1.
    pub line: usize,
}

/// All entries, in the order of the file. An ID can occur twice.
pub fn entries(file: &str, text: &str) -> Result<Vec<Entry>, Problem> {
    let fail = |line: usize, message: &str| {
        problem(
            file,
            line,
            message,
            "it must be one object from ids to lists of places",
        )
    };
    let value: Value = serde_json::from_str(text)
        .map_err(|error| fail(error.line(), &format!("it is no JSON: {error}")))?;
    if !value.is_object() {
        return Err(fail(1, "it is no JSON object"));
    }
    let (mut found, mut at) = (Vec::new(), text.find('{').map_or(0, |at| at + 1));
    while let Some(start) = text[at..].find('"').map(|offset| at + offset) {
        let line = line_at(text, start);
        let key_end = string_end(text, start);
        let value_start = key_end + text[key_end..].find(':').map_or(0, |at| at + 1);
        let end = value_end(text, value_start);
        let id: String = serde_json::from_str(&text[start..key_end])
            .map_err(|error| fail(line, &error.to_string()))?;
        let targets: Vec<String> = serde_json::from_str(text[value_start..end].trim())
            .map_err(|_| fail(line, &format!("`{id}` has no list of places")))?;
        found.push(Entry {
            id,
            range: start..end,
            targets,
            line,
        });
        at = end;
    }
    Ok(found)
}

/// The text with an entry for each id that has none; `None` when all have one.
pub fn insert(file: &str, text: &str, ids: &[String]) -> Result<Option<String>, Problem> {
    let mut out = text.to_owned();
    for id in ids {
        let found = entries(file, &out)?;
        if found.iter().any(|entry| entry.id == *id) {
            continue;
        }
        let Some(before) = nearest(&found, id) else {
            return Err(problem(
                file,
                1,
                "there is no entry that shows how one is written",
                "check that this is the file of a nixpkgs checkout",
            ));
        };
        let indent = indent(&out, before.range.start);
        let entry = format!(
            ",\n{indent}{}: [\n{indent}{indent}{}\n{indent}]",
            json(id),
            json(&target(id))
        );
        out.insert_str(before.range.end, &entry);
    }
    Ok((out != text).then_some(out))
}

/// Where the manual shows an id of a module's chapter.
pub fn target(id: &str) -> String {
    format!("index.html#{id}")
}

fn json(text: &str) -> String {
    Value::from(text).to_string()
}

/// The entry that the new one goes behind: the last of those that share most of its id. The file is
/// not sorted; what belongs together stands together.
fn nearest<'a>(found: &'a [Entry], id: &str) -> Option<&'a Entry> {
    let shared = |entry: &&Entry| {
        let parts = entry.id.split('-').zip(id.split('-'));
        parts.take_while(|(a, b)| a == b).count()
    };
    found.iter().max_by_key(shared)
}

fn indent(text: &str, at: usize) -> String {
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let blank = &text[start..at];
    if blank.trim().is_empty() && !blank.is_empty() {
        blank.to_owned()
    } else {
        "  ".to_owned()
    }
}

/// Behind the closing quote of the string that begins at `start`.
fn string_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'"' => return at + 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// Behind the value that begins at or after `start`; the text is known to be JSON.
fn value_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (start, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = string_end(text, at);
                if depth == 0 {
                    return at;
                }
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' | b',' if depth == 0 => return at,
            b']' | b'}' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, ids: &[&str], expected: &Expect) {
        let ids: Vec<String> = ids.iter().map(|&id| id.to_owned()).collect();
        let shown = match insert("redirects.json", text, &ids) {
            Ok(Some(new)) => {
                assert_eq!(insert("redirects.json", &new, &ids), Ok(None));
                new
            }
            Ok(None) => "unchanged".to_owned(),
            Err(problem) => problem.to_string(),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn entries_go_to_their_kin_and_the_rest_stays() {
        check(
            "{\n  \"z\": [\n    \"index.html#z\"\n  ],\n  \"module-a\": [\"index.html#module-a\"],\n\n  \"b\\\"}\": [\n    \"x\",\n    \"old]\"\n  ]\n}\n",
            &["module-b", "module-b-c"],
            &expect![[r##"
                {
                  "z": [
                    "index.html#z"
                  ],
                  "module-a": ["index.html#module-a"],
                  "module-b": [
                    "index.html#module-b"
                  ],
                  "module-b-c": [
                    "index.html#module-b-c"
                  ],

                  "b\"}": [
                    "x",
                    "old]"
                  ]
                }
            "##]],
        );
    }

    #[test]
    fn what_is_there_stays() {
        check("{ \"a\": [] }", &["a"], &expect!["unchanged"]);
    }

    #[test]
    fn refusals_say_where() {
        check(
            "{\n  \"a\": [],\n}",
            &["b"],
            &expect![[r#"
            redirects.json: it is no JSON: trailing comma at line 3 column 1
              at redirects.json:3
              help: it must be one object from ids to lists of places"#]],
        );
        check(
            "{\n  \"a\": [],\n  \"c\": 1\n}",
            &["b"],
            &expect![[r#"
            redirects.json: `c` has no list of places
              at redirects.json:3
              help: it must be one object from ids to lists of places"#]],
        );
        check(
            "[]",
            &["b"],
            &expect![[r#"
            redirects.json: it is no JSON object
              at redirects.json:1
              help: it must be one object from ids to lists of places"#]],
        );
        check(
            "{}",
            &["b"],
            &expect![[r#"
            redirects.json: there is no entry that shows how one is written
              at redirects.json:1
              help: check that this is the file of a nixpkgs checkout"#]],
        );
    }

    #[test]
    fn an_id_that_is_there_twice_is_found_twice() {
        let found = entries("r", "{\"a\": [\"x\"], \"a\": [\"y\"]}").unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].targets, ["y"]);
    }
}
