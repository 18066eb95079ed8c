//! The table of each change of the containers module.

use ::upstream::tree::CONTAINERS;

use super::*;

fn rows(made: &Made, series: Series) -> Vec<Row> {
    let tree = Tree::open(made.root()).unwrap();
    let alice = alice();
    let input = Input {
        outputs: &OUTPUTS,
        maintainer: Some(&alice),
        source: None,
    };
    check::rows(series, &tree, input).unwrap()
}

/// The rows that failed, with what they say.
fn failed(rows: &[Row]) -> Vec<(&'static str, String)> {
    let failed = rows.iter().filter_map(|row| match &row.verdict {
        Verdict::Failed(problems) => {
            let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Some((row.what, shown.join("\n")))
        }
        _ => None,
    });
    failed.collect()
}

#[test]
fn each_change_passes_when_it_is_written() {
    for series in Series::all().into_iter().skip(1) {
        let made = Made::new();
        let before = failed(&rows(&made, series));
        let name = series.name();
        assert!(
            matches!(before.as_slice(), [("every change is there", _)]),
            "{name}: {before:?}"
        );
        made.run(series, None).unwrap();
        assert_eq!(failed(&rows(&made, series)), [], "{name}");
    }
}

/// The row that must fail, the file, its change, and the message.
type Case = (
    &'static str,
    &'static str,
    fn(String) -> String,
    &'static str,
);

#[test]
fn what_is_broken_by_hand_is_found() {
    let series = Series::named("containers-ephemeral-size").unwrap();
    let test = "nixos/tests/containers-ephemeral-size.nix";
    let cases: [Case; 5] = [
        (
            "the changed module parses and keeps its layout",
            CONTAINERS,
            |text| text + "}",
            "does not parse",
        ),
        (
            "every change is there",
            CONTAINERS,
            |text| text.replace("ephemeralSize", "ephemeralsize"),
            "`systemd.mounts` is there with another value",
        ),
        (
            "the test is in the list of tests",
            TESTS,
            |text| {
                let line =
                    "  containers-ephemeral-size = runTest ./containers-ephemeral-size.nix;\n";
                text.replace(line, &line.repeat(2))
            },
            "is there 2 times",
        ),
        (
            "the test names maintainers in the list",
            test,
            |text| text.replace("maintainers.alice", "maintainers.nobody"),
            "`nobody` is not in",
        ),
        (
            "nothing is bound that nobody uses",
            test,
            |text| text.replacen("{ lib, ... }:", "{ lib, pkgs, ... }:", 1),
            "takes `pkgs` and never uses it",
        ),
    ];
    for (what, path, edit, message) in cases {
        let made = Made::new();
        made.run(series, None).unwrap();
        made.edit(path, edit);
        let failed = failed(&rows(&made, series));
        let found = failed
            .iter()
            .any(|(row, messages)| *row == what && messages.contains(message));
        assert!(found, "{what}: {failed:?}");
    }
}
