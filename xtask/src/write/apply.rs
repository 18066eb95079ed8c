//! Carries out a plan: all contents to temporary files, then renames, then removals.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use codegen::Problem;
use tempfile::{Builder, NamedTempFile};

use super::{Change, Kind, Plan, TEMPORARY};

/// New content, on the disk beside the file it will replace.
struct Staged<'a> {
    file: NamedTempFile,
    path: &'a str,
}

/// Folders made for new files. Removed again unless the plan reaches the first rename.
#[derive(Default)]
struct NewFolders(Vec<PathBuf>);

impl Plan<'_> {
    /// Writes what differs. An error before the first rename leaves the folder as it was.
    pub(crate) fn apply(&self) -> Result<(), Problem> {
        let mut folders = NewFolders::default();
        let staged: Vec<Staged> = self
            .changes
            .iter()
            .filter_map(|change| self.stage(change, &mut folders).transpose())
            .collect::<Result<_, _>>()?;
        folders.keep();
        let total = staged.len();
        for (done, staged) in staged.into_iter().enumerate() {
            self.replace(staged, done, total)?;
        }
        self.changes
            .iter()
            .try_for_each(|change| self.remove(change))
    }

    fn stage<'a>(
        &self,
        change: &'a Change,
        folders: &mut NewFolders,
    ) -> Result<Option<Staged<'a>>, Problem> {
        let (text, permissions) = match &change.kind {
            Kind::Create { new } => (new, None),
            Kind::Replace {
                new, permissions, ..
            } => (new, Some(permissions)),
            Kind::Remove => return Ok(None),
        };
        let target = self.folder.path.join(&change.path);
        let parent = target.parent().unwrap_or(&self.folder.path);
        let staged = folders
            .create(parent)
            .and_then(|()| temporary(parent, text, permissions));
        let file = staged.map_err(|error| {
            let message = format!("cannot be written: {error}");
            self.problem(
                &change.path,
                message,
                "nothing was changed; correct this and run the command again",
            )
        })?;
        Ok(Some(Staged {
            file,
            path: &change.path,
        }))
    }

    fn replace(&self, staged: Staged, done: usize, total: usize) -> Result<(), Problem> {
        let target = self.folder.path.join(staged.path);
        let renamed = staged.file.persist(target);
        renamed.map(drop).map_err(|error| {
            let message = format!(
                "cannot be replaced: {} ({done} of {total} files are written)",
                error.error
            );
            self.problem(
                staged.path,
                message,
                "correct this and run the command again",
            )
        })
    }

    fn remove(&self, change: &Change) -> Result<(), Problem> {
        let Kind::Remove = change.kind else {
            return Ok(());
        };
        let path = self.folder.path.join(&change.path);
        fs::remove_file(&path).map_err(|error| {
            let message = format!("cannot be removed: {error}");
            self.problem(
                &change.path,
                message,
                "remove the file, which is no longer generated",
            )
        })?;
        self.remove_empty_parents(&path);
        Ok(())
    }

    fn remove_empty_parents(&self, path: &Path) {
        let inside = |parent: &&Path| *parent != self.folder.path;
        for parent in path.ancestors().skip(1).take_while(inside) {
            // Fails at the first that is not empty; those above it are not empty either.
            if fs::remove_dir(parent).is_err() {
                break;
            }
        }
    }
}

fn temporary(
    folder: &Path,
    text: &str,
    permissions: Option<&Permissions>,
) -> io::Result<NamedTempFile> {
    let mut file = Builder::new()
        .prefix(TEMPORARY)
        .tempfile_in(folder)
        .map_err(|error| plain(&error))?;
    file.as_file_mut().write_all(text.as_bytes())?;
    match permissions {
        Some(permissions) => file.as_file().set_permissions(permissions.clone())?,
        None => open_to_everybody(file.as_file())?,
    }
    // Some file systems notice only here that they are full.
    file.as_file().sync_all()?;
    Ok(file)
}

/// The error without the path of the temporary file that `tempfile` adds: the message names the
/// file that matters.
fn plain(error: &io::Error) -> io::Error {
    let text = error.to_string();
    let text = text.split(" at path ").next().unwrap_or_default();
    io::Error::new(error.kind(), text)
}

/// A temporary file is for its owner alone; a generated file is for everybody to read.
#[cfg(unix)]
fn open_to_everybody(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_everybody(_: &File) -> io::Result<()> {
    Ok(())
}

impl NewFolders {
    fn create(&mut self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        if let Some(parent) = folder.parent().filter(|parent| *parent != Path::new("")) {
            self.create(parent)?;
        }
        fs::create_dir(folder)?;
        self.0.push(folder.to_owned());
        Ok(())
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for NewFolders {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // Best effort: the error that led here is the one to report.
            let _ = fs::remove_dir(folder);
        }
    }
}
