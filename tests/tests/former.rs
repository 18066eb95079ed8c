//! Options that were renamed or removed, in a schema made for it: under real Nix the old name of a
//! renamed option works and warns, and a removed one fails with its text.

#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

mod files;

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use nixos_options::NixOptions;
use nixos_options::meta::Domain;
use pretty_assertions::assert_eq;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// A server that changed its options.
#[derive(Serialize, Deserialize, JsonSchema, NixOptions, Default)]
#[serde(default, deny_unknown_fields)]
#[nix(removed(path = "threads", help = "It takes as many as there are processors."))]
#[nix(removed(path = "debug", help = "Use `log.level`."))]
struct Server {
    /// The greeting.
    #[nix(renamed_from = "banner", renamed_from = "text.banner")]
    #[nix(example = "hello".to_owned())]
    greeting: String,
    /// What is logged.
    log: Log,
    /// Sites by name.
    #[nix(example = BTreeMap::from([("a".to_owned(), Site::default())]))]
    sites: BTreeMap<String, Site>,
    /// Clients of the server.
    #[serde(flatten)]
    clients: Clients,
}

/// Clients.
#[derive(Serialize, Deserialize, JsonSchema, NixOptions, Default)]
#[serde(default, deny_unknown_fields)]
#[nix(removed(path = "guests", help = "Everybody is a client."))]
struct Clients {
    /// How many there may be.
    #[nix(renamed_from = "users")]
    clients: u16,
}

/// What is logged.
#[derive(Serialize, Deserialize, JsonSchema, NixOptions, Default)]
#[serde(default, deny_unknown_fields)]
struct Log {
    /// How much of it.
    #[nix(renamed_from = "super.logLevel")]
    level: u8,
}

/// A site.
#[derive(Clone, Serialize, Deserialize, JsonSchema, NixOptions, Default)]
#[serde(default, deny_unknown_fields)]
#[nix(removed(path = "tls.old", help = "Use `tls.enable`."))]
struct Site {
    /// The name.
    #[nix(renamed_from = "hosts", example = vec!["a.example".to_owned()])]
    names: Vec<String>,
    /// Encryption.
    tls: Tls,
}

/// Encryption.
#[derive(Clone, Serialize, Deserialize, JsonSchema, NixOptions, Default)]
#[serde(default, deny_unknown_fields)]
struct Tls {
    /// Whether to encrypt.
    #[nix(renamed_from = "super.secure")]
    enable: bool,
}

/// The options of one user.
#[derive(Serialize, Deserialize, JsonSchema, NixOptions, Default)]
#[serde(default, deny_unknown_fields)]
#[nix(removed(path = "colour", help = "Use a theme."))]
struct Personal {
    /// The shell.
    #[nix(renamed_from = "program", example = "fish".to_owned())]
    shell: String,
}

const SERVER: Domain = Domain::new::<Server>("server", &["services", "server"]);
/// Inside a set that another module declares.
const PERSONAL: Domain = Domain::new::<Personal>("personal", &["users", "<name>", "personal"]);

fn generated() -> Generated {
    Generated::of(&[SERVER, PERSONAL], &[])
}

/// The value of a configuration, and the messages of Nix. As in NixOS, they include `warnings` and
/// failed assertions.
fn evaluate(
    nix: Nix,
    generated: &Generated,
    configuration: &str,
) -> Result<(Value, String), String> {
    nix.eval_aloud(&format!(
        "let
           lib = import <nixpkgs/lib>;
           users = lib.mkOption {{
             type = lib.types.attrsOf (lib.types.submodule {{ options.uid = lib.mkOption {{ default = 1; }}; }});
           }};
           inherit (lib.evalModules {{
             modules = [
               {} {} {{ options = {{ inherit users; }}; }}
               {{ _file = \"configuration.nix\"; config = {configuration}; }}
             ];
           }}) config;
           failed = lib.filter (one: !one.assertion) config.assertions;
           shown = {{
             inherit (config.services.server) greeting log clients;
             sites = lib.mapAttrs (_: site: {{ inherit (site) names; tls = site.tls.enable; }}) config.services.server.sites;
             users = lib.mapAttrs (_: user: user.personal.shell) config.users;
           }};
         in
         if failed != [ ] then
           throw (lib.concatMapStringsSep \"\\n\" (one: one.message) failed)
         else
           lib.showWarnings config.warnings shown",
        nix::path(&tests::root().join("tests/nixos/assertions.nix")),
        nix::path(&generated.path("default.nix")),
    ))
}

/// The value at `pointer`, and the warnings, one a line.
#[track_caller]
fn works(configuration: &str, pointer: &str, value: &Value, warnings: &Expect) {
    let Some(nix) = Nix::with_lib() else { return };
    let (shown, messages) = evaluate(nix, &generated(), configuration).unwrap();
    assert_eq!(shown.pointer(pointer), Some(value), "{shown}");
    let messages = messages
        .lines()
        .filter_map(|line| line.split_once("warning: "));
    let messages: Vec<String> = messages
        .map(|(_, messages)| format!("{messages}\n"))
        .collect();
    warnings.assert_eq(&messages.concat());
}

/// The message names the option, the file and what to use instead.
#[track_caller]
fn fails(configuration: &str, expected: &[&str]) {
    let Some(nix) = Nix::with_lib() else { return };
    let message = evaluate(nix, &generated(), configuration).unwrap_err();
    for part in expected
        .iter()
        .chain(&["configuration.nix", "no longer has any effect"])
    {
        assert!(message.contains(part), "no {part:?} in {message}");
    }
}

#[test]
fn without_old_names_nothing_is_said() {
    works("{ }", "/greeting", &json!(""), &expect![[""]]);
    let new = "{ services.server = { greeting = \"a\"; sites.x = { names = [ \"b\" ]; tls.enable = true; }; }; users.u.personal.shell = \"fish\"; }";
    works(new, "/users/u", &json!("fish"), &expect![[""]]);
}

#[test]
fn an_old_name_works_and_warns() {
    works(
        "{ services.server.banner = \"a\"; }",
        "/greeting",
        &json!("a"),
        &expect![[r#"
            The option `services.server.banner' defined in `configuration.nix' has been renamed to `services.server.greeting'.
        "#]],
    );
    works(
        "{ services.server.text.banner = \"a\"; }",
        "/greeting",
        &json!("a"),
        &expect![[r#"
            The option `services.server.text.banner' defined in `configuration.nix' has been renamed to `services.server.greeting'.
        "#]],
    );
    works(
        "{ services.server.users = 3; }",
        "/clients",
        &json!(3),
        &expect![[r#"
            The option `services.server.users' defined in `configuration.nix' has been renamed to `services.server.clients'.
        "#]],
    );
}

#[test]
fn into_a_nested_set() {
    works(
        "{ services.server.logLevel = 3; }",
        "/log/level",
        &json!(3),
        &expect![[r#"
            The option `services.server.logLevel' defined in `configuration.nix' has been renamed to `services.server.log.level'.
        "#]],
    );
}

#[test]
fn in_a_submodule() {
    works(
        "{ services.server.sites.x = { hosts = [ \"a\" ]; secure = true; }; }",
        "/sites/x",
        &json!({ "names": ["a"], "tls": true }),
        &expect![[r#"
            The option `services.server.sites.x.hosts' defined in `configuration.nix' has been renamed to `services.server.sites.x.names'.
            The option `services.server.sites.x.secure' defined in `configuration.nix' has been renamed to `services.server.sites.x.tls.enable'.
        "#]],
    );
    // Also where a definition is a function, or has a condition or a priority.
    works(
        "{ services.server.sites.x = { name, ... }: { config = lib.mkIf true { hosts = [ name ]; secure = lib.mkForce true; tls.enable = false; }; }; }",
        "/sites/x",
        &json!({ "names": ["x"], "tls": true }),
        &expect![[r#"
            The option `services.server.sites.x.hosts' defined in `configuration.nix' has been renamed to `services.server.sites.x.names'.
            The option `services.server.sites.x.secure' defined in `configuration.nix' has been renamed to `services.server.sites.x.tls.enable'.
        "#]],
    );
    works(
        "{ services.server.sites.x.hosts = lib.mkIf false [ \"a\" ]; }",
        "/sites/x/names",
        &json!([]),
        &expect![[""]],
    );
}

#[test]
fn in_a_set_that_another_module_declares() {
    works(
        "{ users.u.personal.program = \"fish\"; }",
        "/users/u",
        &json!("fish"),
        &expect![[r#"
            The option `users.u.personal.program' defined in `configuration.nix' has been renamed to `users.u.personal.shell'.
        "#]],
    );
}

#[test]
fn both_names_merge() {
    works(
        "{ services.server.sites.x = { hosts = [ \"a\" ]; names = [ \"b\" ]; }; }",
        "/sites/x/names",
        &json!(["a", "b"]),
        &expect![[r#"
            The option `services.server.sites.x.hosts' defined in `configuration.nix' has been renamed to `services.server.sites.x.names'.
        "#]],
    );
}

#[test]
fn a_removed_option_fails_with_its_text() {
    fails(
        "{ services.server.threads = 3; }",
        &[
            "`services.server.threads'",
            "It takes as many as there are processors.",
        ],
    );
    fails(
        "{ services.server.debug.level = 3; }",
        &["`services.server.debug'", "Use `log.level`."],
    );
    fails(
        "{ services.server.guests = true; }",
        &["`services.server.guests'", "Everybody is a client."],
    );
    fails(
        "{ services.server.sites.x.tls.old = 3; }",
        &["`services.server.sites.x.tls.old'", "Use `tls.enable`."],
    );
    fails(
        "{ users.u.personal.colour = \"red\"; }",
        &["`users.u.personal.colour'", "Use a theme."],
    );
}

#[test]
fn a_removed_option_may_be_defined_by_what_is_not_the_case() {
    works(
        "{ services.server = { threads = lib.mkIf false 3; sites.x.tls.old = lib.mkIf false 3; }; }",
        "/sites/x/names",
        &json!([]),
        &expect![[""]],
    );
}

#[test]
fn a_wrong_value_under_an_old_name_is_refused() {
    let Some(nix) = Nix::with_lib() else { return };
    let wrong = [
        "{ services.server.banner = 3; }",
        "{ services.server.sites.x.hosts = true; }",
        "{ services.server.sites.x.host = [ ]; }",
    ];
    for configuration in wrong {
        let messages = evaluate(nix, &generated(), configuration);
        assert!(messages.is_err(), "{configuration}: {messages:?}");
    }
}

/// Rust and JSON Schema describe the options that there are.
#[test]
fn serde_and_json_schema_take_the_new_names_only() {
    let schema: Value = serde_json::from_str(generated().text("schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let check = |server: Value, expected: bool| {
        assert_eq!((SERVER.read)(&server).is_ok(), expected, "{server}");
        let whole = json!({ "services": { "server": server } });
        assert_eq!(schema.is_valid(&whole), expected, "{whole}");
    };
    check(
        json!({ "greeting": "a", "sites": { "x": { "names": [] } } }),
        true,
    );
    check(json!({ "banner": "a" }), false);
    check(json!({ "sites": { "x": { "hosts": [] } } }), false);
    check(json!({ "threads": 3 }), false);
}

/// The documentation contains only current options, and does not need a system.
#[test]
fn documentation_has_the_new_names_only() {
    let generated = generated();
    let documents = [
        "options.json",
        "schema.json",
        "docs/server.md",
        "docs/personal.md",
    ];
    for (document, old) in documents
        .iter()
        .flat_map(|document| ["banner", "hosts", "threads", "colour"].map(|old| (document, old)))
    {
        assert!(
            !generated.text(document).contains(old),
            "{old} in {document}"
        );
    }
    let Some(nix) = Nix::with_lib() else { return };
    let shown = nix.eval(&format!(
        "let
           lib = import <nixpkgs/lib>;
           inherit (lib.evalModules {{ modules = [ {} {} ]; }}) options;
           shown = lib.filter (option: option.visible == true && option.loc != [ \"users\" ] && !option.internal)
             (lib.optionAttrSetToDocList options);
         in
         map (option: option.name) (lib.filter (option: lib.head option.loc != \"_module\") shown)",
        nix::path(&generated.path("server/options.nix")),
        nix::path(&generated.path("personal/options.nix")),
    ));
    let options: Value = serde_json::from_str(generated.text("options.json")).unwrap();
    let mut shown: Vec<Value> = shown.unwrap().as_array().unwrap().clone();
    shown.sort_by_key(ToString::to_string);
    let written: Vec<Value> = options
        .as_object()
        .unwrap()
        .keys()
        .map(|key| json!(key))
        .collect();
    assert_eq!(shown, written);
}
