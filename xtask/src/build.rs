//! Builds the program of a command, and shows only builds that compile something.

use std::env;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anstream::adapter::strip_str;

use shared::command::Program;
use shared::ui;

/// A subcommand of Cargo for the package of a program, in the profile that this program was built in.
pub(crate) fn cargo(subcommand: &str, program: Program) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let package = format!("xtask-{}", program.name);
    command.args([subcommand, "--package", &package]);
    let own = env::current_exe().unwrap_or_default();
    command.args(["--profile", profile(&own)]);
    command
}

/// The profile `dev` builds into `debug`; every other one into a directory of its own name.
fn profile(exe: &Path) -> &str {
    let folder = exe.parent().and_then(Path::file_name);
    match folder.and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(name) => name,
    }
}

/// Builds the program. `false` if it does not compile; the compiler's messages are on stderr.
pub(crate) fn build(program: Program) -> io::Result<bool> {
    let mut command = cargo("build", program);
    let mut child = command
        .args(["--color", "always"])
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(stderr) = child.stderr.take() {
        show(program.name, BufReader::new(stderr).lines(), &mut |line| {
            ui::note(line);
        });
    }
    child.wait().map(|status| status.success())
}

/// Passes Cargo's lines on. The first one about work is preceded by the reason for the wait; an
/// up-to-date program causes no line at all.
fn show(name: &str, lines: impl Iterator<Item = io::Result<String>>, note: &mut dyn FnMut(&str)) {
    let mut is_told = false;
    for line in lines.map_while(Result::ok) {
        let plain = strip_str(&line).to_string();
        let verb = plain.split_whitespace().next().unwrap_or_default();
        if verb == "Finished" {
            continue;
        }
        if !is_told && ["Compiling", "Downloading", "Updating", "Locking"].contains(&verb) {
            is_told = true;
            note(&format!(
                "Building `cargo xtask {name}`: only after its source changed. The first build takes minutes."
            ));
        }
        note(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[&str], expected: &[&str]) {
        let mut shown = Vec::new();
        let lines = lines.iter().map(|line| Ok((*line).to_owned()));
        show("vm", lines, &mut |line| shown.push(line.to_owned()));
        assert_eq!(shown, expected);
    }

    const REASON: &str =
        "Building `cargo xtask vm`: only after its source changed. The first build takes minutes.";

    #[test]
    fn an_up_to_date_program_is_not_mentioned() {
        check(&["    Finished `dev` profile in 0.1s"], &[]);
    }

    #[test]
    fn a_build_says_once_what_it_builds() {
        let first = "\u{1b}[1m   Compiling\u{1b}[0m a v1.0.0";
        let lines = [first, "   Compiling b v1.0.0", "    Finished `dev`"];
        check(&lines, &[REASON, first, lines[1]]);
    }

    #[test]
    fn other_messages_are_passed_on() {
        let waiting = "    Blocking waiting for file lock on build directory";
        check(&[waiting], &[waiting]);
    }

    #[test]
    fn programs_are_built_in_the_profile_of_this_one() {
        assert_eq!(profile(Path::new("/x/target/debug/xtask")), "dev");
        assert_eq!(profile(Path::new("/x/target/release/xtask")), "release");
    }
}
