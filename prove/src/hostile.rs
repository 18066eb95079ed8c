//! Text, keys, numbers and values that mean something to somebody.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Pieces that mean something to Nix, JSON, a pattern, a path or the module system, alone or together.
pub(crate) const PIECES: &[&str] = &[
    "${",
    "${x}",
    "$${x}",
    "$$${x}",
    "'${x}",
    "''${x}",
    "}",
    "{",
    "$",
    "'",
    "''",
    "'''",
    "''\\",
    "\"",
    "\\",
    "\\n",
    "\\u0041",
    "\n",
    "\n  ",
    "\r",
    "\r\n",
    "\t",
    " ",
    "  ",
    "a",
    "b-c",
    ";",
    " = 1; b = ",
    "#",
    "/*",
    "*/",
    "[",
    "]",
    "(",
    ")",
    "^",
    "|",
    "*",
    "?",
    "+",
    "/",
    "//",
    ".",
    "..",
    "/a",
    "0",
    "7",
    "9",
    "%",
    "K",
    "T",
    "@",
    ":",
    ",",
    "~",
    "-1",
    "or",
    "if",
    "null",
    "true",
    "é",
    "ß",
    "🦀",
    "\u{1}",
    "\u{b}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\u{202e}",
    ".service",
    "import ./x",
    "<nixpkgs>",
    "http://x",
    "\0",
];

/// Keys that a set, the module system or a library may interpret.
const KEYS: &[&str] = &[
    "_type",
    "_module",
    "_file",
    "_args",
    "imports",
    "options",
    "config",
    "key",
    "freeformType",
    "disabledModules",
    "__toString",
    "outPath",
    "type",
    "name",
    "enable",
    "",
    " ",
    ".",
    "a.b",
    "in",
    "or",
    "rec",
    "with",
    "null",
    "1",
    "-",
    "x-y",
    "${x}",
    "é",
    "a\nb",
    "__proto__",
];

/// Hostile text, sometimes with NUL.
pub(crate) fn text(rng: &mut Rng) -> String {
    if rng.u8(0..30) == 0 {
        return rng
            .choice(["long ", "/a", "é", "1"])
            .unwrap_or("a")
            .repeat(rng.usize(1..1500));
    }
    let pieces = (0..rng.usize(0..7)).map(|_| match rng.u8(0..12) {
        0 => rng.char(..).to_string(),
        _ => (*rng.choice(PIECES).unwrap_or(&"")).to_owned(),
    });
    pieces.collect()
}

/// A hostile key.
pub(crate) fn key(rng: &mut Rng) -> String {
    // Nix takes a set with it for a function, and dies: rare, because the rest of its batch runs again.
    if rng.u8(0..200) == 0 {
        return "__functor".to_owned();
    }
    if rng.bool() {
        (*rng.choice(KEYS).unwrap_or(&"")).to_owned()
    } else {
        text(rng)
    }
}

/// A number at an edge of some type, or any.
pub(crate) fn number(rng: &mut Rng) -> Value {
    const EDGES: &[i64] = &[
        0,
        1,
        -1,
        2,
        80,
        99,
        100,
        101,
        127,
        128,
        -128,
        -129,
        255,
        256,
        32_767,
        32_768,
        -32_768,
        -32_769,
        65_535,
        65_536,
        2_147_483_647,
        2_147_483_648,
        -2_147_483_648,
        -2_147_483_649,
        4_294_967_295,
        4_294_967_296,
        9_007_199_254_740_993,
        i64::MAX,
        -i64::MAX,
        i64::MIN,
    ];
    const FLOATS: &[f64] = &[
        0.5,
        -0.0,
        1.0,
        80.0,
        80.5,
        -1.0,
        255.0,
        256.0,
        65_535.0,
        65_536.0,
        1e15,
        1e16,
        1e18,
        1e19,
        1e300,
        -1e300,
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
        0.1,
        1e-7,
        4_294_967_296.0,
        9_223_372_036_854_775_808.0,
        -9_223_372_036_854_775_808.0,
    ];
    match rng.u8(0..8) {
        0..=2 => json!(rng.choice(EDGES)),
        3 | 4 => json!(rng.choice(FLOATS)),
        5 => json!(rng.u64(..)),
        6 => json!(rng.i64(..)),
        _ => {
            let float = f64::from_bits(rng.u64(..));
            if float.is_finite() {
                json!(float)
            } else {
                json!(0.25)
            }
        }
    }
}

/// Any value, at most `depth` deep.
pub(crate) fn value(rng: &mut Rng, depth: usize) -> Value {
    match rng.u8(0..if depth == 0 { 6 } else { 9 }) {
        0 => Value::Null,
        1 => Value::Bool(rng.bool()),
        2 | 3 => number(rng),
        4 | 5 => Value::String(text(rng)),
        6 => (0..rng.usize(0..4))
            .map(|_| value(rng, depth - 1))
            .collect(),
        _ => {
            let entries = (0..rng.usize(0..4)).map(|_| (key(rng), value(rng, depth - 1)));
            Value::Object(entries.collect())
        }
    }
}

/// A value that nests deep.
pub(crate) fn deep(rng: &mut Rng) -> Value {
    let depth = *rng.choice(&[10, 60, 110, 140]).unwrap_or(&10);
    let in_list = rng.bool();
    (0..depth).fold(Value::Null, |inner, _| {
        if in_list {
            json!([inner])
        } else {
            Value::Object(Map::from_iter([("a".to_owned(), inner)]))
        }
    })
}
