//! Writes a site into its own folder. The site is complete in a folder beside it before it replaces
//! the earlier one, so an interrupt leaves the earlier site or the new one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use codegen::Problem;
use site::{File, Site};

/// Marks a folder that this command wrote.
const MARKER: &str = ".stateless-site";
/// The folders of a site, besides its root.
const FOLDERS: [&str; 4] = ["", "options", "source", "files"];

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many files the site has.
    pub files: usize,
    /// How many of them are new or changed.
    pub changed: usize,
    /// The total size.
    pub bytes: usize,
    /// The size of the largest HTML page.
    pub largest: usize,
}

/// Writes the site; calls `step` for each file. Unchanged files keep their modification time, and
/// files of an earlier site that are no longer part of it are removed.
pub fn write(site: &Site, out: &Path, step: &dyn Fn()) -> Result<Written, Problem> {
    let place = Place::of(out).map_err(|error| problem(out, &error))?;
    place.check()?;
    place
        .prepare()
        .map_err(|error| problem(&place.new, &error))?;
    let mut writer = Writer {
        place: &place,
        written: Written::default(),
        failed: None,
    };
    site::build(site, &mut |file| {
        step();
        writer.take(&file)
    });
    let Writer {
        written, failed, ..
    } = writer;
    if let Some((path, error)) = failed {
        let _ = fs::remove_dir_all(&place.new);
        return Err(problem(&path, &error));
    }
    place.swap().map_err(|error| problem(out, &error))?;
    Ok(written)
}

/// The folder of the site, and two beside it that exist only while the site is written.
struct Place {
    out: PathBuf,
    new: PathBuf,
    old: PathBuf,
}

impl Place {
    fn of(out: &Path) -> io::Result<Self> {
        // Of a symbolic link, the folder that it points to is replaced.
        let out = match out.canonicalize() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => std::path::absolute(out)?,
            found => found?,
        };
        let Some(name) = out.file_name() else {
            return Err(io::Error::other("the root directory cannot be a site"));
        };
        let beside = |end: &str| {
            let mut hidden = std::ffi::OsString::from(".");
            hidden.push(name);
            hidden.push(end);
            out.with_file_name(hidden)
        };
        Ok(Self {
            new: beside(".new"),
            old: beside(".old"),
            out,
        })
    }

    /// Refuses folders with contents that this command did not write, because it would remove them.
    fn check(&self) -> Result<(), Problem> {
        for folder in [&self.out, &self.new, &self.old] {
            if let Some(path) = foreign(folder).map_err(|error| problem(folder, &error))? {
                return Err(Problem {
                    subject: folder.display().to_string(),
                    places: Vec::new(),
                    message: format!("{} is not part of a site", path.display()),
                    help: "name an empty or new folder with --out".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Makes the new folder, and removes those of an interrupted run.
    fn prepare(&self) -> io::Result<()> {
        remove(&self.new)?;
        if !self.out.exists() && self.old.exists() {
            fs::rename(&self.old, &self.out)?;
        }
        remove(&self.old)?;
        fs::create_dir_all(&self.new)?;
        // First, so that an interrupted run is recognized.
        fs::write(
            self.new.join(MARKER),
            "Written by `cargo xtask site`, which replaces this folder.\n",
        )?;
        FOLDERS
            .iter()
            .try_for_each(|folder| fs::create_dir_all(self.new.join(folder)))
    }

    fn swap(&self) -> io::Result<()> {
        if self.out.exists() {
            fs::rename(&self.out, &self.old)?;
        }
        fs::rename(&self.new, &self.out)?;
        remove(&self.old)
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Something in a folder that cannot be from this command: any file without the marker, and any
/// subdirectory that sites do not have.
fn foreign(folder: &Path) -> io::Result<Option<PathBuf>> {
    let is_ours = folder.join(MARKER).is_file();
    for known in FOLDERS {
        let entries = match fs::read_dir(folder.join(known)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let is_file = entry.file_type()?.is_file();
            let name = entry.file_name();
            let is_known = known.is_empty() && FOLDERS.iter().any(|folder| name == *folder);
            if !is_ours || !is_file && !is_known {
                return Ok(Some(entry.path()));
            }
        }
    }
    Ok(None)
}

struct Writer<'a> {
    place: &'a Place,
    written: Written,
    failed: Option<(PathBuf, io::Error)>,
}

impl Writer<'_> {
    fn take(&mut self, file: &File) -> bool {
        let path = self.place.new.join(&file.path);
        self.written.files += 1;
        self.written.bytes += file.text.len();
        if file.is_page() {
            self.written.largest = self.written.largest.max(file.text.len());
        }
        let old = self.place.out.join(&file.path);
        if fs::read(&old).is_ok_and(|text| text == file.text.as_bytes())
            && fs::hard_link(&old, &path).is_ok()
        {
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

fn problem(path: &Path, error: &io::Error) -> Problem {
    Problem {
        subject: path.display().to_string(),
        places: Vec::new(),
        message: format!("cannot be written: {error}"),
        help: "name a writable folder with --out".to_owned(),
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
        assert!(
            problem
                .message
                .ends_with("thesis.txt is not part of a site")
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn directories_that_sites_do_not_have_are_never_removed() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("site");
        write(&site(&["a"]), &out, &|| ()).unwrap();
        fs::create_dir(out.join(".git")).unwrap();
        write(&site(&["b"]), &out, &|| ()).unwrap_err();
        assert!(out.join(".git").exists() && out.join("options/a.html").exists());
    }

    #[test]
    fn an_interrupted_run_leaves_the_earlier_site_and_is_cleaned_up() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("site");
        write(&site(&["a"]), &out, &|| ()).unwrap();
        let files = std::cell::Cell::new(0);
        let interrupted = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            write(&site(&["b"]), &out, &|| {
                files.set(files.get() + 1);
                assert!(files.get() < 3, "interrupted");
            })
        }));
        assert!(interrupted.is_err());
        assert!(folder.path().join(".site.new").exists());
        assert!(out.join("options/a.html").exists() && !out.join("options/b.html").exists());
        write(&site(&["b"]), &out, &|| ()).unwrap();
        let left = fs::read_dir(folder.path()).unwrap();
        assert_eq!(left.count(), 1);
        assert!(out.join("options/b.html").exists() && !out.join("options/a.html").exists());
    }

    #[test]
    fn the_earlier_site_is_restored_after_an_interrupt_between_the_renames() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("site");
        write(&site(&["a"]), &out, &|| ()).unwrap();
        fs::rename(&out, folder.path().join(".site.old")).unwrap();
        let again = write(&site(&["a"]), &out, &|| ()).unwrap();
        assert_eq!(again.changed, 0);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
