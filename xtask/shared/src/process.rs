//! Other programs.

use std::ffi::OsStr;
use std::process::Command;

use crate::ui;

/// A command that ends after `limit` seconds, or with this process, even if this one is killed. It
/// runs in a separate process group, which an interrupt at the terminal does not reach. At the
/// limit, it receives `signal`.
pub fn limited(limit: u64, signal: &str, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command
        .args(["--pdeathsig", "TERM", "timeout", "--kill-after=30"])
        .arg(format!("--signal={signal}"))
        .arg(limit.to_string())
        .arg(program);
    command
}

/// Runs a program and shows what is run; says when it fails.
pub fn run(program: &str, args: &[&str], more: &[&str]) {
    let shown = [&[program], args, more].concat().join(" ");
    ui::note(ui::styled(ui::TITLE, format_args!("== {shown}")));
    let mut command = Command::new(program);
    command
        .args(args)
        .args(more)
        .env("DEBIAN_FRONTEND", "noninteractive");
    let done = command.status().is_ok_and(|status| status.success());
    if !done {
        ui::note(format_args!("{}: {shown}", ui::styled(ui::BAD, "failed")));
    }
}
