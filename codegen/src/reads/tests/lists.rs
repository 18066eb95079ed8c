//! Functions of `lib` on lists.

use expect_test::{Expect, expect};

use super::check_body;

#[track_caller]
fn body(body: &str, expect: Expect) {
    check_body(body, &expect);
}

#[test]
fn elements() {
    body(
        "map (p: p.port) cfg.ports",
        expect![[r#"
        s.ports
        s.ports.*.port"#]],
    );
    body(
        "map (p: p.prot) cfg.ports",
        expect![[r#"
        s.ports
        missing s.ports.*.prot"#]],
    );
    body(
        "lib.concatMap (p: [ p ]) cfg.ports",
        expect![[r#"
        s.ports
        opaque s.ports.*"#]],
    );
    body(
        "builtins.filter (p: p.port > 1) cfg.ports",
        expect![[r#"
        s.ports
        s.ports.*.port
        opaque s.ports.*"#]],
    );
    body(
        "lib.any (p: p.port == 1) cfg.ports || lib.all (s: s.path == 1) (lib.attrValues cfg.stores)",
        expect![[r#"
            s.ports
            s.ports.*.port
            s.stores
            s.stores.<name>.path"#]],
    );
    body(
        "lib.concatMapStringsSep \",\" (p: toString p.port) cfg.ports",
        expect![[r#"
            s.ports
            s.ports.*.port"#]],
    );
    body(
        "lib.imap0 (i: p: p.port) cfg.ports",
        expect![[r#"
        s.ports
        s.ports.*.port"#]],
    );
    body(
        "(builtins.head cfg.ports).port",
        expect![[r#"
        s.ports
        s.ports.*.port"#]],
    );
    body(
        "(builtins.elemAt cfg.ports 0).port",
        expect![[r#"
        s.ports
        s.ports.*.port"#]],
    );
}

#[test]
fn folds_and_rearrangements() {
    body(
        "builtins.foldl' (acc: p: acc + p.port) 0 cfg.ports",
        expect![[r#"
            s.ports
            s.ports.*.port"#]],
    );
    body(
        "(lib.foldr (p: acc: p // acc) { } cfg.ports).port",
        expect![[r#"
            s.ports
            s.ports.*.port"#]],
    );
    body(
        "map (p: p.port) (lib.sort (a: b: a.port < b.prot) cfg.ports)",
        expect![[r#"
            s.ports
            s.ports.*.port
            missing s.ports.*.prot"#]],
    );
    body(
        "lib.mapAttrs (_: map (s: s.path)) (lib.groupBy (s: s.tier) (lib.attrValues cfg.stores))",
        expect![[r#"
            s.stores
            s.stores.<name>.path
            s.stores.<name>.tier"#]],
    );
    body(
        "map (p: p.port) (lib.flatten [ [ cfg.ports ] [ [ { port = 1; } ] ] ])",
        expect![[r#"
            s.ports
            s.ports.*.port"#]],
    );
    body(
        "map (p: p.port) (lib.unique (lib.optionals cfg.enable cfg.ports))",
        expect![[r#"
            s.enable
            s.ports
            s.ports.*.port"#]],
    );
    body(
        "map (s: s.path) (lib.optional true cfg.stores.main)",
        expect![[r#"
            s.stores
            s.stores.<name>.path"#]],
    );
    body(
        "(lib.partition (p: true) cfg.ports).right",
        expect![[r#"
        s.ports
        opaque s.ports.*"#]],
    );
    body(
        "map (p: p.a.port + p.b.x) (lib.zipListsWith (a: b: { inherit a b; }) cfg.ports [ { x = 1; } ])",
        expect![[r#"
            s.ports
            s.ports.*.port"#]],
    );
}

#[test]
fn list_or_map() {
    let normal = "let all = v: if lib.isList v then lib.genAttrs v (_: { }) else v; in";
    body(
        &format!("{normal} lib.mapAttrs (_: e: e.mode or null) (all cfg.stores.a.dirs)"),
        expect![[r#"
            s.stores
            s.stores.<name>.dirs
            s.stores.<name>.dirs.<path>.mode"#]],
    );
    body(
        &format!("{normal} lib.mapAttrs (_: e: e.moed or null) (all cfg.stores.a.dirs)"),
        expect![[r#"
            s.stores
            s.stores.<name>.dirs
            missing s.stores.<name>.dirs.<path>.moed"#]],
    );
    body(
        "map (path: cfg.stores.${path}.path) cfg.stores.a.dirs",
        expect![[r#"
            s.stores
            s.stores.<name>.dirs
            s.stores.<name>.path"#]],
    );
}
