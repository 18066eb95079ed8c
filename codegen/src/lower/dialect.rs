//! Syntax that the NixOS manual does not support: HTML, spans with attributes, and unknown roles
//! and admonitions. nixos-render-docs refuses some of it and prints the rest verbatim.

/// The roles of the dialect.
const ROLES: &[&str] = &["option", "file", "command", "env", "var", "manpage"];
/// The admonitions of the dialect.
const ADMONITIONS: &[&str] = &["note", "tip", "important", "caution", "warning", "example"];

const PLAIN: &str = "write Markdown without HTML; put names in angle brackets into backticks";
const KNOWN_ROLES: &str = "use one of the roles option, file, command, env, var and manpage";
const KNOWN_ADMONITIONS: &str =
    "write `::: {.note}`, or tip, important, caution, warning or example, and end it with `:::`";

/// The unsupported syntax in a doc comment, each with the text to write instead.
pub(super) fn problems(text: &str) -> Vec<(String, &'static str)> {
    let mut problems = Vec::new();
    let mut open = 0_usize;
    for line in outside_fences(text) {
        if let Some(info) = line.trim_start().strip_prefix(":::") {
            match info.trim_start_matches(':').trim() {
                "" if open == 0 => {
                    problems.push((
                        "its description contains `:::` without an open admonition".to_owned(),
                        KNOWN_ADMONITIONS,
                    ));
                }
                "" => open -= 1,
                info => {
                    open += 1;
                    problems.extend(admonition(info));
                }
            }
            continue;
        }
        problems.extend(roles(line));
        let bare = without_code(line);
        problems.extend(html(&bare));
        problems.extend(span(&bare));
    }
    if open > 0 {
        problems.push((
            "its description contains an admonition without an end".to_owned(),
            KNOWN_ADMONITIONS,
        ));
    }
    problems
}

/// The lines that are not in a block of code.
fn outside_fences(text: &str) -> impl Iterator<Item = &str> {
    let mut fence = None;
    text.lines().filter(move |line| {
        let start = line.trim_start();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => return true,
            _ => {}
        }
        false
    })
}

fn admonition(info: &str) -> Option<(String, &'static str)> {
    let class = info
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let class = class.and_then(|inside| {
        inside
            .split_whitespace()
            .find_map(|word| word.strip_prefix('.'))
    });
    let is_known = class.is_some_and(|class| ADMONITIONS.contains(&class));
    (!is_known).then(|| {
        (
            format!("its description contains an unknown admonition, `{info}`"),
            KNOWN_ADMONITIONS,
        )
    })
}

/// ``{role}`text` `` with a role of another name.
fn roles(line: &str) -> Vec<(String, &'static str)> {
    let parts: Vec<&str> = line.split('`').collect();
    // Every second part is code; a role stands before one.
    let before_code = parts.iter().step_by(2).take(parts.len() / 2);
    let names = before_code.filter_map(|part| {
        let inside = part.strip_suffix('}')?;
        let name = &inside[inside.rfind('{')? + 1..];
        let is_role = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase());
        (is_role && !ROLES.contains(&name)).then_some(name)
    });
    names
        .map(|name| {
            let message = format!("its description contains an unknown role, `{{{name}}}`");
            (message, KNOWN_ROLES)
        })
        .collect()
}

/// The line without what is in ticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// A tag or a comment; addresses in angle brackets are links.
fn html(line: &str) -> Option<(String, &'static str)> {
    let tag = line.match_indices('<').find_map(|(at, _)| {
        let rest = &line[at + 1..];
        let starts = rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let inside = &rest[..rest.find('>')?];
        (starts && !inside.contains("://") && !inside.contains('@')).then_some(inside)
    })?;
    Some((format!("its description contains HTML, `<{tag}>`"), PLAIN))
}

/// `[text]{.class}` and `[]{#anchor}`.
fn span(line: &str) -> Option<(String, &'static str)> {
    let at = line.find("]{")?;
    let inside = &line[at + 2..at + 2 + line[at + 2..].find('}')?];
    inside.starts_with(['.', '#']).then(|| {
        (
            format!("its description contains a span, `]{{{inside}}}`"),
            PLAIN,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, part: &str) {
        let problems = problems(text);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].0.contains(part), "{problems:?}");
    }

    #[test]
    fn what_the_dialect_does_not_have_is_named() {
        refused("A <b>bold</b> word.", "HTML, `<b>`");
        refused("A <name> word.", "HTML, `<name>`");
        refused("<!-- x -->", "HTML");
        refused("See {opt}`a`.", "unknown role, `{opt}`");
        refused("[x]{.keycap} is a key.", "span, `]{.keycap}`");
        refused("[]{#x}", "span");
        refused("::: {.hint}\nx\n:::", "unknown admonition, `{.hint}`");
        refused("::: {.note}\nx", "without an end");
        refused("x\n:::", "without an open admonition");
    }

    #[test]
    fn what_it_has_is_let_pass() {
        for text in [
            "See {option}`a.<name>.b`, `<b>` and <https://example.org>.",
            "1 < 2 and 3 > 2, or a <me@example.org>.",
            "```\n<b> {nope}`x` :::\n:::\n```",
            ":::{.note}\nx\n:::",
            "`${x}`y and `{b}`.",
        ] {
            assert_eq!(problems(text), [], "{text}");
        }
    }
}
