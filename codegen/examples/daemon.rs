//! Writes the modules of a daemon into a folder: all that a project needs beside its configuration
//! type.
//!
//! ```text
//! cargo run --package codegen --example daemon -- nixos
//! ```

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use codegen::{Output, Problem, Project};
use nixos_options::NixOptions;
use nixos_options::meta::Domain;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The daemon relays messages between queues.
#[derive(Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Relay {
    /// Whether to run the daemon.
    pub enable: bool,

    /// The port on which the daemon listens.
    #[nix(example = 9000)]
    pub port: u16,
}

impl Default for Relay {
    fn default() -> Self {
        Self {
            enable: false,
            port: 8025,
        }
    }
}

const DOMAINS: &[Domain] = &[Domain::new::<Relay>("relay", &["services", "relay"])];

/// The files of the module.
pub fn modules() -> Result<Vec<Output>, Vec<Problem>> {
    codegen::generate(&Project {
        command: "cargo run --package codegen --example daemon",
        folder: "nixos",
        domains: DOMAINS,
        sources: &[],
    })
}

fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: daemon FOLDER");
        return ExitCode::from(2);
    };
    match modules() {
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
