//! `#[derive(NixOptions)]`: reads a Rust configuration type as NixOS options.
//!
//! There are three layers. `ast` and `attr` parse the type (serde attributes with serde's own
//! parser). `check` refuses types that serde, JSON Schema and the generated module would read
//! differently. `quote_*` writes the implementations. All problems are reported, each at its span.
//!
//! # Attributes
//!
//! | where | attribute | meaning |
//! |---|---|---|
//! | type | `#[nix(crate = "path")]` | where `nixos_options` is, by default `::nixos_options` |
//! | struct | `#[nix(removed(path = "old", help = "…"))]` | the option `old` was removed: setting it is an error with this help |
//! | field | `#[nix(example = EXPR)]` | a value of the field's type, shown in the docs |
//! | field | `#[nix(unread = "why")]` | no behaviour file reads the option |
//! | field | `#[nix(read_only)]` | only the module itself sets the option |
//! | field | `#[nix(default_from_name = "… {name} …")]` | the default is made of the enclosing name |
//! | field | `#[nix(default_from_config = "config.…")]` | the behaviour reads the default off the system |
//! | field | `#[nix(placeholder = "user")]` | stands for the names of a map in the docs |
//! | field | `#[nix(renamed_from = "old")]` | the option was called `old`, which still works, with a warning |
//!
//! `renamed_from` and `removed` may be written several times. Their paths begin at the set that the
//! field is in, or that the struct describes: `old` is beside the field, `group.old` in a nested set,
//! and `super.old` in the set around a nested set. A path cannot leave a set whose name users choose.
//!
//! Everything else comes from the doc comments, the types and serde's attributes.

use proc_macro2::TokenStream;
use syn::DeriveInput;

mod ast;
mod attr;
mod check;
mod errors;
mod quote_assert;
mod quote_enum;
mod quote_impl;
mod quote_parts;
mod quote_struct;
mod ty;

/// Reads a struct or enum as NixOS options: implements `nixos_options::meta::HasNixType`, and for a
/// struct with named fields `nixos_options::meta::OptionStruct`.
#[proc_macro_derive(NixOptions, attributes(nix, serde))]
pub fn derive(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let item = syn::parse_macro_input!(input as DeriveInput);
    expand(&item).unwrap_or_else(|problems| problems).into()
}

/// The implementations, or one `compile_error!` for each problem.
fn expand(item: &DeriveInput) -> Result<TokenStream, TokenStream> {
    let mut errors = errors::Errors::default();
    let input = ast::Input::parse(item, &mut errors);
    if let Some(input) = &input {
        check::check(input, &mut errors);
    }
    errors.finish()?;
    Ok(input.as_ref().map(quote_impl::item).unwrap_or_default())
}
