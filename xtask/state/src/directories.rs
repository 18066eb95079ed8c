//! The directories in which NixOS itself says that a service keeps state, read from the same settings that
//! the modules read, but by other code: this is what the modules are compared with.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::facts::{Facts, Rule, Unit, User};

/// What says that a directory is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) enum Source {
    StateDirectory,
    #[serde(rename = "tmpfiles rule")]
    Tmpfiles,
    #[serde(rename = "home")]
    Home,
    CacheDirectory,
    LogsDirectory,
}

impl Source {
    /// Whether it must survive a reboot. A cache need not, and logs are in `/var/log`.
    pub(crate) fn is_state(self) -> bool {
        !matches!(self, Self::CacheDirectory | Self::LogsDirectory)
    }
}

/// A directory, as NixOS or systemd makes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Directory {
    pub(crate) path: String,
    pub(crate) source: Source,
    /// The unit or user that it belongs to.
    pub(crate) of: String,
    /// User and group. None for a dynamic user, whose directories systemd gives to it at each start.
    pub(crate) owner: Option<(String, String)>,
    /// None where nothing sets it.
    pub(crate) mode: Option<String>,
}

/// Directories of everybody, which belong to no service.
const SHARED: [&str; 9] = [
    "/etc",
    "/srv",
    "/var/cache",
    "/var/db",
    "/var/lib",
    "/var/lib/private",
    "/var/log",
    "/var/log/private",
    "/var/spool",
];

/// Where state is looked for.
const BASES: [&str; 4] = ["/srv", "/var/db", "/var/lib", "/var/spool"];

/// Everything that a service adds. `users` are all users of the machine.
pub(crate) fn of(facts: &Facts, users: &BTreeMap<String, User>) -> Vec<Directory> {
    let units = facts
        .units
        .iter()
        .flat_map(|(name, unit)| of_unit(name, unit, users));
    let rules = facts.rules.iter().filter_map(|rule| parse(rule));
    let rules = rules
        .chain(facts.settings.iter().cloned())
        .filter_map(|rule| of_rule(&rule));
    let homes = facts.users.values().filter_map(of_user);
    let mut found: Vec<_> = units.chain(rules).chain(homes).collect();
    found.retain(|directory| {
        !SHARED.contains(&directory.path.as_str()) && !is_declared(&directory.path, &facts.etc)
    });
    found.sort();
    found.dedup();
    found
}

/// Whether NixOS writes files of `environment.etc` to a directory, or links it.
fn is_declared(directory: &str, etc: &[String]) -> bool {
    etc.iter().any(|name| {
        let file = format!("/etc/{name}");
        is_within(&file, directory) || is_within(directory, &file)
    })
}

/// Whether a path is where state is looked for, and belongs to a service alone.
pub(crate) fn is_state(path: &str) -> bool {
    !SHARED.contains(&path) && BASES.iter().any(|base| is_within(path, base))
}

/// Whether a path is a directory or in it.
pub(crate) fn is_within(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Rights as four octal digits.
pub(crate) fn mode(text: &str) -> Option<String> {
    let digits = text.trim_start_matches(['~', ':']).trim_start_matches('0');
    let is_octal = digits.chars().all(|digit| ('0'..='7').contains(&digit));
    let is_given = text.chars().any(|c| c.is_ascii_digit());
    (is_octal && is_given).then(|| format!("{digits:0>4}"))
}

fn of_unit(name: &str, unit: &Unit, users: &BTreeMap<String, User>) -> Vec<Directory> {
    let settings = [
        ("StateDirectory", Source::StateDirectory, "/var/lib"),
        ("CacheDirectory", Source::CacheDirectory, "/var/cache"),
        ("LogsDirectory", Source::LogsDirectory, "/var/log"),
    ];
    let text = |key: &str| unit.directories.get(key).map(words).unwrap_or_default();
    let last = |key: &str| text(key).pop();
    let is_dynamic = last("DynamicUser").is_some_and(|value| is_true(&value));
    let owner = owner(last("User"), last("Group"), users);
    let mut found = Vec::new();
    for (key, source, base) in settings {
        for word in text(key) {
            let directory = expand(word.split(':').next().unwrap_or_default(), name);
            let private = if is_dynamic { "/private" } else { "" };
            let path = format!("{base}{private}/{}", directory.trim_end_matches('/'));
            found.push(Directory {
                path,
                source,
                of: format!("{name}.service"),
                owner: (!is_dynamic).then(|| owner.clone()),
                mode: last(&format!("{key}Mode"))
                    .and_then(|text| mode(&text))
                    .or_else(|| Some("0755".to_owned())),
            });
        }
    }
    found
}

/// A setting of a unit: words, numbers and truth values, or lists of them.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().flat_map(words).collect(),
        Value::String(text) => text.split_whitespace().map(str::to_owned).collect(),
        other => vec![other.to_string()],
    }
}

fn is_true(value: &str) -> bool {
    ["1", "on", "true", "yes"].contains(&value)
}

/// Specifiers that follow from the name of the unit. An instance is known when it is started.
fn expand(word: &str, name: &str) -> String {
    let (prefix, instance) = name.split_once('@').unwrap_or((name, ""));
    let expanded = word.replace("%p", prefix).replace("%N", name);
    if instance.is_empty() && name.ends_with('@') {
        return expanded;
    }
    expanded.replace("%i", instance).replace("%I", instance)
}

fn owner(
    user: Option<String>,
    group: Option<String>,
    users: &BTreeMap<String, User>,
) -> (String, String) {
    let user = user.unwrap_or_else(|| "root".to_owned());
    let own = users.values().find(|known| known.name == user);
    let group = group
        .or_else(|| own.map(|known| known.group.clone()))
        .unwrap_or_else(|| user.clone());
    (user, group)
}

/// A line of tmpfiles.d.
fn parse(line: &str) -> Option<Rule> {
    let mut words = line
        .split_whitespace()
        .map(|word| word.trim_matches(['"', '\'']));
    let mut word = || words.next().map(str::to_owned);
    Some(Rule {
        kind: word()?,
        path: word()?,
        mode: word().unwrap_or_default(),
        user: word().unwrap_or_default(),
        group: word().unwrap_or_default(),
        age: word().unwrap_or_default(),
    })
}

/// The directory that a rule creates and that nothing empties.
fn of_rule(rule: &Rule) -> Option<Directory> {
    let is_made = rule
        .kind
        .starts_with(|kind: char| ['d', 'q', 'Q', 'v'].contains(&kind));
    let has_no_age = ["", "-"].contains(&rule.age.as_str());
    let path = rule.path.trim_end_matches('/');
    let is_ours = is_state(path) || is_within(path, "/etc");
    if !(is_made && has_no_age && is_ours) {
        return None;
    }
    let named = |name: &str| match name.trim_start_matches(':') {
        "" | "-" => "root".to_owned(),
        name => name.to_owned(),
    };
    Some(Directory {
        path: path.to_owned(),
        source: Source::Tmpfiles,
        of: rule.kind.clone(),
        owner: Some((named(&rule.user), named(&rule.group))),
        mode: mode(&rule.mode).or_else(|| Some("0755".to_owned())),
    })
}

/// The home of a user of the system.
fn of_user(user: &User) -> Option<Directory> {
    let home = user.home.trim_end_matches('/');
    let is_home = !user.is_normal && is_state(home);
    is_home.then(|| Directory {
        path: home.to_owned(),
        source: Source::Home,
        of: user.name.clone(),
        owner: Some((user.name.clone(), user.group.clone())),
        // NixOS gives it to the directory where it makes one.
        mode: if user.create_home {
            mode(&user.home_mode)
        } else {
            None
        },
    })
}
