//! Tests on a full nixpkgs, if Nix finds one: its lists accept our lines, and NixOS evaluates with
//! the modules. The checkout is only read.

use super::*;

/// The root of `<nixpkgs>`, if it has NixOS.
fn nixpkgs() -> Option<PathBuf> {
    let output = Command::new("nix-instantiate")
        .args(["--find-file", "nixpkgs"])
        .output()
        .ok()?;
    let root = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    if root.join(MODULES).is_file() {
        return Some(root);
    }
    println!("skipped: <nixpkgs> has no NixOS modules");
    None
}

/// What the command reads of a checkout, in a folder that may be written.
fn of_real(root: &Path) -> Made {
    let made = Made::new();
    let notes = fs::read_dir(root.join(::upstream::tree::NOTES)).unwrap();
    let notes = notes.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let notes = notes.map(|name| format!("{}/{name}", ::upstream::tree::NOTES));
    fs::remove_dir_all(made.root().join(::upstream::tree::NOTES)).unwrap();
    fs::create_dir_all(made.root().join(::upstream::tree::NOTES)).unwrap();
    let lists = [MODULES, TESTS, REDIRECTS, MAINTAINERS, "lib/.version"];
    for path in lists.map(str::to_owned).into_iter().chain(notes) {
        fs::copy(root.join(&path), made.root().join(&path)).unwrap();
    }
    made.commit("nixpkgs: take the real lists");
    made
}

#[test]
fn the_lists_of_nixpkgs_take_our_lines() {
    let Some(root) = nixpkgs() else { return };
    let made = of_real(&root);
    made.write().unwrap();
    let tree = Tree::open(made.root()).unwrap();
    let alice = alice();
    let input = Input {
        outputs: &OUTPUTS,
        maintainer: Some(&alice),
        source: None,
    };
    let rows = check::rows(Series::Stateless, &tree, input).unwrap();
    let failed = rows
        .iter()
        .filter(|row| matches!(row.verdict, Verdict::Failed(_)));
    let failed: Vec<_> = failed.collect();
    assert!(failed.is_empty(), "{failed:#?}");
    for (_, line) in made
        .git(&["diff", "--numstat"])
        .lines()
        .filter_map(|line| line.split_once('\t'))
    {
        assert!(line.starts_with("0\t"), "a line was taken away: {line}");
    }
}
