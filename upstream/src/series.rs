//! The commits of the pull request, computed from a state of the checkout.

use std::collections::{BTreeMap, BTreeSet};

use codegen::{Output, Problem};

use crate::list::{self, Kind};
use crate::maintainer::Maintainer;
use crate::module::{self, Form, Meta};
use crate::order::{FOLDED, Order};
use crate::patch::{Change, Commit};
use crate::place::whole;
use crate::tree::{MAINTAINERS, MODULES, REDIRECTS, State, TESTS, Tree};
use crate::{markdown, notes, redirects, vm};

/// The folder of the modules. `system` contains modules about the root and the boot; `services` is
/// for daemons.
pub const FOLDER: &str = "nixos/modules/system/stateless";
/// The chapter of the manual.
pub const CHAPTER: &str = "nixos/modules/system/stateless.md";
/// The folder of the tests.
pub const TEST_FOLDER: &str = "nixos/tests/stateless";
/// The line in the list of modules.
pub const MODULE_LINE: &str = "./system/stateless/default.nix";
/// What every id of the chapter begins with.
pub const ID: &str = "module-system-stateless";

const CHAPTER_FROM_ENTRY: &str = "../stateless.md";
const CHAPTER_TEXT: &str = include_str!("../text/stateless.md");
const NOTE: &str = include_str!("../text/release-note.md");
/// The text by which our bullet in the release notes is recognized.
pub const NOTE_MARK: &str = "(#module-system-stateless)";
/// The description of the pull request.
pub const DESCRIPTION: &str = include_str!("../text/pull-request.md");

/// The contents of the pull request.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// What the generator writes.
    pub outputs: &'a [Output],
    /// The maintainer, if given.
    pub maintainer: Option<&'a Maintainer>,
    /// The URL of the project, if given.
    pub source: Option<&'a str>,
}

/// The commits that are missing from a state of the checkout; none when all is there.
pub fn plan(tree: &Tree, state: State, input: &Input) -> Result<Vec<Commit>, Vec<Problem>> {
    let form = module::form(input.outputs)?;
    let mut draft = Draft::new(tree, state);
    let handles = handles(&draft, input, &format!("{FOLDER}/default.nix")).map_err(one)?;
    let meta = Meta {
        maintainers: &handles,
        doc: None,
        source: input.source,
    };
    // What is there is brought up to date at once: going through the stages again would take away
    // first what a later one adds.
    let is_new = draft
        .read(&format!("{FOLDER}/default.nix"))
        .map_err(one)?
        .is_none();
    if let Some(maintainer) = input.maintainer {
        add_maintainer(&mut draft, maintainer, "nixos/stateless").map_err(one)?;
    }
    if is_new {
        let mut so_far = Vec::new();
        for (index, stage) in form.stages.iter().enumerate() {
            so_far.extend(stage.iter().cloned());
            add_stage(&mut draft, &form, &so_far, meta).map_err(one)?;
            let (subject, body) = stage_message(index, stage);
            draft.commit(&subject, &body);
        }
    } else {
        add_stage(
            &mut draft,
            &form,
            &form.stages.concat(),
            Meta {
                doc: Some(CHAPTER_FROM_ENTRY),
                ..meta
            },
        )
        .map_err(one)?;
        draft.commit("nixos/stateless: update", UPDATE);
    }
    let mut problems = Vec::new();
    let all = form.stages.concat();
    let documented = Meta {
        doc: Some(CHAPTER_FROM_ENTRY),
        ..meta
    };
    if let Err(problem) = add_chapter(&mut draft, &form, &all, documented) {
        problems.push(problem);
    }
    draft.commit("nixos/stateless: add manual chapter", MANUAL);
    if let Err(problem) = add_tests(&mut draft, input.outputs, &handles) {
        problems.push(problem);
    }
    draft.commit("nixos/tests/stateless: init", TESTING);
    if problems.is_empty() {
        Ok(draft.commits)
    } else {
        Err(problems)
    }
}

/// The files that are ours as a whole, when all is written.
pub fn paths(input: &Input) -> Result<BTreeSet<String>, Vec<Problem>> {
    let form = module::form(input.outputs)?;
    let modules = form.files.keys().map(|path| format!("{FOLDER}/{path}"));
    let tests = vm::tests(input.outputs, &[]).map_err(one)?;
    let tests = tests
        .iter()
        .map(|test| format!("{TEST_FOLDER}/{}.nix", test.file));
    let single = [format!("{FOLDER}/default.nix"), CHAPTER.to_owned()];
    Ok(modules.chain(tests).chain(single).collect())
}

fn one(problem: Problem) -> Vec<Problem> {
    vec![problem]
}

/// The last text of each file that the commits change.
pub fn texts(commits: &[Commit]) -> BTreeMap<String, String> {
    let changes = commits.iter().flat_map(|commit| &commit.changes);
    changes
        .map(|(path, change)| (path.clone(), change.new.clone()))
        .collect()
}

/// Files as they become, and the commits so far.
#[derive(Debug)]
pub struct Draft<'a> {
    tree: &'a Tree,
    state: State,
    /// Texts that no commit has yet.
    pending: BTreeMap<String, String>,
    /// Texts after the last commit, of the files that any changed.
    done: BTreeMap<String, String>,
    /// The commits.
    pub commits: Vec<Commit>,
}

impl<'a> Draft<'a> {
    /// Nothing is changed yet.
    pub fn new(tree: &'a Tree, state: State) -> Self {
        Self {
            tree,
            state,
            pending: BTreeMap::new(),
            done: BTreeMap::new(),
            commits: Vec::new(),
        }
    }

    /// The checkout.
    pub fn tree(&self) -> &'a Tree {
        self.tree
    }

    /// A file as it is by now.
    pub fn read(&self, path: &str) -> Result<Option<String>, Problem> {
        let text = self.pending.get(path).or_else(|| self.done.get(path));
        match text {
            Some(text) => Ok(Some(text.clone())),
            None => self.tree.read(path, self.state),
        }
    }

    /// A file that every checkout has.
    pub fn expect(&self, path: &str) -> Result<String, Problem> {
        self.read(path)?.ok_or_else(|| {
            whole(
                path,
                "it is not there",
                "check that this is a nixpkgs checkout",
            )
        })
    }

    /// A file gets a text.
    pub fn put(&mut self, path: &str, text: String) {
        self.pending.insert(path.to_owned(), text);
    }

    /// A file gets the text that an edit makes of it, if it makes one.
    pub fn edit(
        &mut self,
        path: &str,
        edit: impl FnOnce(&str) -> Result<Option<String>, Problem>,
    ) -> Result<(), Problem> {
        if let Some(text) = edit(&self.expect(path)?)? {
            self.put(path, text);
        }
        Ok(())
    }

    /// What is pending becomes a commit, unless it changes nothing.
    pub fn commit(&mut self, subject: &str, body: &str) {
        let mut changes = BTreeMap::new();
        for (path, new) in std::mem::take(&mut self.pending) {
            let old = match self.done.get(&path) {
                Some(text) => Some(text.clone()),
                None => self.tree.read(&path, self.state).ok().flatten(),
            };
            self.done.insert(path.clone(), new.clone());
            if old.as_ref() != Some(&new) {
                changes.insert(path, Change { old, new });
            }
        }
        if !changes.is_empty() {
            self.commits.push(Commit {
                subject: subject.to_owned(),
                body: body.trim().to_owned(),
                changes,
            });
        }
    }
}

/// The maintainers: the given one, otherwise those that a file of the checkout already names.
pub(crate) fn handles(draft: &Draft, input: &Input, file: &str) -> Result<Vec<String>, Problem> {
    if let Some(maintainer) = input.maintainer {
        return Ok(vec![maintainer.handle.clone()]);
    }
    let entry = draft.read(file)?;
    Ok(entry.map_or_else(Vec::new, |text| vm::maintainers(&text)))
}

/// Adds the maintainer to the list, in a separate commit.
pub(crate) fn add_maintainer(
    draft: &mut Draft,
    maintainer: &Maintainer,
    of: &str,
) -> Result<(), Problem> {
    let handle = &maintainer.handle;
    let text = draft.expect(MAINTAINERS)?;
    let there = list::entries(MAINTAINERS, &text, Kind::Attributes, Order::Letters)?;
    if there.entries.iter().any(|entry| entry.key == *handle) {
        return Ok(());
    }
    let entry = maintainer.entry()?;
    draft.edit(MAINTAINERS, |text| {
        list::insert(
            MAINTAINERS,
            text,
            Kind::Attributes,
            Order::Letters,
            handle,
            &entry,
        )
    })?;
    draft.commit(
        &format!("maintainers: add {handle}"),
        &format!("To maintain {of}."),
    );
    Ok(())
}

fn add_stage(
    draft: &mut Draft,
    form: &Form,
    domains: &[String],
    meta: Meta,
) -> Result<(), Problem> {
    for (path, text) in form.of(domains) {
        draft.put(&format!("{FOLDER}/{path}"), text.to_owned());
    }
    draft.put(&format!("{FOLDER}/default.nix"), form.entry(domains, meta)?);
    draft.edit(MODULES, |text| {
        list::insert(
            MODULES,
            text,
            Kind::Elements,
            FOLDED,
            MODULE_LINE,
            MODULE_LINE,
        )
    })
}

fn stage_message(index: usize, stage: &[String]) -> (String, String) {
    let what = stage.join(" and ");
    if index == 0 {
        return ("nixos/stateless: init".to_owned(), INIT.to_owned());
    }
    let together = if stage.len() > 1 {
        "\n\nThey come together, because each checks the paths of the other."
    } else {
        ""
    };
    let why = stage.iter().map(|domain| about(domain));
    let why: Vec<&str> = why.collect();
    let body = format!("{}{together}\n\n{TESTED}", why.join("\n"));
    (format!("nixos/stateless: add {what}"), body)
}

fn about(domain: &str) -> &'static str {
    match domain {
        "stores" => {
            "Paths that must survive become bind mounts from a store, with their\nowners and modes set before any service sees them."
        }
        "containers" => {
            "Containers get an empty root of limited size at each start, and keep\nwhat is declared on the host."
        }
        "presets" => {
            "What well-known services need is kept while they are on, so that a\nconfiguration names only what is its own."
        }
        _ => "One more part of the configuration of hosts that forget.",
    }
}

const TESTED: &str = "\
Tested by evaluating the options without pkgs and config, and by the VM
tests at the end of the series.";

const INIT: &str = "\
With the root on a tmpfs, a host starts from what its configuration says
and nothing else. This part makes the root, limits its size, and warns
before it is full; it changes nothing until it is enabled.

Tested by evaluating the options without pkgs and config, and by the VM
tests at the end of the series.";

const UPDATE: &str = "\
Brings the modules up to date with the project that they come from.";

const MANUAL: &str = "\
The chapter says how to begin and what is lost otherwise; the options
have the details.

Tested by checking that all its links, ids and options exist.";

const TESTING: &str = "\
The tests reboot: what is declared must survive, with owner and mode,
and nothing else.

Test scripts were checked with mypy and pyflakes.";

fn add_chapter(draft: &mut Draft, form: &Form, all: &[String], meta: Meta) -> Result<(), Problem> {
    draft.put(CHAPTER, CHAPTER_TEXT.to_owned());
    draft.put(&format!("{FOLDER}/default.nix"), form.entry(all, meta)?);
    let ids = markdown::ids(CHAPTER_TEXT);
    let ids: Vec<String> = ids.into_iter().map(|id| id.id).collect();
    draft.edit(REDIRECTS, |text| redirects::insert(REDIRECTS, text, &ids))?;
    let notes = draft.tree.release_notes()?;
    draft.edit(&notes, |text| notes::insert(&notes, text, NOTE_MARK, NOTE))
}

fn add_tests(draft: &mut Draft, outputs: &[Output], handles: &[String]) -> Result<(), Problem> {
    for test in vm::tests(outputs, handles)? {
        draft.put(&format!("{TEST_FOLDER}/{}.nix", test.file), test.text);
        let line = format!("{} = runTest ./stateless/{}.nix;", test.name, test.file);
        draft.edit(TESTS, |text| {
            list::insert(TESTS, text, Kind::Attributes, FOLDED, &test.name, &line)
        })?;
    }
    Ok(())
}
