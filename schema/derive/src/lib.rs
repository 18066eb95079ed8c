//! `#[derive(NixOptions)]`.

/// Reads a struct or enum as NixOS options.
#[proc_macro_derive(NixOptions, attributes(nix))]
pub fn derive(_input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    proc_macro::TokenStream::new()
}
