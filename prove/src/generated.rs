//! The outputs of a project, in a folder of their own, so that Nix can read them.

use std::fs;
use std::path::PathBuf;

use codegen::{NixSource, Output, Project, generate};
use nixos_options::meta::Domain;
use tempfile::TempDir;

/// Outputs and where they are.
#[derive(Debug)]
pub struct Generated {
    /// All outputs.
    pub outputs: Vec<Output>,
    folder: TempDir,
}

impl Generated {
    /// The modules of this repository.
    pub fn stateless() -> Self {
        Self::of(schema::domains(), &sources())
    }

    /// The module of this repository for home-manager, which has no behaviour.
    pub fn home_manager() -> Self {
        Self::of(schema::home_domains(), &[])
    }

    /// The module of a daemon outside this repository, which has options and no behaviour.
    pub fn daemon() -> Self {
        Self::of(crate::daemon::domains(), &[])
    }

    /// The outputs of any domains.
    ///
    /// # Panics
    ///
    /// With all problems, when the generator refuses the domains.
    pub fn of(domains: &[Domain], sources: &[NixSource]) -> Self {
        let project = Project {
            command: "cargo xtask gen",
            folder: "generated-modules",
            domains,
            sources,
        };
        let outputs = generate(&project).unwrap_or_else(|problems| {
            let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("{}", shown.join("\n"))
        });
        let folder = tempfile::tempdir().expect("a temporary folder");
        for output in &outputs {
            let path = folder.path().join(&output.path);
            fs::create_dir_all(path.parent().expect("a file is in a folder"))
                .expect("a temporary folder is writable");
            fs::write(path, &output.text).expect("a temporary folder is writable");
        }
        Self { outputs, folder }
    }

    /// Where an output is on disk.
    pub fn path(&self, output: &str) -> PathBuf {
        self.folder.path().join(output)
    }

    /// The text of an output.
    ///
    /// # Panics
    ///
    /// When there is no such output.
    pub fn text(&self, output: &str) -> &str {
        let found = self.outputs.iter().find(|found| found.path == output);
        &found.unwrap_or_else(|| panic!("no output {output}")).text
    }
}

/// The hand-written Nix of this repository.
pub fn sources() -> Vec<NixSource> {
    let root = crate::root();
    let mut sources = Vec::new();
    let mut folders = vec![PathBuf::from("codegen/nix")];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(root.join(&folder)).expect("the repository has its folders");
        for entry in entries {
            let entry = entry.expect("a folder can be listed");
            let shown = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(shown);
            } else if shown
                .extension()
                .is_some_and(|extension| extension == "nix")
            {
                let shown = shown.to_str().expect("our names are UTF-8");
                sources.push(NixSource {
                    path: shown["codegen/nix/".len()..].to_owned(),
                    shown: shown.to_owned(),
                    text: fs::read_to_string(entry.path()).expect("our sources are readable"),
                });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}
