//! What the commands of this repository share. `cargo xtask gen` needs all of it, so nothing here is
//! slow to build.

pub mod apt;
pub mod cache;
pub mod command;
pub mod debian;
pub mod nixpkgs;
pub mod process;
pub mod project;
pub mod qemu;
pub mod tools;
pub mod ui;
