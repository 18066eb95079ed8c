//! The site of this project: its options, with what the repository knows of each.

mod facts;
mod findings;
mod guides;
mod pictures;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use codegen::ir::{Module, Visit, show};
use codegen::{Problem, lower, reads};
use site::{Download, Site, Source};

use shared::project;

const TITLE: &str = "Stateless";
const ABOUT: &str = "NixOS modules for a root file system that is empty at each boot. Stores keep the paths that you declare, and ephemeral containers discard their root at each stop.";

/// Words that people use for what the options call otherwise.
const SYNONYMS: &[&str] = &[
    "keep persist persisted persistent persistence preserve preserved survive survives save retain",
    "lose lost ephemeral wipe wiped forget forgets erase erased empty reset impermanence impermanent amnesia",
    "reboot boot restart",
    "full fills fill space size quota",
    "folder directory directories dir",
    "ram memory tmpfs",
    "certificate certificates cert certs acme tls letsencrypt",
    "container containers nspawn guest",
    "ssh sshd openssh",
    "check checks warning warnings assertion error severity finding",
    "service services daemon preset presets",
    "link symlink links",
    "copy synced sync rename",
    "healthcheck health probe alive",
    "owner user group chown uid",
    "permission permissions mode chmod",
];

/// Search words for these options.
const ALIASES: &[(&str, &str)] = &[
    (
        "stateless.stores.<name>.directories",
        "keep persist save survive lost forgets directory directories folder folders path system declare add new how data",
    ),
    (
        "stateless.stores.<name>.files",
        "keep persist save survive single file files system declare add new how",
    ),
    (
        "stateless.stores.<name>.users.<user>.directories",
        "keep persist save survive directory directories folder folders user users home alice my own person single lost forgets logins declare add how ssh gpg firefox browser profile steam games dotfiles",
    ),
    (
        "stateless.stores.<name>.users.<user>.files",
        "keep persist save survive file files dotfile dotfiles user users home alice my own",
    ),
    (
        "stateless.stores.<name>.path",
        "where data is kept stored location of store disk persistent",
    ),
    (
        "stateless.root.enable",
        "wipe erase empty root on each boot tmpfs ephemeral impermanent",
    ),
    (
        "stateless.root.size",
        "limit size of root file system tmpfs too small full no space left large how much ram memory",
    ),
    (
        "stateless.root.buildDir",
        "nix build builds fills out of space large tmp temporary directory",
    ),
    (
        "stateless.stores.<name>.tier",
        "scratch store emptied delete deleted clear at each boot cache data that need not survive backup",
    ),
    (
        "stateless.stores.<name>.directories.<path>.phase",
        "mount early in initrd before boot stage late too when is it mounted local-fs stage1 early boot",
    ),
    (
        "stateless.stores.<name>.directories.<path>.how",
        "symlink instead of bind mount partition link",
    ),
    (
        "containers.<name>.stateless.users.mode",
        "user namespace user ids uid of a container private users unprivileged root",
    ),
    (
        "containers.<name>.stateless.network.resolvConf",
        "dns resolver name resolution in a container",
    ),
    (
        "containers.<name>.stateless.credentials",
        "pass give secret secrets password token key to into a container",
    ),
    (
        "stateless.machineId",
        "machine-id machine id changes new each boot etc keep same",
    ),
    (
        "stateless.manifest",
        "what is persisted kept list of all persisted paths backup",
    ),
    (
        "stateless.passwords",
        "keep passwords password lost after reboot login shadow root user change passwd",
    ),
    (
        "containers.<name>.stateless.persist.directories",
        "keep persist save directory folder data of in a container",
    ),
    (
        "containers.<name>.stateless.resources.memoryMax",
        "limit memory ram of a container runs out oom killed",
    ),
    (
        "containers.<name>.stateless.root.size",
        "limit size of root disk space of a container fills full stop host ram too large",
    ),
    (
        "containers.<name>.stateless.healthCheck",
        "restart a container when it does not answer health check probe unhealthy fails hangs dead",
    ),
    (
        "stateless.stores.<name>.directories.<path>.user",
        "owner of a kept persisted directory folder belongs chown",
    ),
    (
        "containers.<name>.stateless.resources.cpuQuota",
        "limit cpu processor share of a container",
    ),
    (
        "stateless.presets.networkmanager.enable",
        "keep wifi wireless network networks passwords connections lost after reboot again enter",
    ),
    (
        "stateless.root.watch.enable",
        "warn log before the root is full what fills it",
    ),
    (
        "stateless.stores.<name>.files.<path>.how",
        "file replaced by renaming rename busy cannot replace symlink instead of bind mount synced copy",
    ),
    (
        "containers.<name>.stateless.after",
        "start container later than after before a unit service database of the host order dependency",
    ),
    (
        "stateless.stores.<name>.directories.<path>.mode",
        "permission permissions denied wrong mode of a kept persisted directory folder chmod read only private",
    ),
    (
        "stateless.stores.<name>.files.<path>.seed",
        "initial first default content text of a file copy at on first boot template config",
    ),
    (
        "stateless.presets.uid-map.enable",
        "user ids uid gid numbers of users groups service services change changes changed after reboot wrong owner",
    ),
    (
        "stateless.presets.journald.enable",
        "keep logs log journal journalctl across reboots after reboot lost old boots",
    ),
    (
        "stateless.presets.cups.enable",
        "keep printers printer printing lost gone after reboot restart",
    ),
    (
        "stateless.presets.bluetooth.enable",
        "keep bluetooth pairing paired devices forgotten lost after reboot",
    ),
    (
        "containers.<name>.stateless.root.mode",
        "container root on tmpfs overlay ephemeral copy kind of root",
    ),
    (
        "containers.<name>.stateless.journal",
        "logs log journal of a container on the host journalctl",
    ),
    (
        "stateless.stores.<name>.mountOptions",
        "noexec nosuid nodev noatime mount options of a store",
    ),
    (
        "stateless.stores.<name>.directories.<path>.neededBy",
        "service unit must wait for the mount needs path start after",
    ),
    (
        "stateless.stores.<name>.directories.<path>.onConflict",
        "existing data already there move migrate adopt copy",
    ),
];

/// All of it, or what is wrong with the repository.
pub fn site() -> Result<Site, Vec<Problem>> {
    let root = project::root();
    let sources = project::sources(root)?;
    let modules = lower::lower(schema::domains())?;
    let report = reads::check(&modules, &sources);
    let outputs = codegen::documents(&project::project(&sources), &modules)?;
    let output = |path: &str| {
        let found = outputs.iter().find(|output| output.path == path);
        found.map_or("", |output| output.text.as_str())
    };
    let mut options = site::read(output("options.json"))
        .map_err(|errors| super::refused("options.json", &errors))?;
    // The Rust field says more than the file that is generated from it.
    for option in &mut options {
        option.declarations.clear();
    }
    let files = Files::read(root)?;
    let examples = guides::examples(&files, &options);
    let mut facts = facts::Finder {
        modules: &modules,
        report: &report,
        files: &files,
        options: &options,
    }
    .all();
    let mut guides = guides::written(root, &files, &modules, &options)?;
    facts::explained(&guides, &mut facts);
    guides.extend(examples);
    Ok(Site {
        title: TITLE.to_owned(),
        about: ABOUT.to_owned(),
        facts,
        sets: sets(&modules),
        types: types(&modules),
        guides,
        sources: files.linked(),
        downloads: downloads(output("options.json"), output("schema.json")),
        minor: vec!["stateless.checks.".to_owned()],
        aliases: ALIASES
            .iter()
            .map(|(name, words)| ((*name).to_owned(), (*words).to_owned()))
            .collect(),
        synonyms: SYNONYMS
            .iter()
            .map(|line| line.split(' ').map(str::to_owned).collect())
            .collect(),
        options,
    })
}

/// The texts of the repository that pages link into.
pub struct Files {
    all: BTreeMap<String, String>,
}

/// Where they are, and how their names end.
const FOLDERS: [(&str, &str); 6] = [
    ("codegen/derive/src", "lib.rs"),
    ("schema/src", ".rs"),
    ("codegen/nix", ".nix"),
    ("tests/examples", ".nix"),
    ("tests/checks", ""),
    ("tests/tests", ".rs"),
];

impl Files {
    fn read(root: &Path) -> Result<Self, Vec<Problem>> {
        let mut all = BTreeMap::new();
        let mut folders = FOLDERS
            .map(|(folder, end)| (folder.to_owned(), end))
            .to_vec();
        while let Some((folder, end)) = folders.pop() {
            let entries = fs::read_dir(root.join(&folder))
                .map_err(|error| vec![unreadable(&folder, &error)])?;
            for entry in entries.flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = format!("{folder}/{name}");
                if name.starts_with('.') {
                } else if entry.path().is_dir() {
                    folders.push((path, end));
                } else if name.ends_with(end) {
                    let text = fs::read_to_string(entry.path())
                        .map_err(|error| vec![unreadable(&path, &error)])?;
                    all.insert(path, text);
                }
            }
        }
        Ok(Self { all })
    }

    /// The text of a file; empty if it does not exist.
    fn text(&self, path: &str) -> &str {
        self.all.get(path).map_or("", String::as_str)
    }

    /// The files of a folder.
    fn of<'a>(&'a self, folder: &'a str, end: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let files = self
            .all
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()));
        files.filter(move |(path, _)| {
            let name = path
                .strip_prefix(folder)
                .and_then(|rest| rest.strip_prefix('/'));
            name.is_some_and(|name| !name.contains('/') && name.ends_with(end))
        })
    }

    fn linked(&self) -> Vec<Source> {
        let files = self.all.iter().map(|(path, text)| Source {
            path: path.clone(),
            text: text.clone(),
        });
        files.collect()
    }
}

fn unreadable(path: &str, error: &std::io::Error) -> Problem {
    Problem {
        subject: path.to_owned(),
        places: Vec::new(),
        message: format!("cannot be read: {error}"),
        help: "the site of the project is made from the whole repository".to_owned(),
    }
}

/// The files of generated-modules that can be downloaded.
const DOWNLOADS: [&str; 2] = ["options.json", "schema.json"];

/// The descriptions of sets of options.
fn sets(modules: &[Module]) -> BTreeMap<String, String> {
    let mut sets = BTreeMap::new();
    for module in modules {
        // What is above several modules is for what all of them are for.
        for end in 1..=module.mount.len() {
            let text: &mut String = sets.entry(show(&module.mount[..end])).or_default();
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&module.doc);
        }
        module.visit(&mut |path, visit| {
            if let Visit::Group(group) = visit {
                sets.insert(show(path), group.doc.clone());
            }
        });
    }
    sets
}

/// Strings with a grammar, in words.
fn types(modules: &[Module]) -> BTreeMap<String, String> {
    let scalars = modules.iter().flat_map(|module| &module.scalars);
    let words = scalars.map(|def| {
        let doc = def.doc.trim();
        let text = if def.example.is_empty() {
            doc.to_owned()
        } else {
            format!("{doc} For example `\"{}\"`.", def.example)
        };
        (def.noun.to_owned(), text)
    });
    words.collect()
}

fn downloads(options: &str, schema: &str) -> Vec<Download> {
    let file = |name: &str, about: &str, text: &str| Download {
        name: name.to_owned(),
        about: about.to_owned(),
        text: text.to_owned(),
    };
    vec![
        file(
            DOWNLOADS[0],
            "All options, as nixosOptionsDoc writes them.",
            options,
        ),
        file(
            DOWNLOADS[1],
            "A JSON Schema of a configuration, for programs that write one.",
            schema,
        ),
    ]
}

#[cfg(test)]
mod tests;
