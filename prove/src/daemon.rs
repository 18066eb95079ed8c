//! The configuration of an imaginary daemon: what a program outside this project would derive on.

use std::collections::BTreeMap;

use nixos_options::NixOptions;
use nixos_options::meta::Domain;
use schema::scalar::{AbsPath, Percent};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

nixos_options::scalar! {
    /// The name of a queue: lower-case letters, digits and dashes, starting with a letter.
    QueueName { noun: "queue name", pattern: "[a-z][a-z0-9-]*", max_len: 40, example: "mail-out" }
}

/// The daemon relays messages between queues.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Relay {
    /// Whether to run the daemon.
    pub enable: bool,

    /// The port on which the daemon listens.
    #[nix(example = 9000)]
    pub port: u16,

    /// Where messages wait.
    #[nix(example = Storage::Disk { path: AbsPath::lit("/var/spool/relay"), fill: Percent::new(90).unwrap() })]
    pub storage: Storage,

    /// How the daemon logs.
    #[nix(example = Log::File(LogFile { path: AbsPath::lit("/var/log/relay.log"), rotate: 7 }))]
    pub log: Log,

    /// The queues, by name.
    #[nix(example = queues_example())]
    pub queues: BTreeMap<QueueName, Queue>,

    /// Routes as lists of hops; each hop is a queue or a number of seconds to wait.
    #[nix(example = vec![vec![Hop::Queue("mail-out".to_owned()), Hop::Wait(30)]])]
    pub routes: Vec<Vec<Hop>>,

    /// Limits of the whole daemon.
    pub limits: Limits,

    /// Credentials of the upstream server; without them messages stay local.
    #[nix(example = Some(Upstream { url: "https://example.org/in".to_owned(), token_file: None }))]
    pub upstream: Option<Upstream>,

    /// Settings that this version does not know, passed on as they are.
    #[nix(example = Settings(BTreeMap::from([("backlog".to_owned(), 128)])))]
    pub settings: Settings,
}

impl Default for Relay {
    fn default() -> Self {
        Self {
            enable: false,
            port: 8125,
            storage: Storage::Memory {},
            log: Log::Journal,
            queues: BTreeMap::new(),
            routes: Vec::new(),
            limits: Limits::default(),
            upstream: None,
            settings: Settings::default(),
        }
    }
}

/// Where messages wait.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Storage {
    /// In memory: gone at a restart.
    Memory {},
    /// On disk.
    Disk {
        /// The directory.
        #[nix(example = AbsPath::lit("/var/spool/relay"))]
        path: AbsPath,
        /// How full the disk may get.
        #[nix(example = Percent::new(50).unwrap())]
        #[serde(default = "most")]
        fill: Percent,
    },
}

/// How the daemon logs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(rename_all = "lowercase")]
pub enum Log {
    /// To the journal.
    Journal,
    /// Not at all.
    Off,
    /// To a file.
    File(LogFile),
    /// To a server, by its address.
    Syslog(String),
}

/// A log file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(deny_unknown_fields)]
pub struct LogFile {
    /// The file.
    #[nix(example = AbsPath::lit("/var/log/relay.log"))]
    pub path: AbsPath,
    /// How many old files to keep.
    #[nix(example = 3)]
    #[serde(default)]
    pub rotate: u8,
}

/// A queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Queue {
    /// Messages per second; 0 is no limit.
    #[nix(example = 12.5)]
    pub rate: f64,
    /// Who may write.
    #[nix(example = vec!["alice".to_owned()])]
    pub writers: Vec<String>,
}

/// A step of a route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(untagged)]
pub enum Hop {
    /// A queue.
    Queue(String),
    /// Seconds to wait.
    Wait(u32),
}

/// Limits of the whole daemon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Limits {
    /// How many connections may be open.
    #[nix(example = -1)]
    pub connections: i32,
    /// The largest message in bytes.
    #[nix(example = 65_536)]
    pub message_size: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 100,
            message_size: 1_048_576,
        }
    }
}

/// A server that receives messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Upstream {
    /// Its address.
    #[nix(example = "https://example.org/in".to_owned())]
    pub url: String,
    /// A file with the token.
    #[nix(example = Some(AbsPath::lit("/run/secrets/relay")))]
    pub token_file: Option<AbsPath>,
}

/// Free settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, NixOptions)]
#[serde(transparent)]
pub struct Settings(BTreeMap<String, i64>);

const fn most() -> Percent {
    Percent::new(80).expect("80 is a percentage")
}

fn queues_example() -> BTreeMap<QueueName, Queue> {
    let queue = Queue {
        rate: 10.0,
        writers: Vec::new(),
    };
    BTreeMap::from([(QueueName::lit("mail-out"), queue)])
}

/// The option tree of the daemon.
pub fn domains() -> &'static [Domain] {
    const DOMAINS: &[Domain] = &[Domain::new::<Relay>("relay", &["services", "relay"])];
    DOMAINS
}
