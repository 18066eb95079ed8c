//! Injects faults into the sources, one at a time, and records which mechanisms notice each.
//!
//! A mechanism is justified by faults that only it notices. docs/decisions/mechanisms.md explains
//! each mechanism with the printed table.

mod copy;
mod judge;
mod table;

use std::process::ExitCode;

use clap::Parser;
use serde::Deserialize;

use ::tests::failure::Failure;
use copy::Copy;
use table::Row;

/// Put faults into the sources, and show which mechanism notices each
#[derive(Parser)]
#[command(
    name = "faults",
    after_help = "Examples:\n  cargo run -p tests --bin faults\n  cargo run -p tests --bin faults -- escaped misspelt\n\nWorks on a copy below target/faults. A fault takes about two minutes."
)]
struct Args {
    /// Only faults whose name contains one of these
    names: Vec<String>,
}

/// A fault of tests/faults/faults.toml.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    name: String,
    /// Below the repository.
    file: String,
    /// What is in the file exactly once.
    find: String,
    replace: String,
    /// A second edit of the same file, if one alone would not compile.
    and_find: Option<String>,
    and_replace: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Faults {
    fault: Vec<Fault>,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

fn run(args: &Args) -> Result<ExitCode, Failure> {
    let faults = chosen(&args.names)?;
    let copy = Copy::make()?;
    eprintln!("without a fault");
    let noticed = judge::judge(&copy, None)?;
    if !noticed.is_empty() {
        return Err(format!("without any fault this fails: {noticed:?}").into());
    }
    let mut rows = Vec::new();
    for (index, fault) in faults.iter().enumerate() {
        copy.restore()?;
        copy.apply(fault)?;
        let noticed = judge::judge(&copy, Some(fault))?;
        let row = Row {
            fault: fault.name.clone(),
            noticed,
        };
        eprintln!("{} of {}: {}", index + 1, faults.len(), row.line());
        rows.push(row);
    }
    print!("{}", table::markdown(&rows));
    let missed = rows.iter().any(|row| row.noticed.is_empty());
    Ok(if missed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn read() -> Result<Vec<Fault>, String> {
    let path = ::tests::root().join("tests/faults/faults.toml");
    let shown = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(&path).map_err(|error| shown(&error))?;
    let faults: Faults = toml::from_str(&text).map_err(|error| shown(&error))?;
    Ok(faults.fault)
}

fn chosen(names: &[String]) -> Result<Vec<Fault>, Failure> {
    let mut faults = read()?;
    if !names.is_empty() {
        faults.retain(|fault| names.iter().any(|name| fault.name.contains(name)));
    }
    if faults.is_empty() {
        let names = names.join(" or ");
        return Err(Failure::usage(format!("no fault has {names} in its name")));
    }
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_changes_its_file() {
        for fault in read().unwrap() {
            let text = std::fs::read_to_string(::tests::root().join(&fault.file)).unwrap();
            let changed = copy::changed(&fault, &text).unwrap();
            assert_ne!(changed, text, "{}", fault.name);
        }
    }
}
