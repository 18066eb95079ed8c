//! Where in the option tree the lowering is.

use schema::meta::Origin;

use crate::Problem;
use crate::ir::{Step, show};

/// A position: the path so far, and whether the submodule around it knows its own name.
#[derive(Clone)]
pub(super) struct Scope {
    path: Vec<Step>,
    /// The innermost submodule is the value of a map, so that `name` is the key.
    has_name: bool,
}

impl Scope {
    pub(super) fn new(mount: &[Step]) -> Self {
        Self {
            path: mount.to_vec(),
            has_name: mount.iter().any(|step| matches!(step, Step::Any(_))),
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

    /// A submodule here that has no name of its own.
    pub(super) fn unnamed(&self) -> Self {
        Self {
            has_name: false,
            ..self.clone()
        }
    }

    fn step(&self, step: Step, has_name: bool) -> Self {
        let mut path = self.path.clone();
        path.push(step);
        Self { path, has_name }
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
