//! The modules as a pull request that a reviewer of nixpkgs can merge: files in the form of that
//! repository, its lists edited by syntax tree, and commits as patches.
//!
//! Everything is computed and checked in memory before the first file is written, and nothing is
//! ever pushed or opened.

#![cfg_attr(
    test,
    allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")
)]

pub mod check;
pub mod containers;
pub mod imports;
pub mod lint;
pub mod list;
pub mod maintainer;
pub mod markdown;
pub mod module;
pub mod notes;
pub mod order;
pub mod patch;
pub mod place;
pub mod redirects;
pub mod registry;
pub mod series;
pub mod tree;
pub mod vm;
