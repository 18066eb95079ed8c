//! Files of a nixpkgs checkout: activation scripts, nixos-init, and the modules that can add early
//! readers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::text;

/// The parts of a module that run, or may run, before local file systems are mounted.
const SIGNS: [&str; 5] = [
    "DefaultDependencies",
    "activationScripts",
    "local-fs",
    "postBootCommands",
    "sysinit.target",
];

/// Modules of images, tests and installers.
const IMAGES: [&str; 5] = [
    "image/",
    "installer/",
    "profiles/",
    "testing/",
    "virtualisation/",
];

/// The files below `nixos/modules`.
pub(super) struct Tree {
    modules: BTreeMap<String, String>,
    /// Files that are not modules, by name.
    scripts: BTreeMap<String, String>,
    init: BTreeSet<String>,
}

impl Tree {
    pub(super) fn read(nixpkgs: &Path) -> Result<Self, String> {
        let mut tree = Self {
            modules: BTreeMap::new(),
            scripts: BTreeMap::new(),
            init: BTreeSet::new(),
        };
        let root = nixpkgs.join("nixos/modules");
        for path in files(&root)? {
            let name = path
                .strip_prefix(&root)
                .unwrap_or(&path)
                .display()
                .to_string();
            let kind = path.extension().and_then(|kind| kind.to_str());
            match kind {
                Some("nix") => tree.modules.insert(name, read(&path)?),
                Some("pl" | "sh" | "py") => {
                    let name = name.rsplit('/').next().unwrap_or_default().to_owned();
                    tree.scripts.insert(name, read(&path)?)
                }
                _ => None,
            };
        }
        for path in files(&nixpkgs.join("pkgs/by-name/ni/nixos-init/src"))? {
            tree.init.extend(text::literals(&read(&path)?));
        }
        Ok(tree)
    }

    /// The paths in a script, and in the scripts of the tree that it runs from the Nix store.
    pub(super) fn paths_of_script(&self, script: &str) -> BTreeSet<String> {
        let mut paths = text::paths(script);
        for (name, text) in &self.scripts {
            if script.contains(&format!("-{name}")) {
                paths.extend(text::paths(text));
            }
        }
        paths
    }

    /// The script that prepares the root before PID 1 of stage 2 starts.
    pub(super) fn paths_of_stage2(&self) -> BTreeSet<String> {
        let script = self.scripts.get("stage-2-init.sh");
        script.map_or_else(BTreeSet::new, |script| text::paths(script))
    }

    pub(super) fn paths_of_init(&self) -> &BTreeSet<String> {
        &self.init
    }

    /// The modules with a sign of something early, with their signs. Those of images are left out.
    pub(super) fn signs(&self) -> BTreeMap<&str, Vec<&'static str>> {
        let modules = self.modules.iter();
        modules
            .filter(|(name, _)| !IMAGES.iter().any(|folder| name.starts_with(folder)))
            .map(|(name, text)| (name.as_str(), signs_in(text)))
            .filter(|(_, signs)| !signs.is_empty())
            .collect()
    }
}

fn signs_in(module: &str) -> Vec<&'static str> {
    let mut lines = module.lines().map(str::trim_start);
    let code = |line: &&str| !line.starts_with('#');
    let lines: Vec<&str> = lines.by_ref().filter(code).collect();
    let has = |sign: &str| lines.iter().any(|line| line.contains(sign));
    let mut signs: Vec<_> = SIGNS.into_iter().filter(|sign| has(sign)).collect();
    if has("initrd.systemd.") || has("initrd = {") && has("systemd = {") {
        signs.push("initrd");
    }
    signs
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let error = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(error)? {
        let entry = entry.map_err(error)?;
        let path = entry.path();
        if entry.file_type().map_err(error)?.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

fn read(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_shows_by_its_text_that_it_can_add_something_early() {
        let module = "systemd.services.a.unitConfig.DefaultDependencies = false;\n\
             # system.activationScripts is not used\nboot.initrd.systemd.services.b = { };";
        assert_eq!(signs_in(module), ["DefaultDependencies", "initrd"]);
        assert_eq!(signs_in("services.a.enable = true;"), [""; 0]);
    }

    #[test]
    fn the_scripts_that_activation_runs_are_read_too() {
        let scripts = [("make.pl".to_owned(), "open '/var/lib/a';".to_owned())];
        let tree = Tree {
            modules: BTreeMap::new(),
            scripts: scripts.into(),
            init: BTreeSet::new(),
        };
        let paths = tree.paths_of_script("perl /nix/store/0000-make.pl /etc/b");
        assert_eq!(Vec::from_iter(paths), ["/etc/b", "/var/lib/a"]);
    }
}
