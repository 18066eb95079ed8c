//! What all pages share: head, search field, navigation, foot.

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use crate::{File, World, highlight};

/// A page around its content.
pub(crate) struct Page<'a> {
    pub(crate) world: &'a World<'a>,
    pub(crate) title: &'a str,
    /// One sentence for search engines.
    pub(crate) about: &'a str,
    /// From the page to the root of the site: nothing or `../`.
    pub(crate) prefix: &'a str,
    /// Links beside the text.
    pub(crate) nav: Option<Markup>,
}

/// Text that may hold anything.
pub(crate) struct T<'a>(pub(crate) &'a str);

impl Render for T<'_> {
    fn render_to(&self, out: &mut String) {
        highlight::escape(self.0, out);
    }
}

/// A path that may break after each point.
pub(crate) struct Path<'a>(pub(crate) &'a str);

impl Render for Path<'_> {
    fn render_to(&self, out: &mut String) {
        for (index, part) in self.0.split('.').enumerate() {
            if index > 0 {
                out.push_str(".<wbr>");
            }
            highlight::escape(part, out);
        }
    }
}

impl Page<'_> {
    /// The file with that content.
    pub(crate) fn file(&self, path: String, main: &Markup) -> File {
        let markup = html! {
            (DOCTYPE)
            html lang="en" data-root=(self.prefix) {
                (self.head())
                body {
                    a.skip href="#main" { "Skip to content" }
                    (self.header())
                    div.wrap.alone[self.nav.is_none()] {
                        main #main tabindex="-1" { (main) }
                        @if let Some(nav) = &self.nav { nav.side aria-label="Options nearby" { (nav) } }
                    }
                    (self.footer())
                }
            }
        };
        File {
            path,
            text: markup.into_string(),
        }
    }

    fn head(&self) -> Markup {
        let (site, prefix) = (&self.world.site.title, self.prefix);
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (T(self.title)) @if self.title != site { " – " (T(site)) } }
                @if !self.about.is_empty() { meta name="description" content=(T(self.about)); }
                link rel="icon" href={(prefix) "icon.svg"};
                link rel="stylesheet" href={(prefix) "style.css"};
                script src={(prefix) "theme.js"} {}
                script src={(prefix) "words.js"} defer {}
                script src={(prefix) "match.js"} defer {}
                script src={(prefix) "search.js"} defer {}
                script src={(prefix) "site.js"} defer {}
            }
        }
    }

    fn header(&self) -> Markup {
        let prefix = self.prefix;
        html! {
            header.top {
                a.brand href={(prefix) "index.html"} { (T(&self.world.site.title)) }
                form.search role="search" action={(prefix) "search.html"} {
                    input #q type="search" name="q" autocomplete="off" autocapitalize="off"
                        spellcheck="false" aria-label="Search options" placeholder="Search options";
                    kbd aria-hidden="true" { "/" }
                }
                nav.links aria-label="Site" {
                    @if !self.world.site.guides.is_empty() { a href={(prefix) "index.html#guides"} { "Guides" } }
                    a href={(prefix) "index.html#options"} { "Options" }
                    a href={(prefix) "help.html"} { "Help" }
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        let count = self.world.site.options.len();
        html! {
            footer { p { (T(&self.world.site.title)) ": " (count) " options. This page works without JavaScript and without a network." } }
        }
    }
}

/// HTML that is made already.
pub(crate) fn raw(html: String) -> Markup {
    PreEscaped(html)
}
