//! Small changes of the containers module in nixpkgs, each in a separate pull request.
//!
//! They are independent: each applies to a tree with or without the others.

mod edit;
mod edits;
mod piece;
mod script;

use codegen::Problem;

use self::edits::Edit;
use crate::list::{self, Kind};
use crate::order::FOLDED;
use crate::patch::Commit;
use crate::series::{self, Draft, Input};
use crate::tree::{CONTAINERS, State, TESTS, Tree};
use crate::{notes, vm};

/// A change of the module, with its test.
#[derive(Debug)]
pub struct Patch {
    /// Its name on the command line, and the name of its test.
    pub name: &'static str,
    /// Its purpose, in a few words.
    pub about: &'static str,
    /// The subject of the commit.
    pub subject: &'static str,
    /// Why, and what was tested.
    pub body: &'static str,
    edit: Edit,
    test: &'static str,
    note: Option<Note>,
}

/// The text of the release notes.
#[derive(Debug)]
struct Note {
    section: &'static str,
    /// The text by which the bullet is recognized.
    mark: &'static str,
    text: &'static str,
}

/// All of them, the most wanted first.
pub const PATCHES: [Patch; 5] = [
    Patch {
        name: "containers-ephemeral-size",
        about: "a size for the root of an ephemeral container, and nothing left after a crash",
        subject: "nixos/containers: add ephemeralSize",
        body: include_str!("../text/containers/ephemeral-size.txt"),
        edit: edits::ephemeral_size,
        test: include_str!("../vm/containers-ephemeral-size.nix"),
        note: Some(Note {
            section: notes::OTHER,
            mark: "(#opt-containers._name_.ephemeralSize)",
            text: "- [](#opt-containers._name_.ephemeralSize) limits the root file system of an ephemeral container, which otherwise shares the space of {file}`/run` with the host.",
        }),
    },
    Patch {
        name: "containers-extra-flags",
        about: "flags and bind mounts with blanks",
        subject: "nixos/containers: quote flags of systemd-nspawn",
        body: include_str!("../text/containers/extra-flags.txt"),
        edit: edits::extra_flags,
        test: include_str!("../vm/containers-extra-flags.nix"),
        note: Some(Note {
            section: notes::INCOMPATIBLE,
            mark: "(#opt-containers._name_.extraFlags) is one argument",
            text: "- Each element of [](#opt-containers._name_.extraFlags) is one argument of {command}`systemd-nspawn` now, and may have blanks and quotes. An element that has several flags must be split into one element for each.",
        }),
    },
    Patch {
        name: "containers-bind-idmap",
        about: "owners of bind mounts in containers with users of their own",
        subject: "nixos/containers: add bindMounts.<name>.idmap",
        body: include_str!("../text/containers/bind-idmap.txt"),
        edit: edits::bind_idmap,
        test: include_str!("../vm/containers-bind-idmap.nix"),
        note: Some(Note {
            section: notes::OTHER,
            mark: "(#opt-containers._name_.bindMounts._name_.idmap)",
            text: "- [](#opt-containers._name_.bindMounts._name_.idmap) maps the owners of files in a bind mount, for containers with [](#opt-containers._name_.privateUsers).",
        }),
    },
    Patch {
        name: "containers-link-journal",
        about: "where the journal of a container is kept",
        subject: "nixos/containers: add linkJournal",
        body: include_str!("../text/containers/link-journal.txt"),
        edit: edits::link_journal,
        test: include_str!("../vm/containers-link-journal.nix"),
        note: Some(Note {
            section: notes::OTHER,
            mark: "(#opt-containers._name_.linkJournal)",
            text: "- [](#opt-containers._name_.linkJournal) says where the journal of a container is kept, and whether the host sees it.",
        }),
    },
    Patch {
        name: "containers-network-namespace",
        about: "the assertion about networkNamespace, which ends in a type error",
        subject: "nixos/containers: fix the assertion about networkNamespace",
        body: include_str!("../text/containers/network-namespace.txt"),
        edit: edits::network_namespace,
        test: include_str!("../vm/containers-network-namespace.nix"),
        note: None,
    },
];

impl Patch {
    /// The commits that a state of the checkout is missing; none when it has all.
    pub fn plan(
        &self,
        tree: &Tree,
        state: State,
        input: &Input,
    ) -> Result<Vec<Commit>, Vec<Problem>> {
        let mut draft = Draft::new(tree, state);
        let mut problems = Vec::new();
        let mut keep = |result: Result<(), Problem>| problems.extend(result.err());
        if let Some(maintainer) = input.maintainer {
            let what = format!("nixosTests.{}", self.name);
            keep(series::add_maintainer(&mut draft, maintainer, &what));
        }
        keep(draft.edit(CONTAINERS, |text| (self.edit)(CONTAINERS, text)));
        keep(self.add_note(&mut draft));
        draft.commit(self.subject, self.body);
        keep(self.add_test(&mut draft, input));
        let subject = format!("nixos/tests/{}: init", self.name);
        draft.commit(&subject, TESTING);
        if problems.is_empty() {
            Ok(draft.commits)
        } else {
            Err(problems)
        }
    }

    /// The path of the test.
    pub fn test_path(&self) -> String {
        format!("nixos/tests/{}.nix", self.name)
    }

    /// Its line in the list of tests.
    pub fn test_line(&self) -> String {
        format!("{} = runTest ./{}.nix;", self.name, self.name)
    }

    /// The description of the pull request, to be completed by who opens it.
    pub fn description(&self) -> String {
        DESCRIPTION
            .replace("@subject@", self.subject)
            .replace("@body@", self.body.trim_end())
            .replace("@test@", self.name)
    }

    fn add_note(&self, draft: &mut Draft) -> Result<(), Problem> {
        let Some(note) = &self.note else {
            return Ok(());
        };
        let path = draft.tree().release_notes()?;
        draft.edit(&path, |text| {
            notes::insert_into(&path, text, note.section, note.mark, note.text)
        })
    }

    fn add_test(&self, draft: &mut Draft, input: &Input) -> Result<(), Problem> {
        let path = self.test_path();
        let handles = series::handles(draft, input, &path)?;
        let text = vm::with_maintainers(self.name, self.test, &handles)?;
        draft.put(&path, text);
        let line = self.test_line();
        draft.edit(TESTS, |text| {
            list::insert(TESTS, text, Kind::Attributes, FOLDED, self.name, &line)
        })
    }
}

const DESCRIPTION: &str = include_str!("../text/containers/pull-request.md");

const TESTING: &str = "\
The test fails without the change before it.

Its script was checked with mypy and pyflakes.";

#[cfg(test)]
mod tests;
