//! NUL: the one character that no text in Nix can have.

use codegen::lower;
use nixos_options::meta::{
    DataVariant, Domain, NixType, OptionDecl, Presence, StructVariant, UnitVariant,
};
use serde_json::json;
use tests::by_hand::{domain, option, set, string};

use super::cases;

/// Every place refuses them by name.
#[test]
fn nul_is_refused_with_the_name_of_the_option() {
    for hostile in ["\0", "a\0b", "a\n\0\n"] {
        for (option, _) in cases(7, hostile) {
            let name = format!("hand.{}", option.name);
            let problems = lower::lower(&[domain(set::<0>(vec![option]))]).expect_err(&name);
            assert!(
                problems.iter().all(|problem| problem.subject == name),
                "{problems:?}"
            );
            let nul = problems
                .iter()
                .filter(|problem| problem.message.contains("NUL"));
            assert!(nul.count() > 0, "{problems:?}");
        }
    }
}

/// The same where only one place has it: no other problem of the option speaks for it.
#[test]
fn nul_is_refused_wherever_it_is() {
    let variant = UnitVariant {
        name: "b\0",
        doc: "One.",
    };
    let documented = UnitVariant {
        name: "b",
        doc: "One\0.",
    };
    let plain = UnitVariant {
        name: "a",
        doc: "One.",
    };
    let with = |variant| NixType::Enum(vec![plain.clone(), variant]);
    let from_name = OptionDecl {
        default: Presence::FromName("\0{name}"),
        ..string("x")
    };
    let unions = NixType::Union {
        units: vec![plain.clone()],
        tagged: vec![DataVariant {
            name: "b\0",
            doc: "One.",
            ty: NixType::Bool,
        }],
    };
    let kinds = NixType::Tagged {
        tag: "kind",
        variants: vec![StructVariant {
            name: "b\0",
            doc: "One.",
            options: set::<1>(Vec::new()),
        }],
    };
    let all = [
        (
            "default",
            OptionDecl {
                default: Presence::Default(Ok(json!("\0"))),
                ..string("x")
            },
        ),
        (
            "example",
            OptionDecl {
                example: Some(Ok(json!("\0"))),
                ..string("x")
            },
        ),
        (
            "doc",
            OptionDecl {
                doc: "A\0.",
                ..string("x")
            },
        ),
        (
            "variant",
            option("x", with(variant), json!("a"), json!("a")),
        ),
        (
            "variant's doc",
            option("x", with(documented), json!("a"), json!("a")),
        ),
        (
            "tagged variant",
            option("x", kinds, json!({ "kind": "b\0" }), json!(null)),
        ),
        ("data variant", option("x", unions, json!("a"), json!("a"))),
        ("template", from_name),
    ];
    for (place, option) in all {
        let example = option.example.clone().filter(|_| place == "example");
        let option = OptionDecl { example, ..option };
        let named = Domain {
            mount: &["hand", "<name>"],
            ..domain(set::<0>(vec![option]))
        };
        let problems = lower::lower(&[named]).expect_err(place);
        let subjects: Vec<&str> = problems
            .iter()
            .map(|problem| problem.subject.as_str())
            .collect();
        assert!(
            subjects
                .iter()
                .all(|name| name.starts_with("hand.<name>.x")),
            "{subjects:?}"
        );
    }
}
