//! A copy of the sources that faults can be put into.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::Fault;

/// The copy, with a separate build folder.
pub(crate) struct Copy {
    tree: PathBuf,
    build: PathBuf,
}

impl Copy {
    pub(crate) fn make() -> Result<Self, String> {
        let folder = ::tests::root().join("target/faults");
        let copy = Self {
            tree: folder.join("tree"),
            build: folder.join("build"),
        };
        copy.restore()?;
        Ok(copy)
    }

    /// Makes the copy equal to the repository. Files that are equal keep their time, so that cargo
    /// builds only what differs.
    pub(crate) fn restore(&self) -> Result<(), String> {
        let root = ::tests::root();
        let listed = Command::new("git")
            .current_dir(&root)
            .args([
                "ls-files",
                "--cached",
                "--others",
                "--exclude-standard",
                "-z",
            ])
            .output()
            .map_err(|error| format!("git: {error}"))?;
        let names = String::from_utf8_lossy(&listed.stdout).into_owned();
        let mut wanted = BTreeSet::new();
        for name in names.split('\0').filter(|name| !name.is_empty()) {
            let (from, to) = (root.join(name), self.tree.join(name));
            same(&from, &to).map_err(|error| format!("{}: {error}", to.display()))?;
            wanted.insert(to);
        }
        drop_others(&self.tree, &wanted)
            .map_err(|error| format!("{}: {error}", self.tree.display()))
    }

    pub(crate) fn apply(&self, fault: &Fault) -> Result<(), String> {
        self.edit(&fault.file, |text| changed(fault, text))
    }

    pub(crate) fn edit(
        &self,
        file: &str,
        change: impl Fn(&str) -> Result<String, String>,
    ) -> Result<(), String> {
        let path = self.tree.join(file);
        let shown = |error: io::Error| format!("{}: {error}", path.display());
        let text = fs::read_to_string(&path).map_err(shown)?;
        fs::write(&path, change(&text)?).map_err(shown)
    }

    /// Runs cargo in the copy.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Result<Output, String> {
        Command::new(env!("CARGO"))
            .current_dir(&self.tree)
            .env("CARGO_TARGET_DIR", &self.build)
            .env("RUST_BACKTRACE", "0")
            .args(arguments)
            .output()
            .map_err(|error| format!("cargo: {error}"))
    }
}

/// Removes files that the repository does not have: an earlier one may have had them.
fn drop_others(folder: &Path, wanted: &BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            drop_others(&path, wanted)?;
        } else if !wanted.contains(&path) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

fn same(from: &Path, to: &Path) -> io::Result<()> {
    let Ok(wanted) = fs::read(from) else {
        // Deleted in the work tree, and not committed yet.
        return match fs::remove_file(to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    };
    if fs::read(to).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(to, wanted)
}

/// The text of the file with the fault.
pub(crate) fn changed(fault: &Fault, text: &str) -> Result<String, String> {
    let text = replaced(fault, text, &fault.find, &fault.replace)?;
    match (&fault.and_find, &fault.and_replace) {
        (Some(find), Some(replace)) => replaced(fault, &text, find, replace),
        _ => Ok(text),
    }
}

fn replaced(fault: &Fault, text: &str, find: &str, replace: &str) -> Result<String, String> {
    match text.matches(find).count() {
        1 => Ok(text.replace(find, replace)),
        count => Err(format!(
            "fault `{}`: {} has `{find}` {count} times; it must be there once",
            fault.name, fault.file
        )),
    }
}
