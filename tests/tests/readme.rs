//! Compares the documents with the repository.

use std::fs;
use std::path::{Path, PathBuf};

use pretty_assertions::assert_eq;
use tests::nix::{self, Nix};

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn readme() -> String {
    read(&tests::root().join("README.md"))
}

/// Every Markdown file of the repository, generated ones too.
fn documents() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(&tests::root(), &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    let entries = fs::read_dir(folder).expect("the repository is readable");
    for entry in entries.map(|entry| entry.expect("a folder can be listed")) {
        let path = entry.path();
        let name = entry.file_name();
        let is_ours = name != "target" && !name.to_string_lossy().starts_with('.');
        if path.is_dir() && is_ours {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let text = read(&path);
            found.push((path, text));
        }
    }
}

/// The fenced blocks of a language, without the fences.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(tag) = line.strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if tag == language {
            found.push(block.join("\n") + "\n");
        }
    }
    found
}

/// The text outside of fenced blocks.
fn prose(text: &str) -> String {
    let mut is_block = false;
    let outside = text.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        is_block ^= is_fence;
        !is_block && !is_fence
    });
    outside.collect::<Vec<_>>().join("\n")
}

/// Nix text without comments of their own line and without empty lines.
fn bare(nix: &str) -> Vec<&str> {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    nix.lines().filter(is_code).collect()
}

/// The destinations of the links of a text, without anchors.
fn links(text: &str) -> Vec<&str> {
    let destinations = text.split("](").skip(1);
    let destinations = destinations.filter_map(|rest| rest.split_once(')'));
    let files = destinations.map(|(link, _)| link.split('#').next().unwrap_or_default());
    files
        .filter(|link| !link.is_empty() && !link.contains("://"))
        .collect()
}

#[test]
fn the_first_example_is_the_minimal_one() {
    let minimal = read(&tests::root().join("tests/examples/minimal.nix"));
    let readme = readme();
    let blocks = blocks(&readme, "nix");
    assert_eq!(bare(&blocks[0]), bare(&minimal));
}

/// The README says that the example and the host that it shows beside it have no findings.
#[test]
fn the_checks_find_nothing_in_the_first_two_blocks() {
    let Some(nix) = Nix::with_lib() else { return };
    let blocks = blocks(&readme(), "nix");
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, block) in ["configuration.nix", "host.nix"].iter().zip(&blocks) {
        fs::write(folder.path().join(name), block).expect("a temporary folder is writable");
    }
    let emitted = nix.eval(&format!(
        "let emitted = import {} {{ modules = [ {} {} ]; }};
         in emitted.failedAssertions ++ emitted.warnings",
        nix::path(&tests::root().join("tests/eval/emitted.nix")),
        nix::path(&tests::root().join("generated-modules")),
        nix::path(&folder.path().join("configuration.nix")),
    ));
    assert_eq!(emitted, Ok(serde_json::json!([])));
}

#[test]
fn every_nix_block_parses() {
    let nix = Nix::find();
    for (path, text) in documents() {
        for block in blocks(&text, "nix") {
            // Some show only the attributes that matter.
            let whole = [block.clone(), format!("{{\n{block}}}\n")]
                .into_iter()
                .find(|text| rnix::Root::parse(text).errors().is_empty());
            let whole = whole.unwrap_or_else(|| panic!("{}: {block}", path.display()));
            if let Some(nix) = nix {
                assert_eq!(nix.parse(&whole), Ok(()), "{}", path.display());
            }
        }
    }
}

#[test]
fn every_link_leads_to_a_file() {
    for (path, text) in documents() {
        let folder = path.parent().expect("a file is in a folder");
        for link in links(&prose(&text)) {
            assert!(
                folder.join(link).exists(),
                "{} links to {link}",
                path.display()
            );
        }
    }
}

#[test]
fn blocks_and_links_are_found() {
    let text =
        "[a](b.md#c) [d](#e)\n```nix\n{ }\n```\n[f](https://example.org)\n```sh\n[g](h)\n```\n";
    assert_eq!(blocks(text, "nix"), ["{ }\n"]);
    assert_eq!(links(&prose(text)), ["b.md"]);
}
