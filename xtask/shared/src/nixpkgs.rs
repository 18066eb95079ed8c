//! Checkouts of nixpkgs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The file by which a checkout with NixOS is recognized.
pub const NIXOS: &str = "nixos/lib/eval-config.nix";

/// `<nixpkgs>`, if NixOS is in it.
pub fn found() -> Option<PathBuf> {
    let output = Command::new("nix-instantiate")
        .args(["--find-file", "nixpkgs"])
        .stderr(Stdio::null())
        .output();
    let output = output.ok().filter(|output| output.status.success())?;
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim_end());
    let has_nixos = folder.join(NIXOS).is_file();
    has_nixos.then_some(folder)
}

/// Relative to where the command was typed, not to the repository.
pub fn absolute(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}
