//! The root of the host.

use super::{Finding, Id};
use crate::root::{Root, RootKind};

/// Adds settings that the kind of the root does not use.
pub(super) fn check(root: &Root, findings: &mut Vec<Finding>) {
    let default = Root::default();
    let is_tmpfs = root.kind == RootKind::Tmpfs;
    let is_btrfs = root.kind == RootKind::Btrfs;
    let settings = [
        ("btrfs", root.btrfs != default.btrfs, is_btrfs),
        ("inodes", root.inodes != default.inodes, is_tmpfs),
        ("mode", root.mode != default.mode, is_tmpfs || is_btrfs),
        ("size", root.size != default.size, is_tmpfs),
    ];
    let ignored = settings
        .into_iter()
        .filter(|(_, is_set, is_used)| root.enable && *is_set && !is_used);
    findings.extend(ignored.map(|(name, _, _)| Finding {
        id: Id::RootSizeIgnored,
        option: format!("stateless.root.{name}"),
        problem: format!("it has no effect with `kind = \"{}\"`", name_of(root.kind)),
        fix: "Remove it".to_owned(),
    }));
}

const fn name_of(kind: RootKind) -> &'static str {
    match kind {
        RootKind::Tmpfs => "tmpfs",
        RootKind::Btrfs => "btrfs",
        RootKind::External => "external",
    }
}
