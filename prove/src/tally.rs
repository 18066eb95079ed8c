//! The number of accepted and rejected values of each option.

use std::collections::BTreeMap;

use crate::judge::{Case, Kind, Verdicts};
use crate::subject::World;

/// How many values were accepted and rejected, and by which rule they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By rule: values that all three accept.
    pub accepted: BTreeMap<&'static str, u64>,
    /// By rule: values that all three reject.
    pub rejected: BTreeMap<&'static str, u64>,
}

/// The counts of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By option, with the name that documentation shows; options of the home module begin with `home:`.
    pub options: BTreeMap<String, Counts>,
    /// Values that are about no option, by domain.
    pub others: BTreeMap<&'static str, Counts>,
    /// Values that JSON Schema alone accepts, because it counts characters instead of bytes.
    pub only_bytes: u64,
    /// How many configurations have a finding of each check that needs our own options only.
    pub findings: BTreeMap<&'static str, u64>,
    /// How many configurations the checks of both sides were compared on.
    pub hosts: u64,
}

impl Counts {
    /// All accepted values.
    pub fn taken(&self) -> u64 {
        self.accepted.values().sum()
    }

    /// All rejected values.
    pub fn refused(&self) -> u64 {
        self.rejected.values().sum()
    }
}

impl Tally {
    /// Nothing yet, for every option there is.
    pub(crate) fn of(world: &World) -> Self {
        let mut tally = Self::default();
        for subject in &world.subjects {
            for place in &subject.places {
                let name = option_name(subject.label, &place.name);
                tally.options.insert(name, Counts::default());
            }
        }
        for id in schema::check::Id::ALL {
            if id.needs() == schema::check::Needs::Options {
                tally.findings.insert(id.name(), 0);
            }
        }
        tally
    }

    /// Counts one value.
    pub(crate) fn add(&mut self, world: &World, case: &Case, verdicts: &Verdicts) {
        self.only_bytes += u64::from(verdicts.only_bytes && verdicts.schema);
        let subject = &world.subjects[case.subject];
        let (counts, rule) = match case.kind {
            Kind::Fits(place) | Kind::Mutated(place, _) => {
                let name = option_name(subject.label, &subject.places[place].name);
                let rule = match case.kind {
                    Kind::Mutated(_, rule) => rule,
                    _ => "fits",
                };
                (self.options.entry(name).or_default(), rule)
            }
            Kind::FromSchema => (
                self.others.entry(subject.label).or_default(),
                "from the JSON Schema",
            ),
            Kind::Anything => (self.others.entry(subject.label).or_default(), "anything"),
        };
        let counted = if verdicts.rust.is_ok() {
            &mut counts.accepted
        } else {
            &mut counts.rejected
        };
        *counted.entry(rule).or_default() += 1;
    }

    /// Adds the counts of another part of the run.
    pub(crate) fn merge(&mut self, other: Self) {
        let add = |into: &mut Counts, counts: Counts| {
            for (rule, count) in counts.accepted {
                *into.accepted.entry(rule).or_default() += count;
            }
            for (rule, count) in counts.rejected {
                *into.rejected.entry(rule).or_default() += count;
            }
        };
        for (name, counts) in other.options {
            add(self.options.entry(name).or_default(), counts);
        }
        for (name, counts) in other.others {
            add(self.others.entry(name).or_default(), counts);
        }
        for (id, count) in other.findings {
            *self.findings.entry(id).or_default() += count;
        }
        self.only_bytes += other.only_bytes;
        self.hosts += other.hosts;
    }

    /// The options that no value was about.
    pub fn untouched(&self) -> Vec<&str> {
        let untouched = self.options.iter();
        let untouched = untouched.filter(|(_, counts)| counts.taken() + counts.refused() == 0);
        untouched.map(|(name, _)| name.as_str()).collect()
    }
}

fn option_name(label: &str, name: &str) -> String {
    if label == "home" {
        format!("home: {name}")
    } else {
        name.to_owned()
    }
}
