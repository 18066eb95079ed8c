//! Other programs.

use std::ffi::OsStr;
use std::process::Command;

/// A command that ends after so many seconds, or with this process, however that ends: it is in a
/// group of its own, which an interrupt at the terminal does not reach. `signal` is what it gets at
/// its limit.
pub fn limited(limit: u64, signal: &str, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command
        .args(["--pdeathsig", "TERM", "timeout", "--kill-after=30"])
        .arg(format!("--signal={signal}"))
        .arg(limit.to_string())
        .arg(program);
    command
}
