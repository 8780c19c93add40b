//! **HTTP over surehand**: TLS 1.3 under hyper and axum, with HTTP/2 or HTTP/1.1 as ALPN says.
//!
//! - [`Connector`] is a connector for hyper-util's client.
//! - [`Listener`] accepts clients for hyper's server, and is one for `axum::serve`; [`Peer`] tells handlers who the client is.
//!
//! [`PROTOCOLS`] are the application protocols for both configurations:
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use hyper_util::{client::legacy::Client, rt::TokioExecutor};
//! use surehand_hyper::{Connector, PROTOCOLS};
//!
//! let roots = surehand::Roots::platform()?;
//! let config = surehand::ClientConfig::builder().roots(roots).application_protocols(PROTOCOLS).build()?;
//! let client = Client::builder(TokioExecutor::new()).build(Connector::new(config));
//! # let _: hyper_util::client::legacy::Client<_, http_body_util::Empty<&[u8]>> = client;
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod connector;
mod listener;
#[cfg(feature = "axum")]
mod serve;

pub use connector::{Connected, Connector};
pub use listener::Listener;
#[cfg(feature = "axum")]
pub use serve::Peer;

/// HTTP/2, and HTTP/1.1 where the other side has nothing better: for
/// [`application_protocols`](surehand::ServerConfigBuilder::application_protocols).
pub const PROTOCOLS: [&str; 2] = ["h2", "http/1.1"];
