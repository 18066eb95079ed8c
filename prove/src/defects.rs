//! Defects that the proof must find: each changes one side at run time. A proof that survives one is
//! itself a defect, and so is one that applies to nothing any more.

mod checks;
mod module;
mod printer;
mod rust;
mod schema;
mod tree;

use crate::nix::Nix;
use crate::patch::Patch;
use crate::run::{Config, run};
use crate::shrink::Disagreement;
use crate::subject::World;

/// A change of one side.
#[derive(Clone, Copy, Debug)]
pub struct Defect {
    /// What is wrong.
    pub name: &'static str,
    /// The domain that shows it.
    pub shown_by: &'static str,
    /// How.
    pub patch: Patch,
}

/// All of them.
pub fn all() -> Vec<Defect> {
    [
        tree::DEFECTS,
        module::DEFECTS,
        schema::DEFECTS,
        rust::DEFECTS,
        checks::DEFECTS,
        printer::DEFECTS,
    ]
    .concat()
}

/// Runs the proof with a defect switched on until it is found, on at most `most` cases.
///
/// # Errors
///
/// When the defect applies to nothing any more.
pub fn find(
    defect: &Defect,
    nix: Nix,
    seed: u64,
    most: u64,
) -> Result<Option<Disagreement>, String> {
    let world = World::build(vec![defect.patch])?;
    let is_printed = matches!(defect.patch, Patch::Printed(_));
    let config = Config {
        cases: if is_printed { 0 } else { most },
        values: if is_printed { most } else { 0 },
        seed,
        most: 1,
        only: Some(defect.shown_by),
        shrink: false,
    };
    Ok(run(&world, nix, config, &mut |_| {}).disagreements.pop())
}
