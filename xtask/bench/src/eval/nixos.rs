//! The cost of the modules in a whole `NixOS` system: without them, with them unused and used, and
//! with the documentation of their options.

mod report;

use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::Problem;

use super::report::grouped;
use super::{Cost, Subject, best_of, stats};
use shared::command::Failure;
use shared::project::root;
use shared::{debian, nixpkgs, tools, ui};

/// The expression that is evaluated.
const EXPRESSION: &str = "tests/eval/bench-nixos.nix";

/// The default numbers of paths.
pub(super) const SIZES: [u32; 3] = [10, 1_000, 4_000];

/// Longer runs are not repeated, in seconds. A system without modules takes two.
const LONG: f64 = 10.0;

/// Whose options the manual of the system has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manual {
    /// There is none.
    None,
    /// Those of `NixOS`, as it is with `documentation.nixos.enable`.
    Nixos,
    /// Those of `NixOS`, with the modules in its list of modules.
    List,
    /// Those of all modules, as with `documentation.nixos.includeAllModules`.
    All,
}

/// One system.
#[derive(Clone, Debug)]
struct System {
    /// The modules in it; `none` without any.
    modules: &'static str,
    /// 0 where the modules are there and not used.
    paths: u32,
    manual: Manual,
    cost: Cost,
}

/// Evaluates systems.
struct Bench<'a> {
    nix: PathBuf,
    nixpkgs: &'a Path,
    systems: Vec<System>,
}

/// Measures and prints.
pub(super) fn run(
    nixpkgs: &Path,
    subjects: &[Subject],
    sizes: &[u32],
    json: bool,
) -> Result<(), Failure> {
    let nixpkgs = checkout(nixpkgs).map_err(Failure::usage)?;
    let mut bench = Bench {
        nix: recent_nix()?,
        nixpkgs: &nixpkgs,
        systems: Vec::new(),
    };
    bench.all(subjects, sizes)?;
    if json {
        ui::say(format_args!("{:#}", report::json(&bench.systems)));
    } else {
        report::draw(&bench.systems);
    }
    Ok(())
}

impl Bench<'_> {
    fn all(&mut self, subjects: &[Subject], sizes: &[u32]) -> Result<(), Problem> {
        let none = Subject {
            name: "none",
            folder: PathBuf::new(),
        };
        let ours = &subjects[..1];
        self.system(&none, 0, Manual::None)?;
        for subject in subjects {
            self.system(subject, 0, Manual::None)?;
        }
        for paths in sizes {
            for subject in subjects {
                self.system(subject, *paths, Manual::None)?;
            }
        }
        for manual in [Manual::Nixos, Manual::All] {
            self.system(&none, 0, manual)?;
        }
        for subject in ours {
            for manual in [Manual::Nixos, Manual::List, Manual::All] {
                self.system(subject, 0, manual)?;
            }
        }
        Ok(())
    }

    fn system(&mut self, subject: &Subject, paths: u32, manual: Manual) -> Result<(), Problem> {
        let shown = match (subject.name, paths) {
            ("none", _) => "without modules".to_owned(),
            (name, 0) => format!("{name}, unused"),
            (name, paths) => format!("{name}, {} paths", grouped(u64::from(paths))),
        };
        ui::note(format_args!("NixOS {shown}, {} …", manual.words()));
        let cost = best_of(LONG, || {
            let mut command = Command::new(&self.nix);
            command
                .args(["--readonly-mode", "--eval", "--strict"])
                .arg(root().join(EXPRESSION))
                .arg("--argstr")
                .arg("nixpkgs")
                .arg(self.nixpkgs)
                .args(["--arg", "count", &paths.to_string()])
                .args(["--argstr", "subject", subject.name])
                .args(["--argstr", "manual", manual.name()])
                .arg("--argstr")
                .arg("folder")
                .arg(&subject.folder);
            stats(command).map_err(|message| failed(&shown, &message))
        })?;
        self.systems.push(System {
            modules: subject.name,
            paths,
            manual,
            cost,
        });
        Ok(())
    }
}

impl Manual {
    const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Nixos => "nixos",
            Self::List => "list",
            Self::All => "all",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::None => "without a manual",
            Self::Nixos => "with the manual of NixOS",
            Self::List => "with the manual of NixOS, modules in its list",
            Self::All => "with a manual of all modules",
        }
    }
}

/// The checkout by its full path, if it is one.
fn checkout(folder: &Path) -> Result<PathBuf, Problem> {
    let wrong = |message: String| Problem {
        subject: format!("--nixpkgs {}", folder.display()),
        places: Vec::new(),
        message,
        help: "name the root of a nixpkgs checkout of NixOS 25.05 or newer".to_owned(),
    };
    let full = folder.canonicalize();
    let full = full.map_err(|error| wrong(format!("cannot be read: {error}")))?;
    if full.join(nixpkgs::NIXOS).is_file() {
        Ok(full)
    } else {
        Err(wrong("it does not contain NixOS".to_owned()))
    }
}

fn recent_nix() -> Result<PathBuf, Problem> {
    debian::nix_instantiate().ok_or_else(|| {
        let how = tools::lacking("recent-nix").map_or("", |tool| tool.how);
        Problem {
            subject: "nix-instantiate".to_owned(),
            places: Vec::new(),
            message: "Nix 2.18 or newer was not found".to_owned(),
            help: how.to_owned(),
        }
    })
}

fn failed(subject: &str, message: &str) -> Problem {
    Problem {
        subject: format!("NixOS {subject}"),
        places: vec![EXPRESSION.to_owned()],
        message: format!("cannot be measured: {message}"),
        help: "use a version of the peer with the options in the expression".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_nixos_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let problem = checkout(folder.path()).unwrap_err();
        assert_eq!(problem.message, "it does not contain NixOS");
        let problem = checkout(&folder.path().join("absent")).unwrap_err();
        assert!(problem.message.starts_with("cannot be read"));
    }
}
