//! Roots of Debian, made by mmdebstrap once for a list of packages, and programs in them that run
//! on this machine without chroot.
//!
//! NixOS of today needs a newer Nix than older distributions have; a root of Debian 13 brings one.

use std::collections::hash_map::DefaultHasher;
use std::fmt::Display;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use codegen::Problem;

use crate::process::limited;
use crate::{apt, cache, qemu, ui};

/// The release of Debian whose Nix evaluates NixOS.
pub const SUITE: &str = "trixie";

/// The packages of the root whose Nix is run from outside. Nix reads flakes and channels with Git.
const FOR_NIX: [&str; 2] = ["nix-bin", "git"];

/// The oldest Nix that NixOS of today evaluates with: `lib/minver.nix` of nixpkgs.
pub const OLDEST_NIX: (u32, u32) = (2, 18);

/// Names of the one program of Nix.
const NIX: [&str; 4] = ["nix", "nix-build", "nix-instantiate", "nix-store"];

/// Time limit of the download and installation, in seconds.
const LIMIT: u64 = 1800;

/// A root of Debian on disk.
#[derive(Debug)]
pub struct Root {
    folder: PathBuf,
}

impl Root {
    /// The root directory.
    pub fn path(&self) -> PathBuf {
        self.folder.join("root")
    }

    /// A program of the root that runs on this machine: `nix-instantiate` and the other names of Nix,
    /// if the root has Nix.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }
}

/// The root with these packages, made on first use.
pub fn ensure(suite: &str, packages: &[&str]) -> Result<Root, Vec<Problem>> {
    let root = Root {
        folder: folder(suite, packages),
    };
    if !root.path().exists() {
        make(&root.folder, suite, packages).map_err(|error| vec![problem(suite, &error)])?;
    }
    Ok(root)
}

/// The root for Nix alone, for [`nix_instantiate`].
pub fn ensure_nix() -> Result<(), Vec<Problem>> {
    ensure(SUITE, &FOR_NIX).map(|_| ())
}

/// A `nix-instantiate` that evaluates the current NixOS: from PATH if new enough, otherwise from
/// the root, if it exists.
pub fn nix_instantiate() -> Option<PathBuf> {
    let made = Root {
        folder: folder(SUITE, &FOR_NIX),
    };
    let programs = [
        qemu::tool("nix-instantiate"),
        made.program("nix-instantiate"),
    ];
    programs.into_iter().find(|program| is_new(program))
}

fn is_new(program: &Path) -> bool {
    let output = Command::new(program).arg("--version").output();
    output.is_ok_and(|output| {
        version(&String::from_utf8_lossy(&output.stdout)).is_some_and(|found| found >= OLDEST_NIX)
    })
}

/// The first two numbers of `nix-instantiate (Nix) 2.26.3`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split_whitespace().last()?.split('.');
    let mut number = || {
        let digits = numbers
            .next()?
            .split(|c: char| !c.is_ascii_digit())
            .next()?;
        digits.parse().ok()
    };
    Some((number()?, number()?))
}

fn folder(suite: &str, packages: &[&str]) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    (suite, packages).hash(&mut hasher);
    cache::folder("debian").join(format!("{suite}-{:016x}", hasher.finish()))
}

fn make(folder: &Path, suite: &str, packages: &[&str]) -> io::Result<()> {
    let start = Instant::now();
    ui::note(ui::styled(
        ui::TITLE,
        format_args!("== root of Debian {suite}, once: {}", packages.join(", ")),
    ));
    cache::make(folder, |partial| {
        let status = mmdebstrap(&partial.join("root"), suite, packages).status()?;
        if !status.success() {
            return Err(io::Error::other(format!("mmdebstrap failed: {status}")));
        }
        programs(partial)
    })?;
    ui::note(format_args!(
        "== {} in {}",
        folder.display(),
        ui::duration(start.elapsed())
    ));
    Ok(())
}

fn mmdebstrap(out: &Path, suite: &str, packages: &[&str]) -> Command {
    let mut command = limited(LIMIT, "TERM", "mmdebstrap");
    command
        .args(["--variant=minbase", "--format=directory"])
        .args(["--components=main", "--architectures=amd64"])
        .arg(format!("--include={}", packages.join(",")));
    for folder in ["doc", "man", "locale", "info"] {
        command.arg(format!("--dpkgopt=path-exclude=/usr/share/{folder}/*"));
    }
    command
        .arg(suite)
        .arg(out)
        .args(apt::release().map(|(_, mirror)| mirror));
    command
}

/// Writes scripts that run Nix with the loader and the libraries of the root: no chroot, no rights,
/// and no library of this machine.
fn programs(folder: &Path) -> io::Result<()> {
    if !folder.join("root/usr/bin/nix").exists() {
        return Ok(());
    }
    let bin = folder.join("bin");
    fs::create_dir(&bin)?;
    for name in NIX {
        let program = bin.join(name);
        fs::write(&program, script(name))?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

fn script(name: &str) -> String {
    format!(
        "#!/bin/sh\n\
         root=${{0%/*}}/../root/usr\n\
         exec \"$root/lib64/ld-linux-x86-64.so.2\" --argv0 {name} \\\n  \
           --library-path \"$root/lib/x86_64-linux-gnu\" \"$root/bin/nix\" \"$@\"\n"
    )
}

fn problem(suite: &str, error: &dyn Display) -> Problem {
    Problem {
        subject: format!("a root of Debian {suite}"),
        places: Vec::new(),
        message: error.to_string(),
        help: "install mmdebstrap (`cargo xtask test --setup`), and see the error above".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_nix_are_read_and_compared() {
        let old = version("nix-instantiate (Nix) 2.8.0\n").unwrap();
        let new = version("nix-instantiate (Nix) 2.26.3\n").unwrap();
        let preview = version("nix-instantiate (Nix) 3.0pre20260101_abc\n").unwrap();
        assert!(old < OLDEST_NIX && new > OLDEST_NIX && preview > new);
        assert_eq!(version("no number"), None);
    }

    #[test]
    fn another_list_of_packages_is_another_folder() {
        assert_eq!(folder("a", &["b"]), folder("a", &["b"]));
        assert_ne!(folder("a", &["b"]), folder("a", &["b", "c"]));
        assert_ne!(folder("a", &["b"]), folder("c", &["b"]));
    }

    #[test]
    fn programs_run_from_wherever_the_folder_is() {
        let folder = tempfile::tempdir().unwrap();
        let usr = folder.path().join("made/root/usr");
        for name in ["bin", "lib64"] {
            fs::create_dir_all(usr.join(name)).unwrap();
        }
        fs::write(usr.join("bin/nix"), "").unwrap();
        // Stands for the loader, and says what it was given.
        let loader = usr.join("lib64/ld-linux-x86-64.so.2");
        fs::write(&loader, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n").unwrap();
        fs::set_permissions(&loader, fs::Permissions::from_mode(0o755)).unwrap();
        programs(&folder.path().join("made")).unwrap();
        let moved = folder.path().join("a b");
        fs::rename(folder.path().join("made"), &moved).unwrap();
        let messages = Command::new(moved.join("bin/nix-store"))
            .args(["--query", "a b"])
            .output()
            .unwrap();
        let messages = String::from_utf8(messages.stdout).unwrap();
        let lines: Vec<_> = messages.lines().collect();
        assert_eq!(lines[..2], ["--argv0", "nix-store"]);
        assert!(lines[4].ends_with("/root/usr/bin/nix"), "{messages}");
        assert_eq!(lines[5..], ["--query", "a b"]);
    }

    #[test]
    #[ignore = "makes a root of Debian: half a minute, and needs mmdebstrap"]
    fn the_nix_of_a_root_evaluates() {
        let root = ensure(SUITE, &FOR_NIX).unwrap();
        let program = root.program("nix-instantiate");
        assert!(is_new(&program));
        let messages = Command::new(program)
            .args(["--store", "dummy://", "--eval", "--expr", "1 + 1"])
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8_lossy(&messages.stdout),
            "2\n",
            "{messages:?}"
        );
    }
}
