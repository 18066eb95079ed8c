//! Makes a folder equal to a list of outputs.
//!
//! The folder belongs to the generator, but may contain files of users. Files without the
//! generator's marker are never overwritten or deleted, and symbolic links are never followed.
//! [`Plan::new`] only reads, and finds all obstacles. [`Plan::apply`] writes all new contents
//! beside their destinations before the first rename, so a full or read-only disk leaves the folder
//! unchanged.

mod apply;
mod scan;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Permissions};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use codegen::{Output, Problem};

use scan::Found;
use shared::ui;

/// Our temporary files are named so; one that a killed process left behind is an orphan.
const TEMPORARY: &str = ".xtask-gen-";

/// The folder that is made equal to the outputs.
pub(crate) struct Folder<'a> {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its name in messages.
    pub(crate) shown: String,
    /// The marker in the first three lines of files that may be deleted when no output has their
    /// name.
    pub(crate) marker: &'a str,
    /// The command that writes the folder, for messages.
    pub(crate) command: &'a str,
}

/// The changes to make.
pub(crate) struct Plan<'a> {
    folder: &'a Folder<'a>,
    /// What differs, sorted by path.
    pub(crate) changes: Vec<Change<'a>>,
    /// How many files are as they should be.
    pub(crate) unchanged: usize,
}

/// One file that differs.
pub(crate) struct Change<'a> {
    /// Relative to the folder, with `/`.
    pub(crate) path: String,
    /// How it differs.
    pub(crate) kind: Kind<'a>,
}

/// How a file differs.
pub(crate) enum Kind<'a> {
    /// It is missing.
    Create { new: &'a str },
    /// It has another text.
    Replace {
        old: String,
        new: &'a str,
        permissions: Permissions,
    },
    /// No output names it.
    Remove,
}

impl<'a> Plan<'a> {
    /// Compares the folder with the outputs; writes nothing.
    pub(crate) fn new(folder: &'a Folder, outputs: &'a [Output]) -> Result<Self, Vec<Problem>> {
        let found = scan::scan(folder).map_err(|problem| vec![problem])?;
        let mut plan = Self {
            folder,
            changes: Vec::new(),
            unchanged: 0,
        };
        let mut problems = plan.compare(outputs, &found);
        problems.extend(plan.sort_orphans(outputs, &found));
        plan.changes.sort_by(|a, b| a.path.cmp(&b.path));
        if problems.is_empty() {
            Ok(plan)
        } else {
            Err(problems)
        }
    }

    fn compare(&mut self, outputs: &'a [Output], found: &BTreeMap<String, Found>) -> Vec<Problem> {
        let (mut problems, mut seen) = (Vec::new(), BTreeSet::new());
        for output in outputs {
            let fresh = seen.insert(output.path.as_str());
            match self.change(output, fresh, found) {
                Ok(Some(kind)) => self.changes.push(Change {
                    path: output.path.clone(),
                    kind,
                }),
                Ok(None) => self.unchanged += 1,
                Err(problem) => problems.push(problem),
            }
        }
        problems
    }

    fn change(
        &self,
        output: &'a Output,
        fresh: bool,
        found: &BTreeMap<String, Found>,
    ) -> Result<Option<Kind<'a>>, Problem> {
        self.check_output(output, fresh)?;
        self.check_parents(&output.path, found)?;
        match found.get(&output.path) {
            None => Ok(Some(Kind::Create { new: &output.text })),
            Some(Found::File) => self.replacement(output),
            Some(other) => {
                let message = format!("is {other} where a file has to be");
                Err(self.problem(
                    &output.path,
                    message,
                    "move it away, then run the command again",
                ))
            }
        }
    }

    /// Refuses invalid output of a generator before anything is written.
    fn check_output(&self, output: &Output, fresh: bool) -> Result<(), Problem> {
        let path = Path::new(&output.path);
        let stays_inside = path
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let message = if !stays_inside || output.path.is_empty() {
            "is no path inside the folder"
        } else if !fresh {
            "is generated twice"
        } else if output.marker.is_empty() || !output.text.contains(&output.marker) {
            "does not contain its own marker, so that it could never be overwritten"
        } else {
            return Ok(());
        };
        Err(self.problem(
            &output.path,
            message.to_owned(),
            "correct the emitter in codegen/src/emit",
        ))
    }

    fn check_parents(&self, path: &str, found: &BTreeMap<String, Found>) -> Result<(), Problem> {
        for parent in with_parents(path).filter(|parent| *parent != path) {
            if let Some(other) = found.get(parent).filter(|found| **found != Found::Folder) {
                let help = format!(
                    "move {} away, then run the command again",
                    self.shown(parent)
                );
                return Err(self.problem(path, format!("is below {other}"), &help));
            }
        }
        Ok(())
    }

    fn replacement(&self, output: &'a Output) -> Result<Option<Kind<'a>>, Problem> {
        let path = self.folder.path.join(&output.path);
        let read = fs::read(&path).and_then(|old| Ok((old, fs::metadata(&path)?.permissions())));
        let (old, permissions) = read.map_err(|error| self.unreadable(&output.path, &error))?;
        if old == output.text.as_bytes() {
            return Ok(None);
        }
        let old = String::from_utf8_lossy(&old).into_owned();
        if !old.contains(&output.marker) {
            let message = format!(
                "was not written by `{}`, because it does not contain “{}”",
                self.folder.command, output.marker
            );
            let help = "move the file away, then run the command again";
            return Err(self.problem(&output.path, message, help));
        }
        Ok(Some(Kind::Replace {
            old,
            new: &output.text,
            permissions,
        }))
    }

    /// Files that are not among the outputs: generated ones are removed, others are reported
    /// together.
    fn sort_orphans(
        &mut self,
        outputs: &[Output],
        found: &BTreeMap<String, Found>,
    ) -> Option<Problem> {
        let needed: BTreeSet<&str> = outputs
            .iter()
            .flat_map(|output| with_parents(&output.path))
            .collect();
        let mut strangers = Vec::new();
        for (path, found) in found {
            match found {
                Found::Folder => {}
                // Named or in the way of an output: `compare` has judged it.
                _ if needed.contains(path.as_str()) => {}
                Found::File if self.is_ours(path) => {
                    self.changes.push(Change {
                        path: path.clone(),
                        kind: Kind::Remove,
                    });
                }
                _ => strangers.push(self.shown(path)),
            }
        }
        if strangers.is_empty() {
            return None;
        }
        let count = ui::counted(strangers.len(), "file");
        Some(Problem {
            subject: self.folder.shown.clone(),
            message: format!("has {count} that `{}` did not write", self.folder.command),
            places: strangers,
            help: "move them away or delete them: the folder belongs to the generator".to_owned(),
        })
    }

    fn is_ours(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.starts_with(TEMPORARY) || has_marker(&self.folder.path.join(path), self.folder.marker)
    }

    fn unreadable(&self, path: &str, error: &std::io::Error) -> Problem {
        let message = format!("cannot be read: {error}");
        self.problem(path, message, "make it readable, or delete it")
    }

    fn problem(&self, path: &str, message: String, help: &str) -> Problem {
        Problem {
            subject: self.shown(path),
            places: Vec::new(),
            message,
            help: help.to_owned(),
        }
    }

    /// The name of a file of the folder in messages.
    pub(crate) fn shown(&self, path: &str) -> String {
        format!("{}/{path}", self.folder.shown)
    }
}

/// `a/b/c`: `a`, `a/b` and `a/b/c`.
fn with_parents(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').map(|(end, _)| end);
    ends.chain([path.len()]).map(|end| &path[..end])
}

/// Whether the marker is in the first three lines. They are short; a file that has none is not read
/// to its end.
fn has_marker(path: &Path, marker: &str) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(4096).read_to_end(&mut head));
    let head = String::from_utf8_lossy(&head);
    read.is_ok() && head.lines().take(3).any(|line| line.contains(marker))
}
