//! What users decide, by builder. A built configuration is cheap to clone and to share.

mod client;
mod server;
mod shared;

pub use client::{ClientConfig, ClientConfigBuilder};
pub use server::{ServerConfig, ServerConfigBuilder};
