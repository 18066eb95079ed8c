//! Other programs.

use std::ffi::OsStr;
use std::process::Command;

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
