//! How QEMU is started, and whether this machine can.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::ValueEnum;
use shared::qemu::PROGRAM;

/// What runs the guest's instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Accel {
    /// KVM where it works, software otherwise.
    Auto,
    /// Software.
    Tcg,
    /// The processor.
    Kvm,
}

impl Accel {
    /// The meaning of `auto` on this machine.
    pub(crate) fn resolve(self, kernel: &Path) -> Self {
        match self {
            Self::Auto if kvm_works(kernel) => Self::Kvm,
            Self::Auto => Self::Tcg,
            chosen => chosen,
        }
    }

    /// The value of `-accel`.
    fn argument(self) -> &'static str {
        match self {
            Self::Kvm => "kvm",
            Self::Auto | Self::Tcg => "tcg,thread=multi",
        }
    }

    /// For a person.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Kvm => "KVM",
            Self::Auto | Self::Tcg => "software emulation",
        }
    }
}

/// Opening the device is not a sufficient test: inside some virtual machines it exists, but guests
/// stop at their first instructions. So a kernel without a root must boot until it panics, which
/// ends QEMU. (QEMU also ends when it is told to stop.)
fn kvm_works(kernel: &Path) -> bool {
    let opens = OpenOptions::new().read(true).write(true).open("/dev/kvm");
    opens.is_ok()
        && Command::new("timeout")
            .args([
                "--kill-after=1",
                "10",
                PROGRAM,
                "-accel",
                "kvm",
                "-cpu",
                "max",
            ])
            .args([
                "-nodefaults",
                "-display",
                "none",
                "-no-reboot",
                "-serial",
                "stdio",
                "-append",
                "console=ttyS0 panic=-1",
            ])
            .arg("-kernel")
            .arg(kernel)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .is_ok_and(|output| {
                let messages = String::from_utf8_lossy(&output.stdout);
                output.status.success() && messages.contains("Kernel panic")
            })
}

/// The name of a disk in the guest: 0 is `/dev/vda`.
pub(crate) fn device(index: usize) -> String {
    let letter = u8::try_from(index)
        .ok()
        .and_then(|index| b'a'.checked_add(index));
    format!("/dev/vd{}", char::from(letter.unwrap_or(b'z')))
}

/// The hardware of one machine.
pub(crate) struct Hardware<'a> {
    pub(crate) name: &'a str,
    pub(crate) cores: u32,
    /// MiB.
    pub(crate) memory: u32,
    pub(crate) drives: Vec<Drive>,
}

/// A disk of a machine. The order determines the names in the guest: the first is `/dev/vda`.
pub(crate) struct Drive {
    pub(crate) file: PathBuf,
    /// What the guest finds it by: `/dev/disk/by-id/virtio-SERIAL`.
    pub(crate) serial: String,
    pub(crate) read_only: bool,
}

impl Drive {
    pub(crate) fn read_only(file: PathBuf, serial: &str) -> Self {
        Self {
            file,
            serial: serial.to_owned(),
            read_only: true,
        }
    }

    /// The disks that a test asks for.
    pub(crate) fn empty(disks: Vec<PathBuf>) -> impl Iterator<Item = Self> {
        disks.into_iter().enumerate().map(|(index, file)| Self {
            file,
            serial: format!("disk{index}"),
            read_only: false,
        })
    }
}

/// The script that starts one machine. `boot` is shell code before it, which sets `kernel`, `initrd`
/// and `append`. The driver adds its sockets in `QEMU_OPTS`.
pub(crate) fn start_script(hardware: &Hardware, boot: &str, accel: Accel) -> String {
    let drives: String = hardware.drives.iter().map(drive).collect();
    format!(
        "#!/bin/sh\n\
         {boot}\n\
         # QEMU must not outlive the driver, however that ends.\n\
         exec setpriv --pdeathsig KILL {PROGRAM} -name {name} -accel {accel} -cpu max \\\n  \
         -smp {cores} -m {memory} -nodefaults -no-user-config -device virtio-rng-pci \\\n  \
         -netdev user,id=vlan1,restrict=on -device virtio-net-pci,id=virtio-net-pci.1,netdev=vlan1,romfile= \\\n  \
         -kernel \"$kernel\" -initrd \"$initrd\" -append \"$append\" \\\n\
         {drives}  $QEMU_OPTS \"$@\"\n",
        name = quote(hardware.name),
        accel = accel.argument(),
        cores = hardware.cores,
        memory = hardware.memory,
    )
}

fn drive(drive: &Drive) -> String {
    // A comma ends a value, and two stand for one.
    let file = drive.file.display().to_string().replace(',', ",,");
    let serial = &drive.serial;
    let more = if drive.read_only { "readonly=on," } else { "" };
    let value = format!("if=none,id={serial},{more}format=raw,file={file}");
    format!(
        "  -drive {} -device virtio-blk-pci,drive={serial},serial={serial} \\\n",
        quote(&value)
    )
}

/// A text as one word of the shell.
pub(crate) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disks_have_letters() {
        assert_eq!([device(0), device(2)], ["/dev/vda", "/dev/vdc"]);
    }

    #[test]
    fn paths_survive_the_shell_and_qemu() {
        let line = drive(&Drive::read_only("/a, b/it's".into(), "x"));
        assert!(line.contains(r"file=/a,, b/it'\''s'"), "{line}");
    }
}
