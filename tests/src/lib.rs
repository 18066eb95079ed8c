//! Helpers for tests of the whole line: finding Nix, evaluating, and a configuration of a daemon
//! that is not ours.

pub mod by_hand;
pub mod daemon;
pub mod emitted;
pub mod generated;
pub mod nix;
pub mod nspawn;
pub mod refused;

use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}
