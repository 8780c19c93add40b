//! How a run ends when it does not succeed.

use std::process::ExitCode;

/// Why a run ends early.
#[derive(Debug)]
pub enum Failure {
    /// The test asks for what we do not have: the runner skips it.
    Unimplemented(String),
    /// The test fails, unless it expects this very error.
    Failed(String),
}

impl Failure {
    /// An error in words.
    pub fn new(text: impl Into<String>) -> Self {
        Self::Failed(text.into())
    }

    /// An error with BoringSSL's name for it, which is what the runner compares.
    pub fn named(name: &str, text: impl std::fmt::Display) -> Self {
        Self::Failed(format!(":{name}: {text}"))
    }

    /// Something that we do not have.
    pub fn unimplemented(what: impl Into<String>) -> Self {
        Self::Unimplemented(what.into())
    }

    /// Tells the runner.
    pub fn report(&self) -> ExitCode {
        match self {
            Self::Unimplemented(what) => {
                eprintln!("not implemented: {what}");
                ExitCode::from(89)
            }
            Self::Failed(text) => {
                eprintln!("{text}");
                ExitCode::FAILURE
            }
        }
    }
}

/// Fails with words unless a condition holds.
pub fn ensure(holds: bool, text: impl FnOnce() -> String) -> Result<(), Failure> {
    if holds { Ok(()) } else { Err(Failure::new(text())) }
}
