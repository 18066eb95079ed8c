//! Folders that are made once and kept: guests and Debian roots. They are either complete or
//! absent.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::project;

/// How the name of a folder ends that is being made, after the number of the process.
const PARTIAL: &str = "part";

/// The folder for one kind of cached files, next to the built programs.
pub fn folder(kind: &str) -> PathBuf {
    let exe = env::current_exe().unwrap_or_default();
    let target = exe.ancestors().nth(2).map(Path::to_owned);
    target
        .unwrap_or_else(|| project::root().join("target"))
        .join(kind)
}

/// Makes a folder: `fill` writes into a temporary one, which is renamed at the end.
pub fn make(folder: &Path, fill: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let cache = folder.parent().unwrap_or(folder);
    fs::create_dir_all(cache)?;
    sweep(cache)?;
    // Of this process alone: another one may be at the same.
    let partial = folder.with_extension(format!("{}.{PARTIAL}", std::process::id()));
    fs::create_dir(&partial)?;
    fill(&partial)?;
    let _ = fs::remove_dir_all(folder);
    fs::rename(&partial, folder)
}

/// Removes the folders of interrupted processes, including one that had the ID of this process.
fn sweep(cache: &Path) -> io::Result<()> {
    for entry in fs::read_dir(cache)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let process = name.rsplit('.').next().and_then(|id| id.parse().ok());
        let is_over = process.is_some_and(|id: u32| {
            id == std::process::id() || !Path::new(&format!("/proc/{id}")).exists()
        });
        if is_over
            && path
                .extension()
                .is_some_and(|extension| extension == PARTIAL)
        {
            fs::remove_dir_all(path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_makes_any_more_is_removed() {
        let cache = tempfile::tempdir().unwrap();
        let other = std::os::unix::process::parent_id();
        let names = [
            "guest-1".to_owned(),
            "results".to_owned(),
            format!("guest-1.{}.part", u32::MAX),
            format!("guest-1.{}.part", std::process::id()),
            format!("guest-1.{other}.part"),
        ];
        for name in &names {
            fs::create_dir(cache.path().join(name)).unwrap();
        }
        sweep(cache.path()).unwrap();
        let is_left = names
            .each_ref()
            .map(|name| cache.path().join(name).exists());
        assert_eq!(is_left, [true, true, false, false, true]);
    }

    #[test]
    fn a_folder_is_there_whole_or_not_at_all() {
        let cache = tempfile::tempdir().unwrap();
        let folder = cache.path().join("made");
        make(&folder, |_| Err(io::Error::other("no network"))).unwrap_err();
        assert!(!folder.exists());
        make(&folder, |partial| fs::write(partial.join("file"), "x")).unwrap();
        assert!(folder.join("file").exists());
        assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 1);
    }
}
