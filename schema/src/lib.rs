//! The options of Stateless: the only place where they are defined.
#![recursion_limit = "256"]

// The derive writes `::schema::…`; inside this crate that is this crate.
extern crate self as schema;

pub mod meta;

pub use schema_derive::NixOptions;
