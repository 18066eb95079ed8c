//! `nixos-init`: a program of the checkout that the initrd and the generators of every NixOS run, and
//! that no distribution has.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use codegen::Problem;

use super::super::problem;
use shared::process::limited;
use shared::{cache, ui};

/// Where its sources are in nixpkgs.
const SOURCES: &str = "pkgs/by-name/ni/nixos-init";

/// The names that select one of its functions.
const NAMES: [&str; 5] = [
    "clear-etc-opaque",
    "env-generator",
    "find-etc",
    "initrd-init",
    "resolve-in-root",
];

/// Time limit of cargo, including the download of crates, in seconds.
const LIMIT: u64 = 1200;

/// A folder with its programs in `bin`, built if none exists for these sources. Checkouts without
/// the program do not need it.
pub(crate) fn ensure(nixpkgs: &Path) -> Result<PathBuf, Vec<Problem>> {
    let failed = |error: io::Error| {
        let help = "the crates of the checkout's nixos-init must be reachable; see above";
        vec![problem("nixos-init", &error, help)]
    };
    let sources = nixpkgs.join(SOURCES);
    let mut hasher = DefaultHasher::new();
    hash(&sources, &mut hasher).map_err(failed)?;
    let folder = cache::folder("vm").join(format!("nixos-init-{:016x}", hasher.finish()));
    if !folder.exists() {
        ui::note(ui::styled(ui::TITLE, "== nixos-init of the checkout, once"));
        cache::make(&folder, |partial| build(&sources, partial)).map_err(failed)?;
    }
    Ok(folder)
}

fn build(sources: &Path, folder: &Path) -> io::Result<()> {
    let bin = folder.join("bin");
    fs::create_dir(&bin)?;
    if !sources.exists() {
        return Ok(());
    }
    let target = tempfile::tempdir()?;
    // Cargo writes nothing beside the sources, which may be read-only.
    let status = limited(LIMIT, "TERM", "cargo")
        .args(["build", "--quiet", "--release", "--locked", "--target-dir"])
        .arg(target.path())
        .arg("--manifest-path")
        .arg(sources.join("Cargo.toml"))
        .status()?;
    if !status.success() {
        return Err(io::Error::other(format!("cargo failed: {status}")));
    }
    fs::copy(
        target.path().join("release/nixos-init"),
        bin.join("nixos-init"),
    )?;
    for name in NAMES {
        symlink("nixos-init", bin.join(name))?;
    }
    Ok(())
}

fn hash(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        entries.sort();
        for entry in entries {
            hash(&entry, hasher)?;
        }
    } else if path.exists() {
        path.file_name().hash(hasher);
        fs::read(path)?.hash(hasher);
    }
    Ok(())
}
