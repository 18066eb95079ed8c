//! Which options the behaviour files read.
//!
//! Finds reads of options that do not exist, such as an old name, and options that no file reads.
//! It does not search for names: a small abstract interpreter follows the option tree through each
//! file. [`option_tree`] is the tree, [`core`] the language into which [`lower`] translates Nix,
//! [`eval`] the interpreter, and [`table`] its knowledge of `lib`.
//!
//! Selecting the value of an option counts as a read; later uses of the value are not followed.
//! Sets of options are followed through variables, functions, `//`, lists, maps, other sources and
//! the functions of `lib` in the table. A set that is passed to anything else is [`Opaque`]: all
//! its options count as read.

mod apply;
mod core;
mod eval;
mod lower;
mod nearest;
mod option_tree;
mod parse;
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
use option_tree::OptionTree;
use report::{Found, Reporter};

/// The reads and definitions in the behaviour files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Reads of options that do not exist, and options that are not read as declared.
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
    pub location: Location,
}

/// A place where a set of options goes to something that cannot be followed. Each option in it
/// counts as read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opaque {
    /// The full path of the set: `services.relay.queues.<name>`; `config` for all options.
    pub option: String,
    /// Where; for a set that is part of what a file returns, where the file selects it.
    pub location: Location,
}

/// A place in a Nix file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// As [`NixSource::shown`].
    pub file: String,
    /// From 1.
    pub line: usize,
}

/// Looks at all options and all files together.
///
/// `config.nix` of a domain is a module. Other files count where a module imports them.
pub fn check(modules: &[Module], sources: &[NixSource]) -> Report {
    let tree = OptionTree::new(modules);
    let (program, refused) = sources::load(sources, &tree);
    let mut eval = Eval::new(&program, &tree);
    let files: Vec<usize> = (0..sources.len())
        .filter(|&file| sources::is_module(&sources[file].path))
        .collect();
    walk::run(&mut eval, &files);
    let found = Found {
        modules,
        sources,
        tree: &tree,
        names: &program.names,
        facts: &eval.facts,
    };
    Reporter::new(found).report(refused)
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}
