//! The table as a document.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::facts::{PACKAGES, PROGRAMS, SYSTEMD};
use super::{Found, Reader, Stage, Treatment};

const HEAD: &str = "\
# What NixOS reads before local file systems

`cargo xtask nixos --write readers` makes this page from a nixpkgs checkout and from the facts in
[facts.rs](../tests/src/bin/nixos/readers/facts.rs). Without `--write`, `cargo xtask nixos readers` compares:
a line that is new or gone is a failure. [real-nixos.md](real-nixos.md) says how to read it.
";

const STAGES: &str = "
## Readers

| stage | reader | path | an entry at that path |
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
        "\n## Modules with something early\n\n\
         Modules of NixOS whose text shows that they can add a reader. Modules of images, installers and \
         tests are\nleft out.\n\n| module | what its text has |\n|---|---|\n",
    );
    for (module, signs) in signs {
        let _ = writeln!(text, "| {module} | {} |", signs.join(", "));
    }
    list(
        &mut text,
        "Units of systemd",
        "Their files are in no option of NixOS: what the early ones read is in facts.rs.",
        &found.systemd,
    );
    list(
        &mut text,
        "Packages with units",
        "Their files are in the packages: what the early ones read is in facts.rs.",
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

/// What no text of NixOS says, with where it was seen.
fn facts(text: &mut String) {
    text.push_str(
        "\n## Facts about programs\n\nWhat programs and units read whose text is not in nixpkgs.\n\n\
         | program, unit or package | paths | seen |\n|---|---|---|\n",
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
