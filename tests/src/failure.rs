//! How the programs of this crate fail.

use std::process::ExitCode;

/// An error with its exit status: 2 for wrong usage, 1 for everything else.
#[derive(Debug)]
pub struct Failure {
    message: String,
    status: u8,
}

impl Failure {
    /// The command line names something that does not exist.
    pub fn usage(message: String) -> Self {
        Self { message, status: 2 }
    }

    /// Prints the message; the exit status.
    pub fn report(&self) -> ExitCode {
        eprintln!("error: {}", self.message);
        ExitCode::from(self.status)
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self { message, status: 1 }
    }
}
