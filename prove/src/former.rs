//! Former names of options in submodules. In Nix, the value contains them too, with the value of
//! the current option; in Rust it does not. `judge.nix` removes them.

use codegen::ir::{Module, Step};

/// The paths relative to the domain, with `<>` for any name and `*` for any element.
pub(crate) fn names(module: &Module) -> Vec<Vec<String>> {
    let known: Vec<Vec<Step>> = module.options().into_iter().map(|(path, _)| path).collect();
    let former = module.former().into_iter();
    let inside = former.filter(|(path, former)| path.len() > former.path.len());
    let below = inside.filter_map(|(path, former)| {
        let set = path.len() - former.path.len();
        // The set that only the former name makes goes with it.
        let end = (set + 1..path.len())
            .find(|end| !known.iter().any(|known| known.starts_with(&path[..*end])))
            .unwrap_or(path.len());
        let below = path[..end].strip_prefix(module.mount.as_slice())?;
        Some(below.iter().filter_map(step).collect())
    });
    below.collect()
}

/// The tag of a variant is not a step in a value.
fn step(step: &Step) -> Option<String> {
    match step {
        Step::Name(name) => Some(name.clone()),
        Step::Any(name) if name.contains('=') => None,
        Step::Any(_) => Some("<>".to_owned()),
        Step::Element => Some("*".to_owned()),
    }
}
