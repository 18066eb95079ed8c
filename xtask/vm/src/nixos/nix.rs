//! Nix inside of the Debian root: what a test evaluates to, and its systems built.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Instant;

use codegen::Problem;
use serde::Deserialize;
use serde_json::Value;

use super::super::problem;
use super::Programs;
use super::root::Root;
use shared::process::limited;
use shared::{cache, project, ui};

/// Time limit of an evaluation or build, in seconds.
const LIMIT: u64 = 1800;

/// A test as `vm/nixos/test.nix` evaluates it.
#[derive(Debug, Deserialize)]
pub(super) struct Evaluated {
    pub(super) plan: Plan,
    /// The derivation of each machine's system.
    pub(super) systems: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Plan {
    /// Time limit of the whole test, in seconds.
    pub(super) timeout: u64,
    pub(super) test_script: String,
    pub(super) nodes: BTreeMap<String, Node>,
}

/// One machine.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Node {
    pub(super) host_name: String,
    pub(super) warnings: Vec<String>,
    /// MiB.
    pub(super) memory_size: u32,
    pub(super) cores: u32,
    /// MiB of each disk: `/dev/vdb` and on.
    pub(super) empty_disk_images: Vec<u64>,
}

/// The systems of a test in the store.
pub(super) struct Built {
    /// The store path of each machine's system.
    pub(super) systems: BTreeMap<String, String>,
    /// Packages without a replacement.
    pub(super) absent: Vec<String>,
}

/// Nix with a store for one root.
#[derive(Debug)]
pub(super) struct Nix {
    root: PathBuf,
    store: PathBuf,
    key: String,
    nixpkgs: PathBuf,
    programs: Programs,
}

impl Nix {
    pub(super) fn new(root: &Root, nixpkgs: PathBuf, programs: Programs) -> Self {
        Self {
            root: root.path(),
            store: root.store(),
            key: root.key.clone(),
            nixpkgs,
            programs,
        }
    }

    /// Where a store path is on this machine.
    pub(super) fn outside(&self, path: &str) -> PathBuf {
        let below = path.trim_start_matches("/nix/");
        self.store.join(below)
    }

    /// Evaluates a test, and writes the derivations of its systems into the store.
    pub(super) fn evaluate(&self, name: &str, test: &Path) -> Result<Evaluated, Vec<Problem>> {
        let failed = |message: &dyn std::fmt::Display| {
            vec![problem(
                name,
                message,
                "correct the test, the modules or vm/nixos",
            )]
        };
        let mut arguments: Vec<String> = ["--eval", "--strict", "--json", "--read-write-mode"]
            .map(str::to_owned)
            .to_vec();
        arguments.push(shown(&project::root().join("vm/nixos/test.nix")));
        let paths = [
            ("test", Some(test)),
            ("nixpkgs", Some(self.nixpkgs.as_path())),
            ("nixosInit", Some(self.programs.nixos_init.as_path())),
            (
                "switchToConfiguration",
                self.programs.switch_to_configuration.as_deref(),
            ),
            ("userborn", self.programs.userborn.as_deref()),
        ];
        for (argument, path) in paths {
            if let Some(path) = path {
                arguments.extend(["--argstr".to_owned(), argument.to_owned(), shown(path)]);
            }
        }
        arguments.extend(["--argstr", "debianKey", &self.key].map(str::to_owned));
        arguments.extend(["--attr", "result"].map(str::to_owned));
        let output = self
            .run("nix-instantiate", &arguments, &[test])
            .map_err(|error| failed(&error))?;
        if !output.status.success() {
            return Err(failed(&last_lines(&output.stderr)));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| failed(&error))
    }

    /// Builds systems from local files. Refuses derivations that would fetch before the build
    /// starts, because a fetch without network fails only after minutes.
    pub(super) fn build(
        &self,
        name: &str,
        systems: &BTreeMap<String, String>,
    ) -> Result<Built, Vec<Problem>> {
        let start = Instant::now();
        let derivations: Vec<_> = systems.values().cloned().collect();
        self.refuse_fetches(name, &derivations)?;
        let failed = |message: &dyn std::fmt::Display| {
            vec![problem(name, message, "correct vm/nixos, or the modules")]
        };
        let realise = ["--realise", "--max-jobs", "auto"].map(str::to_owned);
        let arguments: Vec<_> = realise.into_iter().chain(derivations).collect();
        let output = self
            .run("nix-store", &arguments, &[])
            .map_err(|error| failed(&error))?;
        if !output.status.success() {
            return Err(failed(&last_lines(&output.stderr)));
        }
        let outputs = String::from_utf8_lossy(&output.stdout).into_owned();
        let paths = outputs.lines().map(str::to_owned);
        let systems: BTreeMap<_, _> = systems.keys().cloned().zip(paths).collect();
        let mut absent = Vec::new();
        for system in systems.values() {
            let closure = self.closure(system).map_err(|error| failed(&error))?;
            let names = closure
                .iter()
                .filter_map(|path| path.split_once("-absent-"));
            absent.extend(names.map(|(_, name)| name.to_owned()));
        }
        absent.sort();
        absent.dedup();
        ui::note(format_args!("  built in {}", ui::duration(start.elapsed())));
        Ok(Built { systems, absent })
    }

    /// A store path and all that it refers to.
    pub(super) fn closure(&self, path: &str) -> io::Result<Vec<String>> {
        let arguments = ["--query", "--requisites", path].map(str::to_owned);
        let output = self.run("nix-store", &arguments, &[])?;
        if !output.status.success() {
            return Err(io::Error::other(last_lines(&output.stderr)));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(text.lines().map(str::to_owned).collect())
    }

    fn refuse_fetches(&self, name: &str, derivations: &[String]) -> Result<(), Vec<Problem>> {
        let show = ["derivation", "show", "--recursive"].map(str::to_owned);
        let arguments: Vec<_> = show
            .into_iter()
            .chain(derivations.iter().cloned())
            .collect();
        let fetches = self
            .run("nix", &arguments, &[])
            .and_then(|output| fetches(&output.stdout));
        let fetches = fetches.map_err(|error| vec![problem(name, error, "see above")])?;
        if fetches.is_empty() {
            return Ok(());
        }
        let message = format!("these would have to be fetched: {}", fetches.join(", "));
        let help = "name Debian packages for them in vm/nixos/debian-packages.nix, or turn off what \
                    needs them in vm/nixos/machine.nix";
        Err(vec![problem(name, message, help)])
    }

    /// Runs a program of Nix in the root, where the checkout, this repository and the folders of some
    /// files are at their own places.
    fn run(&self, program: &str, arguments: &[String], files: &[&Path]) -> io::Result<Output> {
        let programs = &self.programs;
        let files = files.iter().copied();
        let given = [
            Some(programs.nixos_init.as_path()),
            programs.switch_to_configuration.as_deref(),
            programs.userborn.as_deref(),
        ];
        let folders = files
            .chain(given.into_iter().flatten())
            .filter_map(Path::parent)
            .map(Path::to_owned)
            .chain([
                self.nixpkgs.clone(),
                project::root().to_owned(),
                cache::folder("vm"),
            ]);
        let mut command: Command = limited(LIMIT, "TERM", "sh");
        command
            .arg(project::root().join("vm/nixos/enter.sh"))
            .arg(&self.root)
            .arg(&self.store)
            .args(folders)
            .arg("--")
            .arg(program)
            .args(arguments);
        command.output()
    }
}

/// Names of derivations whose output is known before: they would be fetched.
fn fetches(shown: &[u8]) -> io::Result<Vec<String>> {
    let graph: serde_json::Map<String, Value> = serde_json::from_slice(shown)?;
    let is_fetch = |derivation: &Value| derivation["outputs"]["out"]["hash"].is_string();
    let found = graph.values().filter(|derivation| is_fetch(derivation));
    let names = found.map(|derivation| derivation["name"].as_str().unwrap_or("?").to_owned());
    Ok(names.collect())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The last lines of Nix' output, which contain the error.
fn last_lines(messages: &[u8]) -> String {
    let text = String::from_utf8_lossy(messages);
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_fetched_is_named() {
        let shown = br#"{
            "/nix/store/a.drv": { "name": "source.tar.gz", "outputs": { "out": { "hash": "x", "path": "/y" } } },
            "/nix/store/b.drv": { "name": "built", "outputs": { "out": { "path": "/z" } } }
        }"#;
        assert_eq!(fetches(shown).unwrap(), ["source.tar.gz"]);
        assert!(fetches(b"no JSON").is_err());
    }

    #[test]
    fn the_end_of_a_long_message_is_kept() {
        let messages: Vec<_> = (0..100).map(|line| line.to_string()).collect();
        let kept = last_lines(messages.join("\n").as_bytes());
        assert!(kept.starts_with("60\n") && kept.ends_with("\n99"), "{kept}");
    }
}
