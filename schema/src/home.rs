//! `stateless.stores` in home-manager: the persisted paths of one home directory.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entry::Entry;
use crate::scalar::{RelPath, StoreName};
use crate::store::Home;
use nixos_options::{Entries, NixOptions};

/// The paths of a home directory that survive a reboot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct HomePersistence {
    /// Paths of this home to persist, by the name of the store that keeps them. Declare the store in
    /// the NixOS configuration, which collects these paths as `stateless.stores.<name>.users.<user>`.
    /// Settings made there take precedence. On a machine without the NixOS modules these options have
    /// no effect, so the same home configuration works everywhere.
    #[nix(example = stores_example())]
    pub stores: BTreeMap<StoreName, Home>,
}

fn stores_example() -> BTreeMap<StoreName, Home> {
    let home = Home {
        directories: [(RelPath::lit(".ssh"), Entry::default())]
            .into_iter()
            .collect(),
        files: Entries::default(),
    };
    BTreeMap::from([(StoreName::lit("main"), home)])
}
