//! Doc comments as option descriptions.

use std::collections::BTreeSet;

use nixos_options::meta::{NixType, StructVariant};

use crate::Problem;
use crate::ir::{Module, Step, Visit, show};

/// Without the blank around it; several lines end in a line break, so that they print as a block.
pub(super) fn tidy(text: &str) -> String {
    let text = text.trim();
    if text.contains('\n') {
        format!("{text}\n")
    } else {
        text.to_owned()
    }
}

/// The description of the attribute that tells variants apart.
pub(super) fn tag(variants: &[StructVariant]) -> String {
    let names = variants
        .iter()
        .map(|variant| (quoted(variant.name), variant.doc));
    list("Which of these the set describes.".to_owned(), names)
}

/// The description of an option: its doc comment, and what each variant of its type means.
pub(super) fn with_variants(text: &str, ty: &NixType) -> String {
    list(text.trim().to_owned(), variants(ty).into_iter())
}

fn list(mut description: String, items: impl Iterator<Item = (String, &'static str)>) -> String {
    for (index, (name, doc)) in items.enumerate() {
        description.push_str(if index == 0 { "\n\n" } else { "\n" });
        let doc = doc.trim().replace('\n', "\n  ");
        description.extend(["- `", &name, "`: ", &doc]);
    }
    tidy(&description)
}

/// The variants that a value names, and their doc comments.
fn variants(ty: &NixType) -> Vec<(String, &'static str)> {
    match ty {
        NixType::Enum(units) => units
            .iter()
            .map(|unit| (quoted(unit.name), unit.doc))
            .collect(),
        NixType::Union { units, .. } => units
            .iter()
            .map(|unit| (quoted(unit.name), unit.doc))
            .collect(),
        NixType::NullOr(inner) | NixType::List(inner) | NixType::Required(inner) => variants(inner),
        _ => Vec::new(),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// What is wrong with a doc comment, and what to write instead.
pub(super) fn problems(text: &str) -> Vec<(String, &'static str)> {
    let text = text.trim();
    let mut problems = Vec::new();
    if text.is_empty() {
        return vec![(
            "it has no description".to_owned(),
            "write a doc comment, in full sentences",
        )];
    }
    if text.contains('\0') {
        problems.push((
            "its description contains NUL, which Nix cannot hold".to_owned(),
            "remove the character",
        ));
    }
    if !ends_like_a_sentence(text) {
        problems.push((
            "its description ends without a period".to_owned(),
            "write full sentences",
        ));
    }
    if let Some(line) = heading(text) {
        problems.push((
            format!("its description contains a heading, `{line}`"),
            "write paragraphs: headings break the manual",
        ));
    }
    problems.extend(super::dialect::problems(text));
    problems
}

fn ends_like_a_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '?', ':', ')']) || text.ends_with("```") || text.ends_with(":::")
}

/// The first heading outside code blocks.
fn heading(text: &str) -> Option<&str> {
    let mut fenced = false;
    text.lines().find(|line| {
        fenced ^= line.trim_start().starts_with("```");
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        !fenced && (1..=6).contains(&level) && line[level..].starts_with(' ')
    })
}

/// Each `{option}` role that names one of our options names one that exists.
pub(super) fn check_links(modules: &[Module], problems: &mut Vec<Problem>) {
    let mut known = BTreeSet::new();
    let mut links = Vec::new();
    let mut roots = BTreeSet::new();
    for module in modules {
        roots.insert(show(&module.mount));
        module.visit(&mut |path: &[Step], visit: Visit<'_>| {
            known.insert(show(path));
            if let Visit::Option(option) = visit {
                links.extend(
                    targets(&option.description)
                        .map(|target| (target.to_owned(), show(path), option.origin)),
                );
            }
        });
    }
    for (target, subject, origin) in links {
        let ours = roots.iter().any(|root| {
            target
                .strip_prefix(root.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        if ours && !known.contains(&target) && !roots.contains(&target) {
            problems.push(Problem {
                subject,
                places: vec![format!("{}, {}", origin.file, origin.item)],
                message: format!(
                    "its description names the option `{target}`, which does not exist"
                ),
                help:
                    "correct the name; write sets with any name as `services.relay.queues.<name>`"
                        .to_owned(),
            });
        }
    }
}

/// The options that a description links to: ``{option}`name` ``.
fn targets(description: &str) -> impl Iterator<Item = &str> {
    description
        .split("{option}`")
        .skip(1)
        .filter_map(|rest| rest.split('`').next())
}
