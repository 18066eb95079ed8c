//! Checks of the text of a path: characters that a shell would expand, and a wrong kind of entry.

use super::item::{Item, Kind};
use super::{Finding, Id, known};

/// Adds the findings about the text of a path.
pub(super) fn check(item: &Item<'_>, findings: &mut Vec<Finding>) {
    findings.extend(literal(item));
    findings.extend(kind(item));
}

fn literal(item: &Item<'_>) -> Option<Finding> {
    let in_home = !item.base.is_empty();
    let (problem, fix) = if in_home && item.key.starts_with('~') {
        (
            "`~` is not expanded, so this is a directory named `~` in the home directory",
            "Write the path relative to the home directory, without `~/`",
        )
    } else if has_variable(item.key) {
        (
            "variables are not expanded, so `$` is part of the name",
            "Write the full path, or declare a path in a home directory in `users.<user>` of the store",
        )
    } else if item.key.contains('*') {
        (
            "`*` is not expanded, so it is part of the name",
            "Write each path, or their parent directory",
        )
    } else if has_braces(item.key) {
        (
            "braces are not expanded, so they are part of the name",
            "Write each path as a separate entry",
        )
    } else {
        return None;
    };
    Some(Finding {
        id: Id::PathLiteral,
        option: item.option.clone(),
        problem: problem.to_owned(),
        fix: format!(
            "{fix}, or set `stateless.checks.path-literal = \"off\"` if this is the real name"
        ),
    })
}

/// Whether a `$` begins a name in braces, or one that ends with its component.
fn has_variable(key: &str) -> bool {
    key.split('$').skip(1).any(|rest| {
        let name = rest.split('/').next().unwrap_or_default();
        let mut bytes = name.bytes();
        let is_name = bytes
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        rest.starts_with('{') || is_name
    })
}

/// Whether there are braces with a comma, in one component.
fn has_braces(key: &str) -> bool {
    key.split('/').any(|component| {
        component.split('{').skip(1).any(|rest| {
            rest.split_once('}')
                .is_some_and(|(inside, _)| inside.contains(','))
        })
    })
}

fn kind(item: &Item<'_>) -> Option<Finding> {
    let (expected, group, at, in_home) = match item.kind {
        Kind::Directory => (Kind::File, "files", known::FILES, known::FILES_IN_HOME),
        Kind::File => (
            Kind::Directory,
            "directories",
            known::DIRECTORIES,
            known::DIRECTORIES_IN_HOME,
        ),
    };
    let is_known = at.binary_search(&item.target.as_str()).is_ok()
        || !item.base.is_empty() && in_home.binary_search(&item.key).is_ok();
    is_known.then(|| Finding {
        id: Id::KindMismatch,
        option: item.option.clone(),
        problem: format!(
            "`{}` is a {}, not a {}",
            item.target,
            expected.noun(),
            item.kind.noun()
        ),
        fix: format!("Move it to `{}.{group}`", item.scope),
    })
}

#[cfg(test)]
mod tests {
    use super::{has_braces, has_variable};

    #[test]
    fn variables_are_whole_names() {
        for key in [
            "$HOME/x",
            "/home/$USER",
            "/a/${b}/c",
            "$_",
            "/$RECYCLE.BIN/$x",
        ] {
            assert!(has_variable(key), "{key}");
        }
        for key in ["/srv/$RECYCLE.BIN", "/a$", "/a/$/b", "/cost-5$", "/$1/x"] {
            assert!(!has_variable(key), "{key}");
        }
    }

    #[test]
    fn braces_have_a_comma_in_one_component() {
        for key in ["/var/lib/{a,b}", "/x{,.bak}", "/{a}{b,c}"] {
            assert!(has_braces(key), "{key}");
        }
        for key in ["/{a}", "/{a/b,c}", "/a,b", "/}{,", "/{a}b,c}"] {
            assert!(!has_braces(key), "{key}");
        }
    }
}
