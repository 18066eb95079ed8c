//! Rows about what is around the modules: the manual, lists, commits and tests.

use super::*;

#[test]
fn the_chapter() {
    let dialect = "Markdown is in the dialect of the manual";
    breaks(
        dialect,
        CHAPTER,
        |text| text.replace("::: {.note}", "::: {.hint}"),
        "no block of kind",
    );
    breaks(
        dialect,
        CHAPTER,
        |text| text.replace("{file}`/nix`", "<b>/nix</b>"),
        "no HTML",
    );
    breaks(
        "the entry file names the chapter",
        ENTRY,
        |text| text.replace("    doc = ../stateless.md;\n", ""),
        "does not name the chapter",
    );
    let links = "links to options and ids lead somewhere";
    breaks(
        links,
        CHAPTER,
        |text| text + "\nSee [](#module-nowhere).\n",
        "`#module-nowhere` leads nowhere",
    );
    breaks_nix(
        links,
        CHAPTER,
        |text| text.replace("stateless.root.size)", "stateless.root.sise)"),
        "`#opt-stateless.root.sise` leads nowhere",
    );
    breaks_nix(
        links,
        CHAPTER,
        |text| text + "\nSee {option}`stateless.rot`.\n",
        "there is no option `stateless.rot`",
    );
}

#[test]
fn ids_and_redirects() {
    let ids = "each id of the chapter is in redirects.json";
    let made = Made::written();
    made.edit(REDIRECTS, |text| {
        text.replace("index.html#module-system-stateless-root", "index.html#root")
    });
    judge(&made, ids, "has another place first", With::Nothing);
    let made = Made::written();
    made.edit(REDIRECTS, |text| {
        text.replacen('{', "{\n  \"module-system-stateless-old\": [\n    \"index.html#module-system-stateless-old\"\n  ],", 1)
    });
    judge(
        &made,
        ids,
        "the chapter has no id `module-system-stateless-old`",
        With::Nothing,
    );
    let made = Made::written();
    made.edit(REDIRECTS, |text| {
        text.replacen('{', "{\n  \"module-system-stateless-root\": [\n    \"index.html#module-system-stateless-root\"\n  ],", 1)
    });
    judge(&made, ids, "is there twice", With::Nothing);
    let made = Made::written();
    made.edit(CHAPTER, |text| text + "\n## More {#more}\n\nText.\n");
    judge(
        &made,
        ids,
        "does not begin with `module-system-stateless`",
        With::Nothing,
    );
}

#[test]
fn the_release_note() {
    let what = "the release notes have one bullet, under New Modules";
    breaks(
        what,
        NOTES,
        |text| text + "\n- again [stateless](#module-system-stateless)\n",
        "second bullet",
    );
    breaks(
        what,
        NOTES,
        |text| {
            let (before, rest) = text.split_once("- [stateless]").unwrap();
            let (bullet, after) = rest.split_once("\n\n").unwrap();
            format!("{before}{after}\n- [stateless]{bullet}\n")
        },
        "not under New Modules",
    );
}

#[test]
fn lines_of_lists() {
    let what = "lines in lists are there once, at their place";
    breaks(
        what,
        MODULES,
        |text| {
            text.replace("  ./system/stateless/default.nix\n", "")
                .replacen("[\n", "[\n  ./system/stateless/default.nix\n", 1)
        },
        "not in the part of the list that is kept sorted",
    );
    breaks(
        what,
        MODULES,
        |text| {
            let line = "  ./system/stateless/default.nix\n";
            text.replace(line, "").replacen(
                "  ./config/swap.nix\n",
                &format!("{line}  ./config/swap.nix\n"),
                1,
            )
        },
        "not at its place beside",
    );
    breaks(
        what,
        MODULES,
        |text| {
            text.replace(
                "  ./system/stateless/default.nix\n",
                "  ./system/stateless/default.nix\n  ./system/stateless/default.nix\n",
            )
        },
        "is there twice",
    );
    breaks(
        "each test is in the list of tests",
        TESTS,
        |text| {
            text.replace(
                "  stateless-host = runTest ./stateless/host.nix;\n",
                "  stateless-host = runTest ./stateless/guest.nix;\n",
            )
        },
        "runs a file that is not there",
    );
    let names = "module and tests name maintainers in the list";
    breaks(
        names,
        HOST,
        |text| text.replace("lib.maintainers.alice", "lib.maintainers.nobody"),
        "`nobody` is not in",
    );
    breaks(
        names,
        HOST,
        |text| text.replace(" lib.maintainers.alice ", " "),
        "names no maintainer",
    );
}

#[test]
fn subjects_of_commits() {
    let made = Made::written();
    made.commit("Add stateless");
    judge(
        &made,
        "commits are called as nixpkgs asks",
        "has no \": \"",
        With::Nothing,
    );
    let made = Made::written();
    made.commit("feat: add stateless");
    judge(
        &made,
        "commits are called as nixpkgs asks",
        "Conventional Commits",
        With::Nothing,
    );
}

#[test]
fn patches_that_cannot_be_made() {
    let made = Made::new();
    made.edit(TESTS, |text| {
        text.replace("  server = runTest", "  aaa = 1;\n  server = runTest")
    });
    made.commit("nixos/tests: break");
    let rows = rows(&made, With::Nothing);
    let messages = reported(&rows, "the patches apply to the last commit");
    assert!(
        messages.contains("although the list is kept sorted"),
        "{messages}"
    );
}

#[test]
fn options_that_vanish() {
    if Nix::with_lib().is_none() {
        return;
    }
    let made = Made::written();
    made.edit(OPTIONS, |text| text.replacen("    mode = mkOption {", "    oldMode = mkOption {\n      type = bool;\n      default = true;\n      description = \"Old.\";\n    };\n\n    mode = mkOption {", 1));
    made.commit("nixos/stateless: init");
    made.write().unwrap();
    let rows = rows(&made, With::Nix);
    let messages = reported(&rows, "no option vanished without a rename or a message");
    assert!(
        messages.contains("stateless.root.oldMode: the last commit has this option"),
        "{messages}"
    );
    // With a message it is still declared.
    made.edit(OPTIONS, |text| text.replacen("  options.stateless.root = {", "  imports = [\n    (lib.mkRemovedOptionModule [ \"stateless\" \"root\" \"oldMode\" ] \"It is gone.\")\n  ];\n\n  options.stateless.root = {", 1));
    let rows = self::rows(&made, With::Nix);
    assert!(
        !failed(&rows).contains("no option vanished without a rename or a message"),
        "{rows:?}"
    );
}

#[test]
fn scripts_with_mistakes() {
    if lint_is_missing() {
        return;
    }
    breaks_with(
        With::Everything,
        "test scripts pass mypy and pyflakes",
        HOST,
        |text| text.replacen("machine.succeed(", "machine.suceed(", 1),
        "suceed",
    );
}

fn lint_is_missing() -> bool {
    xtask_vm::lint::Linter::find().is_none()
}

#[test]
fn configurations_that_are_not_refused() {
    breaks_with(
        With::Everything,
        "wrong configurations are refused in the same words",
        "nixos/modules/system/stateless/stores/checks/root.nix",
        |text| {
            text.replacen(
                "Mount a persistent file system there",
                "Put a disk there",
                1,
            )
        },
        "tests/checks, case cases.boot-not-separate.found",
    );
}
