//! What a caller decides: plain data, cheap to share, the same for any crypto library.

mod carrier;
mod client;
mod observe;
mod server;

pub use carrier::Carrier;
pub use client::ClientConfig;
pub use observe::Observe;
pub use server::ServerConfig;
