//! The series about the containers module, in a checkout that has the shape of nixpkgs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use pretty_assertions::assert_eq;
use upstream::containers::{PATCHES, Patch};
use upstream::maintainer::Maintainer;
use upstream::patch::{self, Author};
use upstream::registry::Series;
use upstream::series::{self, Input};
use upstream::tree::{CONTAINERS, State, Tree};

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixture");

/// What git prints, without the configuration of whoever runs the test.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.org"])
        .args(["-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .expect("git runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {text}{error}");
    text
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// A checkout of the fixture with one commit.
fn checkout(folder: &Path) -> Tree {
    copy(Path::new(FIXTURE), folder);
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "nixpkgs"]);
    Tree::open(folder).unwrap()
}

fn maintainer() -> Maintainer {
    Maintainer::parse("handle=yara,name=Yara,github=yara,githubId=7").unwrap()
}

fn input(maintainer: Option<&Maintainer>) -> Input<'_> {
    Input {
        outputs: &[],
        maintainer,
        source: None,
    }
}

/// All files, without what is git's.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let listed = git(
        folder,
        &["ls-files", "--cached", "--others", "--exclude-standard"],
    );
    let read = |path: &str| fs::read_to_string(folder.join(path)).unwrap();
    listed
        .lines()
        .map(|path| (path.to_owned(), read(path)))
        .collect()
}

#[test]
fn patches_make_what_is_written() {
    for patch in &PATCHES {
        let here = tempfile::tempdir().unwrap();
        let tree = checkout(here.path());
        let yara = maintainer();
        let commits = patch.plan(&tree, State::Head, &input(Some(&yara))).unwrap();
        let subjects: Vec<&str> = commits
            .iter()
            .map(|commit| commit.subject.as_str())
            .collect();
        let test = format!("nixos/tests/{}: init", patch.name);
        assert_eq!(subjects, ["maintainers: add yara", patch.subject, &test]);
        for subject in subjects {
            assert_eq!(patch::subject_problem(subject), None);
        }

        let there = tempfile::tempdir().unwrap();
        checkout(there.path());
        apply(there.path(), &commits);
        tree.write(&series::texts(&commits)).unwrap();
        assert_eq!(files(there.path()), files(here.path()), "{}", patch.name);

        let again = patch.plan(&tree, State::Work, &input(Some(&yara))).unwrap();
        assert!(again.is_empty(), "{}: {again:?}", patch.name);
        let unnamed = patch.plan(&tree, State::Work, &input(None)).unwrap();
        assert!(unnamed.is_empty(), "{}: {unnamed:?}", patch.name);
    }
}

/// `git apply` accepts the diff, and `git am` the patches.
fn apply(folder: &Path, commits: &[patch::Commit]) {
    let outside = tempfile::tempdir().unwrap();
    let diff = outside.path().join("all.diff");
    fs::write(
        &diff,
        patch::diff(&commits[commits.len() - 2..commits.len() - 1]),
    )
    .unwrap();
    git(folder, &["apply", "--check", diff.to_str().unwrap()]);
    let author = Author {
        name: "Yara".to_owned(),
        email: "yara@example.org".to_owned(),
    };
    for (name, text) in patch::series(commits, &author) {
        let path = outside.path().join(name);
        fs::write(&path, text).unwrap();
        git(folder, &["am", "--quiet", path.to_str().unwrap()]);
    }
    assert_eq!(git(folder, &["status", "--porcelain"]), "");
}

#[test]
fn one_after_the_other_makes_them_all() {
    let here = tempfile::tempdir().unwrap();
    let tree = checkout(here.path());
    for series in Series::all().into_iter().skip(1) {
        let commits = series.plan(&tree, State::Work, &input(None)).unwrap();
        let texts = series::texts(&commits);
        assert_eq!(tree.obstacles(&texts), []);
        tree.write(&texts).unwrap();
        git(here.path(), &["add", "--all"]);
        git(
            here.path(),
            &["commit", "--quiet", "--message", series.name()],
        );
    }
    for patch in &PATCHES {
        assert!(
            patch
                .plan(&tree, State::Head, &input(None))
                .unwrap()
                .is_empty()
        );
    }
}

#[test]
fn a_change_that_is_not_committed_is_not_overwritten() {
    let here = tempfile::tempdir().unwrap();
    let tree = checkout(here.path());
    let path = here.path().join(CONTAINERS);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("# Mine.\n{text}")).unwrap();
    let patch: &Patch = &PATCHES[0];
    let texts = series::texts(&patch.plan(&tree, State::Work, &input(None)).unwrap());
    let obstacles = tree.obstacles(&texts);
    assert_eq!(obstacles.len(), 1, "{obstacles:?}");
    assert_eq!(obstacles[0].subject, CONTAINERS);
}

/// All problems are reported, not only the first.
#[test]
fn a_tree_without_the_module_is_refused() {
    let here = tempfile::tempdir().unwrap();
    let tree = checkout(here.path());
    fs::remove_file(here.path().join(CONTAINERS)).unwrap();
    let notes = here.path().join(tree.release_notes().unwrap());
    fs::write(&notes, "# Notes\n").unwrap();
    let problems = PATCHES[0]
        .plan(&tree, State::Work, &input(None))
        .unwrap_err();
    let subjects: Vec<&str> = problems
        .iter()
        .map(|problem| problem.subject.as_str())
        .collect();
    assert_eq!(subjects, [CONTAINERS, &tree.release_notes().unwrap()]);
}
