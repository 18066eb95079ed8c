//! Running Nix on `tests/real`, and reading what goes wrong.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use ::tests::nix::{for_nixos, path, reason, string};
use serde_json::Value;

/// What is evaluated, and by what.
pub(crate) struct Settings {
    pub(crate) program: PathBuf,
    pub(crate) nixpkgs: PathBuf,
    pub(crate) home_manager: Option<PathBuf>,
    pub(crate) blocks: BTreeMap<String, PathBuf>,
    pub(crate) readme: PathBuf,
}

/// A Nix with a nixpkgs that it can evaluate.
pub(crate) struct Nix {
    settings: Settings,
}

/// Why a case has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The package set has no such package: nothing that this project could mend.
    Lacking(String),
    /// All other errors, with Nix' message.
    Error(String),
}

impl Nix {
    /// Checks the arguments.
    pub(crate) fn new(mut settings: Settings) -> Result<Self, String> {
        settings.nixpkgs = absolute(&settings.nixpkgs)?;
        if !settings.nixpkgs.join("nixos/lib/eval-config.nix").is_file() {
            return Err(format!(
                "{} has no nixos/lib/eval-config.nix: name a whole checkout of nixpkgs",
                settings.nixpkgs.display()
            ));
        }
        if let Some(folder) = &settings.home_manager {
            let folder = absolute(folder)?;
            if !folder.join("nixos/default.nix").is_file() {
                return Err(format!(
                    "{} has no nixos/default.nix: name a checkout of home-manager",
                    folder.display()
                ));
            }
            settings.home_manager = Some(folder);
        }
        Ok(Self { settings })
    }

    /// The checkout of nixpkgs.
    pub(crate) fn nixpkgs(&self) -> &Path {
        &self.settings.nixpkgs
    }

    /// The release of NixOS, such as `26.11`.
    pub(crate) fn release(&self) -> Result<String, String> {
        let file = self.settings.nixpkgs.join("lib/.version");
        let text =
            fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(text.trim().to_owned())
    }

    /// The names of all cases.
    pub(crate) fn names(&self) -> Result<Vec<String>, String> {
        let names = self.eval("real.names").map_err(|failure| failure.text())?;
        serde_json::from_value(names).map_err(|error| error.to_string())
    }

    /// The results of cases, all by one process.
    pub(crate) fn run(&self, names: &[String], is_to_the_end: bool) -> Result<Value, Failure> {
        let names: Vec<_> = names.iter().map(|name| string(name)).collect();
        self.eval(&format!(
            "real.run {{ names = [ {} ]; isToTheEnd = {is_to_the_end}; }}",
            names.join(" ")
        ))
    }

    /// The options of NixOS beside those of stand-ins in other folders, by name.
    pub(crate) fn options_of(&self, folders: &BTreeMap<String, PathBuf>) -> Result<Value, Failure> {
        let folders: Vec<_> = folders
            .iter()
            .map(|(name, folder)| format!("{} = {};", string(name), path(folder)))
            .collect();
        self.eval(&format!("real.optionsOf {{ {} }}", folders.join(" ")))
    }

    /// A value of `tests/real`, which is called `real`.
    pub(crate) fn eval(&self, expression: &str) -> Result<Value, Failure> {
        let settings = &self.settings;
        let blocks = settings.blocks.iter();
        let blocks: Vec<_> = blocks
            .map(|(name, file)| format!("{} = {};", string(name), path(file)))
            .collect();
        let home_manager = settings.home_manager.as_deref();
        let text = format!(
            "let real = import {} {{ nixpkgs = {}; homeManager = {}; blocks = {{ {} }}; readme = {}; }}; in {expression}",
            path(&::tests::root().join("tests/real")),
            path(&settings.nixpkgs),
            home_manager.map_or("null".to_owned(), path),
            blocks.join(" "),
            path(&settings.readme)
        );
        self.instantiate(&text)
    }

    fn instantiate(&self, text: &str) -> Result<Value, Failure> {
        let other = |error: &dyn std::fmt::Display| {
            Failure::Error(format!("{}: {error}", self.settings.program.display()))
        };
        let mut child = for_nixos(&self.settings.program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| other(&error))?;
        if let Some(mut stdin) = child.stdin.take() {
            // Nix may stop reading at an error; what it says then counts, not the broken pipe.
            let _ = stdin.write_all(text.as_bytes());
        }
        let output = child.wait_with_output().map_err(|error| other(&error))?;
        if output.status.success() {
            return serde_json::from_slice(&output.stdout).map_err(|error| other(&error));
        }
        let messages = String::from_utf8_lossy(&output.stderr);
        Err(failure(&messages, &self.settings.nixpkgs))
    }
}

fn absolute(folder: &Path) -> Result<PathBuf, String> {
    fs::canonicalize(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// Nix' error without its trace. An incomplete package set is recognized by the location and kind
/// of the error: a missing attribute among the packages.
fn failure(messages: &str, nixpkgs: &Path) -> Failure {
    let message = reason(messages);
    let mut lines = message.lines().map(str::trim);
    let first = lines.next().unwrap_or_default();
    let place = lines.next().and_then(|line| line.strip_prefix("at "));
    let packages = format!("{}/pkgs/", nixpkgs.display());
    let in_packages = place.and_then(|place| place.strip_prefix(&packages));
    match in_packages {
        Some(file) if first.starts_with("attribute '") && first.ends_with("' missing") => {
            let file = file.trim_end_matches(':');
            Failure::Lacking(format!("{first}, needed by pkgs/{file}"))
        }
        _ => Failure::Error(message.trim_end().to_owned()),
    }
}

impl Failure {
    /// What to tell a person.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Lacking(text) => format!("this nixpkgs is not whole: {text}"),
            Self::Error(text) => text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_is_not_there_is_told_apart() {
        let tree = Path::new("/n");
        let lacking = "trace\n       error: attribute 'pandoc-cli' missing\n       at /n/pkgs/by-name/pa/pandoc/package.nix:8:25:\n            7| x";
        let expected =
            "attribute 'pandoc-cli' missing, needed by pkgs/by-name/pa/pandoc/package.nix:8:25";
        assert_eq!(
            failure(lacking, tree),
            Failure::Lacking(expected.to_owned())
        );
        let ours = "error: attribute 'a' missing\n       at /r/generated-modules/x.nix:1:1:\n";
        assert!(matches!(failure(ours, tree), Failure::Error(_)));
        let other = "error: infinite recursion encountered\n       at /n/pkgs/x.nix:1:1:\n";
        assert!(matches!(failure(other, tree), Failure::Error(_)));
    }
}
