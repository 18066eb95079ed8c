//! `cargo xtask prove`.

use std::process::ExitCode;

use shared::command;

fn main() -> ExitCode {
    command::main("prove", xtask_prove::EXAMPLES, |args| {
        command::status(xtask_prove::run(args))
    })
}
