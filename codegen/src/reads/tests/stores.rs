//! A whole behaviour file with its libraries.

use expect_test::expect;

use super::report;
use crate::reads::Report;

const STORES: &str = include_str!("stores.nix");
const UNITS: &str =
    "{ lib }: {\n  escape = lib.escapeSystemdPath;\n  mount = store: { where = store.path; };\n}";
const WATCH: &str =
    "{ config, lib, ... }: {\n  t = lib.mapAttrs (_: v: toString v) config.s.watch;\n}";

fn stores(text: &str) -> Report {
    report(&[
        ("s.nix", text),
        ("lib/units.nix", UNITS),
        ("lib/watch.nix", WATCH),
    ])
}

#[test]
fn everything_is_read() {
    let report = stores(STORES);
    let problems: Vec<_> = report.problems.iter().map(ToString::to_string).collect();
    expect![[""]].assert_eq(&problems.join("\n"));
    let opaque: Vec<_> = report.opaque.iter().map(|o| &o.option).collect();
    expect![[r#"
        []
    "#]]
    .assert_debug_eq(&opaque);
}

#[test]
fn each_read_is_needed() {
    for (old, new, subject) in [
        ("mode ? \"0755\",", "", "s.stores.<name>.dirs.<path>.mode"),
        ("store.tier != \"scratch\"", "true", "s.stores.<name>.tier"),
        ("all \"dir\" \"\" store.dirs", "[ ]", "s.stores.<name>.dirs"),
        ("cpu = \"CPUQuota\";", "", "s.limits.cpu"),
        (
            "owner = dir.user;",
            "",
            "containers.<name>.s.dirs.<path>.user",
        ),
        ("forward.port", "1", "s.ports.*.port"),
        ("cfg.health.command", "1", "s.health.command"),
        ("s.manifest =", "s1.manifest =", "s.manifest"),
        ("imports = [ ../lib/watch.nix ];", "", "s.watch.warnAt"),
    ] {
        assert!(STORES.contains(old), "{old}");
        let problems = stores(&STORES.replace(old, new)).problems;
        assert!(
            problems.iter().any(|p| p.subject == subject),
            "{old}: {problems:#?}"
        );
    }
}

#[test]
fn each_slip_is_found() {
    for (old, new, subject) in [
        (
            "store.users.${user}.files",
            "store.users.${user}.file",
            "s.stores.<name>.users.<user>.file",
        ),
        (
            "user ? \"root\"",
            "usr ? \"root\"",
            "s.stores.<name>.dirs.<path>.usr",
        ),
        (
            "entry.seed ? text",
            "entry.seed ? txet",
            "s.stores.<name>.files.<path>.seed.txet",
        ),
        (
            "memory = \"MemoryMax\"",
            "memoryMax = \"MemoryMax\"",
            "s.limits.memoryMax",
        ),
        (
            "inherit (dir) mode;",
            "inherit (dir) mod;",
            "containers.<name>.s.dirs.<path>.mod",
        ),
        ("cfg.tags != { }", "cfg.tag != { }", "s.tag"),
    ] {
        assert!(STORES.contains(old), "{old}");
        let problems = stores(&STORES.replace(old, new)).problems;
        let found = problems.iter().find(|p| p.subject == subject);
        assert!(
            found.is_some_and(|p| p.help.starts_with("did you mean")),
            "{old}: {problems:#?}"
        );
    }
}
