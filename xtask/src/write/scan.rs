//! What is in the folder, without following a symbolic link.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, FileType};
use std::io;
use std::path::Path;

use codegen::Problem;

use super::Folder;

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A regular file.
    File,
    /// A directory.
    Folder,
    /// A symbolic link, wherever it points.
    Link,
    /// A socket, a pipe, a device, or a name that is not UTF-8.
    Other,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File => "a file",
            Self::Folder => "a folder",
            Self::Link => "a symbolic link",
            Self::Other => "something else",
        })
    }
}

impl From<FileType> for Found {
    fn from(kind: FileType) -> Self {
        match kind {
            kind if kind.is_symlink() => Self::Link,
            kind if kind.is_dir() => Self::Folder,
            kind if kind.is_file() => Self::File,
            _ => Self::Other,
        }
    }
}

/// Everything below the folder, by its path relative to it; nothing if it does not exist.
pub(super) fn scan(folder: &Folder) -> Result<BTreeMap<String, Found>, Problem> {
    let mut found = BTreeMap::new();
    let scanned = match fs::symlink_metadata(&folder.path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(error) => Err(error),
        Ok(metadata) => match Found::from(metadata.file_type()) {
            Found::Folder => below(&folder.path, "", &mut found),
            other => return Err(no_folder(folder, other)),
        },
    };
    match scanned {
        Ok(()) => Ok(found),
        Err(error) => Err(Problem {
            subject: folder.shown.clone(),
            places: Vec::new(),
            message: format!("cannot be read: {error}"),
            help: "make the folder and those below it readable".to_owned(),
        }),
    }
}

fn below(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Found>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let path = format!("{prefix}{}", name.to_string_lossy());
        let kind = match Found::from(entry.file_type()?) {
            _ if name.to_str().is_none() => Found::Other,
            kind => kind,
        };
        if kind == Found::Folder {
            below(&entry.path(), &format!("{path}/"), found)?;
        }
        found.insert(path, kind);
    }
    Ok(())
}

fn no_folder(folder: &Folder, found: Found) -> Problem {
    Problem {
        subject: folder.shown.clone(),
        places: Vec::new(),
        message: format!("is {found} where a folder has to be"),
        help: "move it away, or name the folder itself with `--dir`".to_owned(),
    }
}
