//! Small files, and what is found in them.
#![allow(
    clippy::needless_pass_by_value,
    clippy::needless_raw_string_hashes,
    reason = "`expect!` is written by expect-test, and short where it is used"
)]

mod calls;
mod flow;
mod lists;
mod messages;
mod modules;
mod robust;
mod stores;
mod tree;

use expect_test::Expect;

use super::{Report, check};
use crate::NixSource;

/// A file as the sources have it. One outside of every folder is the behaviour of a domain.
pub(super) fn source(path: &str, text: &str) -> NixSource {
    let behaviour = path.strip_suffix(".nix").filter(|name| !name.contains('/'));
    NixSource {
        path: behaviour.map_or_else(|| path.into(), |name| format!("{name}/config.nix")),
        shown: format!("nix/{path}"),
        text: text.into(),
    }
}

fn report(sources: &[(&str, &str)]) -> Report {
    let modules = tree::modules();
    let sources: Vec<_> = sources
        .iter()
        .map(|(path, text)| source(path, text))
        .collect();
    check(&modules, &sources)
}

/// The reads of `files`, their opaque uses, and reads of options that do not exist, without unread
/// options.
#[track_caller]
fn check_files(files: &[(&str, &str)], expect: &Expect) {
    let report = report(files);
    let mut lines = Vec::new();
    lines.extend(report.reads.iter().map(|read| read.option.clone()));
    lines.dedup();
    let opaque = report.opaque.iter();
    lines.extend(opaque.map(|opaque| format!("opaque {}", opaque.option)));
    let missing = |message: &str| {
        message.starts_with("this option does not exist, but is read")
            || message.contains("not Nix")
    };
    let problems = report.problems.iter();
    let missing = problems.filter(|problem| missing(&problem.message));
    lines.extend(missing.map(|problem| format!("missing {}", problem.subject)));
    expect.assert_eq(&lines.join("\n"));
}

/// The same for a module that returns `body`.
#[track_caller]
fn check_body(body: &str, expect: &Expect) {
    let text = format!("{{ config, lib, pkgs, ... }}: let cfg = config.s; in {{ x = {body}; }}");
    check_files(&[("s.nix", &text)], expect);
}
