//! `cargo xtask bench`.

use std::process::ExitCode;

use shared::command;

fn main() -> ExitCode {
    command::main("bench", xtask_bench::EXAMPLES, |args| {
        command::status(xtask_bench::run(args))
    })
}
