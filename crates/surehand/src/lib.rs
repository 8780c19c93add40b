//! **Surehand**: TLS 1.3 (RFC 8446, kept current with RFC 9846), a server and a client that set up a secure channel over
//! any reliable byte stream.
//!
//! - [`connect`] and [`accept`] give a blocking [`Stream`] over anything that reads and writes.
//! - [`Connection`] is the same without I/O, with buffers that the caller owns.
//! - [`ClientConfig`] says whom to trust, by [`Roots`] or by [`Pin`]s; [`ServerConfig`] what to show, by [`Credential`]s.
//! - [`session`] has what outlives a connection: tickets, pre-shared keys, and what keeps early data from being taken twice.
//!
//! Nothing is global: a crypto provider is part of a configuration. Nothing panics for want of one.
//!
//! ```
//! use std::io::{Read, Write};
//! use std::os::unix::net::UnixStream;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
//! # let (chain, key) = (made.cert.pem(), made.signing_key.serialize_pem());
//! let credential = surehand::Credential::from_pem(chain.as_bytes(), key.as_bytes())?;
//! let pin = credential.pin()?;
//! let server = surehand::ServerConfig::builder().credential(credential).build()?;
//! let client = surehand::ClientConfig::builder().pins([pin]).build()?;
//!
//! let (ours, theirs) = UnixStream::pair()?;
//! let thread = std::thread::spawn(move || {
//!     let mut stream = surehand::accept(&server, theirs)?;
//!     stream.write_all(b"hello")?;
//!     stream.close()
//! });
//! let mut stream = surehand::connect(&client, "localhost".try_into()?, ours)?;
//! let mut greeting = String::new();
//! stream.read_to_string(&mut greeting)?;
//! assert_eq!(greeting, "hello");
//! # thread.join().map_err(|_| "the server's thread panicked")??;
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod answers;
mod client_hello;
mod config;
mod connection;
mod credential;
mod error;
pub mod explain;
mod key_log;
pub mod provider;
mod receiver;
pub mod session;
mod stream;
mod verify;

pub use answers::Reply;
pub use client_hello::{ClientHello, Peeked};
pub use config::{ClientAuthentication, ClientConfig, ClientConfigBuilder, ServerConfig, ServerConfigBuilder};
pub use connection::{Connection, Sender, Session};
pub use credential::Credential;
pub use error::{ConfigError, Error};
pub use key_log::{KeyLog, KeyLogFile};
pub use receiver::Receiver;
pub use stream::{EarlyDataReader, Input, ReadHalf, Stream, WriteHalf, accept, connect};
pub use verify::{OidFilters, PeerIdentity, PeerVerifier, Pin, Presented, Refusal, Roots};

pub use rustls_pki_types as pki_types;
pub use surehand_codec::code_point::{AlertDescription, CipherSuite, NamedGroup, SignatureScheme};
pub use surehand_codec::{Reject, Rule};
pub use surehand_core::config::KeyUpdatePolicy;
pub use surehand_core::connection::{Direction, EarlyData, Error as StateError, Event, Observation, Received};
pub use surehand_core::handshake::{ChooseCredential, Question, RequestedCertificate, Sign, VerifyPeer};
pub use surehand_core::key_schedule::{Epoch, ExportError};
pub use surehand_core::record::{Limits, Padding};

#[cfg(test)]
#[path = "../tests/inside/mod.rs"]
mod inside;
