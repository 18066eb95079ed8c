//! Whole messages.

use expect_test::{Expect, expect};

use super::report;

#[track_caller]
fn problems(text: &str, wanted: &str, expect: &Expect) {
    let report = report(&[("s.nix", text)]);
    let wanted = report
        .problems
        .iter()
        .filter(|p| p.subject.starts_with(wanted));
    let lines: Vec<_> = wanted.map(ToString::to_string).collect();
    expect.assert_eq(&lines.join("\n"));
}

#[test]
fn missing() {
    let text = "{ config, ... }: {\n  x = config.s.stores.main.pathh;\n  y = config.s.stores\n    .other.pathh;\n}";
    problems(
        text,
        "s.stores.<name>.pathh",
        &expect![[r#"
        s.stores.<name>.pathh: this option does not exist, but is read
          at nix/s.nix:2
          at nix/s.nix:4
          at schema/src/s.rs, Type::path
          help: did you mean `s.stores.<name>.path`?"#]],
    );
    problems(
        "{ config, ... }: { x = config.s.colour; }",
        "s.colour",
        &expect![[r#"
            s.colour: this option does not exist, but is read
              at nix/s.nix:1
              at schema/src/s.rs, Type::note
              help: the options at this path are `enable`, `health`, `limits`, `manifest`, `note`, `ports`, `size`, `stores`, `tags`, `watch`; the nearest is `note`"#]],
    );
    problems(
        "{ config, ... }: { x = config.s.enable.x; }",
        "s.enable.x",
        &expect![[r#"
            s.enable.x: this option does not exist, but is read
              at nix/s.nix:1
              at schema/src/s.rs, Type::enable
              help: `s.enable` has no attributes: read the whole value"#]],
    );
}

#[test]
fn neglected() {
    problems(
        "{ }",
        "s.watch.every",
        &expect![[r#"
        s.watch.every: no behaviour file reads this option
          at schema/src/s.rs, Type::every
          at nix/s.nix
          help: read it there as `cfg.watch.every`, or mark the field `#[nix(unread = "why")]`"#]],
    );
    problems(
        "{ }",
        "s.manifest",
        &expect![[r#"
        s.manifest: this option is read-only, but no behaviour file defines it
          at schema/src/s.rs, Type::manifest
          at nix/s.nix
          help: define it there as `config.s.manifest = …`, or remove `#[nix(read_only)]` from the field"#]],
    );
    problems(
        "{ config, ... }: { x = config.s.note; }",
        "s.note",
        &expect![[r#"
            s.note: this option is marked as unread, but is read
              at schema/src/s.rs, Type::note
              at nix/s.nix:1
              help: remove `#[nix(unread = …)]` from the field, or the read"#]],
    );
    problems(
        "{ }",
        "containers.<name>.s.enable",
        &expect![[r#"
        containers.<name>.s.enable: no behaviour file reads this option
          at schema/src/s.rs, Type::enable
          help: read it there as `cfg.enable`, or mark the field `#[nix(unread = "why")]`"#]],
    );
}

#[test]
fn not_nix() {
    problems(
        "{\n  x = ;\n}",
        "",
        &expect![[r#"
        nix/s.nix: this is not Nix: unexpected semicolon
          at nix/s.nix:2
          help: let `nix-instantiate --parse` accept the file"#]],
    );
    problems(
        "{\n  x = 1;\n",
        "",
        &expect![[r#"
        nix/s.nix: this is not Nix: the file ends too early
          at nix/s.nix:2
          help: let `nix-instantiate --parse` accept the file"#]],
    );
    problems(
        "",
        "",
        &expect![[r#"
        nix/s.nix: this is not Nix: the file ends too early
          at nix/s.nix:1
          help: let `nix-instantiate --parse` accept the file"#]],
    );
    problems(
        &"[".repeat(100_000),
        "",
        &expect![[r#"
        nix/s.nix: this code nests too deeply to follow its reads
          at nix/s.nix:1
          help: give parts of the expression names, in a `let`"#]],
    );
}

#[test]
fn places() {
    let report = report(&[(
        "s.nix",
        "{ config, pkgs, ... }:\nlet cfg = config.s; in\n{\n  x = cfg\n    .size;\n  y = pkgs.f\n    cfg.limits;\n  z = [\n    cfg.watch ];\n}",
    )]);
    let reads = report
        .reads
        .iter()
        .map(|read| format!("{} {}", read.option, read.location));
    let opaque = report
        .opaque
        .iter()
        .map(|o| format!("opaque {} {}", o.option, o.location));
    let lines: Vec<_> = reads.chain(opaque).collect();
    expect![[r#"
        s.size nix/s.nix:5
        opaque s.limits nix/s.nix:6
        opaque s.watch nix/s.nix:9"#]]
    .assert_eq(&lines.join("\n"));
}
