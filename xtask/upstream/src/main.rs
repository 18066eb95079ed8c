//! `cargo xtask upstream`.

use std::process::ExitCode;

use shared::command;

fn main() -> ExitCode {
    command::main("upstream", xtask_upstream::EXAMPLES, |args| {
        command::status(xtask_upstream::run(args))
    })
}
