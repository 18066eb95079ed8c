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
    /// The address of a line in the site.
    pub fn url(path: &str, line: usize) -> String {
        format!("source/{}.html#L{line}", file(path))
    }
}

fn file(path: &str) -> String {
    path.replace('/', ".")
}

/// The page of a file.
pub(crate) fn page(world: &World<'_>, source: &Source) -> File {
    let main = html! {
        nav.crumbs aria-label="Path" { a href="../index.html" { "Start" } " › Source" }
        h1 { code { (T(&source.path)) } }
        pre.source tabindex="0" { code { (raw(lines(&source.text))) } }
    };
    world
        .page(&source.path, "../")
        .file(format!("source/{}.html", file(&source.path)), &main)
}

fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for (index, line) in text.lines().enumerate() {
        push!(out, "<b id=L{}>", index + 1);
        highlight::escape(line, &mut out);
        out.push_str("</b>\n");
    }
    out
}
