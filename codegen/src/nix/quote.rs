//! Text as a Nix string.

/// Text as a string: `''…''` if that shows the lines as lines, otherwise `"…"`.
pub(super) fn text(text: &str) -> String {
    if fits_lines(text) {
        lines(text)
    } else {
        line(text)
    }
}

/// Text as `"…"`.
pub(super) fn line(text: &str) -> String {
    format!("\"{}\"", escape(text, false))
}

/// What stands between the quotes of `"…"`. `before_expr`: an interpolation follows, which a final
/// `$` would turn into text.
pub(super) fn escape(text: &str, before_expr: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            // Nix reads a raw one as a line feed.
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' if chars.peek().map_or(before_expr, |next| *next == '{') => out.push_str("\\$"),
            c => out.push(c),
        }
    }
    out
}

/// Whether `''…''` keeps the text unchanged. Nix and nixfmt each remove some white space there, and
/// escaped control characters are less readable than in `"…"`.
fn fits_lines(text: &str) -> bool {
    let Some(body) = text.strip_suffix('\n') else {
        return false;
    };
    let blank = |line: &str| !line.is_empty() && line.chars().all(char::is_whitespace);
    body.contains('\n')
        && !body.starts_with('\n')
        && !text.chars().any(|c| c.is_control() && c != '\n')
        && !body.lines().any(blank)
        && body
            .lines()
            .any(|line| !line.is_empty() && !line.starts_with(' '))
}

fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (length, escaped) = if rest.starts_with("''") {
            (2, "'''")
        } else if rest.starts_with("'${") {
            // `'` and the escape of `${` would join into an escaped `''` and an interpolation.
            (1, "''\\'")
        } else if rest.starts_with("${") {
            (2, "''${")
        } else {
            (c.len_utf8(), &rest[..c.len_utf8()])
        };
        out.push_str(escaped);
        rest = &rest[length..];
    }
    format!("''\n{out}''")
}

#[cfg(test)]
mod tests;
