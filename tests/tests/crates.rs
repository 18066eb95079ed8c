//! Dependencies point one way: the generator and its two public crates do not know the options of
//! this project. Files of a crate depend one way too.

mod modules;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use toml::Table;

use modules::{Graph, targets};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn table(path: &str) -> Table {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    text.parse().unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The crates of this repository that a crate depends on, including dev-dependencies if
/// `with_tests`.
fn ours(manifest: &str, with_tests: bool) -> BTreeSet<String> {
    let workspace = table("Cargo.toml");
    let shared = workspace["workspace"]["dependencies"]
        .as_table()
        .expect("it is a table");
    let is_ours = |name: &str| {
        shared
            .get(name)
            .is_some_and(|entry| entry.get("path").is_some())
    };
    let manifest = table(manifest);
    let kinds = ["dependencies", "build-dependencies", "dev-dependencies"];
    let kinds = &kinds[..if with_tests { 3 } else { 2 }];
    let tables = kinds
        .iter()
        .filter_map(|kind| manifest.get(*kind)?.as_table());
    tables
        .flatten()
        .filter(|(name, entry)| is_ours(name) || entry.get("path").is_some())
        .map(|(name, _)| name.clone())
        .collect()
}

#[track_caller]
fn depends(manifest: &str, with_tests: bool, expected: &[&str]) {
    let found = ours(manifest, with_tests);
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(found, expected, "{manifest}");
}

#[test]
fn dependencies_run_one_way() {
    depends("codegen/derive/Cargo.toml", false, &[]);
    // Its messages are tested through the crate that exports it.
    depends("codegen/derive/Cargo.toml", true, &["nixos-options"]);
    depends(
        "codegen/options/Cargo.toml",
        true,
        &["nixos-options-derive"],
    );
    depends("codegen/Cargo.toml", true, &["nixos-options"]);
    depends("schema/Cargo.toml", true, &["nixos-options"]);
}

#[test]
fn files_depend_one_way() {
    let graphs = targets(&root())
        .into_iter()
        .map(|target| Graph::of(&target));
    let graphs: Vec<_> = graphs.collect();
    let uses: usize = graphs.iter().map(Graph::len).sum();
    assert!(uses > 500, "only {uses} uses are seen");
    let circles: Vec<_> = graphs.iter().flat_map(Graph::circles).collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

/// The uses in circles of a crate with these files.
fn circles(files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    let found = Graph::of(&folder.path().join("lib.rs")).circles();
    let shown = format!("{}/", folder.path().display());
    found.iter().map(|use_| use_.replace(&shown, "")).collect()
}

#[test]
fn circles_of_files_are_seen() {
    let modules = "mod a; mod b; mod c;";
    let found = circles(&[
        ("lib.rs", modules),
        ("a.rs", "use crate::b::B; struct A(B);"),
        (
            "b.rs",
            "struct B; fn f() { println!(\"{}\", super::c::TEXT) }",
        ),
        (
            "c.rs",
            "const TEXT: &str = \"\"; impl From<crate::a::A> for u8 {}",
        ),
    ]);
    assert_eq!(
        found,
        [
            "a.rs uses b.rs (B)",
            "b.rs uses c.rs (super::c::TEXT)",
            "c.rs uses a.rs (crate::a::A)"
        ]
    );
    // Through names that a third file passes on.
    let found = circles(&[
        (
            "lib.rs",
            "mod a; mod b; pub use a::*; pub use b::B as Renamed;",
        ),
        ("a.rs", "use crate::Renamed; pub struct A;"),
        (
            "b.rs",
            "mod inner { fn f() -> super::super::A {} } pub struct B;",
        ),
    ]);
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn what_is_no_circle_is_not_taken_for_one() {
    let found = circles(&[
        // A module and those declared in it.
        ("lib.rs", "mod a; mod b; struct Top; fn f() { a::f() }"),
        (
            "a.rs",
            "mod below; pub fn f() { below::g(); let b = 1; } pub struct A; #[cfg(test)] mod tests { use crate::b::B; }",
        ),
        ("a/below.rs", "use super::A; pub fn g() -> crate::Top {}"),
        // Tests may use anything, and a name of another crate is none of ours.
        ("b.rs", "use crate::a::A; use c::a::b; pub struct B;"),
    ]);
    assert!(found.is_empty(), "{found:?}");
}

/// All files below a folder, without what a build leaves.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() && !path.ends_with("target") {
            files(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

#[test]
fn the_generator_does_not_name_our_options() {
    let mut found = vec![root().join("codegen/Cargo.toml")];
    for folder in ["src", "options", "derive", "examples", "tests"] {
        files(&root().join("codegen").join(folder), &mut found);
    }
    assert!(
        found.len() > 100,
        "only {} files are looked at",
        found.len()
    );
    let mut named = Vec::new();
    for path in found {
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        for (number, line) in text.lines().enumerate() {
            let is_named = line.to_lowercase().contains("stateless") || names_schema(line);
            if is_named {
                named.push(format!("{}:{}: {line}", path.display(), number + 1));
            }
        }
    }
    assert!(named.is_empty(), "{}", named.join("\n"));
}

/// Whether a line has a path into the crate `schema`; `json_schema::…` is a module of the generator.
fn names_schema(line: &str) -> bool {
    line.match_indices("schema::").any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}
