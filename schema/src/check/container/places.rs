//! Mounts in a container besides its entries, and the layers of overlays: their paths, and
//! conflicts with other paths.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::item::{Item, Kind, container_option, part};
use crate::check::target::above;
use crate::check::{Finding, Id, ancestors, is_at_or_below};
use crate::container::{Container, Overlay};
use crate::entry::How;
use crate::preset::PresetName;
use crate::scalar::AbsPath;

/// What systemd-nspawn mounts, and where nothing can be mounted in or below its place.
const TAKEN: &[&str] = &["/proc", "/run/host", "/sys"];

/// The mounts that may contain further mounts.
const OPEN: &[&str] = &["/dev", "/run"];

/// The credential that creates links (`tmpfiles.d`, systemd-tmpfiles(8)).
const LINKS: &str = "tmpfiles.extra";

/// Adds the findings about file systems of a container, independently of their contents.
pub(super) fn check(
    name: &str,
    container: &Container,
    items: &[Item<'_>],
    findings: &mut Vec<Finding>,
) {
    let kept = kept(name, container, items);
    for path in container.tmpfs.keys() {
        let option = container_option(name, &format!("tmpfs.{}", part(path.as_str())));
        findings.extend(taken(&option, path.as_str()));
        if let Some(other) = kept.get(path.as_str()) {
            findings.push(twice(&option, path, other));
        }
        if container.overlays.contains_key(path) {
            findings.push(twice(&option, path, &overlay_option(name, path)));
        }
    }
    for (path, overlay) in &container.overlays {
        let option = overlay_option(name, path);
        findings.extend(taken(&option, path.as_str()));
        if let Some(other) = kept.get(path.as_str()) {
            findings.push(twice(&option, path, other));
        }
        layers(&option, overlay, findings);
    }
    findings.extend(credential(name, container, items));
}

fn overlay_option(name: &str, path: &AbsPath) -> String {
    container_option(name, &format!("overlays.{}", part(path.as_str())))
}

/// The paths that a container keeps, each with the option that says so. Presets yield to entries, and
/// to what is declared around them.
fn kept(name: &str, container: &Container, items: &[Item<'_>]) -> BTreeMap<String, String> {
    let persist = &container.persist;
    let groups = [&persist.directories, &persist.files];
    let declared = groups.iter().flat_map(|group| group.map().keys());
    let declared: BTreeSet<&str> = declared.map(AbsPath::as_str).collect();
    let directories = items.iter().filter(|item| item.kind == Kind::Directory);
    let directories: BTreeSet<&str> = directories.map(|item| item.target.as_str()).collect();
    let mut kept = BTreeMap::new();
    for path in persist
        .all_presets()
        .into_iter()
        .flat_map(PresetName::paths)
    {
        let is_inside = ancestors(&path).any(|above| directories.contains(above));
        if !declared.contains(path.as_str()) && !is_inside {
            kept.insert(path, container_option(name, "persist.presets"));
        }
    }
    // In the order of their options, of which the first counts.
    for item in items.iter().rev() {
        kept.insert(item.target.clone(), item.option.clone());
    }
    kept
}

fn twice(option: &str, path: &AbsPath, other: &str) -> Finding {
    Finding {
        id: Id::Duplicate,
        option: option.to_owned(),
        problem: format!("`{path}` is also declared by `{other}`"),
        fix: "Remove one of the two".to_owned(),
    }
}

fn taken(option: &str, path: &str) -> Option<Finding> {
    let found = |id, problem: String, fix: &str| {
        Some(Finding {
            id,
            option: option.to_owned(),
            problem,
            fix: fix.to_owned(),
        })
    };
    if is_at_or_below(path, "/nix") {
        return found(
            Id::PathNix,
            "the container uses the Nix store of the host".to_owned(),
            "Write another path",
        );
    }
    let top = above(TAKEN, path).or_else(|| OPEN.iter().copied().find(|open| *open == path))?;
    found(
        Id::PathApiFs,
        format!("systemd-nspawn mounts `{top}` itself"),
        "Write another path",
    )
}

/// The kernel refuses a layer that equals another one or is inside it ("overlapping" in its log).
fn layers(option: &str, overlay: &Overlay, findings: &mut Vec<Finding>) {
    let layers = || overlay.lower.iter().chain([&overlay.upper]);
    let all: BTreeSet<&str> = layers().map(AbsPath::as_str).collect();
    let mut seen = BTreeSet::new();
    for layer in layers().map(AbsPath::as_str) {
        let problem = if seen.insert(layer) {
            let Some(outer) = ancestors(layer).skip(1).find(|path| all.contains(path)) else {
                continue;
            };
            format!("the layer `{layer}` is inside the layer `{outer}`, which the kernel refuses")
        } else {
            format!("`{layer}` is used as a layer twice, which the kernel refuses")
        };
        findings.push(Finding {
            id: Id::Duplicate,
            option: option.to_owned(),
            problem,
            fix: "Write directories that do not contain each other".to_owned(),
        });
    }
}

fn credential(name: &str, container: &Container, items: &[Item<'_>]) -> Option<Finding> {
    let id = container
        .credentials
        .keys()
        .find(|id| id.as_str() == LINKS)?;
    let link = items
        .iter()
        .find(|item| item.kind == Kind::File && item.persisted.how == How::Symlink)?;
    Some(Finding {
        id: Id::Duplicate,
        option: container_option(name, &format!("credentials.{}", part(id.as_str()))),
        problem: format!(
            "the link of `{}` is created with a credential of this name",
            link.option
        ),
        fix: "Move its lines to `systemd.tmpfiles` of the container".to_owned(),
    })
}
