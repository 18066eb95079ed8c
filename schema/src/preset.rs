//! `stateless.presets`: what well-known services keep, as data.
//!
//! A [`Preset`] says why its paths are worth keeping, who owns them, and which option of NixOS means
//! that the service is there. The options, their documentation and the data that the behaviour file
//! reads are all made from [`all`].

mod container;
mod data;
mod databases;
mod deployment;
mod describe;
mod desktop;
mod hardware;
mod network;
mod options;
mod secrets;
mod system;
mod virtual_machines;
mod web;

pub use container::{PresetName, container_data};
pub use data::data;
pub use options::{Presets, Switched};

use crate::entry::{OnConflict, Phase};

/// What one service keeps.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// The name of the option: `postgresql`.
    pub name: &'static str,
    /// What is kept, as a noun phrase.
    pub keeps: &'static str,
    /// Why, in full sentences.
    pub reason: &'static str,
    /// What switches it on.
    pub switch: Switch,
    /// Other presets that it is worth nothing without.
    pub requires: &'static [&'static str],
    /// The paths.
    pub paths: &'static [PresetPath],
    /// Where the facts were read: files of Nixpkgs, or units of the program itself.
    pub source: &'static str,
}

/// What switches a preset on where nobody decides.
#[derive(Clone, Copy, Debug)]
pub enum Switch {
    /// Stores: every system has this state.
    Stores,
    /// Any of these options.
    Options(&'static [&'static str]),
    /// A set of things by name, unless it is empty.
    NotEmpty(&'static str),
    /// The same, unless another option is true.
    Unless(&'static [&'static str], &'static str),
    /// Nothing but presets that require it.
    Never,
}

/// A path that is kept.
#[derive(Clone, Copy, Debug)]
pub struct PresetPath {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
    /// The owner, when it is created.
    pub user: Owner,
    /// The group.
    pub group: Owner,
    /// Permission bits.
    pub mode: &'static str,
    /// When it must be there, if the place does not decide.
    pub phase: Option<Phase>,
    /// What happens to data at the path, if the kind does not decide.
    pub on_conflict: Option<OnConflict>,
    /// What is special about it, in full sentences; may be empty.
    pub why: &'static str,
}

/// Where a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Always here.
    Fixed(&'static str),
    /// The value of an option. All of `directory` where the value lies in it or is missing.
    Setting {
        /// The option.
        option: &'static str,
        /// Its default, or the directory that the default lies in.
        directory: &'static str,
    },
    /// `directory`, where the value of an option lies in it.
    Holds {
        /// The option: a path, or a list of paths.
        option: &'static str,
        /// The directory.
        directory: &'static str,
    },
    /// Each value of an option.
    Each(&'static str),
    /// Where each value of an option would be, if it were not in the store itself; those of
    /// `directory` only.
    Stored {
        /// The option: a list of sets.
        option: &'static str,
        /// The attribute that holds the path.
        attribute: &'static str,
        /// What follows the path.
        suffix: &'static str,
        /// Where the programs of others look.
        directory: &'static str,
    },
}

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A directory.
    Directory,
    /// A file that its program writes in place.
    File,
}

/// A user or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// This one.
    Name(&'static str),
    /// The value of an option.
    Setting {
        /// The option.
        option: &'static str,
        /// Its default.
        name: &'static str,
    },
}

/// All presets, in the order of their groups.
pub fn all() -> impl Iterator<Item = &'static Preset> {
    const GROUPS: [&[Preset]; 9] = [
        system::PRESETS,
        network::PRESETS,
        hardware::PRESETS,
        databases::PRESETS,
        virtual_machines::PRESETS,
        web::PRESETS,
        desktop::PRESETS,
        secrets::PRESETS,
        deployment::PRESETS,
    ];
    GROUPS.into_iter().flatten()
}

/// A service that one option switches on.
const fn service(
    name: &'static str,
    option: &'static [&'static str],
    source: &'static str,
) -> Preset {
    Preset {
        name,
        keeps: "",
        reason: "",
        switch: Switch::Options(option),
        requires: &[],
        paths: &[],
        source,
    }
}

impl Preset {
    /// What it keeps, and why.
    const fn keeps(self, keeps: &'static str, reason: &'static str) -> Self {
        Self {
            keeps,
            reason,
            ..self
        }
    }

    const fn paths(self, paths: &'static [PresetPath]) -> Self {
        Self { paths, ..self }
    }

    const fn requires(self, requires: &'static [&'static str]) -> Self {
        Self { requires, ..self }
    }

    const fn switch(self, switch: Switch) -> Self {
        Self { switch, ..self }
    }
}

/// A directory of root.
const fn directory(place: Place, mode: &'static str) -> PresetPath {
    PresetPath {
        place,
        kind: Kind::Directory,
        user: Owner::Name("root"),
        group: Owner::Name("root"),
        mode,
        phase: None,
        on_conflict: None,
        why: "",
    }
}

/// A directory of root that is always at the same place.
const fn fixed(path: &'static str, mode: &'static str) -> PresetPath {
    directory(Place::Fixed(path), mode)
}

/// A file of root.
const fn file(place: Place, mode: &'static str) -> PresetPath {
    PresetPath {
        kind: Kind::File,
        ..directory(place, mode)
    }
}

/// The value of an option, or all of the directory that it lies in.
const fn setting(option: &'static str, directory: &'static str) -> Place {
    Place::Setting { option, directory }
}

impl PresetPath {
    /// Owned by a user and the group of the same name.
    const fn owner(self, name: &'static str) -> Self {
        self.owners(Owner::Name(name), Owner::Name(name))
    }

    const fn owners(self, user: Owner, group: Owner) -> Self {
        Self {
            user,
            group,
            ..self
        }
    }

    const fn initrd(self) -> Self {
        Self {
            phase: Some(Phase::Initrd),
            ..self
        }
    }

    const fn adopt(self) -> Self {
        Self {
            on_conflict: Some(OnConflict::Adopt),
            ..self
        }
    }

    const fn why(self, why: &'static str) -> Self {
        Self { why, ..self }
    }
}
