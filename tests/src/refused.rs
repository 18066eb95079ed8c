//! Types behind an alias, which the derive cannot see: the traits of `nixos_options::meta` refuse
//! them. The compiler's message lists other types with the same trait, which change with the
//! schema. So these are compiled as doc tests, and their messages are not compared.
//!
//! The same struct with a type that Nix has:
//! ```
//! type Count = i64;
//! /// Options.
//! #[derive(nixos_options::NixOptions)]
//! #[serde(deny_unknown_fields)]
//! struct Options {
//!     /// A count.
//!     count: Count,
//! }
//! ```
//! and with one that it does not have:
//! ```compile_fail,E0277
//! type Count = u64;
//! /// Options.
//! #[derive(nixos_options::NixOptions)]
//! #[serde(deny_unknown_fields)]
//! struct Options {
//!     /// A count.
//!     count: Count,
//! }
//! ```
//!
//! A map whose keys are strings:
//! ```
//! type Name = String;
//! /// Options.
//! #[derive(nixos_options::NixOptions)]
//! #[serde(deny_unknown_fields)]
//! struct Options {
//!     /// By name.
//!     #[serde(default)]
//!     by_name: std::collections::BTreeMap<Name, bool>,
//! }
//! ```
//! and one whose keys are not:
//! ```compile_fail,E0277
//! type Name = bool;
//! /// Options.
//! #[derive(nixos_options::NixOptions)]
//! #[serde(deny_unknown_fields)]
//! struct Options {
//!     /// By name.
//!     #[serde(default)]
//!     by_name: std::collections::BTreeMap<Name, bool>,
//! }
//! ```
//!
//! A flattened struct:
//! ```
//! /// Flattened.
//! #[derive(nixos_options::NixOptions)]
//! #[serde(deny_unknown_fields)]
//! struct Inner {}
//! /// Options.
//! #[derive(nixos_options::NixOptions)]
//! #[serde(deny_unknown_fields)]
//! struct Options {
//!     #[serde(flatten)]
//!     inner: Inner,
//! }
//! ```
//! and a flattened type without fields of its own:
//! ```compile_fail,E0277
//! /// Flattened.
//! #[derive(nixos_options::NixOptions)]
//! #[serde(deny_unknown_fields)]
//! struct Inner {}
//! /// Options.
//! #[derive(nixos_options::NixOptions)]
//! #[serde(deny_unknown_fields)]
//! struct Options {
//!     #[serde(flatten)]
//!     inner: Option<Inner>,
//! }
//! ```
