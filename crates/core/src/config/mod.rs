//! What a caller decides: plain data, cheap to share, the same for any crypto library.

mod carrier;
mod client;
mod client_authentication;
mod key_update;
mod observe;
mod server;

pub use carrier::Carrier;
pub use client::ClientConfig;
pub use client_authentication::ClientAuthentication;
pub use key_update::KeyUpdatePolicy;
pub use observe::Observe;
pub use server::{Retry, ServerConfig};
