//! The table: all rows pass on the written files, and each fails on a deliberate mistake.

use pretty_assertions::assert_eq;

use super::*;

mod around;

const FILES: &str = "every file is there and up to date";

/// The checks that a case needs, because running all of them takes seconds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum With {
    Nothing,
    Nix,
    Everything,
}

/// The rows of a tree.
fn rows(made: &Made, with: With) -> Vec<Row> {
    let tree = Tree::open(made.root()).unwrap();
    let alice = alice();
    let input = Input {
        outputs: &OUTPUTS,
        maintainer: Some(&alice),
        source: None,
    };
    if with == With::Everything {
        return check::rows(Series::Stateless, &tree, input).unwrap();
    }
    let nix = Nix::with_lib().filter(|_| with == With::Nix);
    let nix = nix.map(|nix| NoParser(check::Evaluator(nix)));
    let nix = nix.as_ref().map(|nix| nix as &dyn ::upstream::check::Nix);
    let subject = ::upstream::check::Subject::new(&tree, input, nix).unwrap();
    ::upstream::check::rows(&subject)
}

fn failed(rows: &[Row]) -> BTreeSet<&'static str> {
    let rows = rows
        .iter()
        .filter(|row| matches!(row.verdict, Verdict::Failed(_)));
    rows.map(|row| row.what).collect()
}

/// A Nix that accepts every text, because a process for each file of each case would take minutes.
struct NoParser(check::Evaluator);

impl ::upstream::check::Nix for NoParser {
    fn parse(&self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn eval(&self, expression: &str) -> Result<serde_json::Value, String> {
        self.0.eval(expression)
    }
}

/// The messages of a row.
fn reported(rows: &[Row], what: &str) -> String {
    let row = rows.iter().find(|row| row.what == what);
    match row.map(|row| &row.verdict) {
        Some(Verdict::Failed(problems)) => {
            let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
            shown.join("\n")
        }
        other => panic!("{what}: {other:?}"),
    }
}

#[test]
fn what_is_written_passes() {
    let made = Made::written();
    let rows = rows(&made, With::Everything);
    assert_eq!(failed(&rows), BTreeSet::new(), "{rows:?}");
    if Nix::with_lib().is_some() {
        let unchecked = rows
            .iter()
            .filter(|row| matches!(row.verdict, Verdict::Unchecked(_)));
        let unchecked: Vec<_> = unchecked.map(|row| row.what).collect();
        let known: Vec<_> = ::upstream::check::beyond()
            .iter()
            .map(|row| row.what)
            .collect();
        let scripts = "test scripts pass mypy and pyflakes";
        assert!(
            unchecked
                .iter()
                .all(|what| known.contains(what) || *what == scripts)
        );
    }
}

#[test]
fn an_empty_tree_lacks_everything_and_nothing_else_is_wrong() {
    assert_eq!(
        failed(&rows(&Made::new(), With::Nothing)),
        BTreeSet::from([FILES])
    );
}

/// A change by hand fails a row, and is named there with its place.
#[track_caller]
fn breaks(what: &'static str, path: &str, edit: fn(String) -> String, message: &str) {
    breaks_with(With::Nothing, what, path, edit, message);
}

/// The same where only Nix can tell.
#[track_caller]
fn breaks_nix(what: &'static str, path: &str, edit: fn(String) -> String, message: &str) {
    breaks_with(With::Nix, what, path, edit, message);
}

#[track_caller]
fn breaks_with(
    with: With,
    what: &'static str,
    path: &str,
    edit: fn(String) -> String,
    message: &str,
) {
    if with != With::Nothing && Nix::with_lib().is_none() {
        return;
    }
    let made = Made::written();
    made.edit(path, edit);
    judge(&made, what, message, with);
}

#[track_caller]
fn judge(made: &Made, what: &'static str, message: &str, with: With) {
    let reported = reported(&rows(made, with), what);
    assert!(reported.contains(message), "{reported}");
}

const ROOT: &str = "nixos/modules/system/stateless/root/config.nix";
const OPTIONS: &str = "nixos/modules/system/stateless/root/options.nix";
const ENTRY: &str = "nixos/modules/system/stateless/default.nix";
const HOST: &str = "nixos/tests/stateless/host.nix";
const NOTES: &str = "nixos/doc/manual/release-notes/rl-2611.section.md";

#[test]
fn files_that_are_changed_missing_or_nobodys() {
    let made = Made::written();
    made.edit(ROOT, |text| {
        text.replace("mkDefault \"tmpfs\"", "mkDefault \"ramfs\"")
    });
    fs::remove_file(made.root().join(OPTIONS)).unwrap();
    fs::write(made.root().join(FOLDER).join("mine.nix"), "{ }\n").unwrap();
    let rows = rows(&made, With::Nothing);
    let reported = reported(&rows, FILES);
    assert!(
        reported.contains("root/config.nix: it is not what would be written\n  at "),
        "{reported}"
    );
    assert!(
        reported.contains("root/options.nix: it is missing"),
        "{reported}"
    );
    assert!(
        reported.contains("mine.nix: nothing writes this file"),
        "{reported}"
    );
}

#[test]
fn syntax() {
    breaks(
        "Nix code parses",
        ROOT,
        |text| text + "}\n",
        "root/config.nix",
    );
    // rnix and nixfmt take it; Nix does not.
    breaks_with(
        With::Everything,
        "Nix code parses",
        "nixos/modules/system/stateless/lib/default-store.nix",
        |text| {
            text.replacen(
                "in\n",
                "  huge = 99999999999999999999;\nin\nbuiltins.seq huge\n",
                1,
            )
        },
        "lib/default-store.nix",
    );
}

#[test]
fn layout() {
    let what = "it is laid out as nixfmt does";
    breaks(
        what,
        ROOT,
        |text| text.replace("optional (cfg", "optional  (cfg"),
        "root/config.nix:",
    );
    breaks(
        "code in Markdown is too",
        CHAPTER,
        |text| text.replace("mode = \"0750\";", "mode  =  \"0750\";"),
        "stateless.md:",
    );
    breaks(
        "code in Markdown is too",
        CHAPTER,
        |text| text.replace("mode = \"0750\";", "mode = ;"),
        "does not parse",
    );
}

#[test]
fn characters() {
    let what = "editorconfig: LF, a final newline, no tabs";
    breaks(
        what,
        CHAPTER,
        |text| text.trim_end().to_owned(),
        "the last line has no end",
    );
    breaks(what, CHAPTER, |text| text + "\n", "empty lines at the end");
    breaks(
        what,
        CHAPTER,
        |text| text.replace("A machine", "A\tmachine"),
        "there is a tab",
    );
    breaks(
        what,
        CHAPTER,
        |text| text.replacen("boot. Persistent", "boot. \nPersistent", 1),
        "blank at the end",
    );
    breaks(
        what,
        CHAPTER,
        |text| text.replacen('\n', "\r\n", 1),
        "CR LF",
    );
}

#[test]
fn style_of_code() {
    breaks(
        "there is no `with lib;`",
        ROOT,
        |text| text.replacen("in\n{", "in\nwith lib;\n{", 1),
        "`with lib;` hides",
    );
    breaks(
        "nothing is bound that nobody uses",
        ROOT,
        |text| text.replacen("  lib,\n  pkgs,", "  lib,\n  modulesPath,\n  pkgs,", 1),
        "takes `modulesPath` and never uses it",
    );
    breaks(
        "nothing is bound that nobody uses",
        ROOT,
        |text| text.replacen("    mkIf\n", "    mkForce\n    mkIf\n", 1),
        "`mkForce` is bound and never used",
    );
    breaks(
        "there is no needless `rec`",
        OPTIONS,
        |text| text.replacen("watch = {", "watch = rec {", 1),
        "needs no `rec`",
    );
    breaks(
        "no key is written twice",
        OPTIONS,
        |text| {
            text.replacen(
                "default = false;",
                "default = false;\n      default = false;",
                1,
            )
        },
        "is written twice",
    );
    breaks(
        "URLs have quotes",
        ENTRY,
        |text| {
            text.replacen(
                "doc = ../stateless.md;",
                "buildDocsInSandbox = https://example.org;\n    doc = ../stateless.md;",
                1,
            )
        },
        "`https://example.org` has no quotes",
    );
}

#[test]
fn options_without_what_they_need() {
    let described = "options have a type and a description";
    breaks_nix(
        described,
        OPTIONS,
        |text| text.replacen("user write to a tmpfs.", "user write to a tmpfs", 1),
        "stateless.root.mode: its description does not end in a period",
    );
    breaks_nix(
        described,
        OPTIONS,
        |text| text.replacen("type = bool;\n", "", 1),
        "stateless.root.enable: it has no type",
    );
    breaks_nix(
        "options have a default, or say that they are required",
        OPTIONS,
        |text| text.replacen("      default = \"25%\";\n", "", 1),
        "stateless.root.size: it has no default",
    );
    breaks_nix(
        "options have an example, but for yes or no and named values",
        OPTIONS,
        |text| text.replacen("      example = \"2G\";\n", "", 1),
        "stateless.root.size: it has no example",
    );
}

#[test]
fn documentation_that_needs_a_system() {
    if Nix::with_lib().is_none() {
        return;
    }
    let what = "documentation evaluates without pkgs and config";
    for (formal, default) in [
        ("pkgs", "default = pkgs.coreutils.name;"),
        ("config", "default = config.networking.hostName;"),
    ] {
        let made = Made::written();
        made.edit(OPTIONS, |text| {
            text.replacen("{ lib, ... }:", &format!("{{ {formal}, lib, ... }}:"), 1)
                .replacen("default = \"25%\";", default, 1)
        });
        let rows = rows(&made, With::Nix);
        let reported = reported(&rows, what);
        assert!(
            reported.contains(&format!("needs `{formal}`")),
            "{reported}"
        );
    }
    breaks_nix(
        "documentation has no store paths",
        OPTIONS,
        |text| {
            let path = "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-size";
            text.replacen("example = \"2G\";", &format!("example = \"{path}\";"), 1)
        },
        "store path",
    );
}
