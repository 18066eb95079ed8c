//! Each grammar accepts the same strings in Rust, in the JSON Schema and in Nix.
//!
//! Strings come from the grammar, from mutations of its example, from pieces that are special to
//! grammars, and from random characters. One Nix process judges a batch, with the types of a
//! generated module.

use std::collections::BTreeSet;

use codegen::lower;
use jsonschema::Validator;
use nixos_options::meta::{NixType, OptionDecl, Presence, ScalarDef};
use pretty_assertions::assert_eq;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::string::string_regex;
use proptest::test_runner::TestRunner;
use schema::entry::ParentPath;
use schema::scalar::{
    AbsPath, Capability, ContainerMachineId, CpuQuota, CpuRange, CredentialId, InodeCount,
    Interval, Mode, MountOption, Percent, RelPath, ResourceLimit, ResourceLimitName, Size,
    StoreName, SystemCall, UnitName, UserName, ZoneName,
};
use schemars::JsonSchema;
use serde_json::{Value, json};
use tests::by_hand;
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// A grammar, with the verdicts of Rust and the JSON Schema.
struct Grammar {
    def: &'static ScalarDef,
    rust: fn(&str) -> bool,
    schema: Validator,
}

fn grammars() -> Vec<Grammar> {
    fn schema<T: JsonSchema>() -> Validator {
        let schema = schemars::schema_for!(T).to_value();
        jsonschema::validator_for(&schema).expect("it is a schema")
    }
    macro_rules! all {
        ($($name:ident),*) => {
            vec![$(Grammar {
                def: $name::DEF,
                rust: |text| text.parse::<$name>().is_ok(),
                schema: schema::<$name>(),
            }),*]
        };
    }
    all![
        AbsPath,
        Capability,
        ContainerMachineId,
        CpuQuota,
        CpuRange,
        CredentialId,
        InodeCount,
        Interval,
        Mode,
        MountOption,
        ParentPath,
        RelPath,
        ResourceLimit,
        ResourceLimitName,
        Size,
        StoreName,
        SystemCall,
        UnitName,
        UserName,
        ZoneName
    ]
}

/// Pieces that are special to grammars: separators, dots, limits of ranges, units, spaces, and
/// non-ASCII bytes.
const PIECES: &[&str] = &[
    "/",
    "//",
    "CAP_",
    "SYS_ADMIN",
    "MKNOD",
    "_CHROOT",
    "derived",
    "random",
    "4f2a6c1b9d3e4875a0b1c2d3e4f50617",
    "NOFILE",
    "CPU",
    "infinity",
    "30s",
    "min",
    ".",
    "..",
    "...",
    "a",
    "Z",
    "0",
    "7",
    "8",
    "9",
    "%",
    "K",
    "T",
    "-",
    "_",
    "@",
    ":",
    "\\",
    ",",
    "!",
    "~",
    "+",
    "*",
    "?",
    "[",
    "]",
    "(",
    ")",
    "^",
    "$",
    "|",
    "{",
    "}",
    "'",
    "\"",
    "`",
    " ",
    "\t",
    "\n",
    "\r",
    "\u{b}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "é",
    "ß",
    "\u{202e}",
    "😀",
    ".service",
    ".mount",
    "100",
    "1000000000000000",
];

/// The pattern with a few repetitions instead of any number, because most strings of the original
/// pattern are too long for the grammar.
fn with_few_repetitions(pattern: &str) -> String {
    pattern
        .replace("]+", "]{1,4}")
        .replace("]*", "]{0,4}")
        .replace(")+", "){1,3}")
        .replace(")*", "){0,3}")
}

/// A string that is likely to be close to the grammar's edge.
fn likely(def: &'static ScalarDef) -> impl Strategy<Value = String> {
    let change = (any::<Index>(), 0..3_usize, select(PIECES));
    let mutated = vec(change, 0..4).prop_map(|changes| {
        let mut chars: Vec<String> = def.example.chars().map(String::from).collect();
        for (at, removed, piece) in changes {
            let at = at.index(chars.len() + 1);
            let end = (at + removed).min(chars.len());
            chars.splice(at..end, [piece.to_owned()]);
        }
        chars.concat()
    });
    let pieces = vec(select(PIECES), 0..6).prop_map(|pieces| pieces.concat());
    let fitting = string_regex(def.pattern).expect("it is a pattern");
    let short = string_regex(&with_few_repetitions(def.pattern)).expect("it is a pattern");
    let anything = prop_oneof![fitting, short, any::<String>()];
    let anything = anything.prop_map(|text| text.replace('\0', ""));
    prop_oneof![2 => mutated, 1 => pieces, 1 => anything]
}

/// Strings that are always judged: those at the length limits.
fn edges(def: &'static ScalarDef) -> Vec<String> {
    let max = usize::from(def.max_len);
    let mut edges = vec![String::new(), def.example.to_owned()];
    for unit in ["a", "1", "/a", "a/"] {
        for length in [max - 1, max, max + 1] {
            edges.push(unit.repeat(length).chars().take(length).collect());
        }
    }
    for around in ["\n", " "] {
        edges.push(format!("{}{around}", def.example));
        edges.push(format!("{around}{}", def.example));
    }
    edges
}

const CASES: usize = 400;

fn texts(def: &'static ScalarDef) -> Vec<String> {
    let mut runner = TestRunner::default();
    let strategy = likely(def);
    let random = (0..CASES).map(|_| {
        let tree = strategy.new_tree(&mut runner);
        tree.expect("strings can be made").current()
    });
    let all: BTreeSet<String> = random.chain(edges(def)).collect();
    all.into_iter().collect()
}

/// A module with an option of each grammar.
fn module(grammars: &[Grammar]) -> Generated {
    let options = grammars.iter().map(|grammar| OptionDecl {
        default: Presence::Required,
        example: Some(Ok(json!(grammar.def.example))),
        ..by_hand::option(
            grammar.def.name,
            NixType::Scalar(grammar.def),
            Value::Null,
            Value::Null,
        )
    });
    let root = by_hand::set::<0>(options.collect());
    Generated::of(&[by_hand::domain(root)], &[])
}

/// Nix' verdicts, by grammar.
fn in_nix(nix: Nix, grammars: &[Grammar], texts: &[Vec<String>]) -> Vec<Vec<bool>> {
    let generated = module(grammars);
    let sent: Vec<Value> = grammars
        .iter()
        .zip(texts)
        .map(|(grammar, texts)| json!({ "name": grammar.def.name, "texts": texts }))
        .collect();
    let verdicts = nix.eval(&format!(
        "let
           lib = import <nixpkgs/lib>;
           inherit (lib.evalModules {{ modules = [ {} ]; }}) options;
         in
         map (all: map options.hand.${{all.name}}.type.check all.texts) {}",
        nix::path(&generated.path("default.nix")),
        nix::json(&Value::Array(sent)),
    ));
    let verdicts = verdicts.unwrap_or_else(|error| panic!("{error}"));
    serde_json::from_value(verdicts).expect("verdicts are booleans")
}

#[test]
fn rust_the_json_schema_and_nix_agree() {
    let grammars = grammars();
    let texts: Vec<Vec<String>> = grammars.iter().map(|grammar| texts(grammar.def)).collect();
    let in_nix = Nix::with_lib().map(|nix| in_nix(nix, &grammars, &texts));
    for (index, grammar) in grammars.iter().enumerate() {
        let mut taken = 0;
        for (place, text) in texts[index].iter().enumerate() {
            let name = grammar.def.name;
            let rust = (grammar.rust)(text);
            let json = grammar.schema.is_valid(&json!(text));
            assert_eq!(json, rust, "the JSON Schema of {name} and Rust: {text:?}");
            if let Some(in_nix) = &in_nix {
                assert_eq!(in_nix[index][place], rust, "Nix' {name} and Rust: {text:?}");
            }
            taken += usize::from(rust);
        }
        let refused = texts[index].len() - taken;
        // The smallest grammar has sixteen strings.
        assert!(
            taken > 12 && refused > 10,
            "{}: {taken} taken",
            grammar.def.name
        );
    }
}

/// Lengths count bytes, as `builtins.stringLength` does. JSON Schema counts characters, and accepts
/// some long paths that the others refuse.
#[test]
fn rust_and_nix_count_bytes() {
    let texts: Vec<String> = [2046, 2047, 2048]
        .map(|count| format!("/{}", "é".repeat(count)))
        .into();
    let rust: Vec<bool> = texts
        .iter()
        .map(|text| AbsPath::DEF.check(text).is_ok())
        .collect();
    assert_eq!(rust, [true, true, false]);
    let grammars: Vec<Grammar> = grammars().into_iter().take(1).collect();
    assert_eq!(grammars[0].def, AbsPath::DEF);
    if let Some(nix) = Nix::with_lib() {
        assert_eq!(in_nix(nix, &grammars, &[texts]), [rust]);
    }
}

/// Nix strings cannot contain NUL, so Nix is not asked.
#[test]
fn nul_is_refused() {
    for grammar in grammars() {
        let example = grammar.def.example;
        for text in [
            format!("{example}\0"),
            format!("\0{example}"),
            example.replacen('a', "\0", 1),
        ] {
            if text.contains('\0') {
                assert!(
                    !(grammar.rust)(&text),
                    "Rust: {} {text:?}",
                    grammar.def.name
                );
                assert!(
                    !grammar.schema.is_valid(&json!(text)),
                    "JSON Schema: {} {text:?}",
                    grammar.def.name
                );
            }
        }
    }
}

/// The list above has every grammar of the registry.
#[test]
fn no_grammar_is_forgotten() {
    let modules = lower::lower(schema::domains()).expect("the domains are valid");
    let used: BTreeSet<&str> = modules
        .iter()
        .flat_map(|module| &module.scalars)
        .map(|def| def.name)
        .collect();
    let tested: BTreeSet<&str> = grammars().iter().map(|grammar| grammar.def.name).collect();
    assert_eq!(used.difference(&tested).collect::<Vec<_>>(), [&""; 0]);
}

#[test]
fn percentages_agree() {
    let schema = schemars::schema_for!(Percent).to_value();
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    let numbers: Vec<i64> = (-300..=300).chain([i64::MAX, -i64::MAX]).collect();
    let rust: Vec<bool> = numbers
        .iter()
        .map(|number| serde_json::from_value::<Percent>(json!(number)).is_ok())
        .collect();
    let json: Vec<bool> = numbers
        .iter()
        .map(|number| schema.is_valid(&json!(number)))
        .collect();
    assert_eq!(json, rust);
    assert_eq!(rust.iter().filter(|taken| **taken).count(), 100);
    let Some(nix) = Nix::with_lib() else { return };
    let option = by_hand::option(
        "percent",
        NixType::Between { min: 1, max: 100 },
        json!(1),
        json!(2),
    );
    let generated = Generated::of(&[by_hand::domain(by_hand::set::<0>(vec![option]))], &[]);
    let verdicts = nix.eval(&format!(
        "let
           lib = import <nixpkgs/lib>;
           inherit (lib.evalModules {{ modules = [ {} ]; }}) options;
         in
         map options.hand.percent.type.check {}",
        nix::path(&generated.path("default.nix")),
        nix::json(&json!(numbers)),
    ));
    assert_eq!(verdicts.expect("Nix judges integers"), json!(rust));
}
