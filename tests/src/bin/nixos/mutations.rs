//! Stand-ins that are broken on purpose: the comparison of their options must see each.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::compare;
use crate::listed;
use crate::nix::Nix;

/// The case that compares the options.
pub(crate) const CASE: &str = "options/instances";

/// A change of a stand-in: its file in `tests/nixos`, a text in it, and the replacement.
struct Mutation {
    name: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
}

const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "a default",
        file: "boot.nix",
        from: "default = \"/boot\";",
        to: "default = \"/efi\";",
    },
    Mutation {
        name: "a type",
        file: "swap.nix",
        from: "types.nullOr types.int",
        to: "types.nullOr types.ints.positive",
    },
    Mutation {
        name: "what a type of the same name takes",
        file: "filesystems.nix",
        from: " && match \".+/\" path == null",
        to: "",
    },
    Mutation {
        name: "the priority of a definition in a submodule",
        file: "filesystems.nix",
        from: "(mkIf isNeeded [ \"x-initrd.mount\" ])",
        to: "(mkIf isNeeded (mkDefault [ \"x-initrd.mount\" ]))",
    },
    Mutation {
        name: "a definition that is missing",
        file: "filesystems.nix",
        from: "(mkIf isNeeded [ \"x-initrd.mount\" ])",
        to: "",
    },
    Mutation {
        name: "the value of a definition",
        file: "users.nix",
        from: "home = \"/root\";",
        to: "home = \"/home/root\";",
    },
    Mutation {
        name: "the number of a user",
        file: "users.nix",
        from: "caddy = 239;",
        to: "caddy = 240;",
    },
    Mutation {
        name: "an option that NixOS does not have",
        file: "boot.nix",
        from: "resumeDevice = mkOption",
        to: "resumeDevices = mkOption",
    },
];

/// The mutations that no case notices, with the fix.
pub(crate) fn unseen(nix: &Nix) -> Result<Vec<(String, String)>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut folders = BTreeMap::new();
    for (index, mutation) in MUTATIONS.iter().enumerate() {
        let copy = folder.path().join(index.to_string());
        mutation.write(&copy)?;
        folders.insert(mutation.name.to_owned(), copy);
    }
    let mut found = nix.options_of(&folders).map_err(|failure| failure.text())?;
    let mut unseen = Vec::new();
    for mutation in MUTATIONS {
        let differences = compare::differences(found[mutation.name].take());
        let is_seen = differences
            .iter()
            .any(|difference| listed::find(CASE, difference).is_none());
        if !is_seen {
            let what = format!(
                "{}: broken, and the comparison does not see it",
                mutation.file
            );
            unseen.push((format!("mutation of {}", mutation.name), what));
        }
    }
    eprintln!(
        "{} of {} mutations seen",
        MUTATIONS.len() - unseen.len(),
        MUTATIONS.len()
    );
    Ok(unseen)
}

impl Mutation {
    /// A copy of the stand-ins with the change.
    fn write(&self, copy: &Path) -> Result<(), String> {
        copy_folder(&::tests::root().join("tests/nixos"), copy)
            .map_err(|error| error.to_string())?;
        let file = copy.join(self.file);
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", self.file))?;
        if !text.contains(self.from) {
            return Err(format!("{} no longer has `{}`", self.file, self.from));
        }
        let changed = text.replacen(self.from, self.to, 1);
        fs::write(file, changed).map_err(|error| format!("{}: {error}", self.file))
    }
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            fs::copy(&path, target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mutation_changes_a_stand_in() {
        let folder = tempfile::tempdir().unwrap();
        for (index, mutation) in MUTATIONS.iter().enumerate() {
            let copy = folder.path().join(index.to_string());
            mutation.write(&copy).unwrap();
        }
    }
}
