//! Where the repository declares, reads, checks, shows and tests each option.

use std::collections::BTreeMap;

use codegen::ir::{Module, show};
use codegen::reads::Report;
use nixos_options::meta::Origin;
use site::{
    Definition, Facts, Guide, Link, Opt, Source, Text, configuration, definition, definitions,
};

use super::Files;

/// The test that sets each option.
const EFFECTS: &str = "tests/tests/effects.rs";
/// As many links of one kind as a person reads.
const MOST: usize = 4;
/// In the order in which a newcomer should meet them; the others follow.
const FIRST: [&str; 4] = ["minimal", "workstation", "proxy", "server"];

/// Everything that facts are read from.
pub(super) struct Finder<'a> {
    pub(super) modules: &'a [Module],
    pub(super) report: &'a Report,
    pub(super) files: &'a Files,
    pub(super) options: &'a [Opt],
}

impl Finder<'_> {
    /// The facts of each option, by name.
    pub(super) fn all(&self) -> BTreeMap<String, Facts> {
        let mut facts: BTreeMap<String, Facts> = BTreeMap::new();
        for module in self.modules {
            for (path, option) in module.options() {
                let one = facts.entry(show(&path)).or_default();
                one.field.push(self.field(option.origin));
                if option.unread.is_none() && !option.read_only {
                    let line = line_of(
                        self.files.text(EFFECTS),
                        "fn each_option_changes_what_is_emitted",
                    );
                    one.tests.push(link(
                        "sets it, and finds the change in what is emitted",
                        EFFECTS,
                        line,
                    ));
                }
            }
        }
        for read in &self.report.reads {
            if let Some(one) = facts.get_mut(&read.option) {
                push(
                    &mut one.reads,
                    link(
                        &read.location.to_string(),
                        &read.location.file,
                        read.location.line,
                    ),
                );
            }
        }
        self.checks(&mut facts);
        self.examples(&mut facts);
        for option in self.options {
            if let Some(one) = facts.get_mut(&option.name)
                && one.configuration.is_none()
            {
                one.configuration = configuration(&named(option));
            }
        }
        facts
    }

    fn field(&self, origin: Origin) -> Link {
        let line = declared(self.files.text(origin.file), origin.item);
        link(
            &format!("{}, {}", origin.item, origin.file),
            origin.file,
            line,
        )
    }

    /// The checks whose findings name an option, and the option of a check.
    fn checks(&self, facts: &mut BTreeMap<String, Facts>) {
        let messages = self.files.of("tests/checks/messages", ".txt");
        for (path, text) in self.files.of("tests/checks", ".txt").chain(messages) {
            for (index, line) in text.lines().enumerate() {
                let Some((id, place)) = finding(line) else {
                    continue;
                };
                let check = format!("stateless.checks.{id}");
                if let Some(one) = facts.get_mut(&check) {
                    push(
                        &mut one.tests,
                        link(&format!("finds it: {path}:{}", index + 1), path, index + 1),
                    );
                }
                let url = format!("options/{check}.html");
                if let Some(option) = self.nearest(&place).and_then(|name| facts.get_mut(name)) {
                    push(
                        &mut option.checks,
                        Link {
                            name: id.to_owned(),
                            url: Some(url),
                        },
                    );
                }
            }
        }
    }

    /// The option that a place in a configuration belongs to: itself, or the nearest around it.
    fn nearest(&self, place: &[String]) -> Option<&str> {
        let around = self
            .options
            .iter()
            .filter(|option| fits(&option.loc, place));
        let best = around.max_by_key(|option| option.loc.len())?;
        // Above that is only what holds everything.
        (best.loc.len() + 2 >= place.len()).then_some(best.name.as_str())
    }

    fn examples(&self, facts: &mut BTreeMap<String, Facts>) {
        for (path, name, text) in examples(self.files) {
            // Its options have the same names and are others: those of a home.
            if name == "home" {
                continue;
            }
            for one in definitions(text) {
                let Some(option) = self
                    .options
                    .iter()
                    .find(|option| is_at(&option.loc, &one.path))
                else {
                    continue;
                };
                let Some(known) = facts.get_mut(&option.name) else {
                    continue;
                };
                set(known, option, &one, path);
                let place = Link {
                    name: format!("{name}.nix, line {}", one.line),
                    url: Some(Source::url(path, one.line)),
                };
                push(&mut known.examples, place);
            }
        }
    }
}

/// Leads from each option to the guides that name it.
pub(super) fn explained(guides: &[Guide], facts: &mut BTreeMap<String, Facts>) {
    for guide in guides {
        for part in guide.text.split("{option}`").skip(1) {
            let name = part.split('`').next().unwrap_or_default();
            if let Some(one) = facts.get_mut(name) {
                let page = Link {
                    name: guide.title.clone(),
                    url: Some(format!("{}.html", guide.slug)),
                };
                push(&mut one.guides, page);
            }
        }
    }
}

/// The option with names where its path has placeholders, so that what sets it can be evaluated.
fn named(option: &Opt) -> Opt {
    let is_home = option.loc.iter().any(|part| part == "<user>");
    let mut loc: Vec<String> = Vec::new();
    for part in &option.loc {
        let name = match (part.as_str(), loc.last().map(String::as_str)) {
            ("<name>", Some("containers")) => "web",
            ("<name>", _) => "main",
            ("<user>", _) => "alice",
            ("<id>", _) => "token",
            ("<path>", Some("parents")) if is_home => ".config",
            ("<path>", Some("parents")) => "/var/lib",
            ("<path>", Some("files")) if is_home => ".config/app/state",
            ("<path>", Some("files")) => "/var/lib/app/state",
            ("<path>", _) if is_home => ".config/app",
            ("<path>", _) => "/var/lib/app",
            (other, _) => other,
        };
        loc.push(name.to_owned());
    }
    let mut named = option.clone();
    // A preset is on by itself; what a person writes is that it be off.
    if named.example.is_none() && option.name.starts_with("stateless.presets.") {
        named.example = Some(Text::Code("false".to_owned()));
    }
    Opt { loc, ..named }
}

/// Path, name and text of each example, those for newcomers first.
pub(super) fn examples(files: &Files) -> Vec<(&str, &str, &str)> {
    let mut examples: Vec<(&str, &str, &str)> = files
        .of("tests/examples", ".nix")
        .map(|(path, text)| {
            let name = path
                .rsplit('/')
                .next()
                .and_then(|name| name.strip_suffix(".nix"));
            (path, name.unwrap_or(path), text)
        })
        .collect();
    let rank = |name: &str| FIRST.iter().position(|first| *first == name);
    // The fixture has everything, and is nothing to copy from as long as there is something else.
    examples.sort_by_key(|(_, name, _)| (*name == "fixture", rank(name).unwrap_or(FIRST.len())));
    examples
}

/// The configuration to copy is the first that says it in full.
fn set(facts: &mut Facts, option: &Opt, one: &Definition, path: &str) {
    let is_long = one.value.lines().count() > 14;
    if facts.configuration.is_some() || !one.is_closed || is_long || option.read_only {
        return;
    }
    facts.configuration = definition(&one.path, &one.value);
    facts.evaluated = Some(link(path, path, one.line));
}

fn push(list: &mut Vec<Link>, link: Link) {
    if list.len() < MOST && !list.contains(&link) {
        list.push(link);
    }
}

fn link(name: &str, path: &str, line: usize) -> Link {
    Link {
        name: name.to_owned(),
        url: Some(Source::url(path, line)),
    }
}

/// The line of an item, `Type::field`; the first line where it is made by a macro.
fn declared(text: &str, item: &str) -> usize {
    let (ty, field) = item.split_once("::").unwrap_or((item, ""));
    let field = field.trim_start_matches("r#");
    let words = |line: &str| -> Vec<String> {
        let parts = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        parts
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let is_code = |line: &str| !line.trim_start().starts_with("//");
    let start = text.lines().position(|line| {
        let words = words(line);
        let at = words
            .iter()
            .position(|word| word == "struct" || word == "enum");
        at.is_some_and(|at| words.get(at + 1).is_some_and(|word| word == ty))
    });
    let after = text.lines().enumerate().skip(start.unwrap_or(0));
    let found = after
        .filter(|(_, line)| is_code(line))
        .find(|(_, line)| !field.is_empty() && words(line).iter().any(|word| word == field));
    found.map(|(line, _)| line).or(start).unwrap_or(0) + 1
}

fn line_of(text: &str, part: &str) -> usize {
    text.lines()
        .position(|line| line.contains(part))
        .unwrap_or(0)
        + 1
}

/// The id and the place of a finding: ``[id] `place`: …``.
fn finding(line: &str) -> Option<(&str, Vec<String>)> {
    let (id, rest) = line.trim().strip_prefix('[')?.split_once("] `")?;
    let place = rest.split('`').next()?;
    let as_text = format!("{{ {place} = 1; }}");
    Some((id, definitions(&as_text).into_iter().next()?.path))
}

/// Whether a path of an option, with placeholders, equals or encloses the path of a finding.
fn fits(option: &[String], place: &[String]) -> bool {
    option.len() <= place.len()
        && option
            .iter()
            .zip(place)
            .all(|(a, b)| a == b || a.starts_with('<'))
}

fn is_at(option: &[String], place: &[String]) -> bool {
    option.len() == place.len() && fits(option, place)
}
