//! Commits as patches for `git am` and `git apply`, in the form of `git format-patch`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use similar::TextDiff;

/// One commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// `nixos/stateless: init`.
    pub subject: String,
    /// Why, and what was tested; lines of at most 72 characters.
    pub body: String,
    /// The files that change: path, the text before (`None`: no such file) and after.
    pub changes: BTreeMap<String, Change>,
}

/// How a file changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The text before; `None`: the file is new.
    pub old: Option<String>,
    /// The text after.
    pub new: String,
}

/// Who made the commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
}

/// The files of a series: `0001-nixos-stateless-init.patch` and its text.
pub fn series(commits: &[Commit], author: &Author) -> Vec<(String, String)> {
    let count = commits.len();
    let patches = commits.iter().enumerate().map(|(index, commit)| {
        let number = index + 1;
        let name = format!("{number:04}-{}.patch", file_name(&commit.subject));
        (name, mail(commit, author, number, count))
    });
    patches.collect()
}

/// The changes of all commits as one diff.
pub fn diff(commits: &[Commit]) -> String {
    commits.iter().map(changes).collect()
}

/// As `git format-patch` names files: letters and digits, at most 52 of them.
fn file_name(subject: &str) -> String {
    let mut name = String::new();
    for c in subject.chars() {
        if c.is_ascii_alphanumeric() || c == '.' || c == '_' {
            name.push(c);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(52);
    name.trim_matches(['-', '.']).to_owned()
}

fn mail(commit: &Commit, author: &Author, number: usize, count: usize) -> String {
    let numbering = if count == 1 {
        "[PATCH]".to_owned()
    } else {
        format!("[PATCH {number}/{count}]")
    };
    // Without a date: the same input gives the same bytes, and `git am` takes its own clock.
    format!(
        "From {:040} Mon Sep 17 00:00:00 2001\nFrom: {} <{}>\nSubject: {numbering} {}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n{}\n---\n{}\n{}-- \nstateless\n\n",
        0,
        header_word(&author.name),
        author.email,
        commit.subject,
        commit.body.trim_end(),
        stat(commit),
        changes(commit)
    )
}

/// A name in a mail header: quoted where it has characters with a meaning.
fn header_word(name: &str) -> String {
    if name.is_ascii()
        && !name.contains([
            '"', '(', ')', '<', '>', '@', ',', ';', ':', '\\', '.', '[', ']',
        ])
    {
        return name.to_owned();
    }
    if name.is_ascii() {
        return format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""));
    }
    let mut word = "=?UTF-8?q?".to_owned();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() {
            word.push(char::from(byte));
        } else {
            let _ = write!(word, "={byte:02X}");
        }
    }
    word + "?="
}

fn stat(commit: &Commit) -> String {
    let mut out = String::new();
    for (path, change) in &commit.changes {
        let (added, removed) = count(change);
        let _ = writeln!(out, " {path} | +{added} -{removed}");
    }
    out
}

fn count(change: &Change) -> (usize, usize) {
    let diff = TextDiff::from_lines(change.old.as_deref().unwrap_or(""), &change.new);
    let (mut added, mut removed) = (0, 0);
    for change in diff.iter_all_changes() {
        match change.tag() {
            similar::ChangeTag::Insert => added += 1,
            similar::ChangeTag::Delete => removed += 1,
            similar::ChangeTag::Equal => {}
        }
    }
    (added, removed)
}

fn changes(commit: &Commit) -> String {
    let mut out = String::new();
    for (path, change) in &commit.changes {
        let (from, mode) = if change.old.is_some() {
            (format!("a/{path}"), "")
        } else {
            ("/dev/null".to_owned(), "new file mode 100644\n")
        };
        let diff = TextDiff::from_lines(change.old.as_deref().unwrap_or(""), &change.new);
        let mut unified = diff.unified_diff();
        let body = unified
            .context_radius(3)
            .header(&from, &format!("b/{path}"));
        let _ = write!(out, "diff --git a/{path} b/{path}\n{mode}{body}");
    }
    out
}

/// What is wrong with the subject of a commit, by the rules of nixpkgs.
pub fn subject_problem(subject: &str) -> Option<String> {
    const CONVENTIONAL: [&str; 11] = [
        "feat", "fix", "docs", "style", "refactor", "perf", "test", "tests", "build", "ci", "chore",
    ];
    let Some((scope, what)) = subject.split_once(": ") else {
        return Some("it has no \": \" between what is changed and how".to_owned());
    };
    let bare = scope.trim_end_matches('!');
    let bare = bare.split('(').next().unwrap_or(bare);
    if CONVENTIONAL.contains(&bare) {
        return Some(format!(
            "`{scope}` is a prefix of Conventional Commits; name the module"
        ));
    }
    if scope.trim().is_empty() || scope.contains(char::is_whitespace) && !scope.contains(',') {
        return Some(format!("`{scope}` is no name of a module or package"));
    }
    if what.trim().is_empty() {
        return Some("it does not say what is changed".to_owned());
    }
    if subject.ends_with('.') {
        return Some("it ends in a period".to_owned());
    }
    if subject.trim() != subject || subject.chars().count() > 100 {
        return Some("it is longer than 100 characters or has blanks around it".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_follow_the_rules() {
        for good in [
            "nixos/stateless: init",
            "maintainers: add alice",
            "nixos/containers: add ephemeralSize option",
            "nixos/{a,b}: drop",
        ] {
            assert_eq!(subject_problem(good), None, "{good}");
        }
        for bad in [
            "Add stateless",
            "feat: add stateless",
            "fix(nixos)!: stateless",
            "nixos/stateless: init.",
            "nixos/stateless: ",
            ": init",
            "the module: init",
            "nixos/stateless:init",
        ] {
            assert!(subject_problem(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn files_are_named_as_git_names_them() {
        assert_eq!(file_name("nixos/stateless: init"), "nixos-stateless-init");
    }

    #[test]
    fn names_in_headers_are_quoted() {
        assert_eq!(header_word("Alice B"), "Alice B");
        assert_eq!(header_word("A. B"), "\"A. B\"");
        assert_eq!(header_word("Zoë"), "=?UTF-8?q?Zo=C3=AB?=");
    }
}
