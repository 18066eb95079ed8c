//! Values on their way through the language.

use expect_test::{Expect, expect};

use super::{check_body, check_files};

#[track_caller]
fn body(body: &str, expect: Expect) {
    check_body(body, &expect);
}

#[track_caller]
fn file(text: &str, expect: Expect) {
    check_files(&[("s.nix", text)], &expect);
}

#[test]
fn selections_read() {
    body("cfg.enable", expect!["s.enable"]);
    body("cfg.watch.every", expect!["s.watch.every"]);
    body("config.s.limits.cpu", expect!["s.limits.cpu"]);
    body("cfg.\"enable\"", expect!["s.enable"]);
    body(
        "cfg.stores.main.path",
        expect![[r#"
        s.stores
        s.stores.<name>.path"#]],
    );
    body(
        "cfg.stores.main.files.\"/a b\".seed.text or null",
        expect![[r#"
            s.stores
            s.stores.<name>.files
            s.stores.<name>.files.<path>.seed"#]],
    );
    body("cfg.tags.x", expect!["s.tags"]);
}

#[test]
fn missing_options() {
    body("cfg.enabel", expect!["missing s.enabel"]);
    body(
        "cfg.stores.main.pathh",
        expect![[r#"
        s.stores
        missing s.stores.<name>.pathh"#]],
    );
    body(
        "cfg.stores.main.pathh or null",
        expect![[r#"
        s.stores
        missing s.stores.<name>.pathh"#]],
    );
    body("cfg.watch.a.b", expect!["missing s.watch.a"]);
    body(
        "cfg.enable.x",
        expect![[r#"
        s.enable
        missing s.enable.x"#]],
    );
    body("cfg ? enabel", expect!["missing s.enabel"]);
    body(
        "config.s.\"not a name\"",
        expect![[r#"missing s."not a name""#]],
    );
    body("config.t.enable", expect![[""]]);
    body("config.fileSystems.x.y.z", expect![[""]]);
}

#[test]
fn ways_without_a_read() {
    body("cfg.watch == null", expect![[""]]);
    body("cfg ? enable", expect![[""]]);
    body("cfg.limits", expect!["opaque s.limits"]);
    body("cfg.limits == { }", expect![[""]]);
    body(
        "cfg.limits == cfg.watch",
        expect![[r#"
        opaque s.limits
        opaque s.watch"#]],
    );
    body("cfg.stores != { }", expect!["s.stores"]);
    body("cfg.health != null", expect!["s.health"]);
}

#[test]
fn dynamic_names() {
    body(
        "cfg.stores.${cfg.size}.path",
        expect![[r#"
        s.size
        s.stores
        s.stores.<name>.path"#]],
    );
    body("cfg.${\"enable\"}", expect!["s.enable"]);
    body(
        "cfg.limits.${pkgs.x}",
        expect![[r#"
        s.limits.cpu
        s.limits.memory"#]],
    );
    body(
        "map (n: cfg.limits.${n}) [ \"cpu\" ]",
        expect!["s.limits.cpu"],
    );
    body(
        "map (n: cfg.limits.${n}) [ \"cpu\" \"gpu\" ]",
        expect![[r#"
        s.limits.cpu
        missing s.limits.gpu"#]],
    );
    body(
        "lib.genAttrs [ \"every\" ] (n: cfg.watch.${n})",
        expect!["s.watch.every"],
    );
    body(
        "lib.mapAttrs (n: _: cfg.limits.${n}) { memory = 1; }",
        expect!["s.limits.memory"],
    );
    body(
        "{ ${cfg.size} = 1; a.${cfg.limits.cpu}.b = 2; }",
        expect![[r#"
            s.limits.cpu
            s.size"#]],
    );
}

#[test]
fn scopes() {
    body(
        "let a = b; b = cfg.limits; in a.cpu",
        expect!["s.limits.cpu"],
    );
    body(
        "let inherit (cfg) limits; in limits.cpu",
        expect!["s.limits.cpu"],
    );
    body("let cfg = { nope = 1; }; in cfg.nope", expect![[""]]);
    body(
        "{ inherit (cfg.limits) cpu memory; }",
        expect![[r#"
        s.limits.cpu
        s.limits.memory"#]],
    );
    body(
        "{ inherit (cfg.limits) cpu gpu; }",
        expect![[r#"
        s.limits.cpu
        missing s.limits.gpu"#]],
    );
    body("let c = cfg; in { inherit c; }.c.size", expect!["s.size"]);
    body(
        "rec { a = cfg.limits; b = a.cpu; }.b",
        expect!["s.limits.cpu"],
    );
    body(
        "let a.b = cfg.limits; a.c = 1; in a.b.cpu",
        expect!["s.limits.cpu"],
    );
    body(
        "let { b = cfg.limits; body = b.cpu; }",
        expect!["s.limits.cpu"],
    );
    body("with cfg.limits; cpu + gpu", expect!["s.limits.cpu"]);
    body(
        "with lib; map (s: s.path) (attrValues cfg.stores)",
        expect![[r#"
            s.stores
            s.stores.<name>.path"#]],
    );
    body(
        "with lib; with cfg.watch; mkIf true every",
        expect!["s.watch.every"],
    );
    body("let unused = cfg.size; in 1", expect!["s.size"]);
    body("let unused = x: cfg.size; in 1", expect!["s.size"]);
}

#[test]
fn operators() {
    body(
        "(cfg.limits // { cpu = 1; }).memory",
        expect!["s.limits.memory"],
    );
    body("(cfg.limits // { gpu = 1; }).gpu", expect![[""]]);
    body(
        "(cfg.limits // { gpu = 1; }).tpu",
        expect!["missing s.limits.tpu"],
    );
    body(
        "map (p: p.port) (cfg.ports ++ [ { port = 1; } ])",
        expect![[r#"
            s.ports
            s.ports.*.port"#]],
    );
    body(
        "if cfg.enable then cfg.size else cfg.limits.cpu",
        expect![[r#"
            s.enable
            s.limits.cpu
            s.size"#]],
    );
    body(
        "assert cfg.enable; cfg.size",
        expect![[r#"
        s.enable
        s.size"#]],
    );
    body(
        "!cfg.enable && cfg.size == null -> -cfg.watch.warnAt < 3",
        expect![[r#"
            s.enable
            s.size
            s.watch.warnAt"#]],
    );
    body(
        "\"a ${cfg.size} ${\"${cfg.limits.cpu}\"}\"",
        expect![[r#"
        s.limits.cpu
        s.size"#]],
    );
    body("''\n  ${cfg.size}\n''", expect!["s.size"]);
    body("./a/${cfg.size}", expect!["s.size"]);
    body("/a/${cfg.size}", expect!["s.size"]);
    body(
        "[ cfg.size (cfg.limits.cpu) ]",
        expect![[r#"
        s.limits.cpu
        s.size"#]],
    );
    body(
        "cfg.limits.cpu or cfg.limits.memory",
        expect![[r#"
        s.limits.cpu
        s.limits.memory"#]],
    );
    body(
        "cfg.stores |> lib.mapAttrs (_: s: s.path)",
        expect![[r#"
        s.stores
        s.stores.<name>.path"#]],
    );
    body(
        "lib.mapAttrs (_: s: s.path) <| cfg.stores",
        expect![[r#"
        s.stores
        s.stores.<name>.path"#]],
    );
}

#[test]
fn unions_have_what_one_of_them_has() {
    let both = |entry: &str| {
        format!("lib.mapAttrsToList (_: e: {entry}) (cfg.stores.a.dirs // cfg.stores.a.files)")
    };
    body(
        &both("e.mode"),
        expect![[r#"
        s.stores
        s.stores.<name>.dirs
        s.stores.<name>.dirs.<path>.mode
        s.stores.<name>.files
        s.stores.<name>.files.<path>.mode"#]],
    );
    body(
        &both("e.seed"),
        expect![[r#"
        s.stores
        s.stores.<name>.dirs
        s.stores.<name>.files
        s.stores.<name>.files.<path>.seed"#]],
    );
    body(
        &both("e.seeed"),
        expect![[r#"
        s.stores
        s.stores.<name>.dirs
        s.stores.<name>.files
        missing s.stores.<name>.dirs.<path>.seeed
        missing s.stores.<name>.files.<path>.seeed"#]],
    );
}

#[test]
fn what_is_asked_for_first_may_be_missing() {
    let helper = |test: &str| {
        format!(
            "let f = e: {test}; in map f [ cfg.stores.a.dirs.x ] ++ map f [ cfg.stores.a.files.x ]"
        )
    };
    body(
        &helper("e.seed or e.mode"),
        expect![[r#"
        s.stores
        s.stores.<name>.dirs
        s.stores.<name>.dirs.<path>.mode
        s.stores.<name>.files
        s.stores.<name>.files.<path>.mode
        s.stores.<name>.files.<path>.seed"#]],
    );
    body(
        &helper("e.seeed or e.mode"),
        expect![[r#"
        s.stores
        s.stores.<name>.dirs
        s.stores.<name>.dirs.<path>.mode
        s.stores.<name>.files
        s.stores.<name>.files.<path>.mode
        missing s.stores.<name>.dirs.<path>.seeed
        missing s.stores.<name>.files.<path>.seeed"#]],
    );
    body(
        &helper("if e ? seed then e.seed else 1"),
        expect![[r#"
        s.stores
        s.stores.<name>.dirs
        s.stores.<name>.files
        s.stores.<name>.files.<path>.seed"#]],
    );
    body(
        &helper("e ? seed && e.seed != null"),
        expect![[r#"
        s.stores
        s.stores.<name>.dirs
        s.stores.<name>.files
        s.stores.<name>.files.<path>.seed"#]],
    );
    body(
        &helper("lib.optionalAttrs (e ? seed) { x = e.seed; }"),
        expect![[r#"
            s.stores
            s.stores.<name>.dirs
            s.stores.<name>.files
            s.stores.<name>.files.<path>.seed"#]],
    );
    body(
        &helper("e.seed"),
        expect![[r#"
        s.stores
        s.stores.<name>.dirs
        s.stores.<name>.files
        s.stores.<name>.files.<path>.seed
        missing s.stores.<name>.dirs.<path>.seed"#]],
    );
}

#[test]
fn returned_sets_are_opaque() {
    body("cfg.limits", expect!["opaque s.limits"]);
    body(
        "[ { a = cfg.stores.main; } ]",
        expect![[r#"
        s.stores
        opaque s.stores.<name>"#]],
    );
    body(
        "lib.mapAttrs (_: s: s) cfg.stores",
        expect![[r#"
        s.stores
        opaque s.stores.<name>"#]],
    );
    body("config", expect!["opaque config"]);
    body("x: cfg.watch", expect!["opaque s.watch"]);
}

#[test]
fn headers() {
    file("{ config, ... }: { x = config.s.size; }", expect!["s.size"]);
    file(
        "{ config, ... }@args: { x = args.config.s.size; }",
        expect!["s.size"],
    );
    file(
        "args@{ lib, ... }: { x = args.config.s.size; }",
        expect!["s.size"],
    );
    file("args: with args; { x = config.s.size; }", expect!["s.size"]);
    file("{ x = config.s.size; }", expect![[""]]);
    file("1", expect![[""]]);
    file(
        "{ config, lib, ... }: lib.mkIf config.s.enable { x = 1; }",
        expect!["s.enable"],
    );
}
