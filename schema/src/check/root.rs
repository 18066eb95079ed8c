//! The root of the host.

use super::{Finding, Id};
use crate::root::{Root, RootKind};

/// Adds settings that the kind of the root does not use.
pub(super) fn check(root: &Root, findings: &mut Vec<Finding>) {
    let default = Root::default();
    let settings = [
        ("inodes", root.inodes != default.inodes, RootKind::Tmpfs),
        ("mode", root.mode != default.mode, RootKind::Tmpfs),
        ("size", root.size != default.size, RootKind::Tmpfs),
    ];
    let ignored = settings
        .into_iter()
        .filter(|(_, is_set, kind)| root.enable && *is_set && *kind != root.kind);
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
        RootKind::External => "external",
    }
}
