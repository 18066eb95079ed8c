//! The crate under another name, behind a macro, with names of the prelude taken.
#![allow(dead_code)]

use nixos_options as other;

mod taken {
    pub enum Result {}
    pub struct Box;
    pub fn drop() {}
    pub struct Vec;
    pub struct Default;
}

#[allow(unused_imports)]
use taken::*;

/// Through `#[nix(crate)]`.
#[derive(other::NixOptions, serde::Deserialize)]
#[nix(crate = "other")]
#[serde(deny_unknown_fields)]
struct Renamed {
    /// An option.
    #[serde(default)]
    #[nix(example = default.to_owned())]
    text: String,
}

#[allow(non_upper_case_globals)]
const default: &str = "an item with the name of a local variable";

macro_rules! declare {
    ($name:ident, $field:ident: $ty:ty) => {
        /// Written by a macro.
        #[derive(nixos_options::NixOptions)]
        #[serde(deny_unknown_fields)]
        struct $name {
            /// An option.
            $field: $ty,
        }
    };
}

declare!(ByMacro, field: Option<bool>);

fn main() {
    use nixos_options::meta::OptionStruct;
    assert_eq!(Renamed::struct_decl().options.len(), 1);
    let decl = ByMacro::struct_decl();
    assert!(matches!(decl.options[0].default, nixos_options::meta::Presence::Default(Ok(_))));
}
