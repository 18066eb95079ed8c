//! The programs that checks need and a machine may lack: how to notice, what is lost without, and
//! how to get them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::process::run;
use crate::{apt, debian, nixpkgs, project, qemu, ui};

/// A program, or what a program needs.
#[derive(Debug)]
pub struct Tool {
    /// Its name in `--require` and in `STATELESS_REQUIRE`.
    pub id: &'static str,
    /// What is skipped without it.
    pub enables: &'static str,
    /// How a person gets it.
    pub how: &'static str,
    source: Source,
    probe: fn() -> bool,
}

/// How `--setup` gets a tool.
#[derive(Debug)]
enum Source {
    /// A component of the Rust toolchain.
    Rustup(&'static str),
    /// Debian packages.
    Debian(&'static [&'static str]),
    /// Debian packages, and QEMU from a release that is new enough.
    Emulator(&'static [&'static str]),
    /// Debian packages, and a root of a newer release that Nix is run from.
    Root(&'static [&'static str]),
    /// A package of npm, unpacked into target; nothing of it is run on this machine.
    Npm(&'static str),
    /// Only a person can.
    Hand,
}

/// Every tool, in the order of need.
pub static TOOLS: [Tool; 11] = [
    Tool {
        id: "rustfmt",
        enables: "the check of the formatting",
        how: "rustup component add rustfmt",
        source: Source::Rustup("rustfmt"),
        probe: || answers("cargo", &["fmt", "--version"]),
    },
    Tool {
        id: "clippy",
        enables: "lints",
        how: "rustup component add clippy",
        source: Source::Rustup("clippy"),
        probe: || answers("cargo", &["clippy", "--version"]),
    },
    Tool {
        id: "nix",
        enables: "parsing and evaluation by Nix itself",
        how: "apt-get install nix-bin, or https://nixos.org/download",
        source: Source::Debian(&["nix-bin"]),
        probe: || answers("nix-instantiate", &["--version"]),
    },
    Tool {
        id: "nixpkgs",
        enables: "evaluation with the module system of Nixpkgs",
        how: "git clone --depth 1 https://github.com/NixOS/nixpkgs && \
              export NIX_PATH=nixpkgs=$PWD/nixpkgs (a channel of that name does too)",
        source: Source::Hand,
        probe: has_nixpkgs,
    },
    Tool {
        id: "nixos",
        enables: "evaluation on NixOS",
        how: "cargo xtask test --nixpkgs DIR, with a whole checkout of Nixpkgs, or the same as <nixpkgs>",
        source: Source::Hand,
        probe: || nixpkgs::found().is_some(),
    },
    Tool {
        id: "recent-nix",
        enables: "evaluation on NixOS",
        how: "Nix 2.18 or newer, from https://nixos.org/download; on Debian, as root, \
              `cargo xtask test --setup` makes a root of Debian 13 for it (mmdebstrap, 300 MB)",
        source: Source::Root(&["mmdebstrap"]),
        probe: || debian::nix_instantiate().is_some(),
    },
    Tool {
        id: "nspawn",
        enables: "starting containers with systemd-nspawn",
        how: "apt-get install systemd-container, and root, who may make mount namespaces",
        source: Source::Debian(&["systemd-container"]),
        probe: can_nspawn,
    },
    Tool {
        id: "mypy",
        enables: "type checks and lints of the test scripts",
        how: "apt-get install mypy pyflakes3, or pip install mypy pyflakes",
        source: Source::Debian(&["mypy", "pyflakes3"]),
        probe: || answers("mypy", &["--version"]) && pyflakes().is_some(),
    },
    Tool {
        id: "qemu",
        enables: "tests that boot",
        how: "QEMU 10 or later (Debian 12 has it in bookworm-backports), mmdebstrap, cpio, e2fsprogs, \
              python3 3.11 or later",
        source: Source::Emulator(&["mmdebstrap", "cpio", "e2fsprogs", "python3", "util-linux"]),
        probe: can_boot,
    },
    Tool {
        id: "chromium",
        enables: "looking at the site in a browser",
        how: "apt-get install chromium chromium-driver",
        source: Source::Debian(&["chromium", "chromium-driver"]),
        probe: || answers("chromedriver", &["--version"]) && answers("chromium", &["--version"]),
    },
    Tool {
        id: "axe-core",
        enables: "the check of the site for accessibility",
        how: "mkdir -p target/axe && npm pack axe-core@4 --pack-destination target/axe && \
              tar -xzf target/axe/axe-core-4.*.tgz -C target/axe",
        source: Source::Npm("axe-core@4"),
        probe: || axe().is_file(),
    },
];

/// The script that looks for barriers. It is fetched for tests, and no part of the repository.
pub fn axe() -> PathBuf {
    project::root().join(AXE).join("package/axe.min.js")
}

const AXE: &str = "target/axe";

/// A tool as an argument: its id, and the list of all ids in the help and in errors.
#[derive(Clone, Copy, Debug)]
pub struct Named(pub &'static Tool);

impl ValueEnum for Named {
    fn value_variants<'a>() -> &'a [Self] {
        static NAMED: [Named; 11] = [
            Named(&TOOLS[0]),
            Named(&TOOLS[1]),
            Named(&TOOLS[2]),
            Named(&TOOLS[3]),
            Named(&TOOLS[4]),
            Named(&TOOLS[5]),
            Named(&TOOLS[6]),
            Named(&TOOLS[7]),
            Named(&TOOLS[8]),
            Named(&TOOLS[9]),
            Named(&TOOLS[10]),
        ];
        &NAMED
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.id).help(self.0.enables))
    }
}

/// The tools that this machine lacks.
pub fn missing() -> Vec<&'static Tool> {
    TOOLS.iter().filter(|tool| !(tool.probe)()).collect()
}

/// The tool of that name, if this machine lacks it.
pub fn lacking(id: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.id == id && !(tool.probe)())
}

/// Installs the tools that need no decision, and prints how to install the others. The next probe
/// shows the result.
pub fn install(missing: &[&Tool]) {
    let (mut packages, mut components) = (Vec::new(), Vec::new());
    let (mut emulator, mut root) = (false, false);
    for tool in missing {
        match tool.source {
            Source::Debian(more) if is_debian_root() => packages.extend(more),
            Source::Emulator(more) if is_debian_root() => {
                packages.extend(more);
                emulator = true;
            }
            Source::Root(more) if is_debian_root() => {
                packages.extend(more);
                root = true;
            }
            Source::Rustup(component) if answers("rustup", &["--version"]) => {
                components.push(component);
            }
            Source::Npm(package) if answers("npm", &["--version"]) => unpack(package),
            _ => ui::note(format_args!(
                "{} {}: {}",
                ui::styled(ui::NOTE, "to get"),
                tool.id,
                tool.how
            )),
        }
    }
    if !components.is_empty() {
        run("rustup", &["component", "add"], &components);
    }
    if !packages.is_empty() {
        // Its failure is no reason to stop: older lists may do.
        run("apt-get", &["update"], &[]);
        run("apt-get", &["install", "-y"], &packages);
    }
    if emulator {
        apt::install_emulator();
    }
    if root {
        let made = debian::ensure_nix();
        made.unwrap_or_else(|problems| ui::problems(&problems));
    }
}

/// Gets a package of npm into target, without running anything of it.
fn unpack(package: &str) {
    let folder = project::root().join(AXE);
    if fs::create_dir_all(&folder).is_err() {
        return;
    }
    let shown = folder.to_string_lossy().into_owned();
    run("npm", &["pack", package, "--pack-destination", &shown], &[]);
    let packed = fs::read_dir(&folder).into_iter().flatten().flatten();
    let mut packed = packed.map(|entry| entry.path());
    let archive = packed.find(|path| path.extension().is_some_and(|end| end == "tgz"));
    if let Some(archive) = archive {
        let archive = archive.to_string_lossy();
        run("tar", &["-xzf", &archive, "-C", &shown], &[]);
    }
}

/// Names under which pyflakes is installed: by pip, and by Debian.
const PYFLAKES: [&str; 2] = ["pyflakes", "pyflakes3"];

/// The program that lints Python, if it is there.
pub fn pyflakes() -> Option<&'static str> {
    PYFLAKES
        .into_iter()
        .find(|program| answers(program, &["--version"]))
}

/// Whether the program is there and runs.
pub fn answers(program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Whether `<nixpkgs>` is found, with the library in it.
fn has_nixpkgs() -> bool {
    let mut command = Command::new("nix-instantiate");
    let found = command
        .args(["--find-file", "nixpkgs"])
        .stderr(Stdio::null())
        .output();
    found.is_ok_and(|found| {
        let path = String::from_utf8_lossy(&found.stdout);
        found.status.success() && Path::new(path.trim_end()).join("lib").is_dir()
    })
}

/// Whether nspawn is installed and can run on this machine.
fn can_nspawn() -> bool {
    let namespaces = ["--mount", "--pid", "--fork", "true"];
    Path::new("/usr/bin/systemd-nspawn").exists() && is_root() && answers("unshare", &namespaces)
}

/// Whether everything that boots a guest is there.
fn can_boot() -> bool {
    qemu::version().is_some_and(|version| version >= qemu::OLDEST)
        && ["mmdebstrap", "cpio", "mke2fs", "setpriv"]
            .iter()
            .all(|name| qemu::tool(name).is_absolute())
        && answers("python3", &["-c", "import tarfile; tarfile.data_filter"])
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

fn is_debian_root() -> bool {
    is_root() && Path::new("/etc/debian_version").exists() && on_path("apt-get")
}

fn on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_is_an_argument() {
        let named: Vec<_> = Named::value_variants()
            .iter()
            .map(|named| named.0.id)
            .collect();
        assert_eq!(named, TOOLS.each_ref().map(|tool| tool.id));
    }

    #[test]
    fn a_missing_program_does_not_answer() {
        assert!(!answers("xtask-no-such-program", &[]));
        assert!(answers("cargo", &["--version"]));
    }
}
