//! What a container is to its host: identity, journal, users, secrets, network, health.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::NixOptions;
use crate::scalar::{AbsPath, Interval, Retries, UserIdBase, ZoneName};

/// Where the journal of a container goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum Journal {
    /// Away, with the root.
    None,
    /// To {file}`/var/log/journal` of the host, in a directory named after the machine id. On the host
    /// `journalctl -M` and `journalctl --merge` show it, and it is kept as long as the host's own.
    Host,
    /// Into the host's own journal, line by line, as output of the unit of the container: without the
    /// fields of the messages, but in one order with everything else.
    Forward,
}

/// The user ids of a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Users {
    /// Whose ids the container has.
    pub mode: UserMode,

    /// The first id of the host that belongs to the container, for `mode = "fixed"`: a multiple of
    /// 65536.
    #[nix(example = Some(UserIdBase::lit(655_360)))]
    pub base: Option<UserIdBase>,
}

impl Default for Users {
    fn default() -> Self {
        Self {
            mode: UserMode::Host,
            base: None,
        }
    }
}

/// Whose user ids a container has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum UserMode {
    /// Those of the host, unless {option}`containers.<name>.privateUsers` says otherwise: root in the
    /// container is root.
    Host,
    /// Ids of its own, which systemd-nspawn picks at the first start. Persisted paths have the same
    /// owners on both sides, by number.
    Pick,
    /// Ids of its own that start at `base`.
    Fixed,
}

/// A secret for a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Credential {
    /// The file on the host, which only root has to be able to read. Required.
    #[nix(example = AbsPath::lit("/run/secrets/tls-key"))]
    pub path: AbsPath,

    /// Whether the file is encrypted, by {command}`systemd-creds encrypt`.
    #[serde(default)]
    pub encrypted: bool,
}

/// The network of a container.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Network {
    /// A network of its own for the containers of one zone, by name: a bridge that exists while one of
    /// them runs (systemd-nspawn(1), `--network-zone=`). Addresses come from systemd-networkd of the
    /// host.
    #[nix(example = Some(ZoneName::lit("web")))]
    pub zone: Option<ZoneName>,

    /// What {file}`/etc/resolv.conf` of the container is (systemd-nspawn(1), `--resolv-conf=`). `null`
    /// leaves it to systemd-nspawn.
    #[nix(example = Some(ResolvConf::BindStub))]
    pub resolv_conf: Option<ResolvConf>,
}

/// What {file}`/etc/resolv.conf` of a container is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "kebab-case")]
pub enum ResolvConf {
    /// What the container makes of it.
    Off,
    /// Chosen by systemd-nspawn: a copy where the network is the host's.
    Auto,
    /// A copy of the host's file, where the container has none that is a link.
    CopyHost,
    /// The static file of systemd-resolved, copied.
    CopyStatic,
    /// The servers that systemd-resolved uses, copied.
    CopyUplink,
    /// The stub of systemd-resolved, copied.
    CopyStub,
    /// A copy of the host's file, whatever the container has.
    ReplaceHost,
    /// The static file of systemd-resolved in place of what the container has.
    ReplaceStatic,
    /// The servers that systemd-resolved uses, in place of what the container has.
    ReplaceUplink,
    /// The stub of systemd-resolved in place of what the container has.
    ReplaceStub,
    /// The host's file itself, which follows its changes.
    BindHost,
    /// The static file of systemd-resolved itself.
    BindStatic,
    /// The servers that systemd-resolved uses, as they change.
    BindUplink,
    /// The stub of systemd-resolved itself.
    BindStub,
    /// Nothing: the file is deleted.
    Delete,
}

/// What a switch does to a container whose configuration has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum OnChange {
    /// It is restarted, which empties its root, if it starts with the host
    /// ({option}`containers.<name>.autoStart`). Others go on with what they have, as in NixOS.
    Restart,
    /// It switches to its new configuration in place. What the host gives it, such as mounts and
    /// limits, changes at its next start.
    Reload,
    /// Nothing: all changes wait for its next start.
    None,
}

/// A command that tells whether a container works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HealthCheck {
    /// A program of the container and its arguments. It works while the program exits with 0; no shell
    /// takes part. The first is a path in the container, such as {file}`/run/current-system/sw/bin/curl`.
    #[nix(example = vec!["/run/current-system/sw/bin/curl".to_owned(), "http://localhost".to_owned()])]
    #[serde(default)]
    pub command: Vec<String>,

    /// How long to wait between two checks, and after the start of the container before the first.
    #[nix(example = Interval::lit("5min"))]
    #[serde(default = "interval")]
    pub interval: Interval,

    /// How often the command has to fail in a row. After a failure it is tried again soon: all tries
    /// together fit into one `interval`, of which each gets an equal part, one half to run and one
    /// half to wait.
    #[nix(example = Retries::lit(5))]
    #[serde(default = "retries")]
    pub retries: Retries,

    /// What happens then.
    #[serde(default = "on_failure")]
    pub on_failure: HealthAction,
}

impl HealthCheck {
    /// A check with nothing but a command.
    pub fn of(command: Vec<String>) -> Self {
        Self {
            command,
            interval: interval(),
            retries: retries(),
            on_failure: on_failure(),
        }
    }
}

fn interval() -> Interval {
    Interval::lit("1min")
}

const fn retries() -> Retries {
    Retries::lit(3)
}

const fn on_failure() -> HealthAction {
    HealthAction::Restart
}

/// What happens when a container does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum HealthAction {
    /// The container is restarted, with a fresh root.
    Restart,
    /// The container is stopped.
    Stop,
    /// Nothing but a failed unit on the host, for whatever watches those. Checks go on.
    Report,
}
