//! Writes a site into a folder of its own, and only what differs.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use codegen::Problem;
use site::{File, Site};

/// What marks a folder as one that we wrote.
const MARKER: &str = ".stateless-site";
/// The folders of a site, besides its root.
const FOLDERS: [&str; 4] = ["", "options", "source", "files"];

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many files the site has.
    pub files: usize,
    /// How many of them were written, because they were not there or other.
    pub changed: usize,
    /// The size of all.
    pub bytes: usize,
    /// The size of the largest page of HTML.
    pub largest: usize,
}

/// Writes the site; `step` is called for each file. Files of an earlier site that are no longer part
/// of it are removed.
pub fn write(site: &Site, out: &Path, step: &dyn Fn()) -> Result<Written, Problem> {
    prepare(out)?;
    let old = existing(out).map_err(|error| problem(out, &error))?;
    let mut writer = Writer {
        out,
        old,
        written: Written::default(),
        failed: None,
    };
    site::build(site, &mut |file| {
        step();
        writer.take(&file)
    });
    if let Some((path, error)) = writer.failed {
        return Err(problem(&path, &error));
    }
    for path in &writer.old {
        fs::remove_file(path).map_err(|error| problem(path, &error))?;
    }
    Ok(writer.written)
}

struct Writer<'a> {
    out: &'a Path,
    /// What is there and was not written by this run.
    old: HashSet<PathBuf>,
    written: Written,
    failed: Option<(PathBuf, io::Error)>,
}

impl Writer<'_> {
    fn take(&mut self, file: &File) -> bool {
        let path = self.out.join(&file.path);
        self.written.files += 1;
        self.written.bytes += file.text.len();
        if file.is_page() {
            self.written.largest = self.written.largest.max(file.text.len());
        }
        let was_there = self.old.remove(&path);
        if was_there && fs::read(&path).is_ok_and(|text| text == file.text.as_bytes()) {
            return true;
        }
        self.written.changed += 1;
        match fs::write(&path, &file.text) {
            Ok(()) => true,
            Err(error) => {
                self.failed = Some((path, error));
                false
            }
        }
    }
}

/// Makes the folders; refuses one that has anything in it which is not ours.
fn prepare(out: &Path) -> Result<(), Problem> {
    let is_ours = out.join(MARKER).is_file();
    let is_empty = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(problem(out, &error)),
    };
    if !is_ours && !is_empty {
        return Err(Problem {
            subject: out.display().to_string(),
            places: Vec::new(),
            message: "there are files in it that are no part of a site".to_owned(),
            help: "name a folder that is empty or not there, with --out".to_owned(),
        });
    }
    for folder in FOLDERS {
        let path = out.join(folder);
        fs::create_dir_all(&path).map_err(|error| problem(&path, &error))?;
    }
    let marker = out.join(MARKER);
    fs::write(
        &marker,
        "Written by `cargo xtask site`, which removes what it does not know here.\n",
    )
    .map_err(|error| problem(&marker, &error))
}

/// The files of an earlier site.
fn existing(out: &Path) -> io::Result<HashSet<PathBuf>> {
    let mut found = HashSet::new();
    for folder in FOLDERS {
        for entry in fs::read_dir(out.join(folder))? {
            let entry = entry?;
            if entry.file_type()?.is_file() && entry.file_name() != MARKER {
                found.insert(out.join(folder).join(entry.file_name()));
            }
        }
    }
    Ok(found)
}

fn problem(path: &Path, error: &io::Error) -> Problem {
    Problem {
        subject: path.display().to_string(),
        places: Vec::new(),
        message: format!("cannot be written: {error}"),
        help: "name a folder that you may write to, with --out".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use site::Opt;

    use super::*;

    fn site(names: &[&str]) -> Site {
        let option = |name: &&str| Opt {
            name: (*name).to_owned(),
            loc: vec![(*name).to_owned()],
            ..Opt::default()
        };
        Site {
            options: names.iter().map(option).collect(),
            ..Site::default()
        }
    }

    #[test]
    fn only_what_differs_is_written_and_what_is_gone_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("site");
        write(&site(&["a", "b"]), &out, &|| ()).unwrap();
        assert!(out.join("options/b.html").exists());
        let again = write(&site(&["a", "b"]), &out, &|| ()).unwrap();
        assert_eq!(again.changed, 0);
        write(&site(&["a"]), &out, &|| ()).unwrap();
        assert!(!out.join("options/b.html").exists());
    }

    #[test]
    fn a_folder_of_something_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.txt"), "x").unwrap();
        let problem = write(&site(&["a"]), folder.path(), &|| ()).unwrap_err();
        assert!(problem.message.contains("no part of a site"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
