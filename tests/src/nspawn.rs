//! Starts containers as the modules emit them, with the real systemd-nspawn, on an isolated host.
//!
//! [`Host::of`] writes the emitted files where systemd and NixOS would read them. The host is
//! `tests/nspawn/host.sh`: a mount and process namespace in which the machine's files are
//! read-only. It ends, with all its processes, when the test ends.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::nix::skip;

/// A systemd-nspawn that can be run.
#[derive(Clone, Copy, Debug)]
pub struct Nspawn(());

impl Nspawn {
    /// Where everything for it is there; otherwise says what is not.
    pub fn find() -> Option<Self> {
        const WHAT: &str = "nspawn";
        if !Path::new("/usr/bin/systemd-nspawn").exists() {
            return skip(WHAT, "systemd-nspawn is not installed");
        }
        let namespace = [
            "--mount",
            "--propagation",
            "private",
            "--pid",
            "--fork",
            "mount",
            "-t",
            "tmpfs",
            "test",
            "/tmp",
        ];
        if quiet("id", &["-u"]).as_deref() != Some("0\n") {
            return skip(WHAT, "only root can start systemd-nspawn");
        }
        if quiet("unshare", &namespace).is_none() {
            return skip(WHAT, "this machine allows no mount namespaces");
        }
        Some(Self(()))
    }
}

/// The output of a program, if it succeeds.
fn quiet(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    let output = command.args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text)
}

/// A host with the containers of a configuration, none of which runs.
#[derive(Debug)]
pub struct Host {
    folder: TempDir,
}

impl Host {
    /// The host of what `tests/eval/emitted.nix` evaluates to.
    pub fn of(_nspawn: Nspawn, emitted: &Value) -> Self {
        let host = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        };
        for (name, text) in emitted["etc"].as_object().expect("files") {
            host.write(&format!("etc/{name}"), text.as_str().expect("a text"));
        }
        for name in emitted["containers"]
            .as_object()
            .expect("containers")
            .keys()
        {
            host.container(name, &emitted["units"]);
        }
        host
    }

    fn container(&self, name: &str, units: &Value) {
        let unit = |unit: &str| {
            let text = units[unit]["text"].as_str();
            Unit(text.unwrap_or_else(|| panic!("no unit {unit}")))
        };
        let service = unit(&format!("container@{name}.service"));
        let start = service.one("ExecStart").replace("%i", name);
        let mut words = start.split(' ').skip_while(|word| *word != "-D");
        let root = words.nth(1).expect("a root directory");
        let prepare = unit(&format!("stateless-container-{name}.service")).one("ExecStart");
        let mount = mount_of(name, units).unwrap_or_default();
        let credentials = service.all("LoadCredential").join("\n").replace("%%", "%");
        for (file, text) in [
            // The two flags stand for a systemd that runs, and one is there already.
            (
                "exec",
                &format!(
                    "exec {} --register=no $payload --as-pid2 \"$@\"\n",
                    program(&start)
                ),
            ),
            ("prepare", &program(prepare)),
            ("root", &root.to_owned()),
            ("mount", &mount),
            ("credentials", &(credentials + "\n")),
            ("oom", &service.all("OOMScoreAdjust").concat()),
            ("links", &not_links(service)),
        ] {
            self.write(
                &format!("units/{name}/{file}"),
                text.trim_start_matches('\n'),
            );
        }
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder"))
            .and_then(|()| fs::write(path, text))
            .expect("a temporary folder is writable");
    }

    /// Runs a script of the host, in bash, with the functions of `host.sh`; what is said in it and in
    /// containers with `say NAME VALUE`.
    ///
    /// # Panics
    ///
    /// When a command fails, with everything that was printed, and after a minute.
    #[track_caller]
    pub fn run(&self, script: &str) -> Facts {
        self.write("script", script);
        let output = Command::new("timeout")
            .args(["--foreground", "--signal=KILL", "60"])
            .args(["unshare", "--mount", "--propagation", "private"])
            .args(["--pid", "--fork", "--kill-child"])
            .arg("bash")
            .arg(crate::root().join("tests/nspawn/host.sh"))
            .arg(self.folder.path())
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .stdin(Stdio::null())
            .output()
            .expect("timeout(1) is everywhere");
        let printed = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(output.status.success(), "{}\n{printed}", output.status);
        Facts::of(printed)
    }
}

/// The fields of the mount unit that comes and goes with a container, one in a line.
fn mount_of(name: &str, units: &Value) -> Option<String> {
    let part = format!("container@{name}.service");
    let units = units.as_object().expect("units").iter();
    let mut mounts = units.filter_map(|(unit, value)| {
        let text = Unit(value["text"].as_str().unwrap_or_default());
        (unit.strip_suffix(".mount").is_some() && text.all("PartOf").contains(&&*part))
            .then_some(text)
    });
    let unit = mounts.next()?;
    assert!(mounts.next().is_none(), "two mounts of {name}");
    let fields = ["What", "Where", "Type", "Options"];
    let fields = fields.map(|field| unit.one(field).replace("%%", "%") + "\n");
    Some(fields.concat())
}

/// The paths that must not be links for a unit to start, a line each.
fn not_links(unit: Unit<'_>) -> String {
    let commands = unit.all("ExecStartPre");
    let asserted = commands.iter().filter_map(|command| {
        let (program, path) = command.split_once(" ! -L ")?;
        assert!(program.ends_with("/bin/test"), "{command}");
        Some(path.trim_matches('"').replace("%%", "%").replace("$$", "$"))
    });
    let paths: Vec<String> = asserted.chain([String::new()]).collect();
    paths.join("\n")
}

/// A command line without the store path of its program.
fn program(line: &str) -> String {
    let (path, rest) = line.split_once(' ').unwrap_or((line, ""));
    let program = path.rsplit('/').next().unwrap_or(path);
    format!("{program} {rest}")
}

/// The text of a unit.
#[derive(Clone, Copy)]
struct Unit<'a>(&'a str);

impl<'a> Unit<'a> {
    fn all(self, name: &str) -> Vec<&'a str> {
        let set = self.0.lines().filter_map(|line| line.split_once('='));
        set.filter(|(found, _)| *found == name)
            .map(|(_, value)| value)
            .collect()
    }

    #[track_caller]
    fn one(self, name: &str) -> &'a str {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "{name} in {}", self.0);
        all[0]
    }
}

/// The values that a script reported.
#[derive(Debug)]
pub struct Facts {
    messages: BTreeMap<String, String>,
    /// Everything that it and its containers printed.
    pub printed: String,
}

impl Facts {
    fn of(printed: String) -> Self {
        let lines = printed
            .lines()
            .filter_map(|line| line.strip_prefix("fact "));
        let messages = lines.filter_map(|line| line.split_once('='));
        let messages = messages.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            messages: messages.collect(),
            printed,
        }
    }

    /// The last value with this name.
    #[track_caller]
    pub fn get(&self, name: &str) -> &str {
        let found = self.messages.get(name);
        found.unwrap_or_else(|| panic!("nothing said about {name}:\n{}", self.printed))
    }

    /// A value that is a number.
    #[track_caller]
    pub fn number(&self, name: &str) -> u64 {
        let value = self.get(name);
        value
            .parse()
            .unwrap_or_else(|_| panic!("{name} is {value}, no number:\n{}", self.printed))
    }

    /// Compares several values at once.
    #[track_caller]
    pub fn are(&self, expected: &[(&str, &str)]) {
        for (name, value) in expected {
            assert_eq!(self.get(name), *value, "{name}:\n{}", self.printed);
        }
    }
}
