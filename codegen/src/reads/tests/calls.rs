//! Functions of the sources and of `lib`.

use expect_test::{Expect, expect};

use super::check_body;

#[track_caller]
fn body(body: &str, expect: Expect) {
    check_body(body, &expect);
}

#[test]
fn own_functions() {
    body("(l: l.cpu) cfg.limits", expect!["s.limits.cpu"]);
    body(
        "(l: m: l.cpu + m.memory) cfg.limits cfg.limits",
        expect![[r#"
            s.limits.cpu
            s.limits.memory"#]],
    );
    body("({ cpu, ... }: cpu) cfg.limits", expect!["s.limits.cpu"]);
    body(
        "({ cpu, gpu }: cpu) cfg.limits",
        expect![[r#"
        s.limits.cpu
        missing s.limits.gpu"#]],
    );
    body(
        "({ cpu, gpu ? 1, ... }: cpu) cfg.limits",
        expect![[r#"
        s.limits.cpu
        missing s.limits.gpu"#]],
    );
    body("({ a ? cfg.limits }: a.cpu) { }", expect!["s.limits.cpu"]);
    body(
        "({ a, ... }@all: all.b.cpu) { a = 1; b = cfg.limits; }",
        expect!["s.limits.cpu"],
    );
    body(
        "let get = n: s: s.${n}; in get \"cpu\" cfg.limits",
        expect!["s.limits.cpu"],
    );
    body(
        "let id = x: x; in [ (id cfg.limits).cpu (id cfg.watch).every ]",
        expect![[r#"
            s.limits.cpu
            s.watch.every"#]],
    );
    body(
        "let twice = f: x: f (f x); in (twice (x: x) cfg.limits).cpu",
        expect!["s.limits.cpu"],
    );
}

#[test]
fn recursion_ends() {
    body("let f = x: f x; in f cfg.limits", expect![[""]]);
    body(
        "let f = x: if true then x else f x; in (f cfg.limits).cpu",
        expect!["s.limits.cpu"],
    );
    body(
        "let f = x: if x == 1 then cfg.limits else f 1; in (f 2).cpu",
        expect!["s.limits.cpu"],
    );
    body(
        "let f = a: f (a ++ [ a ]); in f [ cfg.limits ]",
        expect![[""]],
    );
    body(
        "let f = a: f { inherit a; } + f { b = a; }; in f cfg.limits.cpu",
        expect!["s.limits.cpu"],
    );
    body(
        "let f = g: f (x: g x) + f (y: g y); in f (x: cfg.size)",
        expect!["s.size"],
    );
    body("let a = b; b = a; in a.x", expect![[""]]);
    body(
        "let a = { x = a; y = cfg.limits; }; in a.x.x.y.cpu",
        expect!["s.limits.cpu"],
    );
    body(
        "lib.fix (self: { a = cfg.limits; b = self.a.cpu; })",
        expect![[r#"
            s.limits.cpu
            opaque s.limits"#]],
    );
    body("(x: x x) (x: x x)", expect![[""]]);
    body(
        "let go = acc: xs: if xs == [ ] then acc else go (acc ++ [ (builtins.head xs).port ]) (builtins.tail xs); in go [ ] cfg.ports",
        expect![[r#"
            s.ports
            s.ports.*.port"#]],
    );
}

#[test]
fn sets() {
    body(
        "lib.mapAttrs (n: s: s.path) cfg.stores",
        expect![[r#"
        s.stores
        s.stores.<name>.path"#]],
    );
    body(
        "lib.attrsets.mapAttrs (n: s: s.pathh) cfg.stores",
        expect![[r#"
            s.stores
            missing s.stores.<name>.pathh"#]],
    );
    body(
        "lib.mapAttrs' (n: s: lib.nameValuePair s.path s.tier) cfg.stores",
        expect![[r#"
            s.stores
            s.stores.<name>.path
            s.stores.<name>.tier"#]],
    );
    body(
        "lib.mapAttrsToList (n: s: s.path) cfg.stores",
        expect![[r#"
        s.stores
        s.stores.<name>.path"#]],
    );
    body(
        "lib.concatMapAttrs (n: s: { ${s.path} = s; }) cfg.stores",
        expect![[r#"
            s.stores
            s.stores.<name>.path
            opaque s.stores.<name>"#]],
    );
    body(
        "lib.filterAttrs (n: s: s.tier == \"data\") cfg.stores",
        expect![[r#"
            s.stores
            s.stores.<name>.tier
            opaque s.stores"#]],
    );
    body(
        "(lib.filterAttrs (n: s: true) { a = cfg.limits; }).a.cpu",
        expect!["s.limits.cpu"],
    );
    body(
        "builtins.attrValues cfg.watch",
        expect![[r#"
        s.watch.every
        s.watch.warnAt"#]],
    );
    body("builtins.attrNames cfg.stores", expect!["s.stores"]);
    body(
        "map (n: cfg.stores.${n}.path) (lib.attrNames cfg.stores)",
        expect![[r#"
            s.stores
            s.stores.<name>.path"#]],
    );
    body(
        "map (e: e.value.path) (lib.attrsToList cfg.stores)",
        expect![[r#"
            s.stores
            s.stores.<name>.path"#]],
    );
    body(
        "lib.mapAttrs (_: s: s.path) (lib.listToAttrs (map (s: { name = s.tier; value = s; }) (lib.attrValues cfg.stores)))",
        expect![[r#"
            s.stores
            s.stores.<name>.path
            s.stores.<name>.tier"#]],
    );
    body(
        "(lib.recursiveUpdate cfg.limits { a = 1; }).cpu",
        expect!["s.limits.cpu"],
    );
    body(
        "(removeAttrs cfg.limits [ \"cpu\" ]).memory",
        expect!["s.limits.memory"],
    );
    body("lib.getAttr \"cpu\" cfg.limits", expect!["s.limits.cpu"]);
    body(
        "lib.catAttrs \"port\" cfg.ports",
        expect![[r#"
        s.ports
        s.ports.*.port"#]],
    );
    body(
        "lib.zipAttrsWith (n: vs: map (v: v.path) vs) [ cfg.stores ]",
        expect![[r#"
            s.stores
            s.stores.<name>.path"#]],
    );
    body(
        "lib.foldlAttrs (acc: n: s: acc + s.path) \"\" cfg.stores",
        expect![[r#"
            s.stores
            s.stores.<name>.path"#]],
    );
}

#[test]
fn helpers() {
    body(
        "lib.mkIf cfg.enable (lib.mkMerge [ (lib.mkDefault cfg.size) ])",
        expect![[r#"
            s.enable
            s.size"#]],
    );
    body(
        "lib.pipe cfg.stores [ lib.attrValues (map (s: s.files)) (map (f: f.x.seed)) ]",
        expect![[r#"
            s.stores
            s.stores.<name>.files
            s.stores.<name>.files.<path>.seed"#]],
    );
    body(
        "lib.pipe cfg.stores (lib.singleton (lib.mapAttrs (_: s: s.path)))",
        expect![[r#"
            s.stores
            s.stores.<name>.path
            opaque s.stores"#]],
    );
    body(
        "lib.flip lib.mapAttrs cfg.stores (_: s: s.path)",
        expect![[r#"
            s.stores
            s.stores.<name>.path"#]],
    );
    body(
        "lib.mapNullable (h: h.command) cfg.health",
        expect![[r#"
        s.health
        s.health.command"#]],
    );
    body(
        "(lib.defaultTo { } cfg.health).command",
        expect![[r#"
        s.health
        s.health.command"#]],
    );
    body("(lib.id cfg.limits).cpu", expect!["s.limits.cpu"]);
    body(
        "lib.throwIf cfg.enable \"x\" cfg.size",
        expect![[r#"
        s.enable
        s.size"#]],
    );
    body("(lib.trace \"x\" cfg.limits).cpu", expect!["s.limits.cpu"]);
}

#[test]
fn what_is_passed_to_something_unknown() {
    body("pkgs.writeText \"x\" cfg.size", expect!["s.size"]);
    body(
        "pkgs.writeText \"x\" cfg.limits",
        expect!["opaque s.limits"],
    );
    body(
        "builtins.toJSON { a = [ cfg.stores.main ]; }",
        expect![[r#"
        s.stores
        opaque s.stores.<name>"#]],
    );
    body(
        "lib.generators.toINI { } cfg.limits",
        expect!["opaque s.limits"],
    );
    body("pkgs.f (x: cfg.limits.cpu)", expect!["s.limits.cpu"]);
    body(
        "pkgs.f { g = { x, ... }: cfg.watch; }",
        expect!["opaque s.watch"],
    );
    body("lib.nowhere (s: s.path) cfg.tags", expect!["s.tags"]);
    body(
        "import ./nowhere.nix { inherit config; }",
        expect!["opaque config"],
    );
}
