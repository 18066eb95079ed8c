//! Rows about the chapter of the manual, its ids and links, and the release note.

use std::collections::BTreeSet;

use codegen::Problem;

use super::{Documented, Row, Subject, Verdict, counted, row, verdict};
use crate::place::{problem, whole};
use crate::series::{CHAPTER, FOLDER, ID, NOTE_MARK};
use crate::tree::REDIRECTS;
use crate::{imports, markdown, redirects};

pub(super) fn rows(subject: &Subject, documented: &Documented) -> Vec<Row> {
    vec![
        row(
            "Markdown is in the dialect of the manual",
            dialect(subject, documented),
        ),
        row("the entry file names the chapter", chapter(subject)),
        row(
            "links to options and ids lead somewhere",
            links(subject, documented),
        ),
        row("each id of the chapter is in redirects.json", ids(subject)),
        row(
            "the release notes have one bullet, under New Modules",
            note(subject),
        ),
    ]
}

fn dialect(subject: &Subject, documented: &Documented) -> Verdict {
    let mut problems = Vec::new();
    let mut look = |subject: &str, text: &str, is_chapter| {
        for (line, message) in markdown::dialect(text, is_chapter) {
            problems.push(problem(
                subject,
                line,
                &message,
                "write what the manual can show",
            ));
        }
    };
    look(CHAPTER, subject.chapter(), true);
    let mut count = 1;
    for option in documented.options() {
        look(&option.name, &option.description, false);
        count += 1;
    }
    verdict(problems, counted(count, "text"))
}

fn chapter(subject: &Subject) -> Verdict {
    let entry = format!("{FOLDER}/default.nix");
    let text = subject.own.get(&entry).map_or("", String::as_str);
    let named = imports::of(text).into_iter();
    let mut named = named.map(|path| imports::resolve(&entry, &path));
    let problems = if subject.chapter().is_empty() {
        vec![whole(
            CHAPTER,
            "it is missing",
            "run the same command without --check",
        )]
    } else if named.any(|path| path == CHAPTER) {
        Vec::new()
    } else {
        vec![whole(
            &entry,
            "it does not name the chapter",
            "write `meta.doc = ../stateless.md;`",
        )]
    };
    verdict(problems, CHAPTER.to_owned())
}

/// The id that the manual gives to an option.
fn id_of(option: &str) -> String {
    let with_meaning = ['*', '<', '>', '[', ']', ':', '"', ' '];
    format!("opt-{}", option.replace(with_meaning, "_"))
}

fn links(subject: &Subject, documented: &Documented) -> Verdict {
    let chapter = subject.chapter();
    let own: BTreeSet<String> = markdown::ids(chapter).into_iter().map(|id| id.id).collect();
    let known: BTreeSet<String> = redirects::entries(REDIRECTS, subject.list(REDIRECTS))
        .unwrap_or_default()
        .into_iter()
        .map(|entry| entry.id)
        .collect();
    let options: BTreeSet<String> = documented
        .options()
        .map(|option| id_of(&option.name))
        .collect();
    let (mut problems, mut count, mut others) = (Vec::new(), 0, 0);
    let mut look = |place: &str, text: &str| {
        for link in markdown::links(text) {
            count += 1;
            let is_option = link.id.starts_with("opt-");
            let leads = if is_option {
                options.is_empty() || options.contains(&link.id)
            } else {
                own.contains(&link.id) || known.contains(&link.id)
            };
            if is_option && !leads && !is_ours(link.id.trim_start_matches("opt-")) {
                others += 1;
            } else if !leads {
                let message = format!("`#{}` leads nowhere", link.id);
                problems.push(problem(
                    place,
                    link.line,
                    &message,
                    "name an id or option that exists",
                ));
            }
        }
        for role in markdown::roles(text, "option") {
            count += 1;
            let exists =
                options.is_empty() || documented.has(&role.id) || is_inside(documented, &role.id);
            if !exists && is_ours(&role.id) {
                let message = format!("there is no option `{}`", role.id);
                problems.push(problem(
                    place,
                    role.line,
                    &message,
                    "name an option that exists",
                ));
            } else if !exists {
                others += 1;
            }
        }
    };
    look(CHAPTER, chapter);
    look(&subject.notes, &note_text(subject));
    for option in documented.options() {
        look(&option.name, &option.description);
    }
    let elsewhere = match others {
        0 => String::new(),
        others => {
            format!("; {others} to options of other modules, which only the manual's build knows")
        }
    };
    verdict(problems, counted(count, "link") + &elsewhere)
}

/// Whether an option of that name would have to be one of ours.
fn is_ours(name: &str) -> bool {
    name.split('.').any(|part| part == "stateless")
}

/// A set of options is named as well, such as `stateless.root`.
fn is_inside(documented: &Documented, name: &str) -> bool {
    let below = format!("{name}.");
    documented
        .options()
        .any(|option| option.name.starts_with(&below))
}

fn ids(subject: &Subject) -> Verdict {
    let entries = match redirects::entries(REDIRECTS, subject.list(REDIRECTS)) {
        Ok(entries) => entries,
        Err(problem) => return Verdict::Failed(vec![problem]),
    };
    let mut problems = Vec::new();
    let ids = markdown::ids(subject.chapter());
    let mut seen = BTreeSet::new();
    for id in &ids {
        let mut say =
            |message: String, help: &str| problems.push(problem(CHAPTER, id.line, &message, help));
        if !seen.insert(&id.id) {
            say(
                format!("the id `{}` is given twice", id.id),
                "rename one of them",
            );
        }
        if id.id != ID && !id.id.starts_with(&format!("{ID}-")) {
            say(
                format!("the id `{}` does not begin with `{ID}`", id.id),
                "begin it with the name of the module",
            );
        }
        match entries.iter().find(|entry| entry.id == id.id) {
            None => say(format!("`{}` is not in {REDIRECTS}", id.id), "add it there"),
            Some(entry) if entry.targets.first() != Some(&redirects::target(&id.id)) => {
                let message = format!(
                    "`{}` has another place first in {REDIRECTS}:{}",
                    id.id, entry.line
                );
                say(message, "put its present place first");
            }
            Some(_) => {}
        }
    }
    problems.extend(entries.iter().filter_map(|entry| stale(entry, &seen)));
    let mut before = BTreeSet::new();
    let twice = entries.iter().filter(|entry| !before.insert(&entry.id));
    problems.extend(twice.map(|entry| {
        let message = format!("the id `{}` is there twice", entry.id);
        problem(REDIRECTS, entry.line, &message, "remove one of the two")
    }));
    verdict(problems, counted(ids.len(), "id"))
}

/// An ID that is no longer in the chapter, but still redirects to it.
fn stale(entry: &redirects::Entry, ids: &BTreeSet<&String>) -> Option<Problem> {
    let is_ours = entry.id == ID || entry.id.starts_with(&format!("{ID}-"));
    (is_ours && !ids.contains(&entry.id)).then(|| {
        let message = format!("the chapter has no id `{}`", entry.id);
        let help = "remove the entry, or add its target to the id that replaces it";
        problem(REDIRECTS, entry.line, &message, help)
    })
}

/// The bullet in the release notes, from its first line to the next bullet or heading.
fn note_text(subject: &Subject) -> String {
    let text = subject.list(&subject.notes);
    let Some(at) = text.find(NOTE_MARK) else {
        return String::new();
    };
    let start = text[..at].rfind("\n- ").map_or(0, |at| at + 1);
    let rest = &text[start..];
    let end = rest.find("\n\n").unwrap_or(rest.len());
    rest[..end].to_owned()
}

fn note(subject: &Subject) -> Verdict {
    let text = subject.list(&subject.notes);
    let lines: Vec<(usize, &str)> = text.lines().enumerate().collect();
    let marked: Vec<usize> = lines
        .iter()
        .filter(|(_, line)| line.contains(NOTE_MARK))
        .map(|(index, _)| *index)
        .collect();
    let problems = match marked.as_slice() {
        [] => vec![whole(
            &subject.notes,
            "there is no bullet for the module",
            "run the same command without --check",
        )],
        [at] => {
            let above = lines[..*at].iter().rev();
            let heading = above
                .map(|(_, line)| *line)
                .find(|line| line.starts_with("## "));
            let in_place = heading.is_some_and(|heading| heading.starts_with("## New Modules"));
            let wrong = problem(
                &subject.notes,
                at + 1,
                "the bullet is not under New Modules",
                "move it there",
            );
            if in_place { Vec::new() } else { vec![wrong] }
        }
        [_, again, ..] => vec![problem(
            &subject.notes,
            again + 1,
            "there is a second bullet for the module",
            "keep one",
        )],
    };
    verdict(problems, subject.notes.clone())
}
