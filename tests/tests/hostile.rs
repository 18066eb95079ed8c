//! Text that means something to Nix, to Markdown or to a terminal comes out of Nix as it went into
//! Rust, or is refused with the name of its option.
//!
//! Each text is a doc comment, a default, an example, a key of data, a variant and the frame of a
//! default made from a name. All cases of a test are one module, and two processes: one evaluates
//! the module, the other reads the texts that documentation shows, as expressions.

use std::collections::BTreeMap;

use nixos_options::meta::{Domain, MapType, NixType, OptionDecl, Presence, UnitVariant};
use pretty_assertions::assert_eq;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};
use tests::by_hand::{domain, option, set, string, text};
use tests::generated::Generated;
use tests::nix::{self, Nix};

mod nul;
mod table;

use table::table;

/// Syntax that doc comments must not contain, and the same with a space in it: headings, HTML,
/// spans, roles and admonitions. The characters are kept.
const NO_MARKDOWN: [(&str, &str); 5] = [
    ("\n#", "\n #"),
    ("<", "< "),
    ("]{", "] {"),
    ("}`", "} `"),
    ("::", ": :"),
];

/// The doc comment around a text, so that it is a sentence.
fn doc(text: &str) -> String {
    let plain = NO_MARKDOWN
        .iter()
        .fold(text.to_owned(), |text, (mark, plain)| {
            text.replace(mark, plain)
        });
    format!("A text: {plain} is its end.")
}

/// What the description must be: without blanks around, and several lines end in a break.
fn described(doc: &str) -> String {
    let doc = doc.trim();
    if doc.contains('\n') {
        format!("{doc}\n")
    } else {
        doc.to_owned()
    }
}

/// What an option must be in Nix.
#[derive(Clone, Debug)]
struct Expected {
    /// `None`: it has more than the doc comment.
    description: Option<String>,
    default: Value,
    example: Value,
}

/// An option that must come out as it went in.
fn case(
    name: &str,
    text: &str,
    ty: NixType,
    default: Value,
    example: Value,
) -> (OptionDecl, Expected) {
    let doc = doc(text);
    let expected = Expected {
        description: (!matches!(ty, NixType::Enum(_))).then(|| described(&doc)),
        default: default.clone(),
        example: example.clone(),
    };
    let doc = tests::by_hand::text(&doc);
    let declared = OptionDecl {
        doc,
        ..option(tests::by_hand::text(name), ty, default, example)
    };
    (declared, expected)
}

/// Every place where a text can stand.
fn cases(index: usize, hostile: &str) -> Vec<(OptionDecl, Expected)> {
    let other = format!("{hostile}.");
    let variant = |name: &str| UnitVariant {
        name: text(name),
        doc: "One of them.",
    };
    let strings = NixType::Map(MapType {
        key: None,
        value: Box::new(NixType::Str),
        placeholder: "name",
    });
    let data = json!([{ "type": "derivation" }, { "in": [hostile, 1, 1.5, null, true] }, hostile]);
    let mut cases = vec![
        case(
            &format!("str{index}"),
            hostile,
            NixType::Str,
            json!(hostile),
            json!(other),
        ),
        case(
            &format!("data{index}"),
            hostile,
            NixType::Anything,
            data,
            json!([other]),
        ),
        case(
            &format!("variant{index}"),
            hostile,
            NixType::Enum(vec![variant(hostile), variant(&other)]),
            json!(hostile),
            json!(other),
        ),
    ];
    // One is refused as a key, as another test says; to print the other as JSON, Nix would call it.
    if !["_type", "__toString"].contains(&hostile) {
        let key = |key: &str| json!({ key: key });
        cases.push(case(
            &format!("key{index}"),
            hostile,
            strings,
            key(hostile),
            key(&other),
        ));
    }
    cases
}

/// Each option in Nix: its description, its default as declared, in the configuration and in the
/// documentation, and its example in the documentation.
fn evaluate(nix: Nix, generated: &Generated) -> BTreeMap<String, Value> {
    let evaluated = nix.eval(&format!(
        "let
           lib = import <nixpkgs/lib>;
           evaluated = lib.evalModules {{ modules = [ {} ]; }};
           docs = lib.filter (o: lib.head o.loc == \"hand\")
             (lib.optionAttrSetToDocList evaluated.options);
         in
         lib.listToAttrs (map (o: lib.nameValuePair (lib.last o.loc) {{
           inherit (o) description;
           default = evaluated.options.hand.${{lib.last o.loc}}.default;
           config = evaluated.config.hand.${{lib.last o.loc}};
           shown = [ o.default.text o.example.text ];
         }}) docs)",
        nix::path(&generated.path("default.nix"))
    ));
    let evaluated = evaluated.unwrap_or_else(|error| panic!("{error}"));
    serde_json::from_value(evaluated).expect("options by name")
}

/// The values that documentation shows for each option: its default and its example.
fn shown(nix: Nix, evaluated: &BTreeMap<String, Value>) -> Value {
    let bindings = evaluated.iter().map(|(name, evaluated)| {
        let texts = [&evaluated["shown"][0], &evaluated["shown"][1]];
        let texts = texts.map(|text| text.as_str().expect("a text"));
        format!("{name} = [\n(\n{}\n)\n(\n{}\n)\n];\n", texts[0], texts[1])
    });
    let all: String = bindings.collect();
    nix.eval(&format!("{{\n{all}\n}}"))
        .unwrap_or_else(|error| panic!("{error}"))
}

/// All texts through one module.
#[track_caller]
fn check(texts: &[String]) {
    let all: Vec<(OptionDecl, Expected)> = texts
        .iter()
        .enumerate()
        .flat_map(|(index, text)| cases(index, text))
        .collect();
    let (declared, expected): (Vec<OptionDecl>, Vec<Expected>) = all.into_iter().unzip();
    let names: Vec<&str> = declared.iter().map(|option| option.name).collect();
    let generated = Generated::of(&[domain(set::<0>(declared))], &[]);
    let Some(nix) = Nix::with_lib() else { return };
    let evaluated = evaluate(nix, &generated);
    assert_eq!(evaluated.len(), names.len());
    let shown = shown(nix, &evaluated);
    let documented: Value =
        serde_json::from_str(generated.text("options.json")).expect("it is JSON");
    for (name, expected) in names.into_iter().zip(expected) {
        let evaluated = &evaluated[name];
        if let Some(description) = expected.description {
            assert_eq!(evaluated["description"], json!(description), "{name}");
        }
        assert_eq!(evaluated["default"], expected.default, "{name}");
        let documented = &documented[format!("hand.{name}")];
        let texts = ["default", "example"].map(|place| &documented[place]["text"]);
        assert_eq!(json!(texts), evaluated["shown"], "{name}");
        assert_eq!(evaluated["config"], expected.default, "{name}");
        assert_eq!(
            shown[name],
            json!([expected.default, expected.example]),
            "{name}"
        );
    }
}

#[test]
fn the_table_comes_out_as_it_went_in() {
    check(&table());
}

/// Pieces that only together mean something.
const PIECES: &[&str] = &[
    "$", "{", "}", "'", "''", "\"", "\\", "\n", "\r", "\t", " ", "  ", "#", "/*", "*/", "`", "a",
    "é", "\u{a0}", "😀", "${x}", ".", "-", "<", ">", "&", "n",
];

#[test]
fn random_text_comes_out_as_it_went_in() {
    let pieces = prop::collection::vec(select(PIECES), 0..12).prop_map(|pieces| pieces.concat());
    let anything = any::<String>().prop_map(|text| text.replace('\0', ""));
    let strategy = prop_oneof![3 => pieces, 1 => anything];
    let mut runner = TestRunner::default();
    let texts = (0..80).map(|_| {
        let tree = strategy.new_tree(&mut runner);
        tree.expect("strings can be made").current()
    });
    let texts: Vec<String> = texts.filter(|text| text != "_type").collect();
    check(&texts);
}

#[test]
fn names_of_options_come_out_as_they_went_in() {
    let refused = ["_type", "__functor", "__toString"];
    let names: Vec<String> = table()
        .into_iter()
        .filter(|name| !refused.contains(&name.as_str()))
        // Versions of Nix differ in how they show a form feed.
        .filter(|name| !name.contains('\u{c}'))
        .collect();
    let options = names.iter().map(|name| string(text(name))).collect();
    let generated = Generated::of(&[domain(set::<0>(options))], &[]);
    let Some(nix) = Nix::with_lib() else { return };
    let evaluated = nix.eval(&format!(
        "let
           lib = import <nixpkgs/lib>;
           evaluated = lib.evalModules {{ modules = [ {} ]; }};
           docs = lib.optionAttrSetToDocList evaluated.options.hand;
         in
         [ evaluated.config.hand (map (o: o.name) docs) ]",
        nix::path(&generated.path("default.nix"))
    ));
    let evaluated = evaluated.unwrap_or_else(|error| panic!("{error}"));
    let expected: Map<String, Value> = names.into_iter().map(|name| (name, json!("a"))).collect();
    assert_eq!(evaluated[0], Value::Object(expected));
    let mut shown: Vec<String> = serde_json::from_value(evaluated[1].clone()).expect("names");
    shown.sort();
    let documented: Map<String, Value> =
        serde_json::from_str(generated.text("options.json")).expect("it is JSON");
    assert_eq!(
        documented.keys().collect::<Vec<_>>(),
        shown.iter().collect::<Vec<_>>()
    );
}

/// Only `{name}` has a meaning in such a default.
#[test]
fn text_around_a_name_comes_out_as_it_went_in() {
    let names: Vec<String> = table()
        .into_iter()
        .filter(|text| !text.contains("{name}"))
        .collect();
    let options = names.iter().enumerate().map(|(index, around)| OptionDecl {
        default: Presence::FromName(text(&format!("{around}{{name}}{around}"))),
        ..string(text(&format!("t{index}")))
    });
    let named = Domain {
        mount: &["hand", "<name>"],
        ..domain(set::<0>(options.collect()))
    };
    let generated = Generated::of(&[named], &[]);
    let Some(nix) = Nix::with_lib() else { return };
    let name = "${n}''\"\\";
    let config = nix.eval(&format!(
        "((import <nixpkgs/lib>).evalModules {{
           modules = [ {} {{ hand.${{{}}} = {{ }}; }} ];
         }}).config.hand",
        nix::path(&generated.path("default.nix")),
        nix::string(name),
    ));
    let expected: Map<String, Value> = names
        .iter()
        .enumerate()
        .map(|(index, around)| {
            (
                format!("t{index}"),
                json!(format!("{around}{name}{around}")),
            )
        })
        .collect();
    assert_eq!(config, Ok(json!({ name: expected })));
}
