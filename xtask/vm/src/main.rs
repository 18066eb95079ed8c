//! `cargo xtask vm`.

use std::process::ExitCode;

use shared::command;

fn main() -> ExitCode {
    command::main("vm", xtask_vm::EXAMPLES, |args| {
        command::status(xtask_vm::run(args))
    })
}
