//! NixOS itself, where `<nixpkgs>` has it and Nix is new enough for it.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::nix::{Nix, skip};

/// A nixpkgs with NixOS, and a Nix that evaluates it.
#[derive(Clone, Debug)]
pub struct Nixos {
    program: OsString,
    nixpkgs: String,
}

impl Nixos {
    /// `<nixpkgs>`, and the `nix-instantiate` that `STATELESS_NIX` names or that of the path.
    pub fn find() -> Option<Self> {
        Nix::with_lib()?;
        let program = std::env::var_os("STATELESS_NIX");
        let program = program.unwrap_or_else(|| "nix-instantiate".into());
        let asked = "{
            nixpkgs = toString <nixpkgs>;
            hasNixos = builtins.pathExists <nixpkgs/nixos/lib/eval-config.nix>;
            isRecent = builtins.compareVersions builtins.nixVersion \"2.18\" >= 0;
        }";
        let answer = Command::new(&program)
            .args(["--eval", "--strict", "--json", "--expr", asked])
            .output();
        let answer = answer.ok().map(|output| output.stdout).unwrap_or_default();
        let answer: Value = serde_json::from_slice(&answer).unwrap_or_default();
        let is = |key: &str| answer[key] == true;
        match answer["nixpkgs"].as_str() {
            _ if !is("hasNixos") => skip("nixpkgs", "<nixpkgs> has no nixos/"),
            Some(nixpkgs) if is("isRecent") => Some(Self {
                program,
                nixpkgs: nixpkgs.to_owned(),
            }),
            _ => skip(
                "recent-nix",
                "Nix is older than 2.18, and STATELESS_NIX does not name a newer one",
            ),
        }
    }

    /// The root of the nixpkgs.
    pub fn nixpkgs(&self) -> &Path {
        Path::new(&self.nixpkgs)
    }

    /// How many functions Nix calls to evaluate a file with `nixpkgs` and other arguments.
    pub fn calls(&self, file: &Path, arguments: &[&str]) -> Result<u64, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let stats = folder.path().join("stats.json");
        let run = Command::new(&self.program)
            .args(["--readonly-mode", "--eval", "--strict"])
            .arg(file)
            .args(["--argstr", "nixpkgs", &self.nixpkgs])
            .args(arguments)
            .env("NIX_SHOW_STATS", "1")
            .env("NIX_SHOW_STATS_PATH", &stats)
            .output()
            .map_err(|error| error.to_string())?;
        if !run.status.success() {
            return Err(String::from_utf8_lossy(&run.stderr).into_owned());
        }
        let text = std::fs::read_to_string(stats).map_err(|error| error.to_string())?;
        let stats: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let calls = stats["nrFunctionCalls"].as_u64();
        calls.ok_or_else(|| format!("no number of calls: {text}"))
    }
}
