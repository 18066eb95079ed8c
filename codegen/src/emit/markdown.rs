//! Option documentation in Markdown, as `nixos-render-docs options commonmark` lays it out.

use std::fmt::Write;

use super::options_json::default_text;
use super::pretty;
use crate::ir::{Module, Node, Opt, Step, Visit, show};

/// Number of options above which a nested set fills pages.
const LONG_SET: usize = 20;

/// The page of a module; `declared` is the file that declares its options.
pub fn page(module: &Module, header: &str, declared: &str) -> String {
    let mut out = format!(
        "<!-- {header} -->\n\n# {}\n\n{}\n",
        escaped(&show(&module.mount)),
        module.doc.trim_end()
    );
    let mut sections: Vec<(bool, String)> = Vec::new();
    module.visit(&mut |path, visit| {
        if let Visit::Option(option) = visit {
            let mut section = String::new();
            option_section(path, option, declared, &mut section);
            sections.push((is_in_long_set(path, module), section));
        }
    });
    // Long sets, such as the severities of checks, come last: they would hide the options after them.
    sections.sort_by_key(|(is_last, _)| *is_last);
    out.extend(sections.into_iter().map(|(_, section)| section));
    out
}

/// Whether an option is in a nested set that fills pages.
fn is_in_long_set(path: &[Step], module: &Module) -> bool {
    let name = path.get(module.mount.len());
    module.nodes.iter().any(|node| match node {
        Node::Group(group) => {
            group.nodes.len() > LONG_SET && name == Some(&Step::Name(group.name.clone()))
        }
        Node::Option(_) => false,
    })
}

fn option_section(path: &[Step], option: &Opt, declared: &str, out: &mut String) {
    let read_only = if option.read_only {
        " *(read only)*"
    } else {
        ""
    };
    write!(
        out,
        "\n## {}\n\n{}\n\n*Type:*\n{}{read_only}\n",
        escaped(&show(path)),
        option.description.trim_end(),
        option.ty.phrase().text
    )
    .expect("a string takes everything");
    if let Some(text) = default_text(&option.default) {
        labelled("Default", &text, out);
    }
    if let Some(example) = &option.example {
        labelled("Example", &pretty::text(example), out);
    }
    write!(out, "\n*Declared by:*\n- {}\n", code(declared)).expect("a string takes everything");
}

fn labelled(label: &str, text: &str, out: &mut String) {
    write!(out, "\n*{label}:*\n{}\n", code(text)).expect("a string takes everything");
}

/// Code in ticks, or in a fence when it has several lines; one tick longer than any run inside.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    if text.contains('\n') {
        let fence = "`".repeat(longest.max(2) + 1);
        return format!("\n{fence}nix\n{}\n{fence}", text.trim_end_matches('\n'));
    }
    let ticks = "`".repeat(longest + 1);
    // A tick or a blank at the edge would be read as part of the delimiter.
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// A path in a heading: what Markdown would read as markup gets a backslash.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '*' | '<' | '[' | '`' | '_' | '#' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
