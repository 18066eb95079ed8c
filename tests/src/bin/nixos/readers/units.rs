//! Which units start before local file systems are mounted, and what they wait for themselves.

use std::collections::{BTreeMap, BTreeSet};

/// Units by name, as text: a unit file, and the scripts of the service behind it.
pub(super) type Texts = BTreeMap<String, String>;

/// What is reached after local file systems.
const LATE: [&str; 8] = [
    "basic.target",
    "graphical.target",
    "local-fs.target",
    "multi-user.target",
    "network-online.target",
    "remote-fs.target",
    "sysinit.target",
    "timers.target",
];

/// The shutdown target that a unit belongs to.
const ENDS: [&str; 8] = [
    "emergency.target",
    "final.target",
    "halt.target",
    "kexec.target",
    "poweroff.target",
    "reboot.target",
    "shutdown.target",
    "umount.target",
];

/// A unit file, as far as it says when the unit starts and which mounts it waits for.
struct Unit<'a> {
    settings: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Unit<'a> {
    fn parse(text: &'a str) -> Self {
        let file = text.split("[Script]").next().unwrap_or_default();
        let mut settings: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for line in file.lines() {
            if let Some((key, value)) = line.trim().split_once('=') {
                settings.entry(key).or_default().push(value.trim());
            }
        }
        Self { settings }
    }

    fn words(&self, key: &str) -> impl Iterator<Item = &'a str> {
        let values = self.settings.get(key).cloned().unwrap_or_default();
        values.into_iter().flat_map(str::split_whitespace)
    }

    /// Whether it is a unit, and not an addition to one of a package.
    fn is_whole(&self) -> bool {
        let keys = ["ExecStart", "ExecStop", "ListenStream", "What", "Where"];
        let is_path = self.settings.keys().any(|key| key.starts_with("Path"));
        is_path || keys.iter().any(|key| self.words(key).next().is_some())
    }

    fn has_default_dependencies(&self) -> bool {
        let value = self.words("DefaultDependencies").last();
        !matches!(value, Some("no" | "false" | "off" | "0"))
    }

    /// Started only when the system ends, or when it does not come up.
    fn is_at_the_end(&self) -> bool {
        let mut starts = self
            .words("WantedBy")
            .chain(self.words("RequiredBy"))
            .peekable();
        let is_wanted = starts.peek().is_some();
        is_wanted && starts.all(|target| ENDS.contains(&target))
            || self.words("After").any(|target| ENDS.contains(&target))
            || self.words("Before").any(|target| target == "final.target")
    }
}

/// The units that start before local file systems are mounted. Of some the file is not in nixpkgs, only
/// what NixOS adds to it: `others` says of these whether they are early, and `None` of all else.
pub(super) fn early(texts: &Texts, others: impl Fn(&str) -> Option<bool>) -> BTreeSet<&str> {
    let units: BTreeMap<&str, Unit<'_>> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), Unit::parse(text)))
        .collect();
    let runs = |name: &str| {
        ["mount", "path", "service", "socket", "swap", "timer"]
            .iter()
            .any(|kind| name.ends_with(&format!(".{kind}")))
    };
    let starts_early = |name: &str, unit: &Unit<'_>| {
        let is_early = !unit.has_default_dependencies() && !unit.is_at_the_end();
        others(name).unwrap_or(is_early && unit.is_whole())
    };
    let mut early: BTreeSet<&str> = units
        .iter()
        .filter(|(name, unit)| runs(name) && starts_early(name, unit))
        .map(|(name, _)| *name)
        .collect();
    // After something late is late, and so is what something late wants to be before.
    loop {
        let is_late = |name: &str| {
            let is_ours = |unit: &Unit<'_>| unit.is_whole() && others(name).is_none();
            LATE.contains(&name)
                || runs(name) && !early.contains(name) && units.get(name).is_some_and(is_ours)
        };
        let follows = |name: &str| {
            let waits = units[name].words("After").any(is_late);
            let mut others = units.iter().filter(|(other, _)| is_late(other));
            waits || others.any(|(_, other)| other.words("Before").any(|before| before == name))
        };
        let late: Vec<&str> = early.iter().copied().filter(|name| follows(name)).collect();
        if late.is_empty() {
            return early;
        }
        early.retain(|name| !late.contains(name));
    }
}

/// The paths whose mounts a unit waits for, and the directories that it owns.
pub(super) fn awaited(text: &str) -> BTreeSet<String> {
    let unit = Unit::parse(text);
    let named = ["RequiresMountsFor", "WantsMountsFor"]
        .into_iter()
        .flat_map(|key| unit.words(key).map(str::to_owned));
    let owned = [
        ("CacheDirectory", "/var/cache"),
        ("ConfigurationDirectory", "/etc"),
        ("LogsDirectory", "/var/log"),
        ("StateDirectory", "/var/lib"),
    ];
    let owned = owned
        .into_iter()
        .flat_map(|(key, base)| unit.words(key).map(move |name| format!("{base}/{name}")));
    // A bind mount waits for what it shows, every mount for the directory that it is in.
    let source = unit.words("What").map(str::to_owned);
    let around = unit.words("Where").filter_map(|path| {
        let (around, _) = path.rsplit_once('/')?;
        Some(around.to_owned())
    });
    named.chain(owned).chain(source).chain(around).collect()
}

/// The programs that a unit starts, by their names, without those that its scripts are in.
pub(super) fn programs(text: &str) -> BTreeSet<String> {
    let unit = Unit::parse(text);
    let keys = [
        "ExecCondition",
        "ExecStartPre",
        "ExecStart",
        "ExecStartPost",
    ];
    let commands = keys
        .into_iter()
        .flat_map(|key| unit.settings.get(key).cloned().unwrap_or_default());
    commands
        .filter_map(|command| command.split_whitespace().next())
        .map(|program| program.trim_start_matches(['@', '-', ':', '+', '!', '|']))
        .filter(|program| !program.contains("-unit-script-"))
        .filter_map(|program| program.rsplit('/').next())
        .map(|program| match program.split_once('-') {
            // A script of its own in the store.
            Some((hash, name)) if hash.len() == 32 => name.to_owned(),
            _ => program.to_owned(),
        })
        .filter(|program| !program.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(units: &[(&str, &str)]) -> Texts {
        let text = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        units.iter().map(text).collect()
    }

    #[track_caller]
    fn check(units: &[(&str, &str)], expected: &[&str]) {
        let texts = texts(units);
        let found = early(&texts, |name| match name {
            "known.service" => Some(true),
            "other.service" => Some(false),
            _ => None,
        });
        assert_eq!(Vec::from_iter(found), expected);
    }

    const NO: &str = "ExecStart=/a\nDefaultDependencies=no\n";
    const YES: &str = "ExecStart=/a\n";

    #[test]
    fn only_what_has_no_default_dependencies_is_early() {
        check(
            &[("a.service", NO), ("b.service", YES), ("c.target", NO)],
            &["a.service"],
        );
        check(&[("known.service", "[Service]")], &["known.service"]);
    }

    #[test]
    fn what_follows_something_late_is_late() {
        let after = |other: &str| format!("{NO}After={other}\n");
        check(&[("a.service", &after("x.service local-fs.target"))], &[]);
        check(
            &[
                ("a.service", &after("b.service")),
                ("b.service", &after("c.service")),
                ("c.service", YES),
                ("d.service", &after("local-fs-pre.target")),
            ],
            &["d.service"],
        );
        let before = format!("{YES}Before=a.service\n");
        check(&[("a.service", NO), ("b.service", &before)], &[]);
    }

    #[test]
    fn of_a_unit_whose_file_is_elsewhere_nothing_follows() {
        let after = |other: &str| format!("{NO}After={other}\n");
        check(
            &[
                ("a.service", &after("other.service")),
                ("b.service", &after("package.service")),
                ("other.service", YES),
                ("package.service", "Environment=A=b"),
            ],
            &["a.service", "b.service"],
        );
        check(&[("package.service", "DefaultDependencies=no")], &[]);
    }

    #[test]
    fn what_ends_the_system_is_no_reader_at_boot() {
        let at_the_end = format!("{NO}WantedBy=shutdown.target\n");
        check(&[("a.service", &at_the_end)], &[]);
        let also = format!("{NO}WantedBy=shutdown.target sysinit.target\nBefore=shutdown.target");
        check(&[("a.service", &also)], &["a.service"]);
    }

    #[test]
    fn a_unit_waits_for_the_mounts_that_it_names() {
        let text = "RequiresMountsFor=/srv/a /srv/b\nStateDirectory=c d/e\nLogsDirectory=f";
        assert_eq!(
            Vec::from_iter(awaited(text)),
            [
                "/srv/a",
                "/srv/b",
                "/var/lib/c",
                "/var/lib/d/e",
                "/var/log/f"
            ]
        );
        let mount = "What=/srv/a\nWhere=/srv/b/c";
        assert_eq!(Vec::from_iter(awaited(mount)), ["/srv/a", "/srv/b"]);
    }

    #[test]
    fn programs_are_those_whose_text_is_not_seen() {
        let hash = "0".repeat(32);
        let text = format!(
            "ExecStart=@/nix/store/{hash}-x/bin/daemon daemon --a\nExecStartPre=-/nix/store/{hash}-check\n\
             ExecStart=/nix/store/{hash}-unit-script-x-start/bin/x-start\nExecStart=\n[Script]\nExecStart=/no"
        );
        assert_eq!(Vec::from_iter(programs(&text)), ["check", "daemon"]);
    }
}
