//! `vm`: tests that boot guests in QEMU, with the units and files of a test's configuration.

mod cpio;
mod guest;
mod guests;
mod install;
mod junit;
pub mod lint;
mod mutate;
mod nixos;
mod plan;
mod qemu;
mod run;

use std::fmt::Display;
use std::path::PathBuf;

use clap::Subcommand;
use codegen::Problem;

use qemu::Accel;
use run::{Job, Settings};
use shared::command::Failure;
use shared::{project, ui};

/// The arguments of `vm`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: VmCommand,
}

#[derive(Debug, Subcommand)]
enum VmCommand {
    /// Build the guest image if it does not exist
    #[command(after_help = EXAMPLES)]
    Build {
        /// Build it again with the current packages
        #[arg(long)]
        force: bool,
    },
    /// Boot the machines of tests, and run their scripts
    #[command(after_help = EXAMPLES)]
    Run(RunArgs),
    /// Break the modules on purpose, and require the tests to fail
    #[command(after_help = EXAMPLES)]
    Mutate {
        /// Mutations of scenarios/src/mutations.rs; all, if none is given
        names: Vec<String>,
        /// Run one mutation for each quick test
        #[arg(long, conflicts_with = "names")]
        sample: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Check every script with mypy and pyflakes, and the driver
    #[command(after_help = EXAMPLES)]
    Lint {
        /// Tests of generated-modules/tests, or Nix files: only their scripts
        names: Vec<String>,
        /// A Python file to check instead of the script of the test
        #[arg(long, value_name = "FILE", requires = "names")]
        script: Option<PathBuf>,
    },
    /// Boot the guest of a test, and open a root shell in it
    #[command(after_help = EXAMPLES)]
    Shell {
        /// A test of generated-modules/tests, or a Nix file
        name: String,
        /// Which of its machines; the first, if not given
        #[arg(long)]
        machine: Option<String>,
        #[command(flatten)]
        common: Common,
    },
}

/// The arguments of `vm run`.
#[derive(Debug, clap::Args)]
struct RunArgs {
    /// Tests of generated-modules/tests, or Nix files; all, if none is given
    names: Vec<String>,
    /// The tests that continuous integration runs on each change
    #[arg(long, conflicts_with = "names")]
    quick: bool,
    /// A Python file to run instead of the script of the test
    #[arg(long, value_name = "FILE", requires = "names")]
    script: Option<PathBuf>,
    /// Write the results to this file as `JUnit` XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Keep disks and logs of passed tests too
    #[arg(long)]
    keep: bool,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, clap::Args)]
struct Common {
    /// How QEMU runs the guest
    #[arg(long, value_enum, default_value_t = Accel::Auto)]
    accel: Accel,
    /// Print the log of the driver
    #[arg(long)]
    verbose: bool,
    #[command(flatten)]
    nixos: nixos::Args,
}

/// For `--help`.
pub const EXAMPLES: &str = "\
Examples:
  cargo xtask vm build                   the guest, once
  cargo xtask vm run                     every test
  cargo xtask vm run host                one of them
  cargo xtask vm run --quick             those of continuous integration
  cargo xtask vm mutate                  break the modules, and see the tests fail
  cargo xtask vm lint                    mypy and pyflakes
  cargo xtask vm lint host --script a.py of a script of your own
  cargo xtask vm run ./mine.nix          a test of your own, in the form of NixOS tests
  cargo xtask vm run host --script a.py  a script of your own, on the machines of a test
  cargo xtask vm shell host              look around in its guest

On NixOS itself, of a nixpkgs checkout (docs/real-nixos.md says what is real there):
  cargo xtask vm run --nixpkgs ../nixpkgs host            the same test on NixOS
  cargo xtask vm run --nixpkgs ../nixpkgs                 every test, and those for NixOS alone
  cargo xtask vm run --nixpkgs ../nixpkgs switch --switch-to-configuration ./switch-to-configuration
                                                          with the program that switches
  cargo xtask vm shell --nixpkgs ../nixpkgs host          look around in NixOS

Needs QEMU 10 or later, mmdebstrap, cpio, e2fsprogs, Python 3.11, Nix and Nixpkgs. NixOS needs root, and
brings its own Nix.";

/// Does one of the commands.
pub fn run(args: &Args) -> Result<(), Failure> {
    match &args.command {
        VmCommand::Build { force } => {
            let guest = guest::ensure(*force)?;
            ui::say(guest.image().display());
            Ok(())
        }
        VmCommand::Run(args) => {
            can_emulate()?;
            let names = if args.quick {
                scenarios::QUICK.map(str::to_owned).to_vec()
            } else if args.names.is_empty() {
                known(args.common.nixos.chosen().is_some()).collect()
            } else {
                args.names.clone()
            };
            run::all(
                &jobs(&names, args.script.as_ref())?,
                args.common.nixos.chosen(),
                args.common.settings(args.keep),
                args.junit.as_deref(),
            )
        }
        VmCommand::Mutate {
            names,
            sample,
            common,
        } => {
            can_emulate()?;
            mutate::all(
                &mutate::chosen(names, *sample)?,
                common.nixos.chosen(),
                common.settings(false),
            )
        }
        VmCommand::Lint { names, script } if names.is_empty() && script.is_none() => {
            Ok(lint::all(&scenarios::tests())?)
        }
        VmCommand::Lint { names, script } => Ok(lint::these(&jobs(names, script.as_ref())?)?),
        VmCommand::Shell {
            name,
            machine,
            common,
        } => {
            can_emulate()?;
            run::shell(
                &job(name, None)?,
                common.nixos.chosen(),
                machine.as_deref(),
                common.settings(false),
            )
        }
    }
}

impl Common {
    fn settings(&self, keep: bool) -> Settings {
        Settings {
            accel: self.accel,
            keep,
            verbose: self.verbose,
        }
    }
}

fn jobs(names: &[String], script: Option<&PathBuf>) -> Result<Vec<Job>, Failure> {
    let jobs = names.iter().map(|name| job(name, script.cloned()));
    jobs.collect()
}

/// A name or a file, as a job.
fn job(name: &str, script: Option<PathBuf>) -> Result<Job, Failure> {
    let generated = project::root().join(project::FOLDER).join("tests");
    let (file, name) = if let Some(stem) = name.strip_suffix(".nix") {
        let stem = stem.rsplit('/').next().unwrap_or(stem);
        (PathBuf::from(name), stem.to_owned())
    } else {
        let file = format!("{name}.nix");
        let folders = [generated.clone(), project::root().join(NIXOS_TESTS)];
        let mut paths = folders.iter().map(|folder| folder.join(&file));
        let found = paths.find(|path| path.exists());
        (found.unwrap_or(generated.join(&file)), name.to_owned())
    };
    let file = file.canonicalize().map_err(|error| {
        let names: Vec<_> = known(true).collect();
        let help = format!("name a Nix file, or one of: {}", names.join(", "));
        Failure::usage(problem(
            &name,
            format!("{}: {error}", file.display()),
            &help,
        ))
    })?;
    if let Some(script) = script.as_ref().filter(|script| !script.is_file()) {
        let message = "this file does not exist";
        let help = "name a Python file: `--script FILE`";
        return Err(Failure::usage(problem(
            &script.display().to_string(),
            message,
            help,
        )));
    }
    Ok(Job { name, file, script })
}

/// Where the tests are that need NixOS.
const NIXOS_TESTS: &str = "vm/nixos/tests";

/// Their names; `base.nix` there is what they share.
const ON_NIXOS: [&str; 8] = [
    "root",
    "btrfs",
    "users",
    "state",
    "etc",
    "faults",
    "switch",
    "container-switch",
];

/// The names of the tests, with those that need NixOS or without.
fn known(on_nixos: bool) -> impl Iterator<Item = String> {
    let more: &[&str] = if on_nixos { &ON_NIXOS } else { &[] };
    let tests = scenarios::tests().into_iter().map(|test| test.name);
    tests.chain(more.iter().copied()).map(str::to_owned)
}

fn can_emulate() -> Result<(), Vec<Problem>> {
    let found = match shared::qemu::version() {
        Some(version) if version >= shared::qemu::OLDEST => return Ok(()),
        Some(version) => format!("QEMU {version} crashes guests under emulation"),
        None => format!("{} is not installed", shared::qemu::PROGRAM),
    };
    let help = format!(
        "install QEMU {} or later: `cargo xtask test --setup` does on Debian",
        shared::qemu::OLDEST
    );
    Err(vec![problem(shared::qemu::PROGRAM, found, &help)])
}

fn problem(subject: &str, message: impl Display, help: &str) -> Problem {
    Problem {
        subject: subject.to_owned(),
        places: Vec::new(),
        message: message.to_string().trim_end().to_owned(),
        help: help.to_owned(),
    }
}
