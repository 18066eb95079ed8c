//! Source files as pages, so that a link can lead to a line.

use maud::html;

use crate::page::{T, raw};
use crate::{File, World, highlight};

/// A file whose lines pages link to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Its path, as shown.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl Source {
    /// The address of a line, from 1, in the site.
    pub fn url(path: &str, line: usize) -> String {
        format!(
            "source/{}#L{line}",
            file(path, line.saturating_sub(1) / LINES)
        )
    }
}

/// The lines of one page.
const LINES: usize = 160;

/// The page of that number, from 0.
fn file(path: &str, part: usize) -> String {
    let path = path.replace('/', ".");
    match part {
        0 => format!("{path}.html"),
        part => format!("{path}~{}.html", part + 1),
    }
}

/// The pages of a file.
pub(crate) fn pages(world: &World<'_>, source: &Source) -> Vec<File> {
    let all: Vec<&str> = source.text.lines().collect();
    let last = all.len().saturating_sub(1) / LINES;
    let pages = (0..=last).map(|part| {
        let shown = all.iter().skip(part * LINES).take(LINES);
        let main = html! {
            nav.crumbs aria-label="Path" { a href="../index.html" { "Start" } " › Source" }
            h1 { code { (T(&source.path)) } }
            pre.source tabindex="0" style={"counter-reset:line " (part * LINES)} { code { (raw(lines(part * LINES + 1, shown))) } }
            @if last > 0 { nav.turn aria-label="Parts" {
                span { @if part > 0 { "← " a rel="prev" href=(file(&source.path, part - 1)) { "lines before" } } }
                span { @if part < last { a rel="next" href=(file(&source.path, part + 1)) { "lines after" } " →" } }
            } }
        };
        world
            .page(&source.path, "../")
            .file(format!("source/{}", file(&source.path, part)), &main)
    });
    pages.collect()
}

fn lines<'a>(first: usize, lines: impl Iterator<Item = &'a &'a str>) -> String {
    let mut out = String::new();
    for (index, line) in lines.enumerate() {
        push!(out, "<b id=L{}>", first + index);
        highlight::escape(line, &mut out);
        out.push_str("</b>\n");
    }
    out
}
