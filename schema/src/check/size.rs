//! Sizes, and file systems in RAM that are too small.

use super::item::{container_option, part};
use super::{Finding, Id};
use crate::container::{Container, RootMode};
use crate::root::{Root, RootKind};
use crate::scalar::Size;

/// A size, which says nothing about one of the other kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Amount {
    /// Of the RAM.
    Percent(f64),
    Bytes(f64),
}

impl Amount {
    /// In floats, like the module: the largest sizes do not fit into its integers.
    pub(super) fn of(size: &str) -> Self {
        let end = size.find(|c: char| !c.is_ascii_digit());
        let (digits, unit) = size.split_at(end.unwrap_or(size.len()));
        let number: f64 = digits.parse().expect("a size begins with digits");
        match unit {
            "%" => Self::Percent(number),
            "K" => Self::Bytes(number * 1024.0),
            "M" => Self::Bytes(number * 1024.0 * 1024.0),
            "G" => Self::Bytes(number * 1024.0 * 1024.0 * 1024.0),
            "T" => Self::Bytes(number * 1024.0 * 1024.0 * 1024.0 * 1024.0),
            _ => Self::Bytes(number),
        }
    }

    pub(super) const fn percent(self) -> f64 {
        match self {
            Self::Percent(percent) => percent,
            Self::Bytes(_) => 0.0,
        }
    }

    pub(super) const fn bytes(self) -> f64 {
        match self {
            Self::Percent(_) => 0.0,
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// The root of the host, which contains the files that NixOS creates at each boot.
pub(super) fn of_root(root: &Root) -> Option<Finding> {
    if root.kind != RootKind::Tmpfs {
        return None;
    }
    too_small("stateless.root.size".to_owned(), &root.size, "16M")
}

/// Adds the root and other file systems of a container.
pub(super) fn of_container(name: &str, container: &Container, findings: &mut Vec<Finding>) {
    if container.root.mode != RootMode::Overlay {
        let option = container_option(name, "root.size");
        findings.extend(too_small(option, &container.root.size, "1M"));
    }
    for (path, tmpfs) in &container.tmpfs {
        let option = format!("tmpfs.{}.size", part(path.as_str()));
        let option = container_option(name, &option);
        findings.extend(too_small(option, &tmpfs.size, "4K"));
    }
}

fn too_small(option: String, size: &Size, least: &str) -> Option<Finding> {
    let size = size.as_str();
    let Amount::Bytes(bytes) = Amount::of(size) else {
        return None;
    };
    let has_unit = size.ends_with(|last: char| !last.is_ascii_digit());
    (bytes < Amount::of(least).bytes()).then(|| Finding {
        id: Id::SizeTooSmall,
        option,
        problem: if has_unit {
            format!("`{size}` is too small to hold anything")
        } else {
            format!("`{size}` has no unit, so it counts bytes")
        },
        fix: if has_unit {
            format!("Write at least `{least}`")
        } else {
            format!("Write a unit, as in `{size}G` or `{size}M`")
        },
    })
}
