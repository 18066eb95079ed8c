//! Which options the behaviour files read.
//!
//! A renamed option that the hand-written half still reads under its old name, and an option that
//! nothing reads, are both found here: by following the option tree through each file with a small
//! abstract interpretation, not by searching for names. [`places`] is the tree, [`core`] the
//! language that [`lower`] turns Nix into, [`eval`] the interpreter, and [`table`] what it knows of
//! `lib`.
//!
//! An option is read where its value is selected. What happens to the value then is not looked at,
//! except that a set of options can be followed further: through variables, functions, `//`, lists,
//! maps, other given sources and the functions of `lib` that the table has. Where such a set goes
//! to something else, it is [`Opaque`]: all options in it count as read.

mod apply;
mod core;
mod eval;
mod lower;
mod nearest;
mod parse;
mod places;
mod report;
mod scope;
mod select;
mod signature;
mod sources;
mod table;
mod value;
mod walk;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::ir::Module;
use crate::{NixSource, Problem};
use eval::Eval;
use places::Places;
use report::{Found, Reporter};

/// What the behaviour files do with the options.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Reads of what does not exist, and options that are not read as they say.
    pub problems: Vec<Problem>,
    /// Where options are read; sorted.
    pub reads: Vec<Read>,
    /// Where options can no longer be followed; sorted.
    pub opaque: Vec<Opaque>,
}

/// A place where an option is read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Read {
    /// The full path: `services.relay.queues.<name>.path`.
    pub option: String,
    /// Where.
    pub place: Place,
}

/// A place where a set of options goes to something that cannot be followed. Each option in it
/// counts as read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opaque {
    /// The full path of the set: `services.relay.queues.<name>`; `config` for all options.
    pub option: String,
    /// Where; for a set that is part of what a file returns, where the file selects it.
    pub place: Place,
}

/// A place in a Nix file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// As [`NixSource::shown`].
    pub file: String,
    /// From 1.
    pub line: usize,
}

/// Looks at all options and all files together.
///
/// `config.nix` of a domain is a module. Other files count where a module imports them.
pub fn check(modules: &[Module], sources: &[NixSource]) -> Report {
    let places = Places::new(modules);
    let (program, refused) = sources::load(sources, &places);
    let mut eval = Eval::new(&program, &places);
    let files: Vec<usize> = (0..sources.len())
        .filter(|&file| sources::is_module(&sources[file].path))
        .collect();
    walk::run(&mut eval, &files);
    let found = Found {
        modules,
        sources,
        places: &places,
        names: &program.names,
        facts: &eval.facts,
    };
    Reporter::new(found).report(refused)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}
