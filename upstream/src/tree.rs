//! A nixpkgs checkout: what makes it one, reading it, and writing it all or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::Problem;

use crate::place::whole;

/// The list of modules.
pub const MODULES: &str = "nixos/modules/module-list.nix";
/// The module of containers.
pub const CONTAINERS: &str = "nixos/modules/virtualisation/nixos-containers.nix";
/// The list of tests.
pub const TESTS: &str = "nixos/tests/all-tests.nix";
/// The places of ids of the manual.
pub const REDIRECTS: &str = "nixos/doc/manual/redirects.json";
/// The list of maintainers.
pub const MAINTAINERS: &str = "maintainers/maintainer-list.nix";
/// The folder of the release notes.
pub const NOTES: &str = "nixos/doc/manual/release-notes";

/// A checkout.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Its root.
    pub root: PathBuf,
    /// Whether git knows it.
    pub git: bool,
}

/// Which state of the checkout is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The files as they are.
    Work,
    /// The last commit; the files, where git does not know the checkout.
    Head,
}

impl Tree {
    /// The checkout at a directory; refused when it is none.
    pub fn open(root: &Path) -> Result<Self, Problem> {
        let shown = root.display().to_string();
        let help =
            "name the root of a nixpkgs checkout: git clone https://github.com/NixOS/nixpkgs";
        let missing: Vec<&str> = [MODULES, TESTS, REDIRECTS, MAINTAINERS]
            .into_iter()
            .filter(|path| !root.join(path).is_file())
            .collect();
        if !missing.is_empty() {
            let message = format!(
                "this is not a nixpkgs checkout: it lacks {}",
                missing.join(", no ")
            );
            return Err(whole(&shown, message, help));
        }
        let git = git(root, &["rev-parse", "--verify", "--quiet", "HEAD"]).is_some()
            // A folder in somebody else's repository is no checkout of its own.
            && git(root, &["rev-parse", "--show-prefix"]).is_some_and(|text| text.trim().is_empty());
        let tree = Self {
            root: root.to_owned(),
            git,
        };
        tree.release_notes()?;
        Ok(tree)
    }

    /// A value of git's configuration there, such as `user.name`.
    pub fn git_config(&self, key: &str) -> Option<String> {
        let text = git(&self.root, &["config", "--get", key])?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The path of the notes of the next release: from `lib/.version`, otherwise the newest.
    pub fn release_notes(&self) -> Result<String, Problem> {
        let fail = |message: String| whole(NOTES, message, "check that this is a nixpkgs checkout");
        let entries =
            fs::read_dir(self.root.join(NOTES)).map_err(|error| fail(format!("{error}")))?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| is_notes(name)).collect();
        names.sort();
        let version = fs::read_to_string(self.root.join("lib/.version")).unwrap_or_default();
        let current = format!("rl-{}.section.md", version.trim().replace('.', ""));
        let name = if names.contains(&current) {
            Some(current)
        } else {
            names.pop()
        };
        name.map(|name| format!("{NOTES}/{name}"))
            .ok_or_else(|| fail("there are no release notes rl-YYMM.section.md".to_owned()))
    }

    /// The text of a file; `None` if it does not exist.
    pub fn read(&self, path: &str, state: State) -> Result<Option<String>, Problem> {
        if state == State::Head && self.git {
            return Ok(git(&self.root, &["show", &format!("HEAD:{path}")]));
        }
        match fs::read_to_string(self.root.join(path)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(whole(
                path,
                format!("cannot be read: {error}"),
                "it must be UTF-8 text that you may read",
            )),
        }
    }

    /// The text of a file that every checkout has.
    pub fn expect(&self, path: &str, state: State) -> Result<String, Problem> {
        self.read(path, state)?.ok_or_else(|| {
            whole(
                path,
                "it is not there",
                "check that this is a nixpkgs checkout",
            )
        })
    }

    /// The files below a folder, sorted; empty if it does not exist.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.root, folder, &mut found);
        found.sort();
        found
    }

    /// Everything that forbids writing these texts.
    pub fn obstacles(&self, texts: &BTreeMap<String, String>) -> Vec<Problem> {
        let mut problems = Vec::new();
        for path in texts.keys() {
            if let Some(link) = self.link_above(path) {
                problems.push(whole(
                    &link,
                    "it is a symbolic link, and would be written through",
                    "make it a file or folder of the checkout",
                ));
            } else if self.root.join(path).exists() {
                problems.extend(self.somebodys(path));
            }
        }
        problems.dedup();
        problems
    }

    /// A file with changes that no commit has is not overwritten.
    fn somebodys(&self, path: &str) -> Option<Problem> {
        if !self.git {
            // What is edited loses nothing; a whole file would.
            let edited = [MODULES, CONTAINERS, TESTS, REDIRECTS, MAINTAINERS].contains(&path)
                || path.starts_with(NOTES);
            return (!edited).then(|| {
                whole(
                    path,
                    "it would be overwritten, and without git its changes would be lost",
                    "move it away, or work in a git clone",
                )
            });
        }
        let status = git(
            &self.root,
            &["status", "--porcelain", "--ignored", "--", path],
        )?;
        (!status.trim().is_empty()).then(|| {
            whole(
                path,
                "it has changes that are not committed, and would be overwritten",
                format!(
                    "commit them, or put them aside: git -C {} stash --include-untracked -- {path}",
                    self.root.display()
                ),
            )
        })
    }

    fn link_above(&self, path: &str) -> Option<String> {
        let mut so_far = String::new();
        for part in path.split('/') {
            if !so_far.is_empty() {
                so_far.push('/');
            }
            so_far.push_str(part);
            let found = fs::symlink_metadata(self.root.join(&so_far));
            if found.is_ok_and(|found| found.file_type().is_symlink()) {
                return Some(so_far);
            }
        }
        None
    }

    /// Writes the texts: all of them beside their destinations first, then each by renaming.
    pub fn write(&self, texts: &BTreeMap<String, String>) -> Result<(), Problem> {
        let mut ready = Vec::new();
        for (path, text) in texts {
            let target = self.root.join(path);
            ready.push((
                path,
                prepare(&target, text).map_err(|error| unwritable(path, &error))?,
            ));
        }
        for (path, file) in ready {
            let target = self.root.join(path);
            file.persist(&target)
                .map_err(|error| unwritable(path, &error.error))?;
        }
        Ok(())
    }
}

fn prepare(target: &Path, text: &str) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    let mut file = builder.prefix(".stateless-upstream-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    let permissions = match fs::metadata(target) {
        Ok(found) => found.permissions(),
        Err(_) => plain_permissions(file.as_file())?,
    };
    file.as_file().set_permissions(permissions)?;
    Ok(file)
}

/// The mode of a new file, because temporary files are private.
#[cfg(unix)]
fn plain_permissions(file: &fs::File) -> std::io::Result<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut permissions = file.metadata()?.permissions();
    permissions.set_mode(0o644);
    Ok(permissions)
}

#[cfg(not(unix))]
fn plain_permissions(file: &fs::File) -> std::io::Result<fs::Permissions> {
    Ok(file.metadata()?.permissions())
}

fn unwritable(path: &str, error: &std::io::Error) -> Problem {
    whole(
        path,
        format!("cannot be written: {error}"),
        "no file was changed; move this one away and run the command again",
    )
}

fn is_notes(name: &str) -> bool {
    let number = name
        .strip_prefix("rl-")
        .and_then(|rest| rest.strip_suffix(".section.md"));
    number.is_some_and(|number| number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit()))
}

fn collect(root: &Path, folder: &str, found: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return;
    };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = format!("{folder}/{name}");
        if entry.path().is_dir() {
            collect(root, &path, found);
        } else {
            found.push(path);
        }
    }
}

/// The output of git; `None` if it fails or is missing.
pub(crate) fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(arguments);
    // The configuration of whoever runs this must not colour or translate what is read.
    command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    let output = command.output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
