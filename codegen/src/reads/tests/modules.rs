//! Submodules, imports, and what modules define.

use expect_test::{Expect, expect};

use super::{check_files, report};

#[track_caller]
fn files(files: &[(&str, &str)], expect: Expect) {
    check_files(files, &expect);
}

/// Whether `s.manifest` is defined as it must be.
#[track_caller]
fn defines(text: &str) -> bool {
    let problems = report(&[("s.nix", text)]).problems;
    !problems
        .iter()
        .any(|problem| problem.subject == "s.manifest")
}

fn container(options: &str) -> String {
    format!(
        "{{ lib, ... }}: let inherit (lib) mkOption types; in {{ options.containers = {options}; }}"
    )
}

#[test]
fn extended_submodules() {
    let plain = "mkOption { type = types.attrsOf (types.submodule ({ name, config, ... }: { config = { bindMounts = lib.mapAttrs (_: d: d.mode) config.s.dirs; x = config.s.enabel; y = config.upstream.x; }; })); }";
    files(
        &[("containers.nix", &container(plain))],
        expect![[r#"
        containers.<name>.s.dirs
        containers.<name>.s.dirs.<path>.mode
        missing containers.<name>.s.enabel"#]],
    );
    let with = "mkOption { type = with types; lazyAttrsOf (submoduleWith { modules = [ ({ config, ... }: { x = config.s.enable; }) ]; }); }";
    files(
        &[("containers.nix", &container(with))],
        expect!["containers.<name>.s.enable"],
    );
    let constant = "mkOption { type = types.attrsOf (types.submodule { config.x = 1; }); }";
    files(&[("containers.nix", &container(constant))], expect![[""]]);
    let elsewhere = "mkOption { type = types.listOf (types.submodule ({ config, ... }: { x = config.s.enable; })); }";
    files(&[("containers.nix", &container(elsewhere))], expect![[""]]);
}

#[test]
fn containers_from_outside() {
    files(
        &[(
            "containers.nix",
            "{ config, lib, ... }: { config.systemd = lib.mapAttrs (n: c: c.s.dirs.x.mode + c.s.dris + c.bindMounts.x) config.containers; config.x = config.s.stores.main.path; }",
        )],
        expect![[r#"
            containers.<name>.s.dirs
            containers.<name>.s.dirs.<path>.mode
            s.stores
            s.stores.<name>.path
            missing containers.<name>.s.dris"#]],
    );
}

#[test]
fn libraries() {
    let library = "{ lib }: rec { paths = lib.mapAttrs (_: path); path = s: s.path; bad = lib.mapAttrs (_: s: s.pathh); }";
    let user = |import: &str, function: &str| {
        format!(
            "{{ config, lib, ... }}: let l = import {import} {{ inherit lib; }}; in {{ x = l.{function} config.s.stores; }}"
        )
    };
    let check = |import: &str, function: &str, expect: Expect| {
        files(
            &[("s.nix", &user(import, function)), ("lib/l.nix", library)],
            expect,
        );
    };
    check(
        "../lib/l.nix",
        "paths",
        expect![[r#"
        s.stores
        s.stores.<name>.path"#]],
    );
    check(
        "./lib/l.nix",
        "paths",
        expect![[r#"
        s.stores
        opaque s.stores"#]],
    );
    check(
        "../../lib/l.nix",
        "paths",
        expect![[r#"
        s.stores
        opaque s.stores"#]],
    );
    check("../lib/l.nix", "nowhere", expect!["s.stores"]);
    check(
        "../lib/l.nix",
        "bad",
        expect![[r#"
            s.stores
            missing s.stores.<name>.pathh"#]],
    );
    let chain = "{ lib }: import ./l.nix { inherit lib; }";
    files(
        &[
            ("s.nix", &user("../lib/m.nix", "paths")),
            ("lib/l.nix", library),
            ("lib/m.nix", chain),
        ],
        expect![[r#"
            s.stores
            s.stores.<name>.path"#]],
    );
    files(
        &[
            ("s.nix", "{ imports = [ ../lib/m.nix ./config.nix ]; }"),
            ("lib/m.nix", "{ config, ... }: { x = config.s.size; }"),
        ],
        expect!["s.size"],
    );
}

#[test]
fn definitions() {
    assert!(!defines("{ }"));
    assert!(!defines("{ config, ... }: { x = config.s.manifest; }"));
    assert!(!defines("{ config.x.s.manifest = 1; }"));
    assert!(defines("{ s.manifest = 1; }"));
    assert!(defines("{ config.s.manifest = 1; }"));
    assert!(defines("{ config = { s = { manifest = 1; }; }; }"));
    assert!(defines(
        "{ lib, ... }: { config = lib.mkIf true (lib.mkMerge [ { s.manifest = 1; } ]); }"
    ));
    assert!(defines(
        "{ lib, ... }: { config = { } // lib.optionalAttrs true { s.manifest = 1; }; }"
    ));
    assert!(defines(
        "{ lib, ... }: { s = lib.genAttrs [ \"manifest\" ] (n: 1); }"
    ));
    assert!(defines("{ pkgs, ... }: { s = pkgs.unknown 1; }"));
}
