//! Code that the commands share. `cargo xtask gen` needs all of it, so it must build quickly.

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
