//! The table as a document.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::facts::{PACKAGES, PROGRAMS, SYSTEMD};
use super::{Found, Reader, Stage, Treatment};

const HEAD: &str = "\
# What NixOS reads before local file systems

`cargo xtask nixos --write readers` generates this page from a nixpkgs checkout and the facts in
[facts.rs](../tests/src/bin/nixos/readers/facts.rs). Without `--write`, `cargo xtask nixos readers` compares:
a new or missing line is a failure. [real-nixos.md](real-nixos.md) explains the page.
";

const STAGES: &str = "
## Readers

| stage | reader | path | treatment |
|---|---|---|---|
";

/// The whole page.
pub(super) fn text(found: &Found, signs: &BTreeMap<&str, Vec<&'static str>>) -> String {
    let mut text = format!("{HEAD}{STAGES}");
    for (reader, paths) in &found.readers {
        rows(&mut text, reader, paths);
    }
    facts(&mut text);
    text.push_str(
        "\n## Modules that can add an early reader\n\n\
         NixOS modules whose text shows signs of an early reader. Modules of images, installers and tests are \
         left out.\n\n| module | signs |\n|---|---|\n",
    );
    for (module, signs) in signs {
        let _ = writeln!(text, "| {module} | {} |", signs.join(", "));
    }
    list(
        &mut text,
        "Units of systemd",
        "No option of NixOS contains these units. facts.rs lists what the early ones read.",
        &found.systemd,
    );
    list(
        &mut text,
        "Packages with units",
        "The packages contain the units. facts.rs lists what the early ones read.",
        &found.packages,
    );
    text
}

fn rows(text: &mut String, reader: &Reader, paths: &BTreeMap<String, Treatment>) {
    let stage = match reader.stage {
        Stage::Initrd => "initrd",
        Stage::Activation => "activation",
        Stage::Stage2 => "stage 2",
    };
    for (path, treatment) in paths {
        let treatment = match treatment {
            Treatment::Initrd => "mounted in the initrd".to_owned(),
            Treatment::Waits => "the unit waits for it".to_owned(),
            Treatment::Declared => "NixOS declares it".to_owned(),
            Treatment::Listed(reason) => format!("not needed: {reason}"),
            Treatment::Late => "**too late**".to_owned(),
        };
        let _ = writeln!(
            text,
            "| {stage} | {} | `{path}` | {treatment} |",
            reader.name
        );
    }
}

/// Facts that are not in the sources of NixOS, with their evidence.
fn facts(text: &mut String) {
    text.push_str(
        "\n## Facts about programs\n\nWhat programs and units read if their text is not in nixpkgs.\n\n\
         | program, unit or package | paths | source |\n|---|---|---|\n",
    );
    for fact in PROGRAMS.iter().chain(SYSTEMD).chain(PACKAGES) {
        let paths = fact.paths.iter().chain(fact.awaited);
        let paths: Vec<String> = paths.map(|path| format!("`{path}`")).collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} |",
            fact.of,
            paths.join(" "),
            fact.seen
        );
    }
}

fn list(text: &mut String, title: &str, what: &str, names: &BTreeSet<String>) {
    let _ = write!(text, "\n## {title}\n\n{what}\n\n");
    for name in names {
        let _ = writeln!(text, "- {name}");
    }
}
