//! The Markdown of the manual: its ids, links and code, and the dialect that it is written in.

/// A line of text, outside of code, with its number.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// From 1.
    pub number: usize,
    /// Without the line feed.
    pub text: &'a str,
}

/// A block of code between fences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The language behind the opening fence.
    pub language: String,
    /// What is inside.
    pub text: String,
    /// The line of the opening fence, from 1.
    pub line: usize,
    /// Whether a closing fence was found.
    pub closed: bool,
}

/// An id that a text gives to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Id {
    /// The id, without `#`.
    pub id: String,
    /// Its line, from 1.
    pub line: usize,
}

/// The text apart: lines of prose, and blocks of code.
pub fn split(text: &str) -> (Vec<Line<'_>>, Vec<Code>) {
    let (mut prose, mut codes) = (Vec::new(), Vec::<Code>::new());
    let mut open: Option<(String, usize)> = None;
    for (index, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        if let Some((fence, indent)) = &open {
            let code = codes.last_mut().expect("a block is open");
            if trimmed.trim_end() == *fence {
                code.closed = true;
                open = None;
            } else {
                let blank = line.len() - trimmed.len();
                code.text.push_str(&line[blank.min(*indent)..]);
                code.text.push('\n');
            }
        } else if trimmed.starts_with("```") {
            let ticks = trimmed.len() - trimmed.trim_start_matches('`').len();
            open = Some(("`".repeat(ticks), line.len() - trimmed.len()));
            codes.push(Code {
                language: trimmed[ticks..].trim().to_owned(),
                text: String::new(),
                line: index + 1,
                closed: false,
            });
        } else {
            prose.push(Line {
                number: index + 1,
                text: line,
            });
        }
    }
    (prose, codes)
}

/// The ids of headings and of places in the text: `{#id}`.
pub fn ids(text: &str) -> Vec<Id> {
    let mut found = Vec::new();
    for line in split(text).0 {
        let plain = without_code(line.text);
        let mut rest = plain.as_str();
        while let Some(start) = rest.find("{#") {
            let Some(end) = rest[start..].find('}') else {
                break;
            };
            found.push(Id {
                id: rest[start + 2..start + end].to_owned(),
                line: line.number,
            });
            rest = &rest[start + end..];
        }
    }
    found
}

/// The targets of links inside the manual: `](#id)`.
pub fn links(text: &str) -> Vec<Id> {
    let mut found = Vec::new();
    for line in split(text).0 {
        let plain = without_code(line.text);
        for part in plain.split("](").skip(1) {
            let target = part.split(')').next().unwrap_or_default();
            if let Some(id) = target.strip_prefix('#') {
                found.push(Id {
                    id: id.to_owned(),
                    line: line.number,
                });
            }
        }
    }
    found
}

/// The text of a role: the name in backticks after `{option}`.
pub fn roles(text: &str, role: &str) -> Vec<Id> {
    let mark = format!("{{{role}}}`");
    let mut found = Vec::new();
    for line in split(text).0 {
        for part in line.text.split(&mark).skip(1) {
            if let Some((name, _)) = part.split_once('`') {
                found.push(Id {
                    id: name.to_owned(),
                    line: line.number,
                });
            }
        }
    }
    found
}

/// The same line with nothing between backticks.
pub fn without_code(line: &str) -> String {
    let (mut out, mut inside) = (String::new(), false);
    for c in line.chars() {
        match c {
            '`' => {
                inside = !inside;
                out.push(c);
            }
            _ if inside => {}
            c => out.push(c),
        }
    }
    out
}

/// What the manual's reader would refuse or show wrongly, by line.
pub fn dialect(text: &str, chapter: bool) -> Vec<(usize, String)> {
    let (prose, codes) = split(text);
    let mut found = Vec::new();
    for code in &codes {
        if !code.closed {
            found.push((code.line, "the block of code is never closed".to_owned()));
        }
    }
    let mut fences = 0_usize;
    for line in &prose {
        line_problems(line, &mut found);
        let trimmed = line.text.trim();
        if trimmed.starts_with(":::") {
            fences = admonition(line, trimmed, fences, &mut found);
        }
    }
    if fences > 0 {
        found.push((
            text.lines().count(),
            "a `:::` block is never closed".to_owned(),
        ));
    }
    headings(&prose, chapter, &mut found);
    found.sort();
    found
}

fn admonition(line: &Line, trimmed: &str, open: usize, found: &mut Vec<(usize, String)>) -> usize {
    const KINDS: [&str; 7] = [
        "note",
        "tip",
        "important",
        "warning",
        "caution",
        "example",
        "figure",
    ];
    let class = trimmed.trim_start_matches(':').trim();
    if class.is_empty() {
        return open.saturating_sub(1);
    }
    let known = KINDS.iter().any(|kind| class.contains(&format!(".{kind}")));
    if !known {
        found.push((
            line.number,
            format!("the manual has no block of kind `{class}`"),
        ));
    }
    open + 1
}

fn line_problems(line: &Line, found: &mut Vec<(usize, String)>) {
    const ROLES: [&str; 7] = ["option", "file", "command", "env", "var", "manpage", "attr"];
    let plain = without_code(line.text);
    let mut push = |message: &str| found.push((line.number, message.to_owned()));
    if plain.trim_start().starts_with('|') {
        push("the manual has no tables");
    }
    if plain.contains("![") {
        push("the manual has no images here");
    }
    let is_comment = plain.trim_start().starts_with("<!--");
    let html = plain.match_indices('<').any(|(at, _)| {
        let rest = plain[at + 1..].trim_start_matches('/');
        let name = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_alphanumeric())
                .len();
        name > 0 && rest[name..].starts_with(['>', ' ', '/']) && !rest.starts_with("http")
    });
    if html && !is_comment {
        push("the manual takes no HTML");
    }
    if line.text.trim_start().starts_with("===") || is_rule(line.text) {
        push("headings begin with `#`, and there are no rules");
    }
    for (at, _) in line.text.match_indices("}`") {
        let name = line.text[..at].rsplit('{').next().unwrap_or_default();
        let is_role = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase());
        if is_role && !ROLES.contains(&name) {
            push(&format!("the manual has no role `{{{name}}}`"));
        }
    }
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && (line.bytes().all(|b| b == b'-') || line.bytes().all(|b| b == b'*'))
}

fn headings(prose: &[Line], chapter: bool, found: &mut Vec<(usize, String)>) {
    let mut last = 0;
    for line in prose {
        let level = line.text.len() - line.text.trim_start_matches('#').len();
        if level == 0 || !line.text[level..].starts_with(' ') {
            continue;
        }
        let mut push = |message: String| found.push((line.number, message));
        if !chapter {
            push("a description has no headings".to_owned());
        } else if last == 0 && level != 1 || last > 0 && level == 1 {
            push("a chapter has one heading `#`, which is its first".to_owned());
        } else if level > last + 1 {
            push(format!(
                "a heading of level {level} follows one of level {last}"
            ));
        }
        if chapter && !line.text.trim_end().ends_with('}') {
            push("the heading has no id `{#…}`".to_owned());
        }
        last = level;
    }
    if chapter && last == 0 {
        found.push((1, "the chapter has no heading".to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAPTER: &str = "# A {#a}\n\nText `{#no}` [](#opt-x) and {option}`a.b`.\n\n```nix\n{ }\n# no heading\n```\n\n## B {#b}\n\n::: {.note}\nN\n:::\n";

    fn dialect_of(text: &str) -> Vec<String> {
        let found = dialect(text, true).into_iter();
        found
            .map(|(line, message)| format!("{line}: {message}"))
            .collect()
    }

    #[test]
    fn ids_links_roles_and_code_are_found() {
        let ids: Vec<String> = ids(CHAPTER).into_iter().map(|id| id.id).collect();
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(links(CHAPTER)[0].id, "opt-x");
        assert_eq!(roles(CHAPTER, "option")[0].id, "a.b");
        let code = &split(CHAPTER).1[0];
        assert_eq!(
            (code.language.as_str(), code.text.as_str()),
            ("nix", "{ }\n# no heading\n")
        );
    }

    #[test]
    fn the_dialect_is_held() {
        assert_eq!(dialect_of(CHAPTER), [""; 0]);
        for (line, text) in [
            (3, "# A {#a}\n\n<b>x</b>\n"),
            (3, "# A {#a}\n\n| a | b |\n"),
            (3, "# A {#a}\n\n![x](y)\n"),
            (3, "# A {#a}\n\n```nix\n{ }\n"),
            (3, "# A {#a}\n\n{opton}`x`\n"),
            (3, "# A {#a}\n\n::: {.notice}\n:::\n"),
            (4, "# A {#a}\n\n::: {.note}\nx\n"),
            (3, "# A {#a}\n\n### B {#b}\n"),
            (3, "# A {#a}\n\n## B\n"),
            (3, "# A {#a}\n\n# B {#b}\n"),
            (2, "A\n===\n"),
            (1, "text\n"),
        ] {
            let found = dialect(text, true);
            assert!(
                found.iter().any(|(at, _)| *at == line),
                "{text:?}: {found:?}"
            );
        }
        assert!(!dialect("# A\n", false).is_empty());
        assert!(
            dialect(
                "See `<name>` and <https://x.org>, `stores.<name>`.\n",
                false
            )
            .is_empty()
        );
    }
}
