//! Tests that boot machines: the configuration of each machine, the script, and the mutations of
//! the modules that must make it fail.

mod api;
mod container;
mod host;
pub mod mutations;
mod watch;

pub use api::API;

use codegen::vm::VmTest;

/// The tests that continuous integration runs on every change.
pub const QUICK: [&str; 3] = ["host", "root-full", "containers"];

/// Every test, in the order of running.
pub fn tests() -> Vec<VmTest> {
    vec![
        host::quick(),
        watch::root_full(),
        container::containers(),
        host::power_cuts(),
    ]
}

/// A script with the numbers that its scenario chooses, as constants before it.
fn script(constants: &[(&str, u32)], text: &str) -> String {
    let lines = constants
        .iter()
        .map(|(name, value)| format!("{name} = {value}"));
    let lines: Vec<_> = lines.chain([String::new(), text.to_owned()]).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_quick_ones_exist() {
        let tests = tests();
        let names: BTreeSet<_> = tests.iter().map(|test| test.name).collect();
        assert_eq!(names.len(), tests.len());
        assert!(QUICK.iter().all(|name| names.contains(name)));
    }

    #[test]
    fn every_test_has_a_mutation_that_breaks_a_subtest_of_it() {
        for test in tests() {
            let own: Vec<_> = mutations::MUTATIONS
                .iter()
                .filter(|mutation| mutation.test == test.name)
                .collect();
            assert!(!own.is_empty(), "{}", test.name);
            for mutation in own {
                let subtest = format!("subtest(\"{}\")", mutation.breaks);
                assert!(test.script.contains(&subtest), "{}", mutation.name);
            }
        }
    }
}
