//! Read a Rust configuration type as `NixOS` options.
//!
//! [`NixOptions`] is a derive for the type that a program reads with serde. It describes the fields as
//! plain data ([`meta`]): names, types, defaults and documentation. The crate `codegen` makes a module
//! of that data. A string with a grammar is a type made by [`scalar!`], an integer with bounds one
//! made by [`bounded!`]. [`read`] reads a configuration with exactly the values that the module takes.
//!
//! ```
//! use nixos_options::NixOptions;
//! use nixos_options::meta::{Domain, OptionStruct};
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//!
//! /// The daemon relays messages between queues.
//! #[derive(Serialize, Deserialize, JsonSchema, NixOptions, Default)]
//! #[serde(default, deny_unknown_fields, rename_all = "camelCase")]
//! struct Relay {
//!     /// Whether to run the daemon.
//!     enable: bool,
//!
//!     /// The port on which the daemon listens.
//!     #[nix(example = 9000)]
//!     listen_port: u16,
//! }
//!
//! const RELAY: Domain = Domain::new::<Relay>("relay", &["services", "relay"]);
//!
//! assert_eq!(RELAY.mount.join("."), "services.relay");
//! assert_eq!(Relay::struct_decl().options[1].name, "listenPort");
//! ```

// The derive writes `::nixos_options::…`; inside this crate that is this crate.
extern crate self as nixos_options;

mod entries;
pub mod meta;
pub mod read;
pub mod scalar;
mod unset;

pub use entries::Entries;
pub use nixos_options_derive::NixOptions;
pub use unset::{FromConfig, FromName};
