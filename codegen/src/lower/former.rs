//! Former option names: resolves their paths, and refuses those that collide with an existing
//! option.

use std::collections::BTreeSet;

use nixos_options::meta::{OptionDecl, Origin, RemovedDecl};

use super::scope::Scope;
use super::{Lowering, name};
use crate::Problem;
use crate::ir::{Fate, Former, Module, Opt, Step, Visit, attribute, show};

impl Lowering<'_> {
    /// The names that an option of the set `around` had.
    pub(super) fn renamed(&mut self, around: &Scope, decl: &OptionDecl) {
        let to = around.child(decl.name).within();
        for former in decl.renamed_from {
            let fate = Fate::Renamed(to.clone());
            self.former(around, &around.child(decl.name), decl.origin, former, fate);
        }
    }

    /// An option that the set `around` had.
    pub(super) fn removed(&mut self, around: &Scope, decl: &RemovedDecl) {
        let fate = Fate::Removed(decl.help.to_owned());
        self.former(around, around, decl.origin, decl.path, fate);
    }

    /// The module system renames options, one by one.
    pub(super) fn former_group(&mut self, scope: &Scope, decl: &OptionDecl) {
        if let Some(former) = decl.renamed_from.first() {
            let help = format!(
                "write it on each option in it, as in `#[nix(renamed_from = \"super.{former}.…\")]`"
            );
            let message = "this is a set of options, but only an option can have a former name";
            self.report(scope.problem(decl.origin, message), help);
        }
    }

    fn former(&mut self, around: &Scope, of: &Scope, origin: Origin, text: &str, fate: Fate) {
        match resolve(around, text) {
            Ok(path) => self.former.push(Former { path, fate, origin }),
            Err((why, help)) => {
                let message = format!("its former name {text:?} {why}");
                self.report(of.problem(origin, message), help);
            }
        }
    }
}

/// The path inside the innermost submodule, or what is wrong with it and what to write instead.
fn resolve(around: &Scope, text: &str) -> Result<Vec<String>, (String, String)> {
    let mut path = around.within();
    let mut names = text.split('.').peekable();
    while names.next_if_eq(&"super").is_some() {
        if path.pop().is_none() {
            let set = around
                .set()
                .map_or("all options".to_owned(), |set| format!("`{set}`"));
            return Err((
                format!("leads out of {set}, where no definition of it can come from"),
                "declare it as `removed` on the struct that had it, with the way to this option as help"
                    .to_owned(),
            ));
        }
    }
    for part in names {
        let why = name::refused(part).or_else(|| {
            let bare = attribute(part) == part && part != "super";
            (!bare).then(|| format!("{part:?} needs quotes"))
        });
        if let Some(why) = why {
            let help = "write names joined by dots, relative to the enclosing set";
            return Err((format!("is not a path: {why}"), help.to_owned()));
        }
        path.push(part.to_owned());
    }
    Ok(path)
}

/// In the order of their names, which is one of no declaration.
pub(super) fn sorted(mut former: Vec<Former>) -> Vec<Former> {
    former.sort_by(|a, b| a.path.cmp(&b.path));
    former
}

/// Looks for former names that are in the way of options, or of each other.
pub(super) fn check(modules: &[Module], problems: &mut Vec<Problem>) {
    let (mut known, mut former) = (Vec::new(), Vec::new());
    for module in modules {
        module.visit(&mut |path, visit| match visit {
            Visit::Option(option) => known.push((path.to_vec(), Some(option))),
            Visit::Group(_) => known.push((path.to_vec(), None)),
            Visit::Former(one) => former.push((path.to_vec(), one)),
        });
    }
    let mut seen = BTreeSet::new();
    for (index, (path, one)) in former.iter().enumerate() {
        // A struct in several places would be reported for each.
        if !seen.insert((one.origin.file, one.origin.item, &one.path)) {
            continue;
        }
        let set = path.len() - one.path.len();
        for (other, option) in &known {
            if is_in_the_way(other, path, set, option.is_some()) {
                problems.push(taken(path, one, other, *option, &former));
                break;
            }
        }
        let before = former[..index].iter();
        let twin = before
            .rev()
            .find(|(other, _)| is_in_the_way(other, path, set, true));
        if let Some((other, twin)) = twin {
            problems.push(twice(path, one, other, twin));
        }
    }
}

/// Whether both cannot be declared: they are one, or one is inside of the other, in one set.
fn is_in_the_way(other: &[Step], former: &[Step], set: usize, is_leaf: bool) -> bool {
    let (other, former) = (unnamed(other), unnamed(former));
    let former_variant = tag_of(&former, set).is_some_and(|tag| tag == other);
    other.starts_with(&former)
        || former_variant
        || is_leaf && other.len() > set && former.starts_with(&other)
}

/// Where the tag of a variant is that `former` is in: in Nix it is an attribute like others.
fn tag_of(former: &[Step], set: usize) -> Option<Vec<Step>> {
    let Step::Any(variant) = former.get(set.checked_sub(1)?)? else {
        return None;
    };
    let tag = variant.split_once('=')?.0;
    (former[set..] == [Step::Name(tag.to_owned())])
        .then(|| [&former[..set - 1], &former[set..]].concat())
}

/// Without the names of placeholders, which are words.
fn unnamed(path: &[Step]) -> Vec<Step> {
    let step = |step: &Step| match step {
        Step::Any(name) if !name.contains('=') => Step::Any(String::new()),
        other => other.clone(),
    };
    path.iter().map(step).collect()
}

fn taken(
    path: &[Step],
    former: &Former,
    other: &[Step],
    option: Option<&Opt>,
    all: &[(Vec<Step>, &Former)],
) -> Problem {
    let (attribute, former_of) = match former.target(path) {
        Some(to) => ("renamed_from", format!("`{}` was called this", show(&to))),
        None => ("removed", "it was removed".to_owned()),
    };
    let renamed = all
        .iter()
        .any(|(path, former)| former.target(path).as_deref() == Some(other));
    let help = if renamed && attribute == "renamed_from" {
        "remove the option in the middle, and list all former names on the last one: each leads \
         straight to an option"
            .to_owned()
    } else {
        format!("remove the field of that option, or the `{attribute}`")
    };
    let mut places = vec![place(former.origin)];
    places.extend(option.map(|option| place(option.origin)));
    Problem {
        subject: show(path),
        places,
        message: format!("{former_of}, and `{}` is still declared", show(other)),
        help,
    }
}

fn twice(path: &[Step], former: &Former, other: &[Step], twin: &Former) -> Problem {
    let became = |path: &[Step], former: &Former| match former.target(path) {
        Some(to) => format!("`{}` was called `{}`", show(&to), show(path)),
        None => format!("`{}` was removed", show(path)),
    };
    Problem {
        subject: show(path),
        places: vec![place(twin.origin), place(former.origin)],
        message: format!(
            "{}, and {}, which cannot both be",
            became(other, twin),
            became(path, former)
        ),
        help: "keep the one that names the replacement, and remove the other".to_owned(),
    }
}

fn place(origin: Origin) -> String {
    format!("{}, {}", origin.file, origin.item)
}
