//! How the program ends, and what it says then.

use std::io;
use std::process::ExitCode;

use surehand::{ConfigError, Error};

/// For `--help`.
pub const CODES: &str = "\
Exit codes:
  0  done; the peer closed with close_notify
  1  the command line is wrong
  2  we refused the peer (and sent it an alert)
  3  the peer refused us (by an alert)
  4  the transport ended without close_notify: data may be missing
  5  the network failed
  6  something local failed: a file, a key, a name, the CPU
  7  `surehand model` has found what must not be, or not found what has to be
  8  `surehand model replay --real` cannot make this trace with real crypto";

/// Writes a line on stdout. That nobody reads it any more is no reason to stop, and none to panic as `println!` does.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stdout(), $($text)*);
    }};
}

/// Writes a line on stderr, as `say!` does on stdout.
macro_rules! tell {
    ($($text:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), $($text)*);
    }};
}

pub(crate) use {say, tell};

/// An exit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Code(u8);

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code.0)
    }
}

/// Why the program ends early.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub code: Code,
    message: String,
    hint: Option<String>,
}

impl Failure {
    /// The command line is wrong.
    pub const USAGE: Code = Code(1);
    /// The model has found what must not be, or missed what has to be.
    pub const MODEL: Code = Code(7);

    /// A mistake on the command line.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { code: Self::USAGE, message: message.into(), hint: Some("see `surehand help`".to_owned()) }
    }

    /// Something on this machine.
    pub fn local(message: impl Into<String>) -> Self {
        Self { code: Code(6), message: message.into(), hint: None }
    }

    /// A file on this machine.
    pub fn file(path: &std::path::Path, error: impl std::fmt::Display) -> Self {
        Self::local(format!("{}: {error}", path.display()))
    }

    /// The model has found what must not be, or missed what has to be.
    pub fn model(message: impl Into<String>) -> Self {
        Self { code: Self::MODEL, message: message.into(), hint: None }
    }

    /// A trace that the real world does not allow.
    pub fn unreal(message: impl Into<String>) -> Self {
        Self { code: Code(8), message: message.into(), hint: None }
    }

    /// The same, with where it happened.
    pub fn at(self, place: &str) -> Self {
        Self { message: format!("{place}: {}", self.message), ..self }
    }

    /// Connections were cut off before their end.
    pub fn cut(message: impl Into<String>) -> Self {
        Self { code: Code(4), message: message.into(), hint: None }
    }

    /// The network, with what was tried.
    pub fn network(what: &str, error: &io::Error) -> Self {
        Self { code: Code(5), message: format!("{what}: {error}"), hint: None }
    }

    /// Says on stderr what went wrong and what usually helps.
    pub fn report(&self) {
        self.report_of("");
    }

    /// The same, with what it is about before each line.
    pub fn report_of(&self, subject: &str) {
        tell!("{subject}error: {}", self.message);
        if let Some(hint) = &self.hint {
            tell!("{subject}hint: {hint}");
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match &error {
            Error::Refused { .. } => 2,
            Error::AlertReceived { .. } => 3,
            Error::Truncated => 4,
            Error::Io(_) => 5,
            _ => 6,
        };
        Self { code: Code(code), message: error.to_string(), hint: error.hint().map(str::to_owned) }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Error::from(error).into()
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::local(error.to_string())
    }
}
