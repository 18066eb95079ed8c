//! The whole way, on a tree of the shape of nixpkgs: writing, patches, and every row of the table with
//! something that fails it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use ::upstream::check::{Row, Verdict};
use ::upstream::series::{CHAPTER, FOLDER, TEST_FOLDER};
use ::upstream::tree::{MAINTAINERS, MODULES, REDIRECTS, TESTS};
use codegen::Output;
use prove::nix::Nix;
use std::sync::LazyLock;
use tempfile::TempDir;

use super::*;
use shared::project;

mod change;
mod real;
mod table;
mod tree;

static OUTPUTS: LazyLock<Vec<Output>> = LazyLock::new(|| project::outputs().unwrap());

fn alice() -> Maintainer {
    let fields = "handle=alice,name=Alice,github=alice,githubId=7,email=alice@example.org";
    Maintainer::parse(fields).unwrap()
}

/// A tree with one commit: the fixture.
struct Made {
    folder: TempDir,
}

impl Made {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(
            &project::root().join("upstream/tests/fixture"),
            folder.path(),
        );
        let made = Self { folder };
        made.git(&["init", "--quiet", "--initial-branch=master"]);
        made.commit("nixpkgs: init");
        made
    }

    /// The same with everything written, and not committed.
    fn written() -> Self {
        static WRITTEN: LazyLock<Made> = LazyLock::new(|| {
            let made = Made::new();
            made.write().unwrap();
            made
        });
        let folder = tempfile::tempdir().unwrap();
        copy(WRITTEN.root(), folder.path());
        Self { folder }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, arguments: &[&str]) -> String {
        git(self.root(), arguments)
    }

    fn commit(&self, subject: &str) {
        self.git(&["add", "--all"]);
        self.git(&[
            "commit",
            "--quiet",
            "--message",
            subject,
            "--message",
            "For a test.",
        ]);
    }

    fn write(&self) -> Result<(), Vec<Problem>> {
        self.run(Series::Stateless, None)
    }

    fn run(&self, series: Series, patch: Option<PathBuf>) -> Result<(), Vec<Problem>> {
        super::run(&Args {
            tree: self.root().to_owned(),
            patch,
            check: false,
            series,
            maintainer: Some(alice()),
            source: None,
        })
        .map_err(|failure| failure.problems().to_vec())
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    fn edit(&self, path: &str, edit: impl FnOnce(String) -> String) {
        let old = self.read(path);
        let new = edit(old.clone());
        assert_ne!(old, new, "{path} is not changed");
        fs::write(self.root().join(path), new).unwrap();
    }

    /// All that `git status` lists.
    fn status(&self) -> String {
        self.git(&["status", "--porcelain", "--untracked-files=all"])
    }
}

fn git(root: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=Bob", "-c", "user.email=bob@example.org"])
        .arg("-C")
        .arg(root)
        .args(arguments)
        .output()
        .unwrap();
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {messages}");
    String::from_utf8(output.stdout).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every file of a tree, but git's.
fn files(root: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != ".git") {
                folders.push(path);
            } else if path.is_file() {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root).unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    found
}
