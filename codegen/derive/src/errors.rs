//! Problems, collected with their places and reported all at once: whoever writes a type sees the
//! whole list, not the first of it.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The problems found so far.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Adds a problem at the span of `at`. The message names the problem, then the code to write
    /// instead.
    pub(crate) fn push(&mut self, at: impl ToTokens, message: impl Display) {
        self.0.push(syn::Error::new_spanned(at, message));
    }

    /// Adds what syn or serde found.
    pub(crate) fn extend(&mut self, error: syn::Error) {
        self.0.extend(error);
    }

    /// One `compile_error!` for each problem, if there is one.
    pub(crate) fn finish(self) -> Result<(), TokenStream> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(self.0.iter().map(syn::Error::to_compile_error).collect())
    }
}
