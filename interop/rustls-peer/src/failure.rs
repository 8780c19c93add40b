//! Why a run failed, and the exit code that says so.

use std::fmt;
use std::io::{self, ErrorKind};
use std::process::ExitCode;

pub enum Failure {
    Usage,
    Tls(rustls::Error),
    Truncated,
    Network(io::Error),
    Local(String),
}

impl Failure {
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Failure::Usage => 1,
            Failure::Tls(rustls::Error::AlertReceived(_)) => 3,
            Failure::Tls(_) => 2,
            Failure::Truncated => 4,
            Failure::Network(_) => 5,
            Failure::Local(_) => 6,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Usage => {
                write!(f, "usage: connect HOST:PORT --ca F | serve --listen A --cert F --key F (--echo | --www DIR)")
            }
            Failure::Tls(error) => write!(f, "{error}"),
            Failure::Truncated => write!(f, "truncated: closed without close_notify"),
            Failure::Network(error) => write!(f, "network: {error}"),
            Failure::Local(text) => write!(f, "{text}"),
        }
    }
}

impl From<rustls::Error> for Failure {
    fn from(error: rustls::Error) -> Failure {
        Failure::Tls(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        let kind = error.kind();
        match error.downcast::<rustls::Error>() {
            Ok(tls) => Failure::Tls(tls),
            Err(_) if kind == ErrorKind::UnexpectedEof => Failure::Truncated,
            Err(error) => Failure::Network(error),
        }
    }
}
