//! Writes the modules of the daemon in `tests/src/daemon.rs` into a folder: all that a project of
//! its own needs beside its configuration type.
//!
//! ```text
//! cargo run --package tests --example generate -- nixos
//! ```

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use codegen::{Output, Project};

fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: generate FOLDER");
        return ExitCode::from(2);
    };
    let project = Project {
        command: "cargo run --package tests --example generate",
        folder: "nixos",
        domains: tests::daemon::domains(),
        sources: &[],
    };
    match codegen::generate(&project) {
        Ok(outputs) => write(&folder, &outputs).map_or_else(
            |error| {
                eprintln!("{}: {error}", folder.display());
                ExitCode::FAILURE
            },
            |()| ExitCode::SUCCESS,
        ),
        Err(problems) => {
            for problem in problems {
                eprintln!("{problem}");
            }
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, outputs: &[Output]) -> io::Result<()> {
    for output in outputs {
        let path = folder.join(&output.path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, &output.text)?;
    }
    Ok(())
}
