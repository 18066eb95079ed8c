//! Whether this machine can boot guests.

use std::env;
use std::path::PathBuf;
use std::process::Command;

/// The emulator.
pub const PROGRAM: &str = "qemu-system-x86_64";

/// The oldest QEMU whose emulation carries the guest; 7.2 crashes it.
pub const OLDEST: u32 = 10;

/// The first number of QEMU's version; none where it does not run.
pub fn version() -> Option<u32> {
    let output = Command::new(PROGRAM).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    major(&text)
}

fn major(text: &str) -> Option<u32> {
    let (_, rest) = text.split_once("version ")?;
    rest.split('.').next()?.parse().ok()
}

/// A program that may only be on the path of root.
pub fn tool(name: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let more = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    env::split_paths(&path)
        .chain(more)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| name.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        let text = "QEMU emulator version 10.0.2 (Debian 1:10.0.2+ds-2)\n";
        assert_eq!(major(text), Some(10));
        assert_eq!(major("bash: not found"), None);
    }
}
