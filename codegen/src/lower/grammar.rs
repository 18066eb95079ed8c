//! What a grammar must not say: Nix matches bytes, and all others match letters.

/// The part of a pattern that has another meaning for bytes; `None` if there is none.
///
/// A letter outside ASCII is several bytes. So in Nix a number of repetitions counts its bytes, a
/// quantifier behind such a letter repeats its last byte, and in brackets each byte stands for itself.
pub(super) fn of_bytes(pattern: &str) -> Option<&str> {
    let mut chars = pattern.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let (end, takes_letters) = match c {
            '\\' => match chars.next() {
                Some((at, escaped)) => (at + escaped.len_utf8(), !escaped.is_ascii()),
                None => return None,
            },
            '[' => {
                let end = start + class(&pattern[start..]);
                while chars.next_if(|(at, _)| *at < end).is_some() {}
                let inside = &pattern[start..end];
                if !inside.is_ascii() {
                    return Some(inside);
                }
                (end, inside.starts_with("[^"))
            }
            c => (start + c.len_utf8(), c == '.'),
        };
        let next = pattern[end..].chars().next();
        let is_counted = takes_letters && next == Some('{');
        let is_repeated = !c.is_ascii() && matches!(next, Some('{' | '*' | '+' | '?'));
        if is_counted || is_repeated {
            let count = pattern[end..].find('}').map_or(1, |at| at + 1);
            let count = if next == Some('{') { count } else { 1 };
            return Some(&pattern[start..end + count]);
        }
    }
    None
}

/// The length of a class, from its opening bracket to behind the closing one.
fn class(pattern: &str) -> usize {
    // A bracket that comes first is a member.
    let first = if pattern.starts_with("[^") { 2 } else { 1 };
    let first = first + usize::from(pattern[first..].starts_with(']'));
    pattern[first..]
        .find(']')
        .map_or(pattern.len(), |at| first + at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_for_bytes() {
        for pattern in [
            "[a-z]{1,12}",
            "[^/]+",
            "[^ /]*x{3}",
            ".*",
            "größe",
            "(größe)?",
            "[]a]{2}",
            "[^]a]*",
            r"\.{2}",
            "",
        ] {
            assert_eq!(of_bytes(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn what_does_not() {
        for (pattern, part) in [
            ("a[^/]{1,12}b", "[^/]{1,12}"),
            ("[^]]{2}", "[^]]{2}"),
            (".{2}", ".{2}"),
            ("aö+", "ö+"),
            ("ö{2}x", "ö{2}"),
            ("[aö]", "[aö]"),
            ("[a[^ö]", "[a[^ö]"),
        ] {
            assert_eq!(of_bytes(pattern), Some(part), "{pattern}");
        }
    }
}
