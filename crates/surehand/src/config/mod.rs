//! What users decide, by builder. A built configuration is cheap to clone and to share.

mod client;
mod client_authentication;
mod server;
mod shared;

pub use client::{ClientConfig, ClientConfigBuilder};
pub use client_authentication::ClientAuthentication;
pub(crate) use client_authentication::Clients;
pub use server::{ServerConfig, ServerConfigBuilder};
pub(crate) use shared::HandshakeTimeout;
