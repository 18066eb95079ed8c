//! The search index: names first, descriptions in a second file that arrives later.
//!
//! Both are scripts with JSON data, because a page opened from a disk may only load scripts. Each
//! name is written as its difference from the previous one.

mod vocabulary;

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::json;

use crate::input::Opt;
use crate::markdown::{plain, sentence};
use crate::{File, World, list};
use vocabulary::{KINDS, SYNONYMS};

/// Characters of a description that are searched.
const SEARCHED: usize = 240;

/// The two files.
pub(crate) fn files(world: &World<'_>) -> Vec<File> {
    vec![
        File {
            path: "index-names.js".to_owned(),
            text: names(world),
        },
        File {
            path: "index-text.js".to_owned(),
            text: texts(&world.site.options),
        },
    ]
}

fn names(world: &World<'_>) -> String {
    let options = &world.site.options;
    let mut types = BTreeMap::new();
    for option in options {
        let next = types.len();
        types.entry(list::short(&option.ty)).or_insert(next);
    }
    let mut by_number: Vec<(&String, &usize)> = types.iter().collect();
    by_number.sort_by_key(|(_, number)| **number);
    let numbers: Vec<usize> = options
        .iter()
        .map(|option| types[&list::short(&option.ty)])
        .collect();
    let guides = world.site.guides.iter().map(|guide| {
        json!([
            guide.title,
            guide.slug,
            guide.summary,
            guide.words,
            guide.first
        ])
    });
    let renamed = options.iter().filter_map(|option| {
        let node = world.tree.find(&option.name)?;
        let shown = line(&option.name);
        let is_other = shown != option.name || world.tree.renamed.contains_key(&option.name);
        is_other.then(|| (shown, node.slug.clone()))
    });
    let data = json!({
        "names": shortened(options.iter().map(|option| line(&option.name))),
        "types": by_number.iter().map(|(text, _)| text).collect::<Vec<_>>(),
        "type": numbers,
        "renamed": renamed.collect::<BTreeMap<_, _>>(),
        "guides": guides.collect::<Vec<_>>(),
        "synonyms": synonyms(&world.site.synonyms),
        "kinds": split(KINDS),
        "aliases": world.site.aliases,
        "minor": world.site.minor,
    });
    script("names", &data)
}

/// The words of all sites, and those of this one.
fn synonyms(more: &[Vec<String>]) -> Vec<Vec<&str>> {
    let more = more
        .iter()
        .map(|group| group.iter().map(String::as_str).collect());
    split(SYNONYMS).into_iter().chain(more).collect()
}

fn split(lines: &[&'static str]) -> Vec<Vec<&'static str>> {
    lines.iter().map(|line| line.split(' ').collect()).collect()
}

fn texts(options: &[Opt]) -> String {
    let mut out = String::new();
    for option in options {
        let plain = plain(&option.description);
        let first = sentence(&plain, 120);
        let rest: String = plain
            .trim()
            .chars()
            .skip(first.chars().count())
            .take(SEARCHED)
            .collect();
        writeln!(out, "{}\t{}", line(&first), line(rest.trim()))
            .expect("a string takes everything");
    }
    script("text", &json!(out))
}

/// Each name as the number of characters that it shares with the one before, and the rest.
fn shortened(names: impl Iterator<Item = String>) -> String {
    let (mut out, mut before) = (String::new(), String::new());
    for name in names {
        let shared = name
            .chars()
            .zip(before.chars())
            .take_while(|(a, b)| a == b)
            .count();
        // The script counts in units of UTF-16, where these are the same.
        let shared = name
            .chars()
            .take(shared)
            .position(|c| c.len_utf16() > 1)
            .unwrap_or(shared);
        let rest: String = name.chars().skip(shared).collect();
        writeln!(out, "{shared} {rest}").expect("a string takes everything");
        before = name;
    }
    out
}

fn line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// JSON cannot end a script element here, because the script is a separate file.
fn script(name: &str, data: &serde_json::Value) -> String {
    format!("optionSearch.load(\"{name}\",{data});\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_differs() {
        let names = ["a.b", "a.c.d", "é", "😀a", "😀b"].map(str::to_owned);
        assert_eq!(
            shortened(names.into_iter()),
            "0 a.b\n2 c.d\n0 é\n0 😀a\n0 😀b\n"
        );
    }
}
