//! A new option changes only the module, the docs, options.json and the JSON Schema of its domain.

use nixos_options::NixOptions;
use nixos_options::meta::Domain;
use pretty_assertions::assert_eq;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tests::generated::Generated;

/// The configuration before.
mod before {
    use super::{Deserialize, JsonSchema, NixOptions, Serialize};

    /// A service.
    #[derive(Serialize, Deserialize, JsonSchema, NixOptions, Default)]
    #[serde(default, deny_unknown_fields)]
    pub(crate) struct Service {
        /// Whether to run it.
        pub(crate) enable: bool,
        /// What it says.
        #[nix(example = "hello".to_owned())]
        pub(crate) text: String,
    }
}

/// And after.
mod after {
    use super::{Deserialize, JsonSchema, NixOptions, Serialize};

    /// A service.
    #[derive(Serialize, Deserialize, JsonSchema, NixOptions, Default)]
    #[serde(default, deny_unknown_fields)]
    pub(crate) struct Service {
        /// Whether to run it.
        pub(crate) enable: bool,
        /// How often it says so.
        #[nix(example = 3)]
        pub(crate) count: u8,
        /// What it says.
        #[nix(example = "hello".to_owned())]
        pub(crate) text: String,
    }
}

/// A domain that stays as it is.
#[derive(Serialize, Deserialize, JsonSchema, NixOptions, Default)]
#[serde(default, deny_unknown_fields)]
struct Other {
    /// Whether there is something else.
    enable: bool,
}

fn outputs() -> [Generated; 2] {
    let other = Domain::new::<Other>("other", &["other"]);
    let before = Domain::new::<before::Service>("service", &["services", "service"]);
    let after = Domain::new::<after::Service>("service", &["services", "service"]);
    [before, after].map(|service| Generated::of(&[service, other], &[]))
}

/// The lines of one text that the other does not have.
fn new_lines<'a>(old: &str, new: &'a str) -> Vec<&'a str> {
    let old: Vec<&str> = old.lines().collect();
    new.lines().filter(|line| !old.contains(line)).collect()
}

#[test]
fn only_the_files_of_its_domain_change() {
    let [before, after] = outputs();
    let paths = |generated: &Generated| -> Vec<String> {
        let outputs = generated.outputs.iter();
        outputs.map(|output| output.path.clone()).collect()
    };
    assert_eq!(paths(&before), paths(&after));
    let changed: Vec<String> = paths(&before)
        .into_iter()
        .filter(|path| before.text(path) != after.text(path))
        .collect();
    assert_eq!(
        changed,
        [
            "docs/service.md",
            "options.json",
            "schema.json",
            "service/options.nix"
        ]
    );
}

#[test]
fn the_module_gains_one_option() {
    let [before, after] =
        outputs().map(|generated| generated.text("service/options.nix").to_owned());
    assert_eq!(
        new_lines(&before, &after),
        [
            "  inherit (lib.types) bool ints str;",
            "    count = mkOption {",
            "      type = ints.u8;",
            "      default = 0;",
            "      example = 3;",
            "      description = \"How often it says so.\";",
        ]
    );
    assert_eq!(
        new_lines(&after, &before),
        ["  inherit (lib.types) bool str;"]
    );
}

#[test]
fn the_docs_gain_one_section() {
    let [before, after] = outputs().map(|generated| generated.text("docs/service.md").to_owned());
    let at = after
        .find("## services.service.count")
        .expect("the new section");
    let end = after
        .find("## services.service.text")
        .expect("the next section");
    assert_eq!(before, format!("{}{}", &after[..at], &after[end..]));
}

#[test]
fn options_json_gains_one_entry() {
    let [before, mut after] = outputs().map(|generated| {
        serde_json::from_str::<Value>(generated.text("options.json")).expect("it is JSON")
    });
    let all = after.as_object_mut().expect("options by name");
    let added = all
        .remove("services.service.count")
        .expect("the new option");
    assert_eq!(after, before);
    assert_eq!(added["default"]["text"], "0");
}

#[test]
fn the_json_schema_gains_one_property() {
    let [before, mut after] = outputs().map(|generated| {
        serde_json::from_str::<Value>(generated.text("schema.json")).expect("it is JSON")
    });
    let service = after
        .pointer_mut("/properties/services/properties/service/properties")
        .and_then(Value::as_object_mut)
        .expect("the properties of the service");
    let added = service.remove("count").expect("the new property");
    assert_eq!(after, before);
    assert_eq!(added["default"], json!(0));
    assert_eq!(added["maximum"], json!(255));
}
