//! Which domains a domain cannot do without: those whose options its behaviour reads.

use std::collections::BTreeSet;

use crate::NixSource;
use crate::ir::{Module, show};
use crate::reads::Report;

/// The names of the other domains without which `module` is not complete: those whose options its
/// behaviour reads, those whose options theirs read, and so on.
pub(crate) fn all_needs<'a>(
    module: &Module,
    modules: &'a [Module],
    sources: &[NixSource],
    report: &Report,
) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut queue = vec![module];
    while let Some(next) = queue.pop() {
        for name in needs(next, modules, sources, report) {
            if name != module.name && found.insert(name) {
                queue.extend(modules.iter().filter(|module| module.name == name));
            }
        }
    }
    found
}

/// The names of the other domains whose options the behaviour of `module` reads, by itself or in a
/// library that it names.
fn needs<'a>(
    module: &Module,
    modules: &'a [Module],
    sources: &[NixSource],
    report: &Report,
) -> BTreeSet<&'a str> {
    let files = files(&format!("{}.nix", module.name), sources);
    let reads = report.reads.iter().map(|read| (&read.option, &read.place));
    let opaque = report.opaque.iter();
    let opaque = opaque.map(|opaque| (&opaque.option, &opaque.place));
    let own = reads
        .chain(opaque)
        .filter(|(_, place)| files.contains(place.file.as_str()));
    let declared = own.filter_map(|(option, _)| declares(modules, option));
    declared.filter(|name| *name != module.name).collect()
}

/// The behaviour and the libraries that it names, and that those name, as messages show them.
fn files<'a>(behaviour: &str, sources: &'a [NixSource]) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut queue: Vec<&NixSource> = sources
        .iter()
        .filter(|source| source.path == behaviour)
        .collect();
    while let Some(source) = queue.pop() {
        if found.insert(source.shown.as_str()) {
            queue.extend(sources.iter().filter(|library| {
                let name = library.path.strip_prefix("lib");
                name.is_some_and(|name| source.text.contains(name))
            }));
        }
    }
    found
}

/// The domain that declares an option: of several around it the innermost.
fn declares<'a>(modules: &'a [Module], option: &str) -> Option<&'a str> {
    let mounts = modules
        .iter()
        .map(|module| (show(&module.mount), module.name.as_str()));
    let around = mounts.filter(|(mount, _)| {
        let below = option.strip_prefix(mount.as_str());
        below.is_some_and(|below| below.is_empty() || below.starts_with('.'))
    });
    around
        .max_by_key(|(mount, _)| mount.len())
        .map(|(_, name)| name)
}
