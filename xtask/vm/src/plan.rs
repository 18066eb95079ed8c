//! A test as evaluated by Nix: the configuration of each machine, and the script.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use codegen::Problem;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::problem;
use shared::process::limited;
use shared::project;

/// The result of `vm/nix/eval.nix`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Plan {
    pub(crate) name: String,
    /// Time limit of the whole test, in seconds.
    pub(crate) timeout: u64,
    pub(crate) test_script: String,
    pub(crate) nodes: BTreeMap<String, Node>,
}

/// A test whose machines can be started.
pub(crate) struct Prepared {
    /// Seconds that the whole test may take.
    pub(crate) timeout: u64,
    pub(crate) test_script: String,
    /// Machines and what the modules warn about them.
    pub(crate) warnings: Vec<(String, String)>,
    /// The script that starts each machine.
    pub(crate) starts: BTreeMap<String, PathBuf>,
}

/// One machine.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Node {
    pub(crate) host_name: String,
    /// Messages of assertions that do not hold. With one, NixOS would build nothing.
    pub(crate) assertions: Vec<String>,
    pub(crate) warnings: Vec<String>,
    /// MiB.
    pub(crate) memory_size: u32,
    pub(crate) cores: u32,
    /// MiB of each disk: `/dev/vdb` and on.
    pub(crate) empty_disk_images: Vec<u64>,
    /// What is formatted before the first start, by mount point.
    pub(crate) format: BTreeMap<String, Format>,
    pub(crate) accounts: Accounts,
    pub(crate) units: BTreeMap<String, Unit>,
    pub(crate) etc: BTreeMap<String, EtcFile>,
    pub(crate) initrd: Initrd,
}

/// A file system that NixOS would make.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Format {
    pub(crate) device: String,
    pub(crate) fs_type: String,
}

/// Users and groups in addition to those of the guest.
#[derive(Debug, Deserialize)]
pub(crate) struct Accounts {
    pub(crate) users: Vec<User>,
    /// Lines of `/etc/passwd`.
    pub(crate) passwd: String,
    /// Lines of `/etc/shadow`.
    pub(crate) shadow: String,
    /// Lines of `/etc/group`.
    pub(crate) group: String,
}

/// A user with a home.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) home: String,
    pub(crate) home_mode: String,
    pub(crate) create_home: bool,
}

/// A file in `/etc`.
#[derive(Debug, Deserialize)]
pub(crate) struct EtcFile {
    pub(crate) text: String,
    /// `symlink`, or a mode in octal digits.
    pub(crate) mode: String,
}

/// The parts of the configuration in the initrd.
#[derive(Debug, Deserialize)]
pub(crate) struct Initrd {
    pub(crate) units: BTreeMap<String, Unit>,
    pub(crate) contents: BTreeMap<String, String>,
}

/// A unit file and the links to it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Unit {
    /// None for a unit that is masked.
    pub(crate) text: Option<String>,
    pub(crate) wanted_by: Vec<String>,
    pub(crate) required_by: Vec<String>,
    pub(crate) upheld_by: Vec<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) override_strategy: String,
}

/// Time limit of an evaluation, in seconds. It usually takes two.
const LIMIT: u64 = 600;

/// The script of a test, and the machines that it may use.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Scripted {
    pub(crate) test_script: String,
    pub(crate) machines: Vec<String>,
}

/// The script of a test. Evaluates machines only if the script depends on them, so that tests for
/// NixOS alone can be checked without it.
pub(crate) fn script(test: &Path) -> Result<Scripted, Vec<Problem>> {
    let store =
        tempfile::tempdir().map_err(|error| vec![problem("vm lint", error, "free space")])?;
    let plain: Option<Scripted> = nix("vm/nix/script.nix", test, store.path())?;
    if let Some(found) = plain {
        return Ok(found);
    }
    let plan = evaluate(test, store.path())?;
    Ok(Scripted {
        machines: plan.nodes.into_keys().collect(),
        test_script: plan.test_script,
    })
}

/// Evaluates a test. Files that the modules write with `builtins.toFile` are in `store` then, at
/// `nix/store`.
pub(crate) fn evaluate(test: &Path, store: &Path) -> Result<Plan, Vec<Problem>> {
    let plan = nix("vm/nix/eval.nix", test, store)?;
    refuse(&plan)?;
    Ok(plan)
}

fn nix<T: DeserializeOwned>(
    expression: &str,
    test: &Path,
    store: &Path,
) -> Result<T, Vec<Problem>> {
    let subject = test.display().to_string();
    let output = limited(LIMIT, "TERM", "nix-instantiate")
        .args(["--eval", "--strict", "--json", "--read-write-mode"])
        // A store of our own: toFile must write, and the machine's may be read-only.
        .arg("--store")
        .arg(store)
        .arg(project::root().join(expression))
        .args(["--argstr", "test"])
        .arg(test)
        .output()
        .map_err(|error| vec![problem(&subject, &error, "install Nix")])?;
    if !output.status.success() {
        let messages = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(vec![problem(
            &subject,
            messages,
            "correct the test or the modules",
        )]);
    }
    serde_json::from_slice(&output.stdout).map_err(|error| {
        let help = format!("correct {expression}");
        vec![problem(&subject, &error, &help)]
    })
}

fn refuse(plan: &Plan) -> Result<(), Vec<Problem>> {
    let problems: Vec<_> = plan
        .nodes
        .iter()
        .flat_map(|(name, node)| {
            let subject = format!("nodes.{name} of {}", plan.name);
            let failed = node.assertions.iter();
            failed.map(move |message| problem(&subject, message, "correct the configuration"))
        })
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}
