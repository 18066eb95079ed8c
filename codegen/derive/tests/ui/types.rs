//! Types without an equal in Nix, wherever they stand.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::path::PathBuf;

/// Numbers.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields)]
struct Numbers {
    /// A.
    a: u64,
    /// B.
    b: usize,
    /// C.
    c: isize,
    /// D.
    d: i128,
    /// E.
    e: u128,
    /// F.
    f: f32,
    /// G.
    g: char,
    /// Inside others.
    h: Option<BTreeMap<String, Box<u64>>>,
    /// By its path.
    i: core::primitive::usize,
}

/// Collections.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields, default)]
struct Collections {
    /// A.
    a: HashMap<String, bool>,
    /// B.
    b: HashSet<String>,
    /// C.
    c: BTreeSet<String>,
    /// D.
    d: (bool, bool),
    /// E.
    e: [bool; 2],
    /// F.
    f: Vec<Vec<usize>>,
}

/// Strings.
#[derive(nixos_options::NixOptions)]
#[serde(deny_unknown_fields, default)]
struct Strings {
    /// A.
    a: &'static str,
    /// B.
    b: PathBuf,
    /// C.
    c: OsString,
    /// D.
    d: std::time::Duration,
    /// E.
    e: fn() -> bool,
}

/// In a newtype.
#[derive(nixos_options::NixOptions)]
struct Newtype(u64);

/// In a variant.
#[derive(nixos_options::NixOptions)]
enum Variant {
    /// A.
    A(Vec<u64>),
}

fn main() {}
