//! The output of `#[derive(NixOptions)]` as data, and the agreement of serde and JSON Schema on the
//! same types.
#![allow(dead_code, reason = "the types are only read by the derive")]

use nixos_options::meta::{HasNixType, OptionStruct};

mod agree;
mod enums;
mod structs;
mod text;

/// The type in a line: `nullOr(list(str))`.
fn ty<T: HasNixType>() -> String {
    text::ty(&T::nix_type())
}

/// The struct, one line for each option.
fn options<T: OptionStruct>() -> String {
    text::decl(&T::struct_decl())
}
