//! Runs the tmpfiles rules of the fixture with systemd-tmpfiles: created, adopted and kept paths,
//! and planted links.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, chown, symlink};
use std::path::Path;

use pretty_assertions::assert_eq;
use serde_json::Value;
use tests::nix::skip;

use super::emitted;
use super::systemd::{done, our_units, tool};

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

/// The services that create things in stage 2, the one that all others are ordered after first: the
/// conditions that a path is no link, and the lines.
fn services(fixture: &Value) -> Vec<(Vec<&str>, &str)> {
    let mut services: Vec<_> = our_units(&fixture["units"])
        .filter(|(name, _)| name.starts_with("stateless-tmpfiles"))
        .map(|(name, text)| {
            let links = text
                .lines()
                .filter_map(|line| line.strip_prefix("ConditionPathIsSymbolicLink=!"))
                .collect();
            let (_, file) = text
                .split_once("--create /etc/")
                .expect("it creates what a file says");
            let lines = fixture["etc"][file.trim_end()].as_str();
            (name.contains(".below-"), links, lines.expect("a text"))
        })
        .collect();
    services.sort_by_key(|(is_below, ..)| *is_below);
    let all = services.into_iter();
    all.map(|(_, links, lines)| (links, lines)).collect()
}

/// Runs the services of the fixture on a root that `prepare` fills, twice: as at a boot, and again
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
    for _ in 0..2 {
        for (links, lines) in services(fixture) {
            if !links.iter().any(|path| root.join(&path[1..]).is_symlink()) {
                create(root, lines);
            }
        }
        check(root);
    }
}

fn create(root: &Path, lines: &str) {
    let file = root.join("lines.conf");
    fs::write(&file, lines).expect("a temporary folder is writable");
    let mut tmpfiles = tool("systemd-tmpfiles").expect("it was found before");
    tmpfiles.arg(format!("--root={}", root.display()));
    let output = tmpfiles.arg("--create").arg(&file).output();
    done(&output.expect("it was found before"));
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

#[test]
fn a_planted_link_leads_nowhere() {
    with_tmpfiles(
        |root| {
            fs::create_dir_all(root.join("persist/home/alice")).expect("it is writable");
            fs::create_dir_all(root.join("srv/closed")).expect("it is writable");
            let home = root.join("persist/home/alice");
            chown(&home, Some(1000), Some(100)).expect("root may");
            symlink("/srv/closed", home.join(".config")).expect("it is writable");
        },
        |root| {
            let made = fs::read_dir(root.join("srv/closed")).expect("a directory");
            assert_eq!(made.count(), 0);
            assert!(root.join("persist/home/alice/.config").is_symlink());
            // What does not lie in the home is created all the same.
            assert!(root.join("persist/var/lib/keeper").is_dir());
        },
    );
}

/// The path of a line, and the mode and owner.
fn fields(line: &str) -> (&str, &str, &str) {
    let (_, quoted) = line.split_once('"').expect("paths are quoted");
    let (path, rest) = quoted.rsplit_once("\" ").expect("paths are quoted");
    let mut rest = rest.split(' ');
    let mode = rest.next().expect("a mode").trim_start_matches(':');
    let user = rest.next().expect("a user").trim_start_matches(':');
    (path, mode, user)
}

/// Everything above each path, `/` left out.
fn above(path: &str) -> impl Iterator<Item = &str> {
    let mut at = Path::new(path).parent();
    std::iter::from_fn(move || {
        let here = at.filter(|here| *here != Path::new("/"))?;
        at = here.parent();
        here.to_str()
    })
}

/// systemd-tmpfiles makes what is missing above a path through any link: so each directory on the way
/// belongs to root alone, or is watched by a condition, or is the topmost of its owner's.
#[test]
fn no_line_can_be_led_elsewhere() {
    let Some(fixture) = emitted("fixture") else {
        return;
    };
    let services = services(fixture);
    let directories: BTreeMap<&str, bool> = services
        .iter()
        .flat_map(|(_, lines)| lines.lines())
        .filter(|line| line.starts_with("d "))
        .map(fields)
        .map(|(path, mode, user)| {
            let digits = mode.as_bytes();
            let shared = digits[digits.len() - 2..]
                .iter()
                .any(|digit| b"2367".contains(digit));
            (path, user != "root" || shared)
        })
        .collect();
    let mut watched = 0;
    for (links, lines) in &services {
        for (path, ..) in lines.lines().map(fields) {
            let is_open = |path: &&str| directories.get(path) == Some(&true);
            for step in above(path) {
                if above(step).any(|outer| is_open(&outer)) {
                    assert!(links.contains(&step), "{step}, on the way to {path}");
                    watched += 1;
                }
            }
        }
    }
    assert!(watched > 5, "{watched}");
}
