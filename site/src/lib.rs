//! A static documentation site from any options.json: one page for each option and each set, a
//! search that needs no server, guides.
//!
//! This crate is pure: it turns a [`Site`] into [`File`]s, one at a time. Pages work without
//! JavaScript and from `file://`, and load nothing from other servers.

/// Appends formatted text to a string, without another string in between.
macro_rules! push {
    ($out:expr, $($arg:tt)*) => {{
        use std::fmt::Write as _;
        write!($out, $($arg)*).expect("a string takes everything")
    }};
}

mod configuration;
mod definitions;
mod facts;
mod highlight;
mod home;
mod index;
mod input;
mod list;
mod markdown;
mod node;
mod page;
mod picture;
mod source;
mod tree;
mod words;

use std::collections::BTreeMap;

pub use configuration::{configuration, definition};
pub use definitions::{Definition, definitions};
pub use facts::Facts;
pub use input::{InputError, Link, Opt, Text, read, read_bytes};
pub use markdown::{ADMONITIONS, ROLES};
pub use picture::{Flow, Step};
pub use source::Source;
pub use words::explain;

use page::Page;
use tree::Tree;

/// The input of the site.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The name in the corner of each page.
    pub title: String,
    /// Its subject, in one sentence.
    pub about: String,
    /// The options.
    pub options: Vec<Opt>,
    /// What is known beyond options.json, by the name of the option.
    pub facts: BTreeMap<String, Facts>,
    /// Descriptions of sets of options by path, as Markdown.
    pub sets: BTreeMap<String, String>,
    /// Texts for people with a problem, in order.
    pub guides: Vec<Guide>,
    /// Files whose lines pages link to.
    pub sources: Vec<Source>,
    /// Files to download: name, description, content.
    pub downloads: Vec<Download>,
    /// Types of the project, by the words of the module system, and what a person writes for them;
    /// Markdown.
    pub types: BTreeMap<String, String>,
    /// Search words by option. If one of them contains all words of a query, the option comes
    /// first.
    pub aliases: BTreeMap<String, String>,
    /// How the names of options begin that somebody who asks with several words seldom means. They
    /// come after others that fit as well.
    pub minor: Vec<String>,
    /// Synonyms in searches, in addition to those of all sites.
    pub synonyms: Vec<Vec<String>>,
}

impl Site {
    /// Renders all descriptions, to measure the Markdown renderer, and returns the number of bytes
    /// of HTML.
    pub fn rendered(&self) -> usize {
        let tree = Tree::new(&[]);
        let context = markdown::Context {
            tree: &tree,
            options: "",
            own: false,
        };
        let texts = self.options.iter();
        texts
            .map(|option| markdown::html(&option.description, context).len())
            .sum()
    }
}

/// A text for people with a problem.
#[derive(Clone, Debug, Default)]
pub struct Guide {
    /// The file, without `.html`.
    pub slug: String,
    /// The heading.
    pub title: String,
    /// One sentence, for lists.
    pub summary: String,
    /// Markdown. A code block in the language `picture NAME` is that picture.
    pub text: String,
    /// Drawn where the text names them.
    pub pictures: BTreeMap<String, Flow>,
    /// What people call their problem, for the search.
    pub words: String,
    /// Whether it is one of the texts to read first, on the first page.
    pub first: bool,
}

/// A file to download.
#[derive(Clone, Debug, Default)]
pub struct Download {
    /// The name of the file.
    pub name: String,
    /// What it is.
    pub about: String,
    /// All of it.
    pub text: String,
}

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Relative to the root of the site, with `/`.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl File {
    /// Whether it is a page of HTML.
    pub fn is_page(&self) -> bool {
        is_page(&self.path)
    }
}

/// Whether a file of the site is a page.
pub fn is_page(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end == "html")
}

/// The files that each site has.
const ASSETS: &[(&str, &str)] = &[
    ("style.css", include_str!("../assets/style.css")),
    ("theme.js", include_str!("../assets/theme.js")),
    ("words.js", include_str!("../assets/words.js")),
    ("match.js", include_str!("../assets/match.js")),
    ("search.js", include_str!("../assets/search.js")),
    ("site.js", include_str!("../assets/site.js")),
    ("icon.svg", include_str!("../assets/icon.svg")),
];

/// Makes every file of the site and hands it on; `false` from there stops.
///
/// Files come in a fixed order, pages of options last, so that only one is in memory at a time.
pub fn build(site: &Site, sink: &mut dyn FnMut(File) -> bool) {
    let tree = Tree::new(&site.options);
    let world = World { site, tree: &tree };
    let mut files = world.fixed();
    files.extend(index::files(&world));
    for file in files {
        if !sink(file) {
            return;
        }
    }
    for node in 1..tree.nodes.len() {
        for file in node::pages(&world, node) {
            if !sink(file) {
                return;
            }
        }
    }
}

/// How many files [`build`] makes, near enough for a progress bar.
pub fn estimate(site: &Site) -> usize {
    Tree::new(&site.options).nodes.len() + site.guides.len() + site.sources.len() + ASSETS.len()
}

/// What each page may look at.
pub(crate) struct World<'a> {
    pub(crate) site: &'a Site,
    pub(crate) tree: &'a Tree,
}

impl World<'_> {
    fn fixed(&self) -> Vec<File> {
        let assets = ASSETS.iter().map(|(path, text)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        });
        let mut files: Vec<File> = assets.collect();
        files.extend(home::pages(self));
        files.extend(
            self.site
                .guides
                .iter()
                .map(|guide| home::guide(self, guide)),
        );
        files.extend(
            self.site
                .sources
                .iter()
                .flat_map(|source| source::pages(self, source)),
        );
        let downloads = self.site.downloads.iter();
        files.extend(downloads.map(|file| File {
            path: format!("files/{}", file.name),
            text: file.text.clone(),
        }));
        files
    }

    pub(crate) fn page<'p>(&'p self, title: &'p str, prefix: &'p str) -> Page<'p> {
        Page {
            world: self,
            title,
            about: "",
            prefix,
            nav: None,
        }
    }
}

#[cfg(test)]
mod tests;
