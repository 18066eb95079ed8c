//! The outputs of a project, in a folder of their own, so that Nix can read them.

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{NixSource, Output, Project, generate};
use schema::meta::Domain;
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
    for folder in ["", "lib/"] {
        let mut files = nix_files(&root.join("codegen/nix").join(folder));
        files.sort();
        for file in files {
            let name = file
                .file_name()
                .expect("a file has a name")
                .to_str()
                .expect("our names are UTF-8");
            sources.push(NixSource {
                path: format!("{folder}{name}"),
                shown: format!("codegen/nix/{folder}{name}"),
                text: fs::read_to_string(&file).expect("our sources are readable"),
            });
        }
    }
    sources
}

fn nix_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the repository has its folders");
    let paths = entries.map(|entry| entry.expect("a folder can be listed").path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "nix"))
        .collect()
}
