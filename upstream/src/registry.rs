//! The pull requests that can be made, by name.

use codegen::Problem;

use crate::containers::{PATCHES, Patch};
use crate::patch::Commit;
use crate::series::{self, Input};
use crate::tree::{State, Tree};

/// A series of commits that is one pull request.
#[derive(Clone, Copy, Debug)]
pub enum Series {
    /// The modules.
    Stateless,
    /// A change of the containers module that is there.
    Containers(&'static Patch),
}

impl Series {
    /// All series. The first is the default.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Stateless];
        all.extend(PATCHES.iter().map(Self::Containers));
        all
    }

    /// The series of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|series| series.name() == name)
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stateless => "stateless",
            Self::Containers(patch) => patch.name,
        }
    }

    /// Its purpose, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Stateless => "the modules of this project",
            Self::Containers(patch) => patch.about,
        }
    }

    /// The commits that a state of the checkout is missing; none when it has all.
    pub fn plan(
        self,
        tree: &Tree,
        state: State,
        input: &Input,
    ) -> Result<Vec<Commit>, Vec<Problem>> {
        match self {
            Self::Stateless => series::plan(tree, state, input),
            Self::Containers(patch) => patch.plan(tree, state, input),
        }
    }

    /// The description of the pull request.
    pub fn description(self) -> String {
        match self {
            Self::Stateless => series::DESCRIPTION.to_owned(),
            Self::Containers(patch) => patch.description(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::subject_problem;

    #[test]
    fn names_lead_back() {
        for series in Series::all() {
            let found = Series::named(series.name()).unwrap();
            assert_eq!(found.about(), series.about());
        }
        assert!(Series::named("containers").is_none());
    }

    #[test]
    fn subjects_bodies_and_descriptions_follow_the_rules() {
        for patch in &PATCHES {
            assert_eq!(subject_problem(patch.subject), None, "{}", patch.subject);
            for line in patch.body.lines() {
                assert!(line.chars().count() <= 72, "{}: {line}", patch.name);
            }
            let description = patch.description();
            assert!(!description.contains("@subject@") && !description.contains("@test@"));
            assert!(description.contains("## Disclosure"), "{}", patch.name);
        }
    }
}
