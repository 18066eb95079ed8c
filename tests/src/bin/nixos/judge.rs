//! Verdicts over all cases, and the report.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::time::Duration;

use serde_json::Value;

use crate::batch::Outcome;
use crate::compare::{self, Difference};
use crate::listed::{self, LISTED};

/// One case in so many is in the quick set, of the cases of checks.
const ONE_IN: usize = 16;

/// The most of a value that a report shows.
const SHOWN: usize = 400;

/// What was found so far.
pub(crate) struct Judged {
    /// Whether each listed difference has to occur.
    is_whole: bool,
    same: usize,
    to_the_end: usize,
    lacking: BTreeMap<String, Vec<String>>,
    failed: BTreeMap<String, Vec<String>>,
    used: BTreeMap<usize, BTreeSet<String>>,
}

/// Left out of the quick set: each guest is a whole system more.
const SLOW: [&str; 2] = ["example/instances", "driver/"];

/// The quick set: examples, documents, options and machines that boot, and a part of the checks.
pub(crate) fn sample(mut names: Vec<String>) -> Vec<String> {
    names.retain(|name| !SLOW.iter().any(|slow| name.starts_with(slow)));
    let is_check = |name: &str| name.starts_with("check/");
    let (checks, others): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| is_check(name));
    let checks = checks.into_iter().step_by(ONE_IN);
    others.into_iter().chain(checks).collect()
}

impl Judged {
    pub(crate) fn new(is_whole: bool) -> Self {
        Self {
            is_whole,
            same: 0,
            to_the_end: 0,
            lacking: BTreeMap::new(),
            failed: BTreeMap::new(),
            used: BTreeMap::new(),
        }
    }

    /// Records the result of a case.
    pub(crate) fn take(&mut self, name: &str, outcome: Outcome) {
        if let Some(what) = outcome.lacking {
            self.lacking.entry(what).or_default().push(name.to_owned());
        }
        let case = match outcome.value {
            Ok(case) => case,
            Err(failure) => {
                let failed = self.failed.entry(name.to_owned()).or_default();
                failed.push(failure.text());
                return;
            }
        };
        let mut wrong = guests(&case["guests"]);
        match case["toplevel"].as_bool() {
            Some(true) => self.to_the_end += 1,
            Some(false) => wrong.push(format!(
                "NixOS refuses it: failed assertions {}",
                case["nixos"]["failedAssertions"]
            )),
            None => {}
        }
        for difference in compare::differences(case) {
            if let Some(place) = listed::find(name, &difference) {
                let cases = self.used.entry(place).or_default();
                cases.insert(name.to_owned());
            } else {
                wrong.push(shown(&difference));
            }
        }
        if wrong.is_empty() {
            self.same += 1;
        } else {
            self.failed.insert(name.to_owned(), wrong);
        }
    }

    /// Records a problem outside the cases.
    pub(crate) fn fail(&mut self, name: String, what: String) {
        self.failed.entry(name).or_default().push(what);
    }

    /// Prints the report; the exit status.
    pub(crate) fn report(mut self, time: Duration) -> ExitCode {
        if self.is_whole {
            for (place, listed) in LISTED.iter().enumerate() {
                if !self.used.contains_key(&place) {
                    let stale = "no case has this difference any more: take it out of the list";
                    self.failed.insert(listed.place(), vec![stale.to_owned()]);
                }
            }
        }
        for (place, cases) in &self.used {
            let listed = &LISTED[*place];
            println!("differs in {:>3}  {}", cases.len(), listed.place());
            println!("                {}", listed.reason);
        }
        for (name, wrong) in &self.failed {
            println!("\nfailed: {name}");
            for line in wrong {
                println!("  {}", line.replace('\n', "\n  "));
            }
        }
        for (what, cases) in &self.lacking {
            println!(
                "\nnot evaluated to the end, as this nixpkgs is not whole ({what}): {}",
                cases.join(", ")
            );
        }
        println!(
            "\n{} as with the stand-ins, {} to toplevel, {} failed, {} s",
            self.same,
            self.to_the_end,
            self.failed.len(),
            time.as_secs()
        );
        if self.failed.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

/// What NixOS finds in the guests of a case: nothing may be.
fn guests(guests: &Value) -> Vec<String> {
    let guests = guests.as_object().into_iter().flatten();
    let found = guests.filter(|(_, found)| {
        let lists = ["failedAssertions", "warnings"].map(|list| &found[list]);
        lists
            .iter()
            .any(|list| list.as_array().is_some_and(|list| !list.is_empty()))
    });
    found
        .map(|(name, found)| format!("guest {name}: {found}"))
        .collect()
}

fn shown(difference: &Difference) -> String {
    let side = |value: &Option<Value>| {
        let text = value
            .as_ref()
            .map_or("nothing".to_owned(), ToString::to_string);
        text.chars().take(SHOWN).collect::<String>()
    };
    format!(
        "{}\n  NixOS:     {}\n  stand-ins: {}",
        difference.path,
        side(&difference.nixos),
        side(&difference.stand_ins)
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(case: Value) -> Judged {
        let mut judged = Judged::new(false);
        let outcome = Outcome {
            value: Ok(case),
            lacking: None,
        };
        judged.take("example/a", outcome);
        judged
    }

    #[test]
    fn a_difference_fails_unless_it_is_listed() {
        let side = |value: &str| json!({ "fstab": format!("tmpfs / tmpfs {value} 0 0") });
        let same = judged(json!({ "nixos": side("a"), "standIns": side("a") }));
        assert_eq!((same.same, same.failed.len()), (1, 0));
        let other = judged(json!({ "nixos": side("x-initrd.mount"), "standIns": side("a") }));
        assert_eq!((other.same, other.failed.len()), (0, 1));
        assert_eq!(other.report(Duration::ZERO), ExitCode::FAILURE);
    }

    #[test]
    fn what_nixos_finds_in_a_guest_fails() {
        let guest = |warnings: &[&str]| json!({ "nixos": {}, "standIns": {}, "guests": { "web": { "failedAssertions": [], "warnings": warnings } } });
        assert_eq!(judged(guest(&[])).failed.len(), 0);
        assert_eq!(judged(guest(&["no release"])).failed.len(), 1);
    }

    #[test]
    fn the_quick_set_has_every_example_and_some_checks() {
        let names = ["driver/a", "example/a", "options/b"].map(str::to_owned);
        let checks = (0..40).map(|number| format!("check/{number:02}"));
        assert_eq!(
            sample(checks.chain(names).collect()),
            ["example/a", "options/b", "check/00", "check/16", "check/32"]
        );
    }
}
