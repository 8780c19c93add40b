//! What went wrong, in words: the phase, who broke which rule, the alert, and the fix where one is known.

use std::fmt;
use std::io;

use surehand_codec::code_point::AlertDescription;
use surehand_codec::{Reject, Rule};
use surehand_core::connection::Error as ConnectionError;

use crate::explain;

/// Why a connection could not be set up or go on.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// We refused the peer; the alert has been sent, or is waiting in the output.
    Refused {
        /// What the connection was doing, in the words of RFC 8446 Appendix A.
        phase: &'static str,
        /// The alert and the rule.
        reject: Reject,
        /// What is known beyond the rule, for instance from certificate verification.
        detail: Option<String>,
    },
    /// The peer refused us with an alert.
    AlertReceived {
        /// What the connection was doing.
        phase: &'static str,
        /// The peer's alert.
        alert: AlertDescription,
    },
    /// The handshake took longer than the configuration allows; the peer has been told that we give up.
    HandshakeTimeout {
        /// What the connection was doing.
        phase: &'static str,
    },
    /// The transport ended without close_notify: data may be missing (RFC 8446 §6.1).
    Truncated,
    /// The call does not fit the connection's state.
    State(ConnectionError),
    /// The transport failed.
    Io(io::Error),
}

impl Error {
    pub(crate) fn new(phase: &'static str, error: ConnectionError, detail: Option<String>) -> Self {
        match error {
            ConnectionError::Rejected(reject) => Self::Refused { phase, reject, detail },
            ConnectionError::AlertReceived(alert) => Self::AlertReceived { phase, alert },
            ConnectionError::Truncated => Self::Truncated,
            other => Self::State(other),
        }
    }

    /// The rule that the peer broke, if we refused it.
    pub fn rule(&self) -> Option<Rule> {
        match self {
            Self::Refused { reject, .. } => Some(reject.rule),
            _ => None,
        }
    }

    /// The alert that was sent or received, if there was one.
    pub fn alert(&self) -> Option<AlertDescription> {
        match self {
            Self::Refused { reject, .. } => Some(reject.alert),
            Self::AlertReceived { alert, .. } => Some(*alert),
            _ => None,
        }
    }

    /// What usually helps, where that is known.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Refused { reject, .. } => explain::refused_hint(reject),
            Self::AlertReceived { alert, .. } => explain::received_hint(*alert),
            Self::Truncated => Some("the peer closed the transport early; treat what was received as incomplete"),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { phase, reject, detail } => {
                write!(f, "refused the peer in {phase} with alert {}", reject.alert)?;
                if let Some(detail) = detail {
                    write!(f, ": {detail}")?;
                }
                write!(f, " (RFC rule {}", reject.rule)?;
                if let Some(words) = explain::rule_in_words(reject.rule) {
                    write!(f, ": {words}")?;
                }
                f.write_str(")")
            }
            Self::AlertReceived { phase, alert } => {
                write!(f, "the peer refused us in {phase} with alert {alert}")?;
                explain::alert_in_words(*alert).map_or(Ok(()), |words| write!(f, ": {words}"))
            }
            Self::HandshakeTimeout { phase } => write!(f, "the handshake took too long, in {phase}"),
            Self::Truncated => f.write_str("the transport ended without close_notify: data may be missing"),
            Self::State(error) => error.fmt(f),
            Self::Io(error) => write!(f, "the transport failed: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::State(error) => Some(error),
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        // A stream's own errors travel through `io::Error` and come back as they were.
        match error.downcast::<Self>() {
            Ok(error) => error,
            Err(error) => Self::Io(error),
        }
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Io(inner) => inner.kind(),
            Error::Truncated => io::ErrorKind::UnexpectedEof,
            Error::HandshakeTimeout { .. } => io::ErrorKind::TimedOut,
            Error::Refused { .. } => io::ErrorKind::InvalidData,
            Error::AlertReceived { .. } => io::ErrorKind::ConnectionAborted,
            Error::State(_) => io::ErrorKind::NotConnected,
        };
        match error {
            Error::Io(inner) => inner,
            other => Self::new(kind, other),
        }
    }
}

/// Why a configuration cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// The crypto library has no usable rows on this CPU.
    Crypto(surehand_core::crypto::CryptoError),
    /// A client needs roots or pins to know whom to trust.
    NoTrust,
    /// A server needs a credential.
    NoCredential,
    /// The certificate or key cannot be read.
    Credential(String),
    /// A pre-shared key, a context or shared key material that cannot be used.
    Secret(String),
    /// No certificate could be read from the given roots.
    Roots(String),
    /// The name is neither a DNS name nor an IP address.
    ServerName,
    /// A suite, group or scheme that the crypto library does not have here, or none at all is left.
    Unsupported(String),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crypto(error) => write!(f, "no usable crypto library: {error}"),
            Self::NoTrust => f.write_str("a client needs to know whom to trust: give it roots or pins"),
            Self::NoCredential => f.write_str("a server needs a certificate chain with its key"),
            Self::Credential(why) => write!(f, "the credential cannot be used: {why}"),
            Self::Secret(why) => write!(f, "the key cannot be used: {why}"),
            Self::Roots(why) => write!(f, "the roots cannot be used: {why}"),
            Self::ServerName => f.write_str("the server name is neither a DNS name nor an IP address"),
            Self::Unsupported(what) => write!(f, "not available here: {what}"),
        }
    }
}

impl std::error::Error for ConfigError {}
