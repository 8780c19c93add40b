//! **QUIC over surehand**: the handshake and the packet protection of RFC 9001, for [quinn](https://docs.rs/quinn).
//!
//! [`client`] and [`server`] make of a configuration what quinn takes. It needs `application_protocols` (ALPN), for QUIC does
//! not go without. Its settings for records, compatibility mode, KeyUpdate and authentication after the handshake have no
//! place in QUIC and are passed over, and quinn has timeouts of its own.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
//! # let (chain, key) = (made.cert.pem(), made.signing_key.serialize_pem());
//! let credential = surehand::Credential::from_pem(chain.as_bytes(), key.as_bytes())?;
//! let pin = credential.pin()?;
//!
//! let config = surehand::ServerConfig::builder().credential(credential).application_protocols(["echo"]).build()?;
//! let server = quinn::ServerConfig::with_crypto(surehand_quic::server(config));
//!
//! let config = surehand::ClientConfig::builder().pins([pin]).application_protocols(["echo"]).build()?;
//! let client = quinn::ClientConfig::new(surehand_quic::client(config));
//! # let _ = (server, client);
//! # Ok(())
//! # }
//! ```
//!
//! Keys for tokens and resets, which stay on one machine, are quinn's own, by aws-lc as packet protection is.
//!
//! Of a quinn connection, `handshake_data` is a [`HandshakeData`], and `peer_identity` the peer's certificate chain, a
//! `Vec<CertificateDer<'static>>`, if it has shown one. An alert is error 0x100 + its number, with the broken rule in words
//! as its reason.
//!
//! # Early data
//!
//! As in TLS: `early_data` in both configurations; its size is quinn's to limit. It may be a replay (RFC 9001 §9.2): on a
//! server `RecvStream::is_0rtt` tells. A [`Client`] keeps with each ticket what the server's transport parameters were, in
//! memory: sessions that a store has kept for longer are resumed without early data. A server that lowers its limits needs
//! new ticket keys, for clients go by the limits that they had with the ticket (RFC 9000 §7.4.1).
#![forbid(unsafe_code)]

mod config;
mod failure;
mod header;
mod heard;
mod initial;
mod packet;
mod remembered;
mod schedule;
mod secret;
mod session;
mod suite;

use std::sync::Arc;

pub use config::{Client, Server};
pub use heard::HandshakeData;

/// A client's configuration for `quinn::ClientConfig::new`.
pub fn client(config: surehand::ClientConfig) -> Arc<Client> {
    Arc::new(Client::new(config))
}

/// A server's configuration for `quinn::ServerConfig::with_crypto`.
pub fn server(config: surehand::ServerConfig) -> Arc<Server> {
    Arc::new(Server::new(config))
}

#[cfg(test)]
#[path = "../tests/inside/rfc9001.rs"]
mod rfc9001;
