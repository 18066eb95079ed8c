//! Writing into a tree, and what is refused.

use pretty_assertions::assert_eq;

use super::*;

#[test]
fn writing_twice_changes_nothing_more() {
    let made = Made::written();
    let once = files(made.root());
    made.commit("nixos/stateless: init");
    made.write().unwrap();
    assert_eq!(files(made.root()), once);
    assert_eq!(made.status(), "");
}

#[test]
fn only_own_files_and_one_line_in_each_list() {
    let made = Made::written();
    for line in made.status().lines() {
        let path = &line[3..];
        let ours = path == CHAPTER || path.starts_with(FOLDER) || path.starts_with(TEST_FOLDER);
        let is_list = [MODULES, TESTS, REDIRECTS, MAINTAINERS].contains(&path)
            || path.contains("/release-notes/");
        assert!(ours && line.starts_with("??") || is_list, "{line}");
    }
    let removed = made.git(&["diff", "--numstat"]);
    for line in removed.lines() {
        assert_eq!(line.split('\t').nth(1), Some("0"), "{line}");
    }
}

#[test]
fn patches_make_the_tree_that_is_written() {
    let made = Made::new();
    let clone = tempfile::tempdir().unwrap();
    let target = clone.path().to_str().unwrap();
    made.git(&["clone", "--quiet", ".", target]);
    let series = tempfile::tempdir().unwrap();
    made.run(Series::Stateless, Some(series.path().to_owned()))
        .unwrap();
    let mut patches: Vec<PathBuf> = fs::read_dir(series.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "patch"))
        .collect();
    patches.sort();
    let patches: Vec<&str> = patches.iter().map(|path| path.to_str().unwrap()).collect();
    for patch in &patches {
        git(
            clone.path(),
            &["apply", "--index", "--whitespace=error-all", patch],
        );
    }
    assert_eq!(files(clone.path()), files(made.root()));
    git(clone.path(), &["reset", "--quiet", "--hard"]);
    git(
        clone.path(),
        &[&["am", "--quiet"], patches.as_slice()].concat(),
    );
    assert_eq!(files(clone.path()), files(made.root()));
    let log = git(clone.path(), &["log", "--format=%an <%ae> %s", "--reverse"]);
    assert_eq!(
        log.lines().collect::<Vec<_>>(),
        [
            "Bob <bob@example.org> nixpkgs: init",
            "Alice <alice@example.org> maintainers: add alice",
            "Alice <alice@example.org> nixos/stateless: init",
            "Alice <alice@example.org> nixos/stateless: add stores and containers",
            "Alice <alice@example.org> nixos/stateless: add presets",
            "Alice <alice@example.org> nixos/stateless: add manual chapter",
            "Alice <alice@example.org> nixos/tests/stateless: init",
        ]
    );
    // The description is no patch.
    assert!(series.path().join("pull-request.md").is_file());
}

#[test]
fn each_commit_of_the_series_evaluates() {
    let Some(nix) = Nix::with_lib() else { return };
    let made = Made::new();
    let tree = Tree::open(made.root()).unwrap();
    let alice = alice();
    let input = Input {
        outputs: &OUTPUTS,
        maintainer: Some(&alice),
        source: None,
    };
    let folder = tempfile::tempdir().unwrap();
    let mut counts = Vec::new();
    for commit in series::plan(&tree, State::Head, &input).unwrap() {
        for (path, change) in &commit.changes {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, &change.new).unwrap();
        }
        let module = folder.path().join(FOLDER);
        if module.is_dir() {
            let expression = format!(
                "builtins.length (import {} {{ lib = import <nixpkgs/lib>; module = {}; }})",
                prove::nix::path(&project::root().join("upstream/nix/documentation.nix")),
                prove::nix::path(&module),
            );
            let count = nix.eval(&expression).unwrap();
            counts.push(count.as_u64().unwrap());
        }
    }
    assert!(counts.len() >= 3 && counts.is_sorted(), "{counts:?}");
    assert!(counts[0] < *counts.last().unwrap(), "{counts:?}");
}

#[track_caller]
fn refuses(made: &Made, subject: &str, message: &str) {
    let before = files(made.root());
    let problems = made.write().unwrap_err();
    let found = problems
        .iter()
        .any(|problem| problem.subject.contains(subject) && problem.message.contains(message));
    assert!(found, "{problems:?}");
    assert_eq!(files(made.root()), before, "something was written");
}

#[test]
fn a_folder_that_is_no_nixpkgs_is_refused() {
    let made = Made::new();
    fs::remove_file(made.root().join(MODULES)).unwrap();
    refuses(
        &made,
        "",
        "this is not a nixpkgs checkout: it lacks nixos/modules/module-list.nix",
    );
}

#[test]
fn a_file_with_changes_is_refused() {
    let made = Made::new();
    made.edit(REDIRECTS, |text| text + "\n");
    refuses(&made, REDIRECTS, "changes that are not committed");
    let made = Made::written();
    made.commit("nixos/stateless: init");
    made.edit(CHAPTER, |text| text + "\nMine.\n");
    refuses(&made, CHAPTER, "changes that are not committed");
}

#[test]
fn a_file_that_git_does_not_know_is_refused() {
    let made = Made::new();
    fs::create_dir_all(made.root().join(FOLDER)).unwrap();
    fs::write(made.root().join(CHAPTER), "Mine.\n").unwrap();
    refuses(&made, CHAPTER, "changes that are not committed");
}

#[test]
fn a_list_without_a_place_is_refused_with_its_line() {
    let made = Made::new();
    made.edit(TESTS, |text| {
        text.replace("  server = runTest", "  aaa = 1;\n  server = runTest")
    });
    made.commit("nixos/tests: break");
    let problems = made.write().unwrap_err();
    let places: Vec<_> = problems
        .iter()
        .flat_map(|problem| &problem.places)
        .collect();
    assert!(
        places.iter().any(|place| place.starts_with(TESTS)),
        "{problems:?}"
    );
    refuses(&made, TESTS, "although the list is kept sorted");
    let made = Made::new();
    made.edit(MODULES, |_| "import ./others.nix\n".to_owned());
    made.commit("nixos: break");
    refuses(&made, MODULES, "it is no list");
}

#[test]
fn a_link_is_not_written_through() {
    let made = Made::new();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir_all(made.root().join("nixos/modules/system")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), made.root().join(FOLDER)).unwrap();
    refuses(&made, FOLDER, "symbolic link");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn without_a_person_lists_stay_as_they_are() {
    let made = Made::new();
    let before = made.read(MAINTAINERS);
    super::super::run(&Args {
        tree: made.root().to_owned(),
        patch: None,
        check: false,
        series: Series::Stateless,
        maintainer: None,
        source: None,
    })
    .unwrap();
    assert_eq!(made.read(MAINTAINERS), before);
}
