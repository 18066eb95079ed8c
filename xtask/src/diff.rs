//! Unified diffs between the actual and the expected contents of a file.

use std::fmt::Write;
use std::time::Duration;

use similar::{ChangeTag, TextDiff};

use shared::ui;

/// Longer diffs are cut. After this many lines, a diff is rarely read.
const MAX_LINES: usize = 200;

/// The diff of two texts, in colours; the header names them `a/NAME` and `b/NAME`, as git does.
pub(crate) fn unified(name: &str, old: &str, new: &str) -> String {
    let lines = lines(old, new);
    let mut text = ui::styled(ui::TITLE, format_args!("--- a/{name}\n+++ b/{name}"));
    for line in lines.iter().take(MAX_LINES) {
        text.push('\n');
        text.push_str(line);
    }
    if lines.len() > MAX_LINES {
        let _ = write!(
            text,
            "\n… and {} more",
            ui::counted(lines.len() - MAX_LINES, "line")
        );
    }
    text
}

fn lines(old: &str, new: &str) -> Vec<String> {
    // Past the timeout the diff is still right, only no longer the shortest.
    let mut config = TextDiff::configure();
    let diff = config
        .timeout(Duration::from_millis(500))
        .diff_lines(old, new);
    let mut lines = Vec::new();
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        lines.push(ui::styled(ui::PLACE, hunk.header()));
        for change in hunk.iter_changes() {
            lines.push(line(change.tag(), change.value()));
            if change.missing_newline() {
                lines.push("\\ No newline at end of file".to_owned());
            }
        }
    }
    lines
}

fn line(tag: ChangeTag, text: &str) -> String {
    let style = match tag {
        ChangeTag::Equal => ui::PLAIN,
        ChangeTag::Delete => ui::BAD,
        ChangeTag::Insert => ui::GOOD,
    };
    let text = text.strip_suffix('\n').unwrap_or(text);
    ui::styled(style, format_args!("{tag}{text}"))
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_diff_reads_like_that_of_git() {
        let diff = unified("x.nix", "{\n  a = 1;\n}\n", "{\n  a = 2;\n}");
        expect![[r"
            --- a/x.nix
            +++ b/x.nix
            @@ -1,3 +1,3 @@
             {
            -  a = 1;
            -}
            +  a = 2;
            +}
            \ No newline at end of file"]]
        .assert_eq(&strip_str(&diff).to_string());
    }

    #[test]
    fn a_long_diff_is_cut() {
        let new = "line\n".repeat(1000);
        let diff = unified("x.md", "", &new);
        assert!(diff.ends_with("… and 801 lines more"), "{diff}");
    }
}
