//! The proof: for every JSON value, serde + checks, the JSON Schema and the generated module under the
//! real `lib.evalModules` accept or reject together, and on acceptance yield the same values.
//!
//! [`run`] makes values from two sources, the option tree and the JSON Schema, and mutates them.
//! Each value is judged three times ([`judge`]), and disagreements are shrunk. `docs/proof.md`
//! explains what is proved.

pub mod daemon;
pub mod defects;
pub mod every;
pub mod fuzz;
pub mod generated;
pub mod given;
pub mod nix;
pub mod sweep;
pub mod values;

mod annotations;
mod checks;
mod complete;
mod former;
mod from_schema;
mod green;
mod hostile;
mod hosts;
mod judge;
mod lengths;
mod make;
mod mutate;
mod options;
mod patch;
mod pattern;
mod run;
mod shrink;
mod subject;
mod tally;

pub use judge::{Case, Kind, Verdicts};
pub use patch::{Patch, Rust};
pub use run::{Config, Outcome, run};
pub use shrink::Disagreement;
pub use subject::{Subject, World};
pub use tally::{Counts, Tally};

use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}
