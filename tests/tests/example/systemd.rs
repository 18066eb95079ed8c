//! The fixture, as systemd's own tools read it: unit names, unit files, tmpfiles.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::{env, fs};

use pretty_assertions::assert_eq;
use serde_json::{Map, Value};
use tests::nix::skip;

use super::emitted;

/// Any of systemd's tools; `None` where it is not installed.
fn tool(name: &str) -> Option<Command> {
    let found = Command::new(name).arg("--version").output();
    if found.is_ok_and(|output| output.status.success()) {
        Some(Command::new(name))
    } else {
        skip("systemd", &format!("{name} is not installed"))
    }
}

/// The units of stage 2 or of the initrd that are ours: mounts, and what carries our name.
fn our_units(units: &Value) -> impl Iterator<Item = (&str, &str)> {
    let units: &Map<String, Value> = units.as_object().expect("units by name");
    let ours = |name: &str| {
        let path = Path::new(name);
        name.starts_with("stateless-") || path.extension().is_some_and(|end| end == "mount")
    };
    units
        .iter()
        .filter(move |(name, _)| ours(name))
        .map(|(name, unit)| {
            let text = unit["text"].as_str().expect("a unit has a text");
            (name.as_str(), text)
        })
}

fn both(fixture: &Value) -> [&Value; 2] {
    [&fixture["units"], &fixture["initrd"]["units"]]
}

/// What a mount is at, with specifiers undone.
fn place(text: &str) -> String {
    let line = text.lines().find_map(|line| line.strip_prefix("Where="));
    let place = line.expect("a mount is somewhere");
    place.strip_suffix("%i").unwrap_or(place).replace("%%", "%")
}

fn done(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn mounts_have_the_names_that_systemd_looks_for() {
    let (Some(fixture), Some(mut escape)) = (emitted("fixture"), tool("systemd-escape")) else {
        return;
    };
    let mounts: BTreeMap<String, &str> = both(fixture)
        .into_iter()
        .flat_map(our_units)
        .filter(|(_, text)| text.contains("\n[Mount]\n"))
        .map(|(name, text)| (place(text), name))
        .collect();
    assert!(mounts.len() > 20, "{mounts:#?}");
    let places = mounts.keys();
    let output = escape
        .args(["-p", "--suffix=mount", "--"])
        .args(places)
        .output();
    let printed = done(&output.expect("it was found before"));
    let names: Vec<&str> = mounts.values().copied().collect();
    // Between names it prints a blank, which is in no name.
    let expected: Vec<&str> = printed.trim_end().split(' ').collect();
    assert_eq!(names, expected);
}

/// The text with the programs of this machine for those of packages, as far as it has them.
fn with_own_tools(text: &str) -> String {
    let path = env::var_os("PATH").expect("there is a search path");
    let mut parts = text.split(STORE);
    let mut own = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let word = part
            .split(|c: char| c.is_whitespace() || "\"';".contains(c))
            .next();
        let word = word.unwrap_or_default();
        let program = word.split_once("/bin/").and_then(|(_, program)| {
            let mut places = env::split_paths(&path).map(|folder| folder.join(program));
            places.find(|place| place.is_file())
        });
        match program {
            Some(program) => own.push_str(program.to_str().expect("a path is text")),
            None => own.extend([STORE, word]),
        }
        own.push_str(&part[word.len()..]);
    }
    own
}

const STORE: &str = "/nix/store/00000000000000000000000000000000-";

#[test]
fn systemd_has_nothing_to_say_about_the_units() {
    let (Some(fixture), Some(_)) = (emitted("fixture"), tool("systemd-analyze")) else {
        return;
    };
    for units in both(fixture) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut verify = Command::new("systemd-analyze");
        verify.args(["verify", "--man=no", "--"]);
        verify.env("SYSTEMD_UNIT_PATH", format!("{}:", folder.path().display()));
        for (name, text) in our_units(units) {
            let path = folder.path().join(name);
            fs::write(&path, with_own_tools(text)).expect("a temporary folder is writable");
            verify.arg(path);
        }
        // Health checks look for the container that they check.
        for (name, unit) in units.as_object().expect("a set of units") {
            if let (true, Some(text)) = (name.starts_with("container@"), unit["text"].as_str()) {
                let path = folder.path().join(name);
                fs::write(path, with_own_tools(text)).expect("a temporary folder is writable");
            }
        }
        let output = verify.output().expect("it was found before");
        let said = String::from_utf8_lossy(&output.stderr);
        // Of others it may say anything: this machine is no NixOS.
        let ours = |line: &&str| our_units(units).any(|(name, _)| line.contains(name));
        assert_eq!(said.lines().filter(ours).collect::<Vec<_>>(), [""; 0]);
        done(&output);
    }
}

const PASSWD: &str = "root:x:0:0::/root:/bin/sh
alice:x:1000:100::/home/alice:/bin/sh
keeper:x:990:990::/:/bin/sh
";
const GROUP: &str = "root:x:0:
users:x:100:
keeper:x:990:
";

/// Owner, group and mode.
fn owned(path: &Path) -> (u32, u32, u32) {
    let data =
        fs::symlink_metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (data.uid(), data.gid(), data.mode() & 0o7777)
}

/// Runs the tmpfiles of the fixture on a root that `prepare` fills, twice: as at a boot, and again
/// as at a switch.
fn with_tmpfiles(prepare: impl Fn(&Path), check: impl Fn(&Path)) {
    let (Some(fixture), Some(_)) = (emitted("fixture"), tool("systemd-tmpfiles")) else {
        return;
    };
    let root = tempfile::tempdir().expect("a temporary folder");
    if owned(root.path()).0 != 0 {
        skip::<()>("root", "only root can give files to others");
        return;
    }
    let root = root.path();
    fs::create_dir(root.join("etc")).expect("a temporary folder is writable");
    fs::write(root.join("etc/passwd"), PASSWD).expect("a temporary folder is writable");
    fs::write(root.join("etc/group"), GROUP).expect("a temporary folder is writable");
    prepare(root);
    let text = fixture["etc"]["stateless/tmpfiles.conf"].as_str();
    for _ in 0..2 {
        let mut child = Command::new("systemd-tmpfiles")
            .arg(format!("--root={}", root.display()))
            .args(["--create", "-"])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it was found before");
        let mut stdin = child.stdin.take().expect("stdin is piped");
        stdin
            .write_all(text.expect("a text").as_bytes())
            .expect("it reads its input");
        drop(stdin);
        done(&child.wait_with_output().expect("it runs"));
        check(root);
    }
}

#[test]
fn systemd_creates_what_the_fixture_says() {
    let expected = [
        ("persist/srv", (0, 0, 0o755)),
        ("persist/srv/a", (1000, 100, 0o751)),
        // An owner that an entry does not name: root, and in a home its user.
        ("persist/home", (0, 0, 0o751)),
        ("persist/home/alice/.config/app", (1000, 100, 0o711)),
        ("persist/var/empty", (990, 990, 0o750)),
        ("persist/srv/below", (0, 0, 0o711)),
        ("persist/srv/a/b/c", (1000, 100, 0o755)),
        ("persist/home/alice", (1000, 100, 0o700)),
        ("persist/home/alice/.ssh", (1000, 100, 0o700)),
        (
            "persist/home/alice/.config/app/state.json",
            (1000, 100, 0o600),
        ),
        ("persist/var/lib/keeper", (990, 990, 0o750)),
        ("persist/var/lib/private", (0, 0, 0o700)),
        ("persist/etc/machine-id", (0, 0, 0o444)),
        ("persist/srv/odd/100% it's a \"test\" \\ é\\", (0, 0, 0o755)),
        ("persist/srv/odd/file * é ", (0, 0, 0o600)),
        ("cache/home/alice/.cache", (1000, 100, 0o755)),
        ("home/alice/.ssh", (1000, 100, 0o700)),
        ("srv/odd/file * é ", (0, 0, 0o600)),
    ];
    with_tmpfiles(
        |_| {},
        |root| {
            for (path, owner) in expected {
                assert_eq!(owned(&root.join(path)), owner, "{path}");
            }
            let text = |path| fs::read_to_string(root.join(path)).expect("a file with text");
            assert_eq!(text("persist/etc/machine-id"), "uninitialized\n");
            assert_eq!(text("persist/etc/seeded"), " 100% it's\tseeded\n");
            let link = fs::read_link(root.join("srv/linked")).expect("a link");
            assert_eq!(link, Path::new("/persist/srv/linked"));
            assert!(!root.join("srv/off").exists());
        },
    );
}

#[test]
fn systemd_adopts_what_is_there_and_keeps_what_is_in_the_store() {
    let write = |path: &Path, text| {
        fs::create_dir_all(path.parent().expect("a file is in a folder"))
            .expect("a temporary folder is writable");
        fs::write(path, text).expect("a temporary folder is writable");
    };
    with_tmpfiles(
        |root| {
            let kept = root.join("home/alice/.ssh/known_hosts");
            write(&kept, "a host");
            chown(&kept, Some(1000), Some(100)).expect("root may");
            write(&root.join("etc/machine-id"), "old\n");
            write(&root.join("persist/etc/machine-id"), "kept\n");
            write(&root.join("persist/var/log/journal/x"), "kept");
        },
        |root| {
            let text = |path| fs::read_to_string(root.join(path)).expect("a file with text");
            assert_eq!(text("persist/home/alice/.ssh/known_hosts"), "a host");
            assert_eq!(text("home/alice/.ssh/known_hosts"), "a host");
            let (user, group, _) = owned(&root.join("persist/home/alice/.ssh/known_hosts"));
            assert_eq!((user, group), (1000, 100));
            assert_eq!(text("persist/etc/machine-id"), "kept\n");
            assert_eq!(text("persist/var/log/journal/x"), "kept");
        },
    );
}
