//! `cargo xtask state`.

use shared::command;

fn main() -> std::process::ExitCode {
    command::main("state", xtask_state::EXAMPLES, |args| {
        command::status(xtask_state::run(args))
    })
}
