//! From a plan to the files that a machine starts from: the part of the initrd that is its own, the
//! disk with its store, empty disks, and the script that starts QEMU.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::cpio::Archive;
use super::guest::Guest;
use super::plan::{Accounts, Format, Node, Unit};
use super::qemu::{self, Accel, Drive, Hardware};

/// Where the configuration's unit files are in a system.
const UNITS: &str = "/etc/systemd/system";

/// The kernel parameters of the guest.
const KERNEL_PARAMS: &str =
    "console=ttyS0 root=fstab panic=-1 loglevel=4 systemd.show_status=error";

/// Names of store paths that stand for packages; each is a link to `/usr` of the guest.
const PACKAGES: &str = "/nix/store/00000000000000000000000000000000-";

/// Makes everything that the start script of one machine needs, in `state`; gives the script.
pub(crate) fn install(
    node: &Node,
    guest: &Guest,
    store: &Path,
    state: &Path,
    accel: Accel,
) -> io::Result<PathBuf> {
    fs::create_dir_all(state)?;
    initrd(node, guest, state)?;
    store_disk(node, guest, store, state)?;
    let disks = empty_disks(&node.empty_disk_images, &node.format, state)?;
    let script = state.join("start");
    let mut drives = vec![Drive::read_only(guest.image(), "image")];
    drives.extend(Drive::empty(disks));
    // Last, so that the others have the names that they have with NixOS.
    drives.push(Drive::read_only(state.join("store.img"), "store"));
    let hardware = Hardware {
        name: &node.host_name,
        cores: node.cores,
        memory: node.memory_size,
        drives,
    };
    let quoted = |path: PathBuf| qemu::quote(&path.display().to_string());
    let boot = format!(
        "kernel={} initrd={}\nappend='{KERNEL_PARAMS}'",
        quoted(guest.kernel()),
        quoted(state.join("initrd"))
    );
    start(&script, &qemu::start_script(&hardware, &boot, accel))?;
    Ok(script)
}

/// Writes a script that can be run.
pub(super) fn start(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

/// The guest's initrd with a second archive behind it: the kernel unpacks one over the other.
fn initrd(node: &Node, guest: &Guest, state: &Path) -> io::Result<()> {
    let mut archive = Archive::default();
    for (path, content) in unit_files(&node.initrd.units, &guest.units) {
        match content {
            Content::Text(text) => archive.file(&path, text.as_bytes()),
            Content::Link(target) => archive.link(&path, &target),
        }
    }
    for (path, text) in &node.initrd.contents {
        archive.file(path, text.as_bytes());
    }
    for package in packages(node) {
        archive.link(&package, "/usr");
    }
    let path = state.join("initrd");
    fs::copy(guest.initrd(), &path)?;
    let mut file = fs::OpenOptions::new().append(true).open(&path)?;
    file.write_all(&archive.finish())
}

/// The disk that becomes `/nix/store`: the system, files that the modules wrote, and packages.
fn store_disk(node: &Node, guest: &Guest, store: &Path, state: &Path) -> io::Result<()> {
    let tree = state.join("store");
    let system = tree.join("system");
    for (path, file) in &node.etc {
        let mode = u32::from_str_radix(&file.mode, 8).unwrap_or(0o644);
        write(&system.join("etc").join(path), &file.text, mode)?;
    }
    write(
        &system.join("etc/hostname"),
        &format!("{}\n", node.host_name),
        0o644,
    )?;
    for (path, content) in unit_files(&node.units, &guest.units) {
        let path = system.join(path.trim_start_matches('/'));
        match content {
            Content::Text(text) => write(&path, text, 0o644)?,
            Content::Link(target) => {
                fs::create_dir_all(path.parent().unwrap_or(&path))?;
                symlink(target, path)?;
            }
        }
    }
    accounts(&node.accounts, &system)?;
    for package in packages(node) {
        symlink("/usr", tree.join(package.trim_start_matches("/nix/store/")))?;
    }
    copy_files(&store.join("nix/store"), &tree)?;
    let disk = state.join("store.img");
    format("ext4", &disk, 24, Some(&tree))?;
    fs::remove_dir_all(tree)
}

fn accounts(accounts: &Accounts, system: &Path) -> io::Result<()> {
    let mut homes = String::new();
    for user in accounts.users.iter().filter(|user| user.create_home) {
        let _ = writeln!(
            homes,
            "{} {} {} {}",
            user.home_mode, user.uid, user.gid, user.home
        );
    }
    write(&system.join("homes"), &homes, 0o644)?;
    write(&system.join("passwd"), &accounts.passwd, 0o644)?;
    write(&system.join("shadow"), &accounts.shadow, 0o600)?;
    write(&system.join("group"), &accounts.group, 0o644)
}

/// Copies the files that `toFile` made. Directories are sources that Nix fetched, which units do
/// not need.
fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// The disks that a test asks for, of so many MiB, formatted where the first boot would do it.
pub(super) fn empty_disks(
    sizes: &[u64],
    formats: &BTreeMap<String, Format>,
    state: &Path,
) -> io::Result<Vec<PathBuf>> {
    let disks: Vec<_> = sizes
        .iter()
        .enumerate()
        .map(|(index, &size)| (state.join(format!("empty{index}.img")), size))
        .collect();
    for (index, (disk, size)) in disks.iter().enumerate() {
        let device = qemu::device(index + 1);
        match formats.values().find(|format| format.device == device) {
            Some(found) => format(&found.fs_type, disk, *size, None)?,
            None => fs::File::create(disk)?.set_len(size << 20)?,
        }
    }
    Ok(disks.into_iter().map(|(disk, _)| disk).collect())
}

/// MiB of a disk that holds a tree, with some to spare.
pub(super) fn size(tree: &Path) -> io::Result<u64> {
    let output = Command::new("du").args(["-sm"]).arg(tree).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let used = text
        .split_whitespace()
        .next()
        .and_then(|size| size.parse().ok());
    let used: u64 = used.ok_or_else(|| io::Error::other(format!("du of {}", tree.display())))?;
    Ok(used * 5 / 4 + 32)
}

/// Makes a file system in a new file, of so many MiB, with a tree in it.
pub(super) fn format(fs_type: &str, disk: &Path, size: u64, tree: Option<&Path>) -> io::Result<()> {
    let mut command = Command::new(shared::qemu::tool("mke2fs"));
    command.args([
        "-q",
        "-F",
        "-t",
        fs_type,
        "-E",
        "root_owner=0:0,lazy_itable_init=1",
    ]);
    if let Some(tree) = tree {
        command.arg("-d").arg(tree);
    }
    let output = command.arg(disk).arg(format!("{size}M")).output()?;
    if output.status.success() {
        return Ok(());
    }
    let messages = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!(
        "mke2fs of {}: {messages}",
        disk.display()
    )))
}

enum Content<'a> {
    Text(&'a str),
    Link(String),
}

/// Unit files and the links that install them, as NixOS lays them out: a unit that the guest has
/// already gets a drop-in.
fn unit_files<'a>(
    units: &'a BTreeMap<String, Unit>,
    known: &[String],
) -> Vec<(String, Content<'a>)> {
    let mut files = Vec::new();
    for (name, unit) in units {
        let Some(text) = &unit.text else {
            let mask = Content::Link("/dev/null".to_owned());
            files.push((format!("{UNITS}/{name}"), mask));
            continue;
        };
        let is_known = known.binary_search(name).is_ok();
        let is_override = is_known || unit.override_strategy == "asDropin";
        let file = if is_override {
            format!("{UNITS}/{name}.d/overrides.conf")
        } else {
            format!("{UNITS}/{name}")
        };
        let folder = if is_known {
            "/usr/lib/systemd/system"
        } else {
            UNITS
        };
        let target = format!("{folder}/{name}");
        files.push((file, Content::Text(text)));
        let kinds = [
            (&unit.wanted_by, "wants"),
            (&unit.required_by, "requires"),
            (&unit.upheld_by, "upholds"),
        ];
        for (others, kind) in kinds {
            for other in others {
                let link = format!("{UNITS}/{other}.{kind}/{name}");
                files.push((link, Content::Link(target.clone())));
            }
        }
        for alias in &unit.aliases {
            files.push((format!("{UNITS}/{alias}"), Content::Link(target.clone())));
        }
    }
    files
}

/// The packages that units name.
fn packages(node: &Node) -> Vec<String> {
    let texts = node.units.values().chain(node.initrd.units.values());
    let mut found: Vec<String> = texts
        .filter_map(|unit| unit.text.as_deref())
        .flat_map(|text| text.match_indices(PACKAGES).map(|(at, _)| &text[at..]))
        .map(|text| {
            let end = text[PACKAGES.len()..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            text[..end.map_or(text.len(), |end| PACKAGES.len() + end)].to_owned()
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

fn write(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, text)?;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str, strategy: &str) -> Unit {
        Unit {
            text: Some(text.to_owned()),
            wanted_by: vec!["local-fs.target".to_owned()],
            required_by: Vec::new(),
            upheld_by: Vec::new(),
            aliases: Vec::new(),
            override_strategy: strategy.to_owned(),
        }
    }

    #[test]
    fn a_unit_of_the_guest_gets_a_drop_in_and_one_that_is_off_a_mask() {
        let units = BTreeMap::from([
            ("known.service".to_owned(), unit("a", "asDropinIfExists")),
            (
                "masked.service".to_owned(),
                Unit {
                    text: None,
                    ..unit("", "asDropinIfExists")
                },
            ),
            ("new.service".to_owned(), unit("b", "asDropinIfExists")),
        ]);
        let files = unit_files(&units, &["known.service".to_owned()]);
        let shown: Vec<_> = files
            .iter()
            .map(|(path, content)| match content {
                Content::Text(text) => format!("{path}: {text}"),
                Content::Link(target) => format!("{path} -> {target}"),
            })
            .collect();
        assert_eq!(
            shown,
            [
                "/etc/systemd/system/known.service.d/overrides.conf: a",
                "/etc/systemd/system/local-fs.target.wants/known.service -> /usr/lib/systemd/system/known.service",
                "/etc/systemd/system/masked.service -> /dev/null",
                "/etc/systemd/system/new.service: b",
                "/etc/systemd/system/local-fs.target.wants/new.service -> /etc/systemd/system/new.service",
            ]
        );
    }
}
