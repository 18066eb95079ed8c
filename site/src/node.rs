//! The page of an option, or of a set of options.

use maud::{Markup, html};

use crate::input::{Link, Opt, Text};
use crate::list::{self, Row};
use crate::markdown::{self, Context, plain, sentence};
use crate::page::{Path, T, raw};
use crate::tree::Node;
use crate::{Facts, File, World, configuration, words};

/// Rows of more bytes than this go to pages of their own.
const LARGEST: usize = 17_000;
/// How many neighbours are beside the text, in both directions together.
const NEIGHBOURS: usize = 24;

/// The page of a node, and pages of its parts if one page would have too many rows.
pub(crate) fn pages(world: &World<'_>, index: usize) -> Vec<File> {
    let node = &world.tree.nodes[index];
    let rows = list::rows(world, index, "");
    let parts = parts(rows, &node.slug);
    let mut main = head(world, index);
    main.push_str(&below(node, &parts).into_string());
    main.push_str(&foot(world, index).into_string());
    let about = about(world, node);
    let mut page = world.page(&node.name, "../");
    page.about = &about;
    page.nav = Some(side(world, index));
    let mut files = vec![page.file(format!("options/{}.html", node.slug), &raw(main))];
    if parts.len() > 1 {
        for part in &parts {
            let main = html! {
                (crumbs(world, index, true))
                h1 { code { (Path(&node.name)) } ": " (T(&part.title)) }
                ul.rows { @for row in &part.rows { (row.markup) } }
            };
            files.push(page.file(format!("options/{}.html", part.slug), &main));
        }
    }
    files
}

/// Rows of one page.
struct Part {
    slug: String,
    title: String,
    rows: Vec<Row>,
}

fn parts(rows: Vec<Row>, slug: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut size = LARGEST + 1;
    for row in rows {
        let bytes = row.markup.0.len();
        if size + bytes > LARGEST {
            let slug = format!("{slug}~~part{}", parts.len() + 1);
            parts.push(Part {
                slug,
                title: String::new(),
                rows: Vec::new(),
            });
            size = 0;
        }
        size += bytes;
        if let Some(part) = parts.last_mut() {
            part.rows.push(row);
        }
    }
    for part in &mut parts {
        if let (Some(first), Some(last)) = (part.rows.first(), part.rows.last()) {
            part.title = format!("{} … {}", first.label, last.label);
        }
    }
    parts
}

fn below(node: &Node, parts: &[Part]) -> Markup {
    let count = node.count - usize::from(node.option.is_some());
    html! {
        @if let [part] = parts {
            @if node.option.is_some() { h2 #below { "Options below" } }
            ul.rows { @for row in &part.rows { (row.markup) } }
        } @else if !parts.is_empty() {
            h2 #below { (count) " options below" }
            ul.rows.parts { @for part in parts {
                li { a href={(part.slug) ".html"} { code { (T(&part.title)) } } }
            } }
        }
    }
}

fn about(world: &World<'_>, node: &Node) -> String {
    match node.option {
        Some(option) => sentence(&plain(&world.site.options[option].description), 160),
        None => format!("{} options below {}.", node.count, node.name),
    }
}

/// Everything above the list.
fn head(world: &World<'_>, index: usize) -> String {
    let node = &world.tree.nodes[index];
    let mut out = crumbs(world, index, false).into_string();
    let title = html! {
        div.name {
            h1 id={"opt-" (node.slug)} { code { (Path(&node.name)) } }
            button.copy type="button" aria-label="Copy the name" { "Copy" }
        }
    };
    out.push_str(&title.into_string());
    let context = Context {
        tree: world.tree,
        options: "",
        own: false,
    };
    if let Some(option) = node.option {
        let option = &world.site.options[option];
        out.push_str("<div class=lead>");
        out.push_str(&markdown::html(&option.description, context));
        out.push_str("</div>");
        out.push_str(&details(world, option, context).into_string());
    } else if let Some(text) = world.site.sets.get(&node.name) {
        out.push_str("<div class=lead>");
        out.push_str(&markdown::html(text, context));
        out.push_str("</div>");
    }
    out
}

/// Links to what is around.
fn crumbs(world: &World<'_>, index: usize, with_self: bool) -> Markup {
    let mut above = world.tree.above(index);
    if with_self {
        above.push(index);
    }
    html! {
        nav.crumbs aria-label="Path" {
            a href="../index.html#options" { "Options" }
            @for index in above {
                @let node = &world.tree.nodes[index];
                " › " a href={(node.slug) ".html"} { (T(&node.step)) }
            }
        }
    }
}

fn details(world: &World<'_>, option: &Opt, context: Context<'_>) -> Markup {
    let facts = world.site.facts.get(&option.name);
    let explained = words::explain(&option.ty, &world.site.types);
    html! {
        dl.facts {
            dt { "Type" }
            dd {
                code.type { (T(&option.ty)) }
                @if option.read_only { " (read only: the module sets it)" }
                @if let Some(text) = &explained { p.words { (raw(inline(&words::as_sentence(text), context))) } }
            }
            dt { "Default" }
            dd {
                @if let Some(text) = &option.default { (value(text, context)) }
                @else { "none" @if !option.read_only { ": there is no value until you set one" } }
            }
            @if let Some(example) = &option.example { dt { "Example" } dd { (value(example, context)) } }
            (written(option, facts))
            @if let Some(related) = &option.related { dt { "Related packages" } dd { (raw(markdown::html(related, context))) } }
            @if let Some(facts) = facts {
                @for (title, links) in facts.lists() { (linked(title, links)) }
            }
            (linked("Declared in", &option.declarations))
        }
    }
}

/// A configuration to copy.
fn written(option: &Opt, facts: Option<&Facts>) -> Markup {
    let known = facts.and_then(|facts| facts.configuration.clone());
    let text = known.or_else(|| configuration(option));
    let evaluated = facts.and_then(|facts| facts.evaluated.as_ref());
    html! {
        @if let Some(text) = text {
            dt { "Configuration" }
            dd {
                (raw(markdown::code_block(&text, "nix")))
                @if let Some(link) = evaluated { p.words { "From " (anchor(link)) ", which the tests evaluate." } }
            }
        }
    }
}

fn linked(title: &str, links: &[Link]) -> Markup {
    html! {
        @if !links.is_empty() {
            dt { (title) }
            dd { ul.plain { @for link in links { li { (anchor(link)) } } } }
        }
    }
}

fn anchor(link: &Link) -> Markup {
    html! {
        @if let Some(url) = &link.url {
            a href={@if !url.contains("://") { "../" } (T(url))} { (T(&link.name)) }
        } @else { code { (T(&link.name)) } }
    }
}

/// A short text of one paragraph.
fn inline(text: &str, context: Context<'_>) -> String {
    let html = markdown::html(text, context);
    let bare = html
        .strip_prefix("<p>")
        .and_then(|html| html.strip_suffix("</p>"));
    bare.unwrap_or(&html).to_owned()
}

fn value(text: &Text, context: Context<'_>) -> Markup {
    match text {
        Text::Code(code) if code.contains('\n') || code.len() > 60 => {
            raw(markdown::code_block(code, "nix"))
        }
        Text::Code(code) => html! { code.nix { (raw(crate::highlight::nix(code))) } },
        Text::Words(words) => raw(markdown::html(words, context)),
    }
}

/// The neighbours before and after.
fn foot(world: &World<'_>, index: usize) -> Markup {
    let siblings = &world.tree.nodes[world.tree.nodes[index].parent].children;
    let at = siblings
        .iter()
        .position(|&sibling| sibling == index)
        .unwrap_or(0);
    let before = at.checked_sub(1).and_then(|at| siblings.get(at));
    let link = |index: usize, rel: &'static str| {
        let node = &world.tree.nodes[index];
        html! { a rel=(rel) href={(node.slug) ".html"} { (T(&node.step)) } }
    };
    html! {
        nav.turn aria-label="Neighbours" {
            span { @if let Some(&index) = before { "← " (link(index, "prev")) } }
            span { @if let Some(&index) = siblings.get(at + 1) { (link(index, "next")) " →" } }
        }
    }
}

/// The options around this one, as a tree of links.
fn side(world: &World<'_>, index: usize) -> Markup {
    let tree = world.tree;
    let parent = tree.nodes[index].parent;
    let siblings = &tree.nodes[parent].children;
    let at = siblings
        .iter()
        .position(|&sibling| sibling == index)
        .unwrap_or(0);
    let start = at
        .saturating_sub(NEIGHBOURS / 2)
        .min(siblings.len().saturating_sub(NEIGHBOURS));
    let shown = &siblings[start..siblings.len().min(start + NEIGHBOURS)];
    let above = if parent == 0 {
        "../index.html#options".to_owned()
    } else {
        format!("{}.html", tree.nodes[parent].slug)
    };
    html! {
        p.up { a href=(above) { @if parent == 0 { "Options" } @else { (Path(&tree.nodes[parent].name)) } } }
        ul {
            @if start > 0 { li { a href=(above) { (start) " before" } } }
            @for &sibling in shown {
                @let node = &tree.nodes[sibling];
                li {
                    a href={(node.slug) ".html"} aria-current=[(sibling == index).then_some("page")] { (T(&node.step)) }
                    @if sibling == index { (inner(world, index)) }
                }
            }
            @let after = siblings.len() - start - shown.len();
            @if after > 0 { li { a href=(above) { (after) " more" } } }
        }
    }
}

fn inner(world: &World<'_>, index: usize) -> Markup {
    let children = &world.tree.nodes[index].children;
    html! {
        @if !children.is_empty() && children.len() <= NEIGHBOURS {
            ul { @for &child in children {
                @let node = &world.tree.nodes[child];
                li { a href={(node.slug) ".html"} { (T(&node.step)) } }
            } }
        }
    }
}
