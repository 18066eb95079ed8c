//! The release notes: one bullet in a section.

use codegen::Problem;

use crate::place::problem;

/// What has not been there before.
pub const NEW: &str = "New Modules";
/// What can break a configuration.
pub const INCOMPATIBLE: &str = "Backward Incompatibilities";
/// Other information for users.
pub const OTHER: &str = "Other Notable Changes";

/// The text with the bullet under "New Modules"; `None` when a line has `mark` already.
pub fn insert(file: &str, text: &str, mark: &str, bullet: &str) -> Result<Option<String>, Problem> {
    insert_into(file, text, NEW, mark, bullet)
}

/// The text with the bullet in a section; `None` when a line has `mark` already.
///
/// It goes to the middle of the list: the file itself asks for arbitrary places, because everybody's
/// last line is everybody's conflict.
pub fn insert_into(
    file: &str,
    text: &str,
    section: &str,
    mark: &str,
    bullet: &str,
) -> Result<Option<String>, Problem> {
    if text.contains(mark) {
        return Ok(None);
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let heading = format!("## {section}");
    let heading = lines.iter().position(|line| line.starts_with(&heading));
    let Some(heading) = heading else {
        return Err(problem(
            file,
            1,
            &format!("it has no section \"{section}\""),
            "check that these are the notes of the release that is being made",
        ));
    };
    let section = &lines[heading + 1..];
    let end = section.iter().position(|line| line.starts_with("## "));
    let end = heading + 1 + end.unwrap_or(section.len());
    let bullets: Vec<usize> = (heading + 1..end)
        .filter(|&at| lines[at].starts_with("- "))
        .collect();
    let at = bullets.get(bullets.len() / 2).copied().unwrap_or(end);
    let mut out = lines[..at].concat();
    if !out.ends_with("\n\n") {
        out.push_str(if out.ends_with('\n') { "\n" } else { "\n\n" });
    }
    out.push_str(bullet.trim_end());
    out.push('\n');
    if at < lines.len() {
        out.push('\n');
    }
    out.push_str(&lines[at..].concat());
    Ok(Some(out))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expected: &Expect) {
        let shown = match insert("rl.md", text, "(#opt-x)", "- [x](#opt-x), new.\n") {
            Ok(Some(new)) => {
                assert_eq!(insert("rl.md", &new, "(#opt-x)", ""), Ok(None));
                new
            }
            Ok(None) => "unchanged".to_owned(),
            Err(problem) => problem.to_string(),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn the_bullet_goes_to_the_middle() {
        check(
            "# R\n\n## New Modules {#n}\n\n<!-- Here. -->\n\n- a\n  more\n\n- b\n\n## Next {#x}\n\n- c\n",
            &expect![[r#"
                # R

                ## New Modules {#n}

                <!-- Here. -->

                - a
                  more

                - [x](#opt-x), new.

                - b

                ## Next {#x}

                - c
            "#]],
        );
    }

    #[test]
    fn an_empty_list_gets_its_first() {
        check(
            "## New Modules {#n}\n\n## Next {#x}\n",
            &expect![[r#"
            ## New Modules {#n}

            - [x](#opt-x), new.

            ## Next {#x}
        "#]],
        );
        check(
            "## New Modules {#n}\n",
            &expect![[r#"
            ## New Modules {#n}

            - [x](#opt-x), new.
        "#]],
        );
    }

    #[test]
    fn notes_without_the_section_are_refused() {
        check(
            "# R\n",
            &expect![[r#"
            rl.md: it has no section "New Modules"
              at rl.md:1
              help: check that these are the notes of the release that is being made"#]],
        );
    }
}
