//! A crate outside `schema` derives on its configuration, and gets all outputs from the same
//! functions.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::daemon::Relay;
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// A configuration that uses every construct.
fn configuration() -> Value {
    json!({
        "enable": true,
        "storage": { "kind": "disk", "path": "/var/spool/relay" },
        "log": { "file": { "path": "/var/log/relay.log" } },
        "queues": { "mail-out": { "rate": 2.5, "writers": ["alice"] } },
        "routes": [["mail-out", 30], []],
        "limits": { "connections": -1 },
        "upstream": { "url": "https://example.org/${x}" },
        "settings": { "backlog": 128 },
    })
}

/// Configurations that must be refused, each with the reason.
fn wrong() -> Vec<(&'static str, Value)> {
    vec![
        ("a port beyond 65535", json!({ "port": 65536 })),
        ("a port that is a string", json!({ "port": "80" })),
        ("an unknown option", json!({ "prot": 80 })),
        ("an unknown variant", json!({ "log": "stderr" })),
        (
            "two variants",
            json!({ "log": { "file": { "path": "/a" }, "syslog": "b" } }),
        ),
        ("an unknown tag", json!({ "storage": { "kind": "tape" } })),
        ("a missing tag", json!({ "storage": { "path": "/a" } })),
        (
            "a field of another variant",
            json!({ "storage": { "kind": "memory", "path": "/a" } }),
        ),
        (
            "a missing required option",
            json!({ "storage": { "kind": "disk" } }),
        ),
        (
            "a percentage of 0",
            json!({ "storage": { "kind": "disk", "path": "/a", "fill": 0 } }),
        ),
        (
            "a relative path",
            json!({ "log": { "file": { "path": "a" } } }),
        ),
        (
            "a name that is no queue name",
            json!({ "queues": { "Mail": {} } }),
        ),
        ("a hop that is a set", json!({ "routes": [[{}]] })),
        ("a negative wait", json!({ "routes": [[-1]] })),
        ("an unknown limit", json!({ "limits": { "x": 1 } })),
        ("a missing url", json!({ "upstream": {} })),
        (
            "a setting that is no number",
            json!({ "settings": { "backlog": "x" } }),
        ),
    ]
}

/// The value of a configuration in the module.
fn evaluate(nix: Nix, generated: &Generated, configuration: &Value) -> Result<Value, String> {
    nix.eval(&format!(
        "let
           evaluated = (import <nixpkgs/lib>).evalModules {{
             modules = [ {} {{ config.services.relay = {}; }} ];
           }};
         in
         evaluated.config.services.relay",
        nix::path(&generated.path("default.nix")),
        nix::json(configuration)
    ))
}

#[test]
fn serde_and_nix_read_the_same_values() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::daemon();
    for configuration in [configuration(), json!({})] {
        let serde: Relay = serde_json::from_value(configuration.clone()).expect("serde accepts it");
        let nix = evaluate(nix, &generated, &configuration).expect("Nix accepts it");
        assert_eq!(nix, serde_json::to_value(&serde).expect("it is JSON data"));
    }
}

#[test]
fn serde_the_json_schema_and_nix_refuse_the_same_values() {
    let nix = Nix::with_lib();
    let generated = Generated::daemon();
    let schema: Value =
        serde_json::from_str(generated.text("schema.json")).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let whole = |configuration: &Value| json!({ "services": { "relay": configuration } });
    assert!(validator.is_valid(&whole(&configuration())));
    for (why, configuration) in wrong() {
        assert!(
            serde_json::from_value::<Relay>(configuration.clone()).is_err(),
            "serde accepts {why}"
        );
        assert!(
            !validator.is_valid(&whole(&configuration)),
            "the JSON Schema accepts {why}"
        );
        if let Some(nix) = nix {
            assert!(
                evaluate(nix, &generated, &configuration).is_err(),
                "Nix accepts {why}"
            );
        }
    }
}

#[test]
fn all_outputs_are_there() {
    let paths: Vec<String> = Generated::daemon()
        .outputs
        .into_iter()
        .map(|output| output.path)
        .collect();
    assert_eq!(
        paths,
        [
            "default.nix",
            "docs/relay.md",
            "lib/types.nix",
            "options.json",
            "relay/default.nix",
            "relay/options.nix",
            "schema.json",
        ]
    );
}
