//! Blanks, where nothing between the option and systemd-nspawn can hold them.

use super::uses_root;
use crate::check::item::{Item, Keeper, Kind, container_option, part};
use crate::check::{Finding, Id};
use crate::container::Container;
use crate::entry::How;

/// Adds paths with blanks in them.
pub(super) fn check(
    name: &str,
    container: &Container,
    items: &[Item<'_>],
    findings: &mut Vec<Finding>,
) {
    if uses_root(container) {
        let root = container.persist.root_of(name);
        findings.extend(blank(container_option(name, "persist.root"), &root));
    }
    for item in items {
        findings.extend(blank(item.option.clone(), bound(item, &item.target)));
        if let Keeper::Host { source, entry } = &item.keeper
            && entry.source.is_some()
        {
            let option = format!("{}.source", item.option);
            findings.extend(blank(option, bound(item, source)));
        }
    }
    for (path, overlay) in &container.overlays {
        let option = container_option(name, &format!("overlays.{}", part(path.as_str())));
        findings.extend(blank(option.clone(), path.as_str()));
        for path in &overlay.lower {
            let option = format!("{option}.lower");
            findings.extend(cut(option.clone(), path.as_str(), &[':', ',', '\\']));
            findings.extend(blank(option, path.as_str()));
        }
        let option = format!("{option}.upper");
        findings.extend(cut(option.clone(), overlay.upper.as_str(), &[',', '\\']));
        findings.extend(blank(option, overlay.upper.as_str()));
    }
    for (id, credential) in &container.credentials {
        if credential.path.as_str().ends_with([' ', '\\']) {
            findings.push(Finding {
                id: Id::FlagWhitespace,
                option: container_option(name, &format!("credentials.{}.path", part(id.as_str()))),
                problem: "systemd drops the last character of this path".to_owned(),
                fix: "Write a path that does not end in a space or a backslash".to_owned(),
            });
        }
    }
}

/// The path of the bind mount: the parent directory of files with `how = "symlink"`.
fn bound<'a>(item: &Item<'_>, path: &'a str) -> &'a str {
    let aside = item.kind == Kind::File && item.persisted.how == How::Symlink;
    match path.rfind('/') {
        Some(end) if aside => &path[..end],
        _ => path,
    }
}

/// Characters that mean something in the options of an overlay. systemd 252 does not quote them.
fn cut(option: String, path: &str, special: &[char]) -> Option<Finding> {
    let found = special.iter().find(|special| path.contains(**special))?;
    Some(Finding {
        id: Id::FlagWhitespace,
        option,
        problem: format!(
            "`{path}` contains a `{found}`, which the kernel treats as part of the mount options"
        ),
        fix: "Write a path without it".to_owned(),
    })
}

fn blank(option: String, path: &str) -> Option<Finding> {
    path.contains(' ').then(|| Finding {
        id: Id::FlagWhitespace,
        option,
        problem: format!(
            "`{path}` contains a space, at which NixOS splits the flags of systemd-nspawn"
        ),
        fix: "Write a path without spaces".to_owned(),
    })
}
