//! The entries of all stores or of one container as a list, each with its path and the option that
//! declares it.

use std::collections::BTreeMap;

use crate::container::{Container, ContainerEntry};
use crate::entry::{Entry, Persisted, Phase};
use crate::store::{Home, Persistence, Store, Tier};

/// The kind of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Directory,
    File,
}

/// An entry that counts: it and its store or container are enabled.
#[derive(Debug)]
pub(super) struct Item<'a> {
    /// As `NixOS` shows it.
    pub(super) option: String,
    /// The set of options that it is in, as `NixOS` shows it.
    pub(super) scope: String,
    /// Where it will be.
    pub(super) target: String,
    /// The key; relative to the home for entries of users.
    pub(super) key: &'a str,
    /// The directory that `key` is relative to, with a slash; empty for the root.
    pub(super) base: String,
    pub(super) kind: Kind,
    pub(super) keeper: Keeper<'a>,
    pub(super) persisted: &'a Persisted,
}

/// The owner of an entry, a store or a container, with the properties of such entries.
#[derive(Debug)]
pub(super) enum Keeper<'a> {
    /// A store of the host.
    Store {
        name: &'a str,
        tier: Tier,
        phase: Phase,
    },
    /// The host, for a container.
    Host {
        /// The path on the host.
        source: String,
        entry: &'a ContainerEntry,
    },
}

impl Kind {
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::File => "file",
        }
    }
}

/// All entries that count, sorted by option.
pub(super) fn items(persistence: &Persistence) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    for (name, store) in enabled(persistence) {
        let at = format!("{STORES}.{}", part(name));
        let system = Place {
            store: name,
            tier: store.tier,
            option: at.clone(),
            base: String::new(),
        };
        system.collect(&store.directories, &store.files, &mut items);
        for (user, Home { directories, files }) in &store.users {
            let home = Place {
                store: name,
                tier: store.tier,
                option: format!("{at}.users.{}", part(user.as_str())),
                base: format!("{}/", home(user.as_str())),
            };
            home.collect(directories, files, &mut items);
        }
    }
    items.sort_by(|a, b| a.option.cmp(&b.option));
    items
}

/// The entries of a container, sorted by option. Entries of presets are left out, because declared
/// entries take precedence.
pub(super) fn items_of<'a>(name: &str, container: &'a Container) -> Vec<Item<'a>> {
    let persist = &container.persist;
    let root = persist.root_of(name);
    let at = container_option(name, "persist");
    let mut items = Vec::new();
    let kinds = [
        (Kind::Directory, "directories", &persist.directories),
        (Kind::File, "files", &persist.files),
    ];
    for (kind, group, entries) in kinds {
        let counting = entries.map().iter();
        let counting = counting.filter(|(_, entry)| entry.persisted.enable);
        items.extend(counting.map(|(key, entry)| {
            let key = key.as_str();
            let source = match &entry.source {
                Some(source) => source.as_str().to_owned(),
                None => format!("{root}{key}"),
            };
            Item {
                option: format!("{at}.{group}.{}", part(key)),
                scope: at.clone(),
                target: key.to_owned(),
                key,
                base: String::new(),
                kind,
                keeper: Keeper::Host { source, entry },
                persisted: &entry.persisted,
            }
        }));
    }
    items.sort_by(|a, b| a.option.cmp(&b.option));
    items
}

/// An option of a container, with its full path.
pub(super) fn container_option(name: &str, option: &str) -> String {
    format!("containers.{}.stateless.{option}", part(name))
}

/// The stores that count.
pub(super) fn enabled(persistence: &Persistence) -> impl Iterator<Item = (&str, &Store)> {
    let stores = persistence.stores.iter();
    stores
        .filter(|(_, store)| store.enable)
        .map(|(name, store)| (name.as_str(), store))
}

/// The option of a store's path.
pub(super) fn store_option(store: &str) -> String {
    format!("{STORES}.{}.path", part(store))
}

const STORES: &str = "stateless.stores";

/// Where keys are relative to, and the option that they are in.
struct Place<'a> {
    store: &'a str,
    tier: Tier,
    option: String,
    base: String,
}

impl<'a> Place<'a> {
    fn collect<K: AsRef<str>>(
        &self,
        directories: &'a nixos_options::Entries<K, Entry>,
        files: &'a nixos_options::Entries<K, Entry>,
        items: &mut Vec<Item<'a>>,
    ) {
        self.of_kind(Kind::Directory, "directories", directories.map(), items);
        self.of_kind(Kind::File, "files", files.map(), items);
    }

    fn of_kind<K: AsRef<str>>(
        &self,
        kind: Kind,
        option: &str,
        entries: &'a BTreeMap<K, Entry>,
        items: &mut Vec<Item<'a>>,
    ) {
        let counting = entries.iter().filter(|(_, entry)| entry.persisted.enable);
        items.extend(counting.map(|(key, entry)| Item {
            option: format!("{}.{option}.{}", self.option, part(key.as_ref())),
            scope: self.option.clone(),
            target: format!("{}{}", self.base, key.as_ref()),
            key: key.as_ref(),
            base: self.base.clone(),
            kind,
            keeper: Keeper::Store {
                name: self.store,
                tier: self.tier,
                phase: entry.phase,
            },
            persisted: &entry.persisted,
        }));
    }
}

/// The default home directory of a user in `NixOS`.
fn home(user: &str) -> String {
    if user == "root" {
        "/root".to_owned()
    } else {
        format!("/home/{user}")
    }
}

/// A part of an option's name, as `lib.showOption` writes it.
pub(super) fn part(name: &str) -> String {
    const KEYWORDS: &[&str] = &[
        "assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with",
    ];
    let mut bytes = name.bytes();
    let bare = bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'\'' | b'-'));
    if bare && !KEYWORDS.contains(&name) {
        name.to_owned()
    } else {
        serde_json::Value::from(name)
            .to_string()
            .replace('$', "\\$")
    }
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn names_are_shown_as_nixos_shows_them() {
        for (name, shown) in [
            ("main", "main"),
            ("a'b-c_1", "a'b-c_1"),
            ("1st", "\"1st\""),
            ("in", "\"in\""),
            ("/a \"b\" \\ ${c} é", "\"/a \\\"b\\\" \\\\ \\${c} é\""),
        ] {
            assert_eq!(part(name), shown);
        }
    }
}
