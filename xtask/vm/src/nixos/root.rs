//! The Debian root that NixOS is built in and runs on.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::Problem;

use super::super::{install, problem};
use shared::{cache, debian, project, ui};

/// The packages that `vm/nixos/debian-packages.nix` links to, and what builders of nixpkgs call.
const PACKAGES: [&str; 64] = [
    "acl",
    "attr",
    "bash",
    "bsdextrautils",
    "bsdutils",
    "btrfs-progs",
    "bzip2",
    "coreutils",
    "cpio",
    "dash",
    "dbus",
    "dbus-daemon",
    "diffutils",
    "dmsetup",
    "dosfstools",
    "e2fsprogs",
    "eject",
    "erofs-utils",
    "fdisk",
    "file",
    "findutils",
    "fuse3",
    "gawk",
    "git",
    "grep",
    "gzip",
    "iproute2",
    "iptables",
    "iputils-ping",
    "jq",
    "kbd",
    "keyutils",
    "kmod",
    "less",
    "libcap2-bin",
    "libconfig-inifiles-perl",
    "libfile-slurp-perl",
    "libjson-perl",
    "libnss-systemd",
    "libpam-systemd",
    "libxml2-utils",
    "linux-image-cloud-amd64",
    "login",
    "lvm2",
    "netcat-openbsd",
    "nix-bin",
    "nix-setup-systemd",
    "openssh-server",
    "passwd",
    "patch",
    "procps",
    "psmisc",
    "python3",
    "rsync",
    "strace",
    "sudo",
    "systemd-container",
    "systemd-sysv",
    "tzdata",
    "util-linux-extra",
    "xfsprogs",
    "xsltproc",
    "xutils-dev",
    "zstd",
];

/// A root whose units and settings do not act by themselves, and its `/usr` as a disk.
#[derive(Debug)]
pub(crate) struct Root {
    folder: PathBuf,
    /// The versions of all its packages.
    pub(crate) key: String,
}

impl Root {
    /// The root, made if none exists for these packages and scripts.
    pub(crate) fn ensure() -> Result<Self, Vec<Problem>> {
        let failed = |error: io::Error| {
            let help = "the error is above; perhaps the disk is full";
            vec![problem("the root for NixOS", &error, help)]
        };
        let debian = debian::ensure(debian::SUITE, &PACKAGES)?;
        let script = project::root().join("vm/nixos/aside.sh");
        let status = fs::read(debian.path().join("var/lib/dpkg/status")).map_err(failed)?;
        let mut hasher = DefaultHasher::new();
        status.hash(&mut hasher);
        fs::read(&script).map_err(failed)?.hash(&mut hasher);
        let key = format!("{:016x}", hasher.finish());
        let folder = cache::folder("vm").join(format!("nixos-{key}"));
        let root = Self { folder, key };
        if !root.folder.exists() {
            ui::note(ui::styled(ui::TITLE, "== /usr of NixOS on Debian, once"));
            root.make(&debian.path(), &script).map_err(failed)?;
        }
        Ok(root)
    }

    /// The root directory.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.join("root")
    }

    /// The file system that becomes `/usr`.
    pub(crate) fn image(&self) -> PathBuf {
        self.folder.join("usr.ext4")
    }

    pub(crate) fn kernel(&self) -> PathBuf {
        self.folder.join("kernel")
    }

    /// The Nix store of everything that is built in this root.
    pub(crate) fn store(&self) -> PathBuf {
        self.folder.join("nix")
    }

    fn make(&self, debian: &Path, script: &Path) -> io::Result<()> {
        cache::make(&self.folder, |partial| {
            let root = partial.join("root");
            run(Command::new("cp")
                .args(["-a", "--reflink=auto"])
                .arg(debian)
                .arg(&root))?;
            run(Command::new("sh").arg(script).arg(&root))?;
            fs::create_dir(partial.join("nix"))?;
            let kernel = fs::read_dir(root.join("boot"))?
                .filter_map(Result::ok)
                .find(|entry| entry.file_name().to_string_lossy().starts_with("vmlinuz-"));
            let kernel = kernel.ok_or_else(|| io::Error::other("the root has no kernel"))?;
            fs::copy(kernel.path(), partial.join("kernel"))?;
            let usr = root.join("usr");
            let size = install::size(&usr)?;
            install::format("ext4", &partial.join("usr.ext4"), size, Some(&usr))
        })
    }
}

fn run(command: &mut Command) -> io::Result<()> {
    let status = command.status()?;
    if status.success() {
        Ok(())
    } else {
        let program = command.get_program().to_string_lossy().into_owned();
        Err(io::Error::other(format!("{program} failed: {status}")))
    }
}
