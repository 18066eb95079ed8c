//! How the host runs a container: identity, journal, users, secrets, network, health.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scalar::{AbsPath, Interval, Retries, UserIdBase, ZoneName};
use nixos_options::NixOptions;

/// Where the journal of a container is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum Journal {
    /// On the root file system of the container, which is discarded.
    None,
    /// In {file}`/var/log/journal` on the host, in a directory named after the machine ID. `journalctl
    /// -M` and `journalctl --merge` on the host show it. Retention is that of the journal of the host.
    Host,
    /// In the journal of the host, as plain lines of the container unit. The fields of the messages are
    /// lost; the order relative to other messages is kept.
    Forward,
}

/// User namespace of a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Users {
    /// Which user IDs the container uses.
    pub mode: UserMode,

    /// First host user ID of the container, for `mode = "fixed"`. Must be a multiple of 65536.
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

/// Which user IDs a container uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum UserMode {
    /// Those of the host, unless {option}`containers.<name>.privateUsers` is set. Root in the container
    /// is root on the host.
    Host,
    /// A range that systemd-nspawn picks at the first start. Owners of persisted paths have the same
    /// numbers on the host and in the container.
    Pick,
    /// A range that starts at `base`.
    Fixed,
}

/// A secret for a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Credential {
    /// File on the host that contains the secret. Required. Only root needs to be able to read it.
    #[nix(example = AbsPath::lit("/run/secrets/tls-key"))]
    pub path: AbsPath,

    /// Whether the file is encrypted with {command}`systemd-creds encrypt`.
    #[serde(default)]
    pub encrypted: bool,
}

/// Network settings of a container.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Network {
    /// Network zone of the container (systemd-nspawn(1), `--network-zone=`). Containers of one zone
    /// share a bridge, which exists while one of them runs. systemd-networkd of the host assigns
    /// addresses.
    #[nix(example = Some(ZoneName::lit("web")))]
    pub zone: Option<ZoneName>,

    /// How to set up {file}`/etc/resolv.conf` in the container (systemd-nspawn(1), `--resolv-conf=`).
    /// `null` uses the default of systemd-nspawn.
    #[nix(example = Some(ResolvConf::BindStub))]
    pub resolv_conf: Option<ResolvConf>,
}

/// How {file}`/etc/resolv.conf` of a container is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "kebab-case")]
pub enum ResolvConf {
    /// The container manages the file.
    Off,
    /// systemd-nspawn chooses: it copies the file if the container uses the network of the host.
    Auto,
    /// Copy of the file of the host, unless the container has a symbolic link.
    CopyHost,
    /// Copy of the static file of systemd-resolved, unless the container has a symbolic link.
    CopyStatic,
    /// Copy of the file with the uplink servers of systemd-resolved, unless the container has a
    /// symbolic link.
    CopyUplink,
    /// Copy of the stub file of systemd-resolved, unless the container has a symbolic link.
    CopyStub,
    /// Copy of the file of the host, which replaces an existing file or link.
    ReplaceHost,
    /// Copy of the static file of systemd-resolved, which replaces an existing file or link.
    ReplaceStatic,
    /// Copy of the file with the uplink servers of systemd-resolved, which replaces an existing file or
    /// link.
    ReplaceUplink,
    /// Copy of the stub file of systemd-resolved, which replaces an existing file or link.
    ReplaceStub,
    /// Bind mount of the file of the host. Changes on the host are visible at once.
    BindHost,
    /// Bind mount of the static file of systemd-resolved.
    BindStatic,
    /// Bind mount of the file with the uplink servers of systemd-resolved.
    BindUplink,
    /// Bind mount of the stub file of systemd-resolved.
    BindStub,
    /// The file is deleted.
    Delete,
}

/// What a switch does to a container whose configuration changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum OnChange {
    /// Restart the container, which discards its root file system. Applies to containers that start at
    /// boot ({option}`containers.<name>.autoStart`); as in NixOS, other running containers are not
    /// touched.
    Restart,
    /// Switch to the new configuration inside the running container. Changes of mounts, limits and
    /// other settings of the host take effect at its next start.
    Reload,
    /// Nothing. Changes take effect at the next start.
    None,
}

/// Command that checks whether a container works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HealthCheck {
    /// Program in the container and its arguments, run without a shell. The program is a path in the
    /// container, such as {file}`/run/current-system/sw/bin/curl`. Exit status 0 means that the
    /// container works.
    #[nix(example = vec!["/run/current-system/sw/bin/curl".to_owned(), "http://localhost".to_owned()])]
    #[serde(default)]
    pub command: Vec<String>,

    /// Time between two checks, and between the start of the container and the first check.
    #[nix(example = Interval::lit("5min"))]
    #[serde(default = "interval")]
    pub interval: Interval,

    /// Number of consecutive failures after which the container counts as failed. Retries share one
    /// `interval` equally: each runs for at most half of its part and waits for the other half.
    #[nix(example = Retries::lit(5))]
    #[serde(default = "retries")]
    pub retries: Retries,

    /// What to do when the check fails.
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
    /// Restart the container with an empty root file system.
    Restart,
    /// Stop the container.
    Stop,
    /// Only fail the unit of the check on the host, for monitoring. Checks continue.
    Report,
}
