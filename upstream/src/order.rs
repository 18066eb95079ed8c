//! The orders that lists of nixpkgs are kept in.

use std::cmp::Ordering;

/// How a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As `keep-sorted` with `case=no`: without case; with the flag, runs of digits by their value.
    Folded {
        /// `numeric=yes`.
        numeric: bool,
        /// Case-sensitive order, as with `case=yes`.
        case: bool,
    },
    /// As the check of the list of maintainers: without case, `-` and `_`.
    Letters,
}

/// The order of lists without a directive.
pub const FOLDED: Order = Order::Folded {
    numeric: false,
    case: false,
};

/// The order that the options of a `keep-sorted start` comment ask for.
pub fn of_directive(options: &str) -> Order {
    let has = |option: &str| options.split_whitespace().any(|found| found == option);
    Order::Folded {
        numeric: has("numeric=yes"),
        // `keep-sorted` minds case unless told otherwise.
        case: !has("case=no"),
    }
}

impl Order {
    /// Which of two keys comes first.
    pub fn compare(self, a: &str, b: &str) -> Ordering {
        match self {
            Self::Letters => letters(a).cmp(&letters(b)),
            Self::Folded { numeric, case } => {
                let fold = |text: &str| {
                    if case {
                        text.to_owned()
                    } else {
                        text.to_ascii_lowercase()
                    }
                };
                let (a, b) = (fold(a), fold(b));
                if numeric {
                    chunks(&a).cmp(&chunks(&b))
                } else {
                    a.cmp(&b)
                }
            }
        }
    }
}

fn letters(key: &str) -> String {
    key.replace(['-', '_'], "").to_ascii_lowercase()
}

/// Compares runs of digits as numbers and other text as characters. Numbers come before characters.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Chunk {
    Number(usize, String),
    Char(char),
}

fn chunks(text: &str) -> Vec<Chunk> {
    let (mut out, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            let number = rest[..digits].trim_start_matches('0');
            out.push(Chunk::Number(number.len(), number.to_owned()));
            rest = &rest[digits..];
        } else {
            out.push(Chunk::Char(first));
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(order: Order, keys: &[&str]) {
        for pair in keys.windows(2) {
            assert_eq!(
                order.compare(pair[0], pair[1]),
                Ordering::Less,
                "{} before {}",
                pair[0],
                pair[1]
            );
        }
    }

    #[test]
    fn lists_of_modules_count_and_ignore_case() {
        let order = of_directive(" case=no numeric=yes");
        sorted(order, &["./a/x-2.nix", "./a/X-10.nix", "./a/x.nix", "./b"]);
    }

    #[test]
    fn without_a_word_capitals_come_first() {
        sorted(of_directive(""), &["B", "a", "b"]);
        sorted(of_directive(" case=no"), &["a", "B", "c"]);
    }

    #[test]
    fn maintainers_are_sorted_by_letters() {
        sorted(Order::Letters, &["ab-a", "abb", "Ab_C", "abd"]);
    }
}
