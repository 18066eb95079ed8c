//! From a built system to what a machine starts from: the disk with its store, a disk that stands for
//! the boot loader, empty disks, and the script that starts QEMU.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::install;
use super::super::qemu::{self, Accel, Drive, Hardware};
use super::nix::{Nix, Node};
use super::root::Root;

/// Bytes of the disk whose first line is the system to boot. NixOS writes it where others install a
/// boot loader.
const BOOT_DISK: u64 = 1 << 20;

/// Makes everything that the start script of one machine needs, in `state`; gives the script.
pub(super) fn install(
    node: &Node,
    system: &str,
    root: &Root,
    nix: &Nix,
    state: &Path,
    accel: Accel,
) -> io::Result<PathBuf> {
    fs::create_dir_all(state)?;
    let closure = nix.closure(system)?;
    store_disk(&closure, nix, state)?;
    bootable(&closure, nix, state)?;
    let boot_disk = state.join("boot.img");
    let mut boot = fs::File::create(&boot_disk)?;
    boot.set_len(BOOT_DISK)?;
    writeln!(boot, "{system}")?;
    let empty = install::empty_disks(&node.empty_disk_images, &BTreeMap::new(), state)?;
    let mut drives = vec![Drive::read_only(root.image(), "usr")];
    drives.extend(Drive::empty(empty));
    // Last, so that the others have the names that tests expect.
    drives.push(Drive::read_only(state.join("store.img"), "store"));
    drives.push(Drive {
        file: boot_disk,
        serial: "boot".to_owned(),
        read_only: false,
    });
    let hardware = Hardware {
        name: &node.host_name,
        cores: node.cores,
        memory: node.memory_size,
        drives,
    };
    let script = state.join("start");
    install::start(
        &script,
        &qemu::start_script(&hardware, &boot_code(state), accel),
    )?;
    Ok(script)
}

/// Shell code that reads the system to boot off the disk, as a boot loader would.
fn boot_code(state: &Path) -> String {
    format!(
        "cd {} || exit 1\n\
         system=$(head -n 1 boot.img)\n\
         folder=systems/${{system##*/}}\n\
         kernel=$folder/kernel initrd=$folder/initrd\n\
         append=\"$(cat \"$folder/kernel-params\") init=$system/init\"",
        qemu::quote(&state.display().to_string())
    )
}

/// Kernel, initrd and parameters of each system in a closure: specialisations are systems too.
fn bootable(closure: &[String], nix: &Nix, state: &Path) -> io::Result<()> {
    for path in closure {
        let system = nix.outside(path);
        if !system.join("kernel-params").exists() {
            continue;
        }
        let name = system.file_name().unwrap_or_default();
        let target = state.join("systems").join(name);
        fs::create_dir_all(&target)?;
        fs::copy(system.join("kernel-params"), target.join("kernel-params"))?;
        for file in ["kernel", "initrd"] {
            // Links into the store, by the paths inside of it.
            let link = fs::read_link(system.join(file))?;
            fs::copy(nix.outside(&link.display().to_string()), target.join(file))?;
        }
    }
    Ok(())
}

fn store_disk(closure: &[String], nix: &Nix, state: &Path) -> io::Result<()> {
    let tree = state.join("store");
    fs::create_dir_all(&tree)?;
    let status = Command::new("cp")
        .args(["-a", "--reflink=auto", "--target-directory"])
        .arg(&tree)
        .args(closure.iter().map(|path| nix.outside(path)))
        .status()?;
    if !status.success() {
        return Err(io::Error::other(format!("cp failed: {status}")));
    }
    let size = install::size(&tree)?;
    install::format("ext4", &state.join("store.img"), size, Some(&tree))?;
    fs::remove_dir_all(tree)
}
