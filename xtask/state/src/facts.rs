//! What `tests/real/state.nix` says of a configuration, as it stands there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A service of NixOS: an option `enable` below `services`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Service {
    /// The option set, such as `services` and `nginx`.
    pub(crate) name: Vec<String>,
    /// The module that declares it, in nixpkgs.
    pub(crate) file: String,
}

impl Service {
    /// As it is written in a configuration, without `services.`.
    pub(crate) fn shown(&self) -> String {
        self.name[1..].join(".")
    }
}

/// What is known of a service: what it adds to a machine, or why it cannot be evaluated.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Measured {
    pub(crate) service: Service,
    pub(crate) facts: Result<Facts, String>,
}

/// What a configuration has beside that of the machine without services.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Facts {
    pub(crate) units: BTreeMap<String, Unit>,
    /// Lines of `systemd.tmpfiles.rules`.
    pub(crate) rules: Vec<String>,
    /// Rules of `systemd.tmpfiles.settings`.
    pub(crate) settings: Vec<Rule>,
    pub(crate) users: BTreeMap<String, User>,
    /// Options with the name of a directory of state.
    pub(crate) options: Vec<DirectoryOption>,
    /// Assertions that fail.
    pub(crate) refused: Vec<String>,
    /// Files that NixOS itself writes below `/etc`, by their names there.
    pub(crate) etc: Vec<String>,
    /// Warnings of the modules.
    pub(crate) warnings: Vec<String>,
    /// What the modules persist.
    pub(crate) entries: Vec<Entry>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Unit {
    /// `StateDirectory=` and what belongs to it, in the forms that NixOS takes.
    pub(crate) directories: BTreeMap<String, Value>,
    /// Paths below `/var/lib` and the like in its other settings and its scripts.
    pub(crate) named: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Rule {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) path: String,
    pub(crate) mode: String,
    pub(crate) user: String,
    pub(crate) group: String,
    pub(crate) age: String,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) group: String,
    pub(crate) home: String,
    pub(crate) home_mode: String,
    pub(crate) create_home: bool,
    #[serde(rename = "isNormalUser")]
    pub(crate) is_normal: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct DirectoryOption {
    pub(crate) option: Vec<String>,
    pub(crate) value: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Entry {
    pub(crate) path: String,
    pub(crate) user: String,
    pub(crate) group: String,
    pub(crate) mode: String,
    pub(crate) reason: String,
}
