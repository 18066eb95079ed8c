//! Paths: absolute ones on the host, and ones relative to a home.
//!
//! A component is no `.`, no `..` and not empty, so that two spellings are two paths and a path
//! stays below its parent. Control characters are refused because unit files, tmpfiles lines and
//! file lists end or break there; everything else that Linux allows is legal and quoted where it is
//! used.

use nixos_options::meta::Rule;
use nixos_options::scalar;

/// One component of a path; a macro, because patterns are put together at compile time.
macro_rules! component {
    () => {
        "([^/.\u{1}-\u{1f}\u{7f}][^/\u{1}-\u{1f}\u{7f}]*|[.][^/.\u{1}-\u{1f}\u{7f}][^/\u{1}-\u{1f}\u{7f}]*|[.][.][^/\u{1}-\u{1f}\u{7f}]+)"
    };
}

pub(crate) use component;

// `CONTROL` is the first rule with a pattern: after it, `.` is any character in every engine.

/// A path with an empty component, or with a slash at the end.
const SLASH: Rule = Rule {
    id: "path-slash",
    broken_by: Some(".*//.*|.+/"),
    problem: "it contains two consecutive slashes or a trailing slash",
    fix: "Write single slashes, and no slash at the end.",
};

/// A path with a character that ends or breaks lines.
const CONTROL: Rule = Rule {
    id: "path-control",
    broken_by: Some("[^\u{1}-\u{1f}\u{7f}]*[\u{1}-\u{1f}\u{7f}]([^/]|/)*"),
    problem: "it contains a control character, such as a line break or a tab",
    fix: "Rename the file.",
};

/// A path that the kernel refuses.
const LONG: Rule = Rule {
    id: "path-long",
    broken_by: None,
    problem: "the path is longer than the kernel allows",
    fix: "Use a parent directory.",
};

/// The same rules for paths that may be absolute or relative.
pub(crate) const ANY_PATH_RULES: &[Rule] = &[
    LONG,
    CONTROL,
    SLASH,
    Rule {
        id: "path-dot",
        broken_by: Some("(.*/)?[.][.]?(/.*)?"),
        problem: "it contains the component `.` or `..`",
        fix: "Write the resolved path.",
    },
];

scalar! {
    /// An absolute path without `.`, `..` or empty components, without control characters and without
    /// a trailing slash.
    AbsPath {
        noun: "absolute path without a slash at the end",
        pattern: concat!("(/", component!(), ")+"),
        max_len: 4095,
        example: "/var/lib/postgresql",
        help: "Write the absolute path, such as `/var/lib/postgresql`.",
        rules: &[
            LONG,
            CONTROL,
            Rule {
                id: "path-root",
                broken_by: Some("/"),
                problem: "`/` is the whole file system",
                fix: "Write the paths below it that you want to persist.",
            },
            Rule {
                id: "path-home",
                broken_by: Some("[$~].*"),
                problem: "`~` and variables are not expanded",
                fix: "Write the full path, or a path relative to the home directory in \
                     `users.<user>` of the store.",
            },
            Rule {
                id: "path-relative",
                broken_by: Some("([^/].*)?"),
                problem: "it does not start with a slash",
                fix: "Write the absolute path, such as `/var/lib/postgresql`.",
            },
            SLASH,
            Rule {
                id: "path-dot",
                broken_by: Some(".*/[.][.]?(/.*)?"),
                problem: "it contains the component `.` or `..`",
                fix: "Write the resolved path.",
            },
        ],
    }
}

scalar! {
    /// A path relative to a home directory, without `.`, `..` or empty components and without control
    /// characters.
    RelPath {
        noun: "relative path without a slash at the end",
        pattern: concat!(component!(), "(/", component!(), ")*"),
        max_len: 4095,
        example: ".config/nvim",
        help: "Write a path relative to the home directory, such as `.config/nvim`.",
        rules: &[
            LONG,
            CONTROL,
            Rule {
                id: "user-path-absolute",
                broken_by: Some("/.*"),
                problem: "it starts with a slash, but must be relative to the home directory",
                fix: "Write a path relative to the home directory, or declare it in \
                     `directories` or `files` of the store itself.",
            },
            SLASH,
            Rule {
                id: "user-path-escapes",
                broken_by: Some("(.*/)?[.][.](/.*)?"),
                problem: "it leaves the home directory with `..`",
                fix: "Declare its absolute path in `directories` or `files` of the store itself.",
            },
            Rule {
                id: "path-dot",
                broken_by: Some("(.*/)?[.](/.*)?"),
                problem: "it contains the component `.`",
                fix: "Write the path without `.`, or declare the whole home directory in \
                     `directories` of the store itself.",
            },
        ],
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::{AbsPath, RelPath};
    use crate::scalar::Mode;
    use nixos_options::meta::ScalarDef;

    /// Every string of up to five of the characters that rules are about.
    fn strings() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut longest = all.clone();
        for _ in 0..5 {
            let longer = longest.iter().flat_map(|start| {
                let ends = ['/', '.', 'a', '\n'];
                ends.map(|end| format!("{start}{end}"))
            });
            longest = longer.collect();
            all.extend_from_slice(&longest);
        }
        all
    }

    #[track_caller]
    fn rules_are_what_is_refused(def: &'static ScalarDef, regex: &regex_lite::Regex) {
        for text in strings().iter().filter(|text| !text.is_empty()) {
            let broken = def.broken(text).map(|rule| rule.id);
            assert_eq!(
                broken.is_none(),
                regex.is_match(text),
                "{text:?}: {broken:?}"
            );
        }
    }

    #[test]
    fn every_refused_path_breaks_a_rule_and_no_other_does() {
        for def in [AbsPath::DEF, RelPath::DEF] {
            rules_are_what_is_refused(def, &nixos_options::scalar::private::regex(def));
        }
    }

    #[test]
    fn a_grammar_without_rules_says_what_to_write() {
        let error = "rwx".parse::<Mode>().unwrap_err().to_string();
        expect![[r#""rwx" is not a valid octal mode such as "0750". Write three or four octal digits in quotes, as in `"0750"`."#]]
            .assert_eq(&error);
        let error = "".parse::<RelPath>().unwrap_err().to_string();
        expect![[r#""" is not a valid relative path without a slash at the end. Write a path relative to the home directory, such as `.config/nvim`."#]]
        .assert_eq(&error);
    }
}
