//! Running Nix, where it is installed.
//!
//! A test that needs Nix requests a [`Nix`] first. Without Nix, the test prints a line that starts
//! with `skipped:` and passes, unless `STATELESS_REQUIRE` lists the missing tool.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A Nix that can evaluate.
#[derive(Clone, Copy, Debug)]
pub struct Nix(());

impl Nix {
    /// Nix alone: parsing and evaluation without nixpkgs.
    pub fn find() -> Option<Self> {
        let found = Command::new("nix-instantiate")
            .arg("--version")
            .output()
            .is_ok_and(|output| output.status.success());
        found
            .then_some(Self(()))
            .or_else(|| skip("nix", "nix-instantiate is not installed"))
    }

    /// Nix that finds `<nixpkgs/lib>`.
    pub fn with_lib() -> Option<Self> {
        let nix = Self::find()?;
        let found = Self::run(&["--find-file", "nixpkgs/lib"], "")
            .status
            .success();
        found
            .then_some(nix)
            .or_else(|| skip("nixpkgs", "Nix finds no <nixpkgs/lib>"))
    }

    /// The result of Nix' parser on a text.
    pub fn parse(self, text: &str) -> Result<(), String> {
        done(&Self::run(&["--parse", "-"], text)).map(|_| ())
    }

    /// The value of an expression as JSON; the error text otherwise.
    pub fn eval(self, expr: &str) -> Result<Value, String> {
        let text = done(&Self::run(&["--eval", "--strict", "--json", "-"], expr))?;
        serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))
    }

    /// The value, and the messages of Nix, such as warnings.
    pub fn eval_aloud(self, expr: &str) -> Result<(Value, String), String> {
        let output = Self::run(&["--eval", "--strict", "--json", "-"], expr);
        let text = done(&output)?;
        let value = serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))?;
        Ok((value, String::from_utf8_lossy(&output.stderr).into_owned()))
    }

    /// The number of function calls of an evaluation, which is equal in every run.
    pub fn calls(self, expr: &str) -> Result<u64, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let stats = folder.path().join("stats.json");
        let mut command = Self::command(&["--eval", "--strict", "-"]);
        command
            .env("NIX_SHOW_STATS", "1")
            .env("NIX_SHOW_STATS_PATH", &stats);
        done(&Self::feed(command, expr))?;
        let text = std::fs::read_to_string(stats).map_err(|error| error.to_string())?;
        let stats: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let calls = stats["nrFunctionCalls"].as_u64();
        calls.ok_or_else(|| format!("no number of calls: {text}"))
    }

    fn run(arguments: &[&str], input: &str) -> Output {
        Self::feed(Self::command(arguments), input)
    }

    fn command(arguments: &[&str]) -> Command {
        let mut command = Command::new("nix-instantiate");
        command.args(arguments);
        command
    }

    fn feed(mut command: Command, input: &str) -> Output {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("nix-instantiate was found before");
        let mut stdin = child.stdin.take().expect("stdin is piped");
        // Nix may stop reading at an error; what it says then counts, not the broken pipe.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().expect("nix-instantiate runs")
    }
}

fn done(output: &Output) -> Result<String, String> {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        Ok(text)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// Says that a test is skipped, and why; fails where `STATELESS_REQUIRE` lists what is missing.
///
/// # Panics
///
/// Where it must not be missing.
pub fn skip<T>(what: &str, why: &str) -> Option<T> {
    let required = std::env::var("STATELESS_REQUIRE").unwrap_or_default();
    assert!(
        !required.split(',').any(|name| name == what),
        "{why}, and {what} is required"
    );
    println!("skipped: {why}");
    None
}

/// A path as Nix text.
pub fn path(path: &Path) -> String {
    format!(
        "(/. + {})",
        string(path.to_str().expect("the repository is at a UTF-8 path"))
    )
}

/// Nix as NixOS needs it, for an expression from its standard input.
pub fn for_nixos(program: &Path) -> Command {
    let mut command = Command::new(program);
    command
        // Nothing is written, so no store is needed.
        .args(["--store", "dummy://", "--readonly-mode"])
        .args(["--eval", "--strict", "--json", "-"])
        // With less, Nix spends half of its time on collecting garbage.
        .env("GC_INITIAL_HEAP_SIZE", "3G");
    command
}

/// The error in what Nix writes to its standard error, without the trace before it.
pub fn reason(said: &str) -> &str {
    let start = "error: ";
    said.rfind(start)
        .map_or(said, |found| &said[found + start.len()..])
}

/// Text as a Nix string.
pub fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' | '$' => write!(out, "\\{c}").expect("a string takes everything"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// JSON data as a Nix expression.
pub fn json(value: &Value) -> String {
    format!("(builtins.fromJSON {})", string(&value.to_string()))
}
