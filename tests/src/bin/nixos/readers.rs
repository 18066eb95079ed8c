//! Everything of NixOS that reads or writes a path before local file systems are mounted, compared with
//! what the modules mount in the initrd, and written down as a table.

mod facts;
mod table;
mod text;
mod tree;
mod units;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::nix::Nix;
use facts::{Fact, PACKAGES, PLAIN, PROGRAMS, REASONS, SYSTEMD};
use tree::Tree;
use units::Texts;

/// The table, as a document.
const TABLE: &str = "docs/early-readers.md";

/// What a configuration of `tests/real/readers` runs early.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    activation: BTreeMap<String, String>,
    post_boot: String,
    accounts: BTreeSet<String>,
    initrd: Texts,
    stage2: Texts,
    initrd_of_systemd: BTreeSet<String>,
    stage2_of_systemd: BTreeSet<String>,
    declared: BTreeSet<String>,
    packages: BTreeSet<String>,
}

/// When something reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Initrd,
    Activation,
    Stage2,
}

/// Who reads or writes a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Reader {
    stage: Stage,
    name: String,
}

/// Why a path is there in time, from the best reason to none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Treatment {
    /// The modules mount it in the initrd.
    Initrd,
    /// The unit waits for a mount there.
    Waits,
    /// NixOS declares it, or something in it: a file of `environment.etc`, or a file system.
    Declared,
    /// It is listed, with a reason.
    Listed(&'static str),
    /// It is mounted too late.
    Late,
}

/// A path that is read, its reader, and the known facts.
#[derive(Debug, Default)]
struct Found {
    readers: BTreeMap<Reader, BTreeMap<String, Treatment>>,
    systemd: BTreeSet<String>,
    packages: BTreeSet<String>,
    /// Programs of which nothing is known, with the units that start them.
    programs: BTreeMap<String, BTreeSet<String>>,
}

/// The result.
pub(crate) struct Compared {
    /// How many readers there are.
    pub(crate) readers: usize,
    /// What is wrong, by its subject.
    pub(crate) wrong: Vec<(String, String)>,
}

/// Compares, and writes the table or compares it too.
pub(crate) fn run(nix: &Nix, writes: bool) -> Result<Compared, String> {
    let tree = Tree::read(nix.nixpkgs())?;
    let shapes = nix
        .eval("real.readers.shapes")
        .map_err(|failure| failure.text())?;
    let shapes: BTreeMap<String, Shape> =
        serde_json::from_value(shapes).map_err(|error| error.to_string())?;
    let readers: BTreeMap<&String, _> = shapes
        .iter()
        .map(|(name, shape)| (name, read(shape, &tree)))
        .collect();
    let early = early_in(nix, &readers)?;
    let mut found = Found::default();
    for (name, shape) in &shapes {
        found.take(shape, &readers[name], &early[name]);
    }
    let mut wrong = found.wrong();
    let text = table::text(&found, &tree.signs());
    wrong.extend(written(&::tests::root().join(TABLE), &text, writes)?);
    let readers = found.readers.len();
    Ok(Compared { readers, wrong })
}

/// What a reader names, and what of it systemd waits for.
#[derive(Debug, Default)]
struct Named {
    paths: BTreeSet<String>,
    awaited: BTreeSet<String>,
}

impl Named {
    fn add(&mut self, fact: &Fact) {
        let awaited = fact.awaited.iter().copied().map(str::to_owned);
        self.awaited.extend(awaited.clone());
        self.paths.extend(awaited);
        self.paths
            .extend(fact.paths.iter().copied().map(str::to_owned));
    }

    /// A mount is waited for at the path that is named, and above it.
    fn is_awaited(&self, path: &str) -> bool {
        self.awaited.iter().any(|awaited| is_within(awaited, path))
    }
}

fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Readers of one configuration.
#[derive(Debug, Default)]
struct Readers(BTreeMap<Reader, Named>);

impl Readers {
    fn named(&mut self, stage: Stage, name: &str) -> &mut Named {
        let name = name.to_owned();
        self.0.entry(Reader { stage, name }).or_default()
    }

    fn add(&mut self, stage: Stage, name: &str, paths: BTreeSet<String>) {
        self.named(stage, name).paths.extend(paths);
    }

    fn add_facts(&mut self, shape: &Shape) {
        let is_there =
            |fact: &&Fact| !fact.of.contains('.') || shape.stage2_of_systemd.contains(fact.of);
        let packages = PACKAGES.iter();
        let packages = packages.filter(|fact| shape.packages.contains(fact.of));
        for fact in SYSTEMD.iter().filter(is_there).chain(packages) {
            self.named(Stage::Stage2, fact.of).add(fact);
        }
    }

    fn add_unit(&mut self, name: &str, unit: &str) {
        let named = self.named(Stage::Stage2, name);
        named.awaited.extend(units::awaited(unit));
        named.paths.extend(text::paths(unit));
        let programs = units::programs(unit);
        for fact in PROGRAMS.iter().filter(|fact| programs.contains(fact.of)) {
            named.add(fact);
        }
    }
}

/// Everything that a configuration runs early.
fn read(shape: &Shape, tree: &Tree) -> BTreeMap<Reader, Named> {
    let mut readers = Readers::default();
    let activation = Stage::Activation;
    for (name, script) in &shape.activation {
        readers.add(activation, name, tree.paths_of_script(script));
    }
    readers.add(activation, "users", shape.accounts.clone());
    readers.add(activation, "stage-2-init.sh", tree.paths_of_stage2());
    readers.add(activation, "nixos-init", tree.paths_of_init().clone());
    readers.add(
        activation,
        "postBootCommands",
        text::paths(&shape.post_boot),
    );
    for (name, unit) in &shape.initrd {
        readers.add(Stage::Initrd, name, text::below_sysroot(unit));
    }
    readers.add_facts(shape);
    for name in early_units(shape) {
        readers.add_unit(name, &shape.stage2[name]);
    }
    readers.0.retain(|_, named| !named.paths.is_empty());
    readers.0
}

/// The units of stage 2 that start early. For units of systemd, the facts say so.
fn early_units(shape: &Shape) -> BTreeSet<&str> {
    let is_early = |name: &str| SYSTEMD.iter().any(|fact| fact.of == name);
    let is_of_systemd = |name: &str| shape.stage2_of_systemd.contains(name);
    units::early(&shape.stage2, |name| {
        is_of_systemd(name).then(|| is_early(name))
    })
}

/// The early-read paths that the modules mount in the initrd.
fn early_in(
    nix: &Nix,
    readers: &BTreeMap<&String, BTreeMap<Reader, Named>>,
) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    let questions = readers.iter().map(|(name, readers)| {
        let paths: BTreeSet<&String> = readers.values().flat_map(|named| &named.paths).collect();
        let paths: Vec<_> = paths
            .into_iter()
            .map(|path| ::tests::nix::string(path))
            .collect();
        format!("{} = [ {} ];", ::tests::nix::string(name), paths.join(" "))
    });
    let questions: Vec<_> = questions.collect();
    let answer = nix
        .eval(&format!("real.readers.early {{ {} }}", questions.join(" ")))
        .map_err(|failure| failure.text())?;
    serde_json::from_value(answer).map_err(|error| error.to_string())
}

impl Found {
    fn take(&mut self, shape: &Shape, readers: &BTreeMap<Reader, Named>, early: &BTreeSet<String>) {
        let systemd = shape.stage2_of_systemd.union(&shape.initrd_of_systemd);
        self.systemd.extend(systemd.cloned());
        self.packages.extend(shape.packages.iter().cloned());
        for (reader, named) in readers {
            let row = self.readers.entry(reader.clone()).or_default();
            for path in &named.paths {
                let treatment = treatment(path, named, shape, early);
                let known = row.entry(path.clone()).or_insert_with(|| treatment.clone());
                // What fails in one configuration fails.
                if treatment > *known {
                    *known = treatment;
                }
            }
        }
        for name in early_units(shape) {
            let programs = units::programs(&shape.stage2[name]).into_iter();
            let is_known = |program: &String| {
                PLAIN.contains(&program.as_str()) || PROGRAMS.iter().any(|fact| fact.of == program)
            };
            for program in programs.filter(|program| !is_known(program)) {
                let units = self.programs.entry(program).or_default();
                units.insert(name.to_owned());
            }
        }
    }

    /// All unknown readers.
    fn wrong(&self) -> Vec<(String, String)> {
        let late = self.readers.iter().flat_map(|(reader, paths)| {
            let late = paths.iter().filter(|(_, known)| **known == Treatment::Late);
            late.map(|(path, _)| {
                let message = format!(
                    "{path} is read or written before local file systems, and the modules mount it \
                     after: name it in codegen/nix/lib/paths.nix, or in facts.rs with a reason"
                );
                (format!("readers/{}", reader.name), message)
            })
        });
        let programs = self.programs.iter().map(|(program, units)| {
            let units: Vec<&str> = units.iter().map(String::as_str).collect();
            let message = format!(
                "started early by {}: say in facts.rs what it reads",
                units.join(", ")
            );
            (format!("readers/{program}"), message)
        });
        late.chain(programs).collect()
    }
}

fn treatment(path: &str, named: &Named, shape: &Shape, early: &BTreeSet<String>) -> Treatment {
    let is_declared = |target: &String| is_within(target, path) || is_within(path, target);
    let reason = || REASONS.iter().find(|(outer, _)| is_within(path, outer));
    if early.contains(path) {
        Treatment::Initrd
    } else if named.is_awaited(path) {
        Treatment::Waits
    } else if let Some((_, reason)) = reason() {
        Treatment::Listed(reason)
    } else if shape.declared.iter().any(is_declared) {
        Treatment::Declared
    } else {
        Treatment::Late
    }
}

/// Writes the table, or says how it differs.
fn written(file: &Path, text: &str, writes: bool) -> Result<Option<(String, String)>, String> {
    if writes {
        let done = fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()));
        return done.map(|()| None);
    }
    let now = fs::read_to_string(file).unwrap_or_default();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let (now, new) = (lines(&now), lines(text));
    let added = new.difference(&now).map(|line| format!("+ {line}"));
    let gone = now.difference(&new).map(|line| format!("- {line}"));
    let changes: Vec<String> = added.chain(gone).collect();
    Ok((!changes.is_empty()).then(|| {
        let message = format!(
            "differs from this NixOS; look at each line, then run it with --write\n{}",
            changes.join("\n")
        );
        (TABLE.to_owned(), message)
    }))
}
