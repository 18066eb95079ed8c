//! `cargo xtask api`.

use std::process::ExitCode;

// Its result has three values: scripts tell a breaking change from a revision that is not there.
fn main() -> ExitCode {
    shared::command::main("api", xtask_api::EXAMPLES, xtask_api::run)
}
