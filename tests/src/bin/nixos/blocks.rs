//! The blocks of Nix in the README and the guides, as files that NixOS evaluates.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// Where readers put the repository.
const PLACEHOLDER: &str = "/path/to/stateless";

/// Where the blocks are written to, for as long as this lives.
pub(crate) struct Blocks {
    folder: TempDir,
    names: Vec<String>,
}

impl Blocks {
    /// Name of each block that shows a part of a configuration, and its file.
    pub(crate) fn files(&self) -> BTreeMap<String, PathBuf> {
        let files = self.names.iter();
        files
            .map(|name| (name.clone(), self.folder.path().join(format!("{name}.nix"))))
            .collect()
    }

    /// The folder with the flake of the README and the two files of its machine.
    pub(crate) fn readme(&self) -> &Path {
        self.folder.path()
    }
}

/// Writes each block to a separate file.
pub(crate) fn write() -> Result<Blocks, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let names = Vec::new();
    let mut blocks = Blocks { folder, names };
    let root = ::tests::root();
    blocks.readme_of(&read(&root.join("README.md"))?)?;
    let guides = root.join("docs/guides");
    let entries =
        fs::read_dir(&guides).map_err(|error| format!("{}: {error}", guides.display()))?;
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        for (index, block) in of(&read(&path)?).into_iter().enumerate() {
            blocks.part(&format!("{stem}-{}", index + 1), block)?;
        }
    }
    Ok(blocks)
}

impl Blocks {
    /// The first two blocks are the machine, one is a flake, and the others show parts.
    fn readme_of(&mut self, text: &str) -> Result<(), String> {
        let blocks = of(text);
        let [configuration, host, rest @ ..] = &blocks[..] else {
            return Err("README.md does not begin with two blocks of Nix".to_owned());
        };
        self.file("configuration", configuration)?;
        self.file("host", host)?;
        for (index, block) in rest.iter().enumerate() {
            if block.contains("nixosConfigurations") {
                self.file("flake", block)?;
            } else {
                self.part(&format!("README-{}", index + 3), block)?;
            }
        }
        if self.readme().join("flake.nix").exists() {
            Ok(())
        } else {
            Err("README.md shows no flake".to_owned())
        }
    }

    fn part(&mut self, name: &str, block: &str) -> Result<(), String> {
        let is_home = block.contains("home-manager.");
        let name = format!("{name}{}", if is_home { "-home" } else { "" });
        self.file(&name, block)?;
        self.names.push(name);
        Ok(())
    }

    fn file(&self, name: &str, block: &str) -> Result<(), String> {
        let root = ::tests::root();
        let block = block.replace(PLACEHOLDER, &root.to_string_lossy());
        let file = self.folder.path().join(format!("{name}.nix"));
        fs::write(&file, block).map_err(|error| format!("{}: {error}", file.display()))
    }
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The blocks of Nix in a text.
fn of(text: &str) -> Vec<&str> {
    let blocks = text.split("```nix\n").skip(1);
    blocks
        .filter_map(|block| Some(block.split_once("```")?.0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_nix_are_found() {
        let text = "a\n```nix\n{ }\n```\n```sh\nls\n```\n```nix\n{ b = 1; }\n```\n";
        assert_eq!(of(text), ["{ }\n", "{ b = 1; }\n"]);
    }

    #[test]
    fn documents_have_a_machine_a_flake_and_parts() {
        let blocks = write().unwrap();
        for name in ["configuration", "host", "flake"] {
            assert!(blocks.readme().join(format!("{name}.nix")).is_file());
        }
        let files = blocks.files();
        assert!(files.keys().any(|name| name.starts_with("15-keep-a-path-")));
        assert!(files.keys().any(|name| name.ends_with("-home")));
        assert!(files.values().all(|file| file.is_file()));
    }
}
