//! Every mechanism over one copy of the sources.

use std::collections::BTreeSet;
use std::path::Path;

use super::Fault;
use super::copy::Copy;

/// What notices faults; in the order in which it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mechanism {
    /// rustc, and what the derive refuses.
    Compiler,
    /// Tests of single functions, in `codegen`, `schema` and the derive.
    Units,
    /// `codegen/src/reads`: each option is read, and each read exists.
    Reads,
    /// `codegen/src/nix/format.rs`: the text lifts to the tree that it was printed from.
    RoundTrip,
    /// All other refusals of `cargo xtask gen`.
    Generator,
    /// `tests/tests/effects.rs`: each option changes what the modules define.
    Effects,
    /// The options in Nix equal those in `options.json`.
    Evaluation,
    /// Rust, JSON Schema and Nix accept the same values.
    Proof,
    /// Each check finds its cases and lets near misses pass.
    Checks,
    /// What configurations become, to the line.
    Snapshots,
    /// Random text and trees through the printer and the parser.
    Properties,
    /// The remaining tests.
    Others,
}

impl Mechanism {
    pub(crate) const ALL: [Self; 12] = [
        Self::Compiler,
        Self::Units,
        Self::Reads,
        Self::RoundTrip,
        Self::Generator,
        Self::Effects,
        Self::Evaluation,
        Self::Proof,
        Self::Checks,
        Self::Snapshots,
        Self::Properties,
        Self::Others,
    ];

    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Compiler => "compiler",
            Self::Units => "unit tests",
            Self::Reads => "reads",
            Self::RoundTrip => "round trip",
            Self::Generator => "generator",
            Self::Effects => "effects",
            Self::Evaluation => "evaluation",
            Self::Proof => "proof",
            Self::Checks => "checks",
            Self::Snapshots => "snapshots",
            Self::Properties => "properties",
            Self::Others => "other tests",
        }
    }

    /// The mechanism that a test belongs to, by the file that it is in.
    fn of_test(name: &str) -> Self {
        match name.split("::").next().unwrap_or_default() {
            "effects" => Self::Effects,
            "evaluate" | "registry" | "documentation" => Self::Evaluation,
            "prove" | "scalars" | "derive" | "daemon" => Self::Proof,
            "checks" => Self::Checks,
            "example" | "examples" => Self::Snapshots,
            "round_trip" | "hostile" | "types" | "submodules" => Self::Properties,
            _ => Self::Others,
        }
    }
}

/// A mechanism of the generator that would keep the others from running: a part of its messages,
/// and the edit that disables it.
struct Switch {
    mechanism: Mechanism,
    message_parts: &'static [&'static str],
    file: &'static str,
    find: &'static str,
    replace: &'static str,
}

const SWITCHES: [Switch; 2] = [
    Switch {
        mechanism: Mechanism::Reads,
        message_parts: &[
            "no behaviour file reads this option",
            "this option does not exist, but is read",
            "this option is marked as unread",
            "no behaviour file defines it",
        ],
        file: "codegen/src/outputs.rs",
        find: "if !project.sources.is_empty() && !report.problems.is_empty() {",
        replace: "if false {",
    },
    Switch {
        mechanism: Mechanism::RoundTrip,
        message_parts: &[
            "the text reads back as another tree",
            "the text cannot be read back",
            "nixfmt changes its own output",
            "nixfmt refuses the text",
        ],
        file: "codegen/src/nix/format.rs",
        find: "    if lift_laid_out(&text)",
        replace: "    if true {\n        return Ok(text);\n    }\n    if lift_laid_out(&text)",
    },
];

/// Tests that do not test the modules or the generator, or take long.
const LEFT_OUT: [&str; 9] = [
    "add_option::",
    "containers_upstream::",
    "cost::",
    "driver::",
    "flake::",
    "fuzz::",
    "nspawn::",
    "problems::",
    "readme::",
];

/// What notices the fault.
pub(crate) fn judge(copy: &Copy, fault: Option<&Fault>) -> Result<BTreeSet<Mechanism>, String> {
    let mut noticed = BTreeSet::new();
    // Behaviour is read when the generator runs: nothing is compiled from it.
    let is_rust = |fault: &Fault| {
        Path::new(&fault.file)
            .extension()
            .is_some_and(|end| end == "rs")
    };
    let is_rust = fault.is_none_or(is_rust);
    if is_rust {
        if !copy
            .cargo(&["build", "--quiet", "--package", "xtask"])?
            .status
            .success()
        {
            noticed.insert(Mechanism::Compiler);
            return Ok(noticed);
        }
        let units = ["test", "--quiet", "--lib", "-p", "codegen", "-p", "schema"];
        if !copy.cargo(&units)?.status.success() {
            noticed.insert(Mechanism::Units);
        }
    }
    if generate(copy, &mut noticed)? {
        tests(copy, &mut noticed)?;
    }
    Ok(noticed)
}

/// Runs the generator and disables failing mechanisms until none is left. Returns whether it wrote
/// the modules.
fn generate(copy: &Copy, noticed: &mut BTreeSet<Mechanism>) -> Result<bool, String> {
    loop {
        let output = copy.cargo(&["run", "--quiet", "--package", "xtask", "--", "gen"])?;
        if output.status.success() {
            return Ok(true);
        }
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let spoke: Vec<&Switch> = SWITCHES
            .iter()
            .filter(|switch| switch.message_parts.iter().any(|part| text.contains(*part)))
            .filter(|switch| !noticed.contains(&switch.mechanism))
            .collect();
        if spoke.is_empty() {
            noticed.insert(Mechanism::Generator);
            return Ok(false);
        }
        for switch in spoke {
            noticed.insert(switch.mechanism);
            copy.edit(switch.file, |text| {
                match text.matches(switch.find).count() {
                    1 => Ok(text.replace(switch.find, switch.replace)),
                    count => Err(format!(
                        "`{}` is {count} times in {}",
                        switch.find, switch.file
                    )),
                }
            })?;
        }
    }
}

fn tests(copy: &Copy, noticed: &mut BTreeSet<Mechanism>) -> Result<(), String> {
    let mut arguments = vec!["test", "--package", "tests", "--test", "all", "--"];
    for name in LEFT_OUT {
        arguments.extend(["--skip", name]);
    }
    let output = copy.cargo(&arguments)?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let failed: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"))
        .collect();
    if failed.is_empty() {
        // Nothing ran: the tests themselves do not compile.
        noticed.insert(Mechanism::Compiler);
    }
    noticed.extend(failed.into_iter().map(Mechanism::of_test));
    Ok(())
}
