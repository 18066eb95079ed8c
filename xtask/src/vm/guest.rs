//! The guest that every machine boots: made of Debian packages once, and kept by what it was made of.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use codegen::Problem;

use super::{limited, problem};
use crate::{apt, project, ui};

/// The release of Debian whose kernel and systemd the guest has.
const SUITE: &str = "trixie";

const PACKAGES: [&str; 9] = [
    "systemd",
    "systemd-sysv",
    "systemd-container",
    "dbus",
    "udev",
    "kmod",
    "linux-image-cloud-amd64",
    "e2fsprogs",
    "procps",
];

/// The scripts that make it, in the repository.
const SCRIPTS: &str = "vm/guest";

/// How the name of a guest ends that is being made, after the number of the process.
const PARTIAL: &str = "part";

/// Seconds that the download and the installation may take.
const LIMIT: u64 = 1800;

/// A guest on disk.
#[derive(Debug)]
pub(crate) struct Guest {
    folder: PathBuf,
    /// The unit files that it has, sorted.
    pub(crate) units: Vec<String>,
}

impl Guest {
    pub(crate) fn kernel(&self) -> PathBuf {
        self.folder.join("kernel")
    }

    pub(crate) fn initrd(&self) -> PathBuf {
        self.folder.join("initrd")
    }

    /// The file system that becomes `/usr`.
    pub(crate) fn image(&self) -> PathBuf {
        self.folder.join("image.ext4")
    }
}

/// The guest, built if there is none for these scripts yet, or where it is forced.
pub(crate) fn ensure(force: bool) -> Result<Guest, Vec<Problem>> {
    let failed = |error: &dyn std::fmt::Display| {
        let help = "install mmdebstrap, cpio and e2fsprogs (`cargo xtask test --setup`), and see \
                    above for what went wrong";
        vec![problem("the guest image", error, help)]
    };
    let folder = folder().map_err(|error| failed(&error))?;
    if force || !folder.join("units").exists() {
        build(&folder).map_err(|error| failed(&error))?;
    }
    let units = fs::read_to_string(folder.join("units")).map_err(|error| failed(&error))?;
    let mut units: Vec<_> = units.lines().map(str::to_owned).collect();
    units.sort();
    Ok(Guest { folder, units })
}

/// Where everything of `vm` is that is not the repository's.
pub(crate) fn cache() -> PathBuf {
    let exe = env::current_exe().unwrap_or_default();
    let target = exe.ancestors().nth(2).map(Path::to_owned);
    target
        .unwrap_or_else(|| project::root().join("target"))
        .join("vm")
}

fn folder() -> io::Result<PathBuf> {
    let mut hasher = DefaultHasher::new();
    (SUITE, PACKAGES).hash(&mut hasher);
    let scripts = project::root().join(SCRIPTS);
    let mut files: Vec<_> = fs::read_dir(&scripts)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    for file in files {
        file.file_name().hash(&mut hasher);
        fs::read(&file)?.hash(&mut hasher);
    }
    Ok(cache().join(format!("guest-{:016x}", hasher.finish())))
}

fn build(folder: &Path) -> io::Result<()> {
    let start = Instant::now();
    ui::note(ui::styled(
        ui::TITLE,
        format_args!("== guest of Debian {SUITE}, once: a download of about 200 MB"),
    ));
    fs::create_dir_all(cache())?;
    sweep(&cache())?;
    // Of this process alone: another one may be at the same.
    let partial = folder.with_extension(format!("{}.{PARTIAL}", std::process::id()));
    fs::create_dir(&partial)?;
    let status = mmdebstrap(&partial).status()?;
    if !status.success() {
        return Err(io::Error::other(format!("mmdebstrap failed: {status}")));
    }
    let _ = fs::remove_dir_all(folder);
    fs::rename(&partial, folder)?;
    ui::note(format_args!(
        "== {} in {}",
        folder.display(),
        ui::duration(start.elapsed())
    ));
    Ok(())
}

/// Removes what interrupted processes have left, also one that had the number of this one.
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

fn mmdebstrap(out: &Path) -> Command {
    let script = project::root().join(SCRIPTS).join("customize.sh");
    let mut command = limited(LIMIT, "TERM", "mmdebstrap");
    command
        .arg("--variant=minbase")
        .args([
            "--format=null",
            "--components=main",
            "--architectures=amd64",
        ])
        .arg(format!("--include={}", PACKAGES.join(",")));
    for folder in ["doc", "man", "locale", "info"] {
        command.arg(format!("--dpkgopt=path-exclude=/usr/share/{folder}/*"));
    }
    command
        .arg(format!("--customize-hook=sh '{}' \"$1\"", script.display()))
        .arg(format!(
            "--customize-hook=sync-out /out '{}'",
            out.display()
        ))
        .args([SUITE, "/dev/null"])
        .args(apt::release().map(|(_, mirror)| mirror));
    command
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
}
