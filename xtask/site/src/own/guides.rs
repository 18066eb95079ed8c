//! Guides: texts in docs/guides, and a page for each example.

use std::fs;
use std::path::Path;

use codegen::Problem;
use codegen::ir::Module;
use site::{Guide, Opt, definitions};

use super::{Files, facts, findings, pictures, unreadable};

const FOLDER: &str = "docs/guides";

/// The guides, in the order of their file names.
pub(super) fn written(
    root: &Path,
    files: &Files,
    modules: &[Module],
    options: &[Opt],
) -> Result<Vec<Guide>, Vec<Problem>> {
    let known = Known {
        files,
        modules,
        options,
    };
    let folder = root.join(FOLDER);
    let entries = fs::read_dir(&folder).map_err(|error| vec![unreadable(FOLDER, &error)])?;
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.retain(|name| {
        Path::new(name)
            .extension()
            .is_some_and(|extension| extension == "md")
    });
    names.sort();
    let (mut guides, mut problems) = (Vec::new(), Vec::new());
    for name in names {
        let shown = format!("{FOLDER}/{name}");
        let text = fs::read_to_string(folder.join(&name))
            .map_err(|error| vec![unreadable(&shown, &error)])?;
        match guide(&name, &text, &known) {
            Ok(guide) => guides.push(guide),
            Err((message, help)) => problems.push(Problem {
                subject: shown,
                places: Vec::new(),
                message,
                help: help.to_owned(),
            }),
        }
    }
    if problems.is_empty() {
        Ok(guides)
    } else {
        Err(problems)
    }
}

type Refused = (String, &'static str);

/// The sources of the parts of guides.
struct Known<'a> {
    files: &'a Files,
    modules: &'a [Module],
    options: &'a [Opt],
}

/// A guide from its text: lines with `title:`, `summary:` and `words:`, then Markdown in which a line
/// that begins with `@` stands for something that the repository has.
fn guide(name: &str, text: &str, known: &Known<'_>) -> Result<Guide, Refused> {
    let stem = name.trim_end_matches(".md");
    let slug = stem.split_once('-').map_or(stem, |(_, rest)| rest);
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let field = |field: &str| {
        let line = head
            .lines()
            .find_map(|line| line.strip_prefix(field)?.strip_prefix(": "));
        line.map(str::to_owned).ok_or((
            format!("it has no line `{field}: …` at its top"),
            "write title, summary and words",
        ))
    };
    let mut guide = Guide {
        slug: format!("guide-{slug}"),
        title: field("title")?,
        summary: field("summary")?,
        words: field("words")?,
        first: true,
        ..Guide::default()
    };
    for line in body.lines() {
        if let Some(what) = line.strip_prefix('@') {
            let (what, name) = what.split_once(' ').unwrap_or((what, ""));
            part(&mut guide, what, name, known)?;
        } else {
            guide.text.push_str(&linked(line)?);
            guide.text.push('\n');
        }
    }
    Ok(guide)
}

/// Replaces `@example NAME` with the text of an example, `@picture NAME` with a picture, `@message
/// ID` with the message of a check, `@checks GROUP` with the documentation of a group of checks,
/// `@refused` with the messages of types, and `@attributes` with the attributes of the derive.
fn part(guide: &mut Guide, what: &str, name: &str, known: &Known<'_>) -> Result<(), Refused> {
    let missing = |help| {
        (
            format!("it has `@{what} {name}`, which does not exist"),
            help,
        )
    };
    let text = match what {
        "example" => {
            let text = known.files.text(&format!("tests/examples/{name}.nix"));
            if text.is_empty() {
                return Err(missing("name a file of tests/examples"));
            }
            format!(
                "```nix\n{}\n```\n\nThe whole of [{name}.nix](example-{name}.html), which the tests evaluate.\n",
                text.trim_end()
            )
        }
        "picture" => {
            let picture = pictures::named(name, known.files, known.modules, known.options)
                .ok_or_else(|| missing("see pictures.rs"))?;
            guide.pictures.insert(name.to_owned(), picture);
            format!("```\npicture {name}\n```\n")
        }
        "message" => {
            let message = findings::message(known.files, name);
            let message = message.ok_or_else(|| missing("name a check"))?;
            format!("> {message}\n")
        }
        "checks" => findings::checks(known.files, known.options, name).ok_or_else(|| {
            missing("the groups are host and containers; each check has a message")
        })?,
        "refused" => findings::refused(known.files),
        "attributes" => attributes(known.files)
            .ok_or_else(|| missing("the table is in the documentation of the derive"))?,
        _ => return Err(missing("see guides.rs")),
    };
    guide.text.push_str(&text);
    Ok(())
}

/// The table of attributes in the documentation of the derive, as a list.
fn attributes(files: &Files) -> Option<String> {
    let rows = files.text("codegen/derive/src/lib.rs").lines();
    let rows = rows.filter_map(|line| line.strip_prefix("//! | ")?.strip_suffix(" |"));
    // The first row says what the columns are.
    let items = rows.skip(1).filter_map(|row| {
        let mut cells = row.split(" | ");
        let (place, name, meaning) = (cells.next()?, cells.next()?, cells.next()?);
        Some(format!("- {name}, on a {place}: {meaning}.\n"))
    });
    let list: String = items.collect();
    (!list.is_empty()).then_some(list)
}

/// The line with links to pages where it has links to files, as they work in the repository.
fn linked(line: &str) -> Result<String, Refused> {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("](") {
        let Some((target, tail)) = after.split_once(')') else {
            break;
        };
        out.push_str(before);
        out.push_str("](");
        out.push_str(&page(target)?);
        out.push(')');
        rest = tail;
    }
    Ok(out + rest)
}

/// The page for the target of a link.
fn page(target: &str) -> Result<String, Refused> {
    if target.contains("://") || target.starts_with('#') {
        return Ok(target.to_owned());
    }
    let example = target
        .strip_prefix("../../tests/examples/")
        .and_then(|file| file.strip_suffix(".nix"));
    let guide = target
        .strip_suffix(".md")
        .filter(|name| !name.contains('/'))
        .and_then(|name| Some(name.split_once('-')?.1));
    if let Some(file) = target.strip_prefix("../../generated-modules/")
        && super::DOWNLOADS.contains(&file)
    {
        return Ok(format!("files/{file}"));
    }
    match (example, guide) {
        (Some(name), _) => Ok(format!("example-{name}.html")),
        (_, Some(slug)) => Ok(format!("guide-{slug}.html")),
        _ => Err((
            format!("it links to `{target}`, which has no page"),
            "link to a guide, `NN-name.md`, to a file of tests/examples, or to one to download",
        )),
    }
}

/// A page for each example, with links to the options in it.
pub(super) fn examples(files: &Files, options: &[Opt]) -> Vec<Guide> {
    // The fixture is for tests: it has one of everything, and nobody wants that.
    let examples = facts::examples(files).into_iter();
    examples
        .filter(|(_, name, _)| *name != "fixture")
        .map(|(_, name, text)| example(name, text, options))
        .collect()
}

fn example(name: &str, text: &str, options: &[Opt]) -> Guide {
    let comment: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix('#'))
        .map(str::trim)
        .collect();
    let about = comment.join(" ");
    let summary = about
        .split_inclusive(". ")
        .next()
        .unwrap_or("")
        .trim()
        .to_owned();
    let summary = if summary.is_empty() {
        "The first example of the README: a root, a store, a container.".to_owned()
    } else {
        summary
    };
    let mut used: Vec<&str> = Vec::new();
    for one in definitions(text) {
        let found = options.iter().find(|option| {
            let same = |(a, b): (&String, &String)| a == b || a.starts_with('<');
            option.loc.len() == one.path.len() && option.loc.iter().zip(&one.path).all(same)
        });
        used.extend(found.map(|option| option.name.as_str()));
    }
    used.sort_unstable();
    used.dedup();
    let links: Vec<String> = used
        .iter()
        .map(|name| format!("- {{option}}`{name}`"))
        .collect();
    let links = links.join("\n");
    Guide {
        slug: format!("example-{name}"),
        title: format!("{name}.nix"),
        text: format!(
            "{about}\n\nThe tests evaluate this configuration.\n\n```nix\n{}\n```\n\n## Options in it\n\n{links}",
            text.trim_end()
        ),
        words: format!("example {} {about}", name.replace('-', " ")),
        summary,
        ..Guide::default()
    }
}
