//! Lists of the options in a set, one row each.

use maud::{Markup, html};

use crate::World;
use crate::markdown::{plain, sentence};
use crate::page::{Path, T};
use crate::tree::Node;

/// A set with at most this many options lists all of them, including those of nested sets.
const FLAT: usize = 60;

/// A first page with fewer sets than this shows what is in them.
const FEW: usize = 12;

/// The rows of a set, each with its initial letters.
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) markup: Markup,
}

/// The options below a page; `prefix` leads from the page to the folder of options.
pub(crate) fn rows(world: &World<'_>, node: usize, prefix: &str) -> Vec<Row> {
    let tree = world.tree;
    let is_flat = node != 0 && tree.nodes[node].count <= FLAT;
    let mut found = Vec::new();
    if node == 0 {
        found = first(world);
    } else {
        collect(world, node, is_flat, &mut found);
    }
    let start = tree.nodes[node].name.len();
    let rows = found.into_iter().map(|index| {
        let child = &tree.nodes[index];
        let label = child.name[start.min(child.name.len())..].trim_start_matches('.');
        Row {
            label: label.to_owned(),
            markup: row(world, child, label, prefix, is_flat),
        }
    });
    rows.collect()
}

/// The sets that a visitor sees first. Few large ones say little, so that they are opened while there
/// is room.
fn first(world: &World<'_>) -> Vec<usize> {
    let nodes = &world.tree.nodes;
    let mut found = nodes[0].children.clone();
    let room = |index: usize, count: usize| {
        let inner = nodes[index].children.len();
        nodes[index].option.is_none() && (inner == 1 || inner > 1 && count + inner - 1 <= FEW)
    };
    while let Some(at) = found.iter().position(|&index| room(index, found.len())) {
        let inner = nodes[found[at]].children.clone();
        found.splice(at..=at, inner);
    }
    found
}

fn collect(world: &World<'_>, node: usize, is_flat: bool, found: &mut Vec<usize>) {
    for &child in &world.tree.nodes[node].children {
        let is_option = world.tree.nodes[child].option.is_some();
        if is_option || !is_flat {
            found.push(child);
        }
        if is_flat {
            collect(world, child, is_flat, found);
        }
    }
}

fn row(world: &World<'_>, node: &Node, label: &str, prefix: &str, is_flat: bool) -> Markup {
    let option = node.option.map(|index| &world.site.options[index]);
    let below = node.count - usize::from(option.is_some());
    let about = match option {
        Some(option) => sentence(&plain(&option.description), 140),
        None => world
            .site
            .sets
            .get(&node.name)
            .map(|text| sentence(&plain(text), 140))
            .unwrap_or_default(),
    };
    html! {
        li id={"opt-" (node.slug)} {
            a href={(prefix) (node.slug) ".html"} { code { (Path(label)) } }
            @if let Some(option) = option { " " span.t { (T(&short(&option.ty))) } }
            @if below > 0 && !is_flat { " " span.count { (below) @if below == 1 { " option" } @else { " options" } @if option.is_some() { " below" } } }
            @if !about.is_empty() { p { (T(&about)) } }
        }
    }
}

/// A type in one short line.
pub(crate) fn short(ty: &str) -> String {
    let ty = ty
        .replace("attribute set of ", "set of ")
        .replace("(submodule)", "options")
        .replace("submodule", "options");
    if ty.chars().count() <= 48 {
        return ty;
    }
    let cut: String = ty.chars().take(46).collect();
    format!("{}…", cut.trim_end())
}
