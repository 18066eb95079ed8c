//! Parses the commands in the documents with the parser of the command line.

use std::fs;

use crate::all;
use shared::project;

const DOCUMENTS: [&str; 3] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];
const PREFIX: &str = "cargo xtask ";

/// The arguments of each `cargo xtask …`, up to the end of the line, of the code or to a comment.
fn commands(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().flat_map(|line| line.split(PREFIX).skip(1));
    let arguments = lines.map(|rest| rest.split(['`', '#']).next().unwrap_or_default());
    arguments
        .map(|arguments| arguments.split_whitespace().collect())
        .collect()
}

#[test]
fn every_documented_command_exists() {
    for name in DOCUMENTS {
        let text = fs::read_to_string(project::root().join(name)).unwrap();
        let found = commands(&text);
        assert!(!found.is_empty(), "{name}");
        for arguments in found {
            let words = ["xtask"].into_iter().chain(arguments);
            if let Err(error) = all().try_get_matches_from(words) {
                // Help is asked for, not an error.
                assert!(!error.use_stderr(), "{name}: {error}");
            }
        }
    }
}

#[test]
fn commands_end_with_the_code() {
    let text = "Run `cargo xtask gen --check`, then\ncargo xtask test   # all\n";
    let found = [&["gen", "--check"][..], &["test"]];
    assert_eq!(commands(text), found);
}
