//! NixOS guests: systems of a nixpkgs checkout, built and booted without a compiler, a binary cache
//! or KVM. Each package is a directory of links into a Debian root (`vm/nixos`), which is the
//! `/usr` of the build and of the guest.

mod disks;
mod init;
mod nix;
mod root;

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::Problem;

use super::plan::Prepared;
use super::problem;
use super::qemu::Accel;
use super::run::Job;
use nix::Nix;
use root::Root;
use shared::command::Failure;
use shared::{nixpkgs, ui};

/// Which NixOS is booted, if any.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Boot NixOS of this nixpkgs checkout instead of the Debian guest
    #[arg(long, value_name = "DIR")]
    nixpkgs: Option<PathBuf>,
    /// The `switch-to-configuration` of the checkout; without it, subtests that switch are skipped
    #[arg(long, value_name = "FILE", requires = "nixpkgs")]
    switch_to_configuration: Option<PathBuf>,
    /// The program `userborn`; without it, subtests with it are skipped
    #[arg(long, value_name = "FILE", requires = "nixpkgs")]
    userborn: Option<PathBuf>,
}

impl Args {
    /// Itself, where a checkout is given.
    pub(crate) fn chosen(&self) -> Option<&Self> {
        self.nixpkgs.as_ref().map(|_| self)
    }
}

/// Everything that tests have in common.
#[derive(Debug)]
pub(crate) struct Rig {
    root: Root,
    nix: Nix,
}

/// Programs that modules of NixOS name and Debian does not have.
#[derive(Debug)]
struct Programs {
    nixos_init: PathBuf,
    switch_to_configuration: Option<PathBuf>,
    userborn: Option<PathBuf>,
}

impl Rig {
    /// Makes the root, the programs and an empty store, unless they exist.
    pub(crate) fn ensure(args: &Args) -> Result<Self, Failure> {
        let nixpkgs = checkout(args.nixpkgs.as_deref().unwrap_or(Path::new(".")))?;
        can_enter()?;
        let root = Root::ensure()?;
        let programs = Programs {
            nixos_init: init::ensure(&nixpkgs)?,
            switch_to_configuration: given(args.switch_to_configuration.as_deref())?,
            userborn: given(args.userborn.as_deref())?,
        };
        let nix = Nix::new(&root, nixpkgs, programs);
        Ok(Self { root, nix })
    }

    pub(crate) fn kernel(&self) -> PathBuf {
        self.root.kernel()
    }

    /// Builds the systems of a test, and the disks of its machines.
    pub(crate) fn prepare(
        &self,
        job: &Job,
        accel: Accel,
        state: &Path,
    ) -> Result<Prepared, Vec<Problem>> {
        let evaluated = self.nix.evaluate(&job.name, &job.file)?;
        let built = self.nix.build(&job.name, &evaluated.systems)?;
        if !built.absent.is_empty() {
            ui::note(format_args!(
                "  empty packages: {}",
                built.absent.join(", ")
            ));
        }
        let starts = evaluated
            .plan
            .nodes
            .iter()
            .map(|(name, node)| {
                let system = &built.systems[name];
                let start = disks::install(
                    node,
                    system,
                    &self.root,
                    &self.nix,
                    &state.join(name),
                    accel,
                )?;
                Ok((name.clone(), start))
            })
            .collect::<std::io::Result<_>>()
            .map_err(|error| vec![problem(&job.name, &error, "free space, or another TMPDIR")])?;
        let warnings = evaluated.plan.nodes.iter().flat_map(|(name, node)| {
            let warnings = node.warnings.iter();
            warnings.map(|warning| (name.clone(), warning.clone()))
        });
        Ok(Prepared {
            timeout: evaluated.plan.timeout,
            warnings: warnings.collect(),
            starts,
            test_script: evaluated.plan.test_script,
        })
    }
}

/// A folder that is a checkout of nixpkgs with NixOS in it.
fn checkout(folder: &Path) -> Result<PathBuf, Failure> {
    let wrong = |error: &dyn Display| {
        let help = "name a nixpkgs checkout of 25.05 or later";
        Failure::usage(problem(&folder.display().to_string(), error, help))
    };
    let folder = folder.canonicalize().map_err(|error| wrong(&error))?;
    if folder.join(nixpkgs::NIXOS).is_file() {
        Ok(folder)
    } else {
        Err(wrong(
            &"this folder does not contain nixos/lib/eval-config.nix",
        ))
    }
}

fn given(file: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
    let canonical = |file: &Path| {
        file.canonicalize().map_err(|error| {
            let help =
                "name a program built from the nixpkgs checkout; docs/real-nixos.md says how";
            Failure::usage(problem(&file.display().to_string(), &error, help))
        })
    };
    file.map(canonical).transpose()
}

/// Whether this process may mount and change its root, which building needs.
fn can_enter() -> Result<(), Vec<Problem>> {
    let status = Command::new("unshare")
        .args(["--mount", "chroot", "/", "true"])
        .output();
    match status {
        Ok(output) if output.status.success() => Ok(()),
        _ => Err(vec![problem(
            "vm --nixpkgs",
            "building NixOS requires the right to mount and to change the root",
            "run it as root, in a container or a virtual machine",
        )]),
    }
}
