//! `cargo xtask site`.

use std::process::ExitCode;

use shared::command;

fn main() -> ExitCode {
    command::main("site", xtask_site::EXAMPLES, |args| {
        command::status(xtask_site::run(args))
    })
}
