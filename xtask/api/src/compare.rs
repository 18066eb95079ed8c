//! From two surfaces to what changed between them, and whether configurations notice.

use std::collections::BTreeSet;

use codegen::ir::attribute;
use nixos_options::meta::Origin;

use super::surface::{Entry, Former, Key, Now, Surface};
use super::types;

/// One change of one option.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The option, as documentation shows it; the old one where it is gone.
    pub(super) option: String,
    /// What happened.
    pub(super) what: What,
    /// The generated file that declares it, or declared it.
    pub(super) declared: String,
    /// The Rust file and item where a fix goes.
    pub(super) origin: Option<Origin>,
}

/// What happened to an option.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum What {
    /// It is new.
    Added,
    /// It accepts more values than before.
    Widened,
    /// Its text changed.
    Documented,
    /// It has another name; the old one works, with a warning.
    Renamed {
        /// The option that it is now.
        to: String,
    },
    /// It was removed, and setting it fails with an explanation.
    Removed {
        /// Why, and what to use instead.
        help: String,
    },
    /// It is gone without a word.
    Vanished {
        /// An option that appeared beside it, with the same type.
        perhaps: Option<String>,
        /// Its path as an attribute in the schema says it, where one can.
        path: Option<String>,
    },
    /// It accepts fewer values than before.
    Narrowed(Vec<String>),
    /// Its default changed.
    Default {
        /// The default before.
        from: String,
        /// The default now.
        to: String,
    },
    /// It is mandatory, but had a default or did not exist before.
    Required,
    /// Only the module may set it.
    ReadOnly,
}

impl What {
    /// Whether a configuration that worked may not work now.
    pub(super) fn is_breaking(&self) -> bool {
        matches!(
            self,
            Self::Vanished { .. }
                | Self::Narrowed(_)
                | Self::Default { .. }
                | Self::Required
                | Self::ReadOnly
        )
    }
}

/// What changed, by option.
pub(super) fn changes(old: &Surface, now: &Now) -> Vec<Change> {
    let mut found = Vec::new();
    let mut renamed = BTreeSet::new();
    for (key, was) in &old.options {
        if let Some(is) = now.surface.options.get(key) {
            found.extend(of_both(key, was, is, now));
        } else if let Some((to, is)) = successor(key, now) {
            found.extend(of_renamed((key, was), (&to, is), old, now));
            renamed.insert(to);
        } else {
            found.extend(gone(key, was, old, now));
        }
    }
    let added = now.surface.options.keys();
    let added = added.filter(|key| !old.options.contains_key(*key) && !renamed.contains(*key));
    found.extend(added.map(|key| new(key, old, now)));
    found.sort_by(|a, b| a.option.cmp(&b.option));
    found
}

/// An option that both have; several things may have happened to it.
fn of_both(key: &Key, was: &Entry, is: &Entry, now: &Now) -> Vec<Change> {
    let mut what = Vec::new();
    let (narrower, wider) = types_of(was, is);
    let mut is_wider = wider || was.read_only && !is.read_only;
    if !narrower.is_empty() {
        what.push(What::Narrowed(narrower));
        is_wider = false;
    }
    match (&was.default, &is.default) {
        (Some(from), Some(to)) if from != to => what.push(What::Default {
            from: from.clone(),
            to: to.clone(),
        }),
        (Some(_), None) if !is.read_only => what.push(What::Required),
        (None, Some(_)) if !was.read_only => is_wider = true,
        _ => {}
    }
    if is.read_only && !was.read_only {
        what.push(What::ReadOnly);
    }
    if is_wider {
        what.push(What::Widened);
    }
    if what.is_empty() && (was.doc != is.doc || was.phrase != is.phrase) {
        what.push(What::Documented);
    }
    what.into_iter()
        .map(|what| change(is, what, now.origins.get(key)))
        .collect()
}

/// The new name of an option that was renamed, alone or with an enclosing set.
fn successor<'a>(key: &Key, now: &'a Now) -> Option<(Key, &'a Entry)> {
    let (length, former) = former(key, now)?;
    let Former::Renamed(to) = former else {
        return None;
    };
    let to: Key = [to, &key[length..]].concat();
    let is = now.surface.options.get(&to)?;
    Some((to, is))
}

/// The fate of an option or of its nearest enclosing set according to the schema, and the length of
/// that path.
fn former<'a>(key: &Key, now: &'a Now) -> Option<(usize, &'a Former)> {
    let mut lengths = (1..=key.len()).rev();
    lengths.find_map(|length| Some((length, now.former.get(&key[..length])?)))
}

/// An option under its old and its new name: what is set under the old one must still work.
fn of_renamed(
    (key, was): (&Key, &Entry),
    (to, is): (&Key, &Entry),
    old: &Surface,
    now: &Now,
) -> Vec<Change> {
    let mut found = Vec::new();
    if now.former.contains_key(key) {
        let what = What::Renamed {
            to: is.shown.clone(),
        };
        found.push(Change {
            option: was.shown.clone(),
            ..change(is, what, now.origins.get(to))
        });
    }
    // An option that there was already is compared with itself; here only what it takes matters.
    let merged = old.options.contains_key(to);
    let both = of_both(to, was, is, now).into_iter();
    found.extend(both.filter(|change| match change.what {
        What::Documented => false,
        What::Narrowed(_) => true,
        _ => !merged,
    }));
    found
}

/// The values that are no longer accepted, and whether others are. Without schemas, compares the
/// phrases of the types.
fn types_of(was: &Entry, is: &Entry) -> (Vec<String>, bool) {
    match (&was.ty, &is.ty) {
        (Some(was), Some(is)) => (
            types::narrower(was, is),
            !types::narrower(is, was).is_empty(),
        ),
        _ if was.phrase == is.phrase => (Vec::new(), false),
        _ => {
            let reason = format!(
                "its type was \"{}\" and is \"{}\" now; without a schema.json of both that may be narrower",
                was.phrase, is.phrase
            );
            (vec![reason], false)
        }
    }
}

/// An option that no longer exists. Options inside a removed one count as removed with it.
fn gone(key: &Key, was: &Entry, old: &Surface, now: &Now) -> Option<Change> {
    let is_gone =
        |key: &Key| !now.surface.options.contains_key(key) && successor(key, now).is_none();
    let mut around = (1..key.len()).map(|length| key[..length].to_vec());
    if around.any(|around| old.options.contains_key(&around) && is_gone(&around)) {
        return None;
    }
    let perhaps = guess(key, was, old, now);
    let of_guess = perhaps.as_ref().and_then(|(key, _)| now.origins.get(*key));
    let what = match former(key, now) {
        Some((_, Former::Removed(help))) => What::Removed { help: help.clone() },
        _ => What::Vanished {
            perhaps: perhaps.map(|(_, is)| is.shown.clone()),
            path: now.path_in_schema(key),
        },
    };
    Some(Change {
        option: was.shown.clone(),
        what,
        declared: was.declared.clone(),
        origin: of_guess.or_else(|| now.beside(key)).copied(),
    })
}

/// An option that appeared in the same set with the same type, if there is just one.
fn guess<'a>(key: &Key, was: &Entry, old: &Surface, now: &'a Now) -> Option<(&'a Key, &'a Entry)> {
    let set = &key[..key.len() - 1];
    let has_former = |key: &Key| {
        let mut all = now.former.values();
        all.any(|former| matches!(former, Former::Renamed(to) if to == key))
    };
    let appeared = now.surface.options.iter().filter(|(other, is)| {
        other.len() == key.len()
            && other.starts_with(set)
            && !old.options.contains_key(*other)
            && !has_former(other)
            && is.phrase == was.phrase
    });
    let appeared: Vec<_> = appeared.collect();
    match appeared.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// A new option. It is a breaking change if it is mandatory in a set that existed before.
fn new(key: &Key, old: &Surface, now: &Now) -> Change {
    let is = &now.surface.options[key];
    let set = &key[..key.len() - 1];
    let was_there = old
        .options
        .keys()
        .any(|other| other.len() > set.len() && other.starts_with(set));
    let must = is.default.is_none() && !is.read_only && !now.variants.contains(key);
    let what = if must && was_there {
        What::Required
    } else {
        What::Added
    };
    change(is, what, now.origins.get(key))
}

fn change(entry: &Entry, what: What, origin: Option<&Origin>) -> Change {
    Change {
        option: entry.shown.clone(),
        what,
        declared: entry.declared.clone(),
        origin: origin.copied(),
    }
}

impl Now {
    /// The path of a removed option as written in an attribute: relative to the nearest remaining
    /// set.
    fn path_in_schema(&self, key: &Key) -> Option<String> {
        let mut sets = (0..key.len()).rev().map(|length| &key[..length]);
        let set = sets.find(|set| self.origins.keys().any(|other| other.starts_with(set)))?;
        let has_struct = self.mounts.iter().any(|mount| set.starts_with(mount));
        let names = &key[set.len()..];
        let bare = |name: &String| attribute(name) == *name && name != "super";
        (has_struct && names.iter().all(bare)).then(|| names.join("."))
    }

    /// What is written nearest to where an option was: in its set, or in the nearest set around.
    fn beside(&self, key: &Key) -> Option<&Origin> {
        let mut sets = (0..key.len()).rev().map(|length| &key[..length]);
        sets.find_map(|set| {
            let inside = self
                .origins
                .iter()
                .filter(|(other, _)| other.starts_with(set));
            inside
                .min_by_key(|(other, _)| other.len())
                .map(|(_, origin)| origin)
        })
    }
}
