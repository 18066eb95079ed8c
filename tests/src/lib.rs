//! Helpers for tests of the whole line: finding Nix, evaluating, and a configuration of a daemon
//! that is not ours.

pub mod by_hand;
pub mod emitted;
pub mod failure;
pub mod nixos;
pub mod nspawn;
pub mod refused;

pub use prove::{daemon, generated, nix, root};
