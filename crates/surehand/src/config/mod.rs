//! What users decide, by builder. A built configuration is cheap to clone and to share.

mod client;
mod server;

pub use client::{ClientConfig, ClientConfigBuilder};
pub use server::{ServerConfig, ServerConfigBuilder};

use crate::error::ConfigError;

/// Refuses what the provider does not have, and an empty list.
fn check<T: PartialEq + std::fmt::Display>(what: &str, wanted: &[T], available: &[T]) -> Result<(), ConfigError> {
    match wanted.iter().find(|item| !available.contains(item)) {
        Some(missing) => Err(ConfigError::Unsupported(format!("{what} {missing}"))),
        None if wanted.is_empty() => Err(ConfigError::Unsupported(format!("a handshake without any {what}"))),
        None => Ok(()),
    }
}
