//! Where in the option tree the lowering is.

use nixos_options::meta::Origin;

use crate::Problem;
use crate::ir::{Step, set_of, show};

/// A position: the path so far, and whether the submodule around it knows its own name.
#[derive(Clone)]
pub(super) struct Scope {
    path: Vec<Step>,
    /// The innermost submodule is the value of a map, so that `name` is the key.
    has_name: bool,
    /// How much of the path is above the innermost submodule, or above the last `<name>` of the mount.
    set: usize,
}

impl Scope {
    pub(super) fn new(mount: &[Step]) -> Self {
        Self {
            path: mount.to_vec(),
            has_name: mount.iter().any(|step| matches!(step, Step::Any(_))),
            set: set_of(mount),
        }
    }

    pub(super) const fn has_name(&self) -> bool {
        self.has_name
    }

    /// The option `name` here; nested sets belong to the same submodule.
    pub(super) fn child(&self, name: &str) -> Self {
        self.step(Step::Name(name.to_owned()), self.has_name)
    }

    /// The values of a map here.
    pub(super) fn named(&self, placeholder: &str) -> Self {
        self.step(Step::Any(placeholder.to_owned()), true)
    }

    /// The elements of a list here.
    pub(super) fn element(&self) -> Self {
        self.step(Step::Element, false)
    }

    /// A submodule here without a name.
    pub(super) fn unnamed(&self) -> Self {
        Self {
            has_name: false,
            ..self.clone()
        }
    }

    /// A submodule here.
    pub(super) fn submodule(&self) -> Self {
        Self {
            set: self.path.len(),
            ..self.clone()
        }
    }

    /// The path inside the innermost submodule. It contains names only, because every other step
    /// starts another submodule.
    pub(super) fn within(&self) -> Vec<String> {
        let names = self.path[self.set..].iter().filter_map(|step| match step {
            Step::Name(name) => Some(name.clone()),
            Step::Any(_) | Step::Element => None,
        });
        names.collect()
    }

    /// The innermost submodule, as messages show it; `None`: there is none.
    pub(super) fn set(&self) -> Option<String> {
        (self.set > 0).then(|| show(&self.path[..self.set]))
    }

    fn step(&self, step: Step, has_name: bool) -> Self {
        let mut path = self.path.clone();
        path.push(step);
        Self {
            path,
            has_name,
            set: self.set,
        }
    }

    /// A problem of the option here; the help is filled in by the one who reports it.
    pub(super) fn problem(&self, origin: Origin, message: impl Into<String>) -> Problem {
        Problem {
            subject: show(&self.path),
            places: vec![format!("{}, {}", origin.file, origin.item)],
            message: message.into(),
            help: String::new(),
        }
    }
}
