//! The pages that lead to the others: the first one, the search, the help, and the guides.

use maud::{Markup, html};

use crate::markdown::{self, Context};
use crate::page::{T, raw};
use crate::{File, Guide, World, list, picture, words};

/// All of them but the guides.
pub(crate) fn pages(world: &World<'_>) -> Vec<File> {
    vec![first(world), search(world), help(world), types(world)]
}

fn first(world: &World<'_>) -> File {
    let site = world.site;
    let main = html! {
        h1 { (T(&site.title)) }
        @if !site.about.is_empty() { p.lead { (T(&site.about)) } }
        @if !site.guides.is_empty() {
            h2 #guides { "Guides" }
            ul.cards { @for guide in site.guides.iter().filter(|guide| guide.first) { li { (card(guide)) } } }
        }
        h2 #options { "All options" }
        ul.rows { @for row in list::rows(world, 0, "options/") { (row.markup) } }
        @let more = site.guides.iter().filter(|guide| !guide.first).collect::<Vec<_>>();
        @if !more.is_empty() {
            h2 #more { "Complete configurations" }
            ul.rows { @for guide in more { li { (card(guide)) } } }
        }
        h2 #reference { "Reference" }
        ul.rows {
            li { a href="types.html" { "Types" } p { "The values that each type of option accepts." } }
            li { a href="help.html" { "Help" } p { "How to search and how to read a page." } }
        }
        @if !site.downloads.is_empty() {
            h2 #files { "For programs" }
            ul.rows { @for file in &site.downloads {
                li { a href={"files/" (file.name)} download { code { (T(&file.name)) } } p { (T(&file.about)) } }
            } }
        }
    };
    let mut page = world.page(&site.title, "");
    page.about = &site.about;
    page.file("index.html".to_owned(), &main)
}

fn card(guide: &Guide) -> Markup {
    html! {
        a href={(guide.slug) ".html"} { (T(&guide.title)) }
        p { (T(&guide.summary)) }
    }
}

/// Results are drawn by the script; without it, the options are a few links away.
fn search(world: &World<'_>) -> File {
    let main = html! {
        h1 { "Search" }
        div #results {
            noscript { p { "Search needs JavaScript. You can also follow these links to all options:" } }
            ul.rows.noscript { @for row in list::rows(world, 0, "options/") { (row.markup) } }
        }
    };
    world
        .page("Search", "")
        .file("search.html".to_owned(), &main)
}

fn help(world: &World<'_>) -> File {
    let main = html! {
        h1 { "Help" }
        h2 #searching { "Searching" }
        ul {
            li { kbd { "/" } " selects the search field, " kbd { "↑" } " and " kbd { "↓" } " select a result, " kbd { "Enter" } " opens it, " kbd { "Esc" } " closes the list." }
            li { "Several words find options that contain all of them in name or description. Synonyms are found too." }
            li { "You can shorten a path: " code { "git.en" } " finds " code { "programs.git.enable" } ". A path with your own names, or one longer than an option, finds the option." }
            li { "Searches have URLs that you can bookmark and share." }
        }
        h2 #types { "Types" }
        p { "The type of an option sets which values it accepts. Each page explains the type in words. " a href="types.html" { "One page" } " lists all types." }
        h2 #reading { "Reading a page" }
        ul {
            li { "“Configuration” is an example that you can copy. “From” names the test file that contains it." }
            li { code { "<name>" } " in a path is a name that you choose. " code { "*" } " is any element of a list." }
            li { "The button ◐ changes between light and dark. If your system asks for more contrast, lines and text become stronger." }
        }
    };
    world.page("Help", "").file("help.html".to_owned(), &main)
}

/// All types in words.
fn types(world: &World<'_>) -> File {
    let context = Context {
        tree: world.tree,
        options: "options/",
        own: true,
    };
    let main = html! {
        h1 { "Types" }
        p { "The type of an option sets which values it accepts." }
        h2 #known { "Types of the module system" }
        dl.facts { @for (name, text) in words::KNOWN.iter().filter(|(name, _)| !name.starts_with('(')) {
            dt { code { (T(name)) } }
            dd { (raw(markdown::html(text, context))) }
        } }
        @if !world.site.types.is_empty() {
            h2 #own { "Types of " (T(&world.site.title)) }
            dl.facts { @for (name, text) in &world.site.types {
                dt { code { (T(name)) } }
                dd { (raw(markdown::html(text, context))) }
            } }
        }
        h2 #composed { "Types that contain other types" }
        dl.facts {
            dt { code { "null or …" } } dd { p { code { "null" } " means no value." } }
            dt { code { "list of …" } } dd { p { "Values in brackets, separated by spaces. Lists from several files are joined." } }
            dt { code { "attribute set of …" } } dd { p { "Values with names that you choose. Sets from several files are merged." } }
            dt { code { "<name>" } } dd { p { "In a path, a name that you choose." } }
            dt { code { "*" } } dd { p { "In a path, any element of a list." } }
        }
    };
    world.page("Types", "").file("types.html".to_owned(), &main)
}

/// The page of a guide.
pub(crate) fn guide(world: &World<'_>, guide: &Guide) -> File {
    let context = Context {
        tree: world.tree,
        options: "options/",
        own: true,
    };
    let mut html = markdown::html(&guide.text, context);
    for (name, flow) in &guide.pictures {
        let place = format!("<pre tabindex=0><code>picture {name}</code></pre>");
        html = html.replace(&place, &picture::svg(flow));
    }
    let main = html! {
        nav.crumbs aria-label="Path" { a href="index.html#guides" { "Guides" } }
        h1 { (T(&guide.title)) }
        div.prose { (raw(html)) }
    };
    let mut page = world.page(&guide.title, "");
    page.about = &guide.summary;
    let guides = &world.site.guides;
    page.nav = Some(html! {
        p.up { a href="index.html#guides" { "Guides" } }
        ul { @for other in guides.iter().filter(|other| other.first == guide.first) {
            li { a href={(other.slug) ".html"} aria-current=[(other.slug == guide.slug).then_some("page")] { (T(&other.title)) } }
        } }
    });
    page.file(format!("{}.html", guide.slug), &main)
}
