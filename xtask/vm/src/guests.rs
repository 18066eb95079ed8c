//! The guests that boot as machines of a test: Debian, or NixOS with programs of Debian.

use std::io;
use std::path::{Path, PathBuf};

use codegen::Problem;
use shared::command::Failure;

use super::guest::{self, Guest};
use super::nixos::{self, Rig};
use super::plan::{self, Prepared};
use super::qemu::Accel;
use super::run::Job;
use super::{install, problem};

/// One kind of guest, made for this machine.
pub(crate) enum Guests {
    /// Units and mounts that the modules write, under Debian's systemd.
    Debian(Guest),
    /// Whole systems of NixOS.
    Nixos(Rig),
}

impl Guests {
    /// The guests that the command asks for, built if there are none yet.
    pub(crate) fn ensure(nixos: Option<&nixos::Args>) -> Result<Self, Failure> {
        Ok(match nixos {
            Some(args) => Self::Nixos(Rig::ensure(args)?),
            None => Self::Debian(guest::ensure(false)?),
        })
    }

    /// A kernel that can be tried with KVM.
    pub(crate) fn kernel(&self) -> PathBuf {
        match self {
            Self::Debian(guest) => guest.kernel(),
            Self::Nixos(rig) => rig.kernel(),
        }
    }

    /// Makes the disks and start scripts of a test in `state`, one folder for each machine.
    pub(crate) fn prepare(
        &self,
        job: &Job,
        accel: Accel,
        state: &Path,
    ) -> Result<Prepared, Vec<Problem>> {
        match self {
            Self::Debian(guest) => debian(guest, job, accel, state),
            Self::Nixos(rig) => rig.prepare(job, accel, state),
        }
    }
}

fn debian(guest: &Guest, job: &Job, accel: Accel, state: &Path) -> Result<Prepared, Vec<Problem>> {
    let store = state.join("store");
    let plan = plan::evaluate(&job.file, &store)?;
    let starts = plan
        .nodes
        .iter()
        .map(|(name, node)| {
            let script = install::install(node, guest, &store, &state.join(name), accel)?;
            Ok((name.clone(), script))
        })
        .collect::<io::Result<_>>()
        .map_err(|error| vec![problem(&job.name, &error, "free space, or another TMPDIR")])?;
    let warnings = plan.nodes.iter().flat_map(|(name, node)| {
        let warnings = node.warnings.iter();
        warnings.map(|warning| (name.clone(), warning.clone()))
    });
    Ok(Prepared {
        timeout: plan.timeout,
        warnings: warnings.collect(),
        starts,
        test_script: plan.test_script,
    })
}
