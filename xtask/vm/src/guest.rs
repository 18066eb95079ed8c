//! The guest that every machine boots. It is made from Debian packages once, and cached by their
//! versions.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use codegen::Problem;

use super::problem;
use shared::process::limited;
use shared::{apt, cache, project, ui};

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

/// Time limit of the download and installation, in seconds.
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

/// The guest. Builds it if none exists for the current scripts, or if `force` is set.
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
    cache::folder("vm")
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
    cache::make(folder, |partial| {
        let status = mmdebstrap(partial).status()?;
        if status.success() {
            Ok(())
        } else {
            Err(io::Error::other(format!("mmdebstrap failed: {status}")))
        }
    })?;
    ui::note(format_args!(
        "== {} in {}",
        folder.display(),
        ui::duration(start.elapsed())
    ));
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
