//! What `connect` and `serve` have in common on the command line, and `demo` in part.

use std::num::{NonZeroU16, NonZeroU64};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use surehand::{CipherSuite, ClientConfigBuilder, KeyLogFile, NamedGroup, Padding, ServerConfigBuilder};

use crate::exit::Failure;
use crate::names::{self, Provider};

/// The algorithms of a handshake.
#[derive(Args)]
pub struct Algorithms {
    /// Use these groups only, separated by colons; the client's order counts
    #[arg(long, value_name = "LIST", value_parser = names::groups)]
    groups: Option<std::vec::Vec<NamedGroup>>,
    /// Use these cipher suites only, in this order, separated by colons
    #[arg(long, value_name = "LIST", value_parser = names::cipher_suites)]
    ciphersuites: Option<std::vec::Vec<CipherSuite>>,
    /// The crypto library
    #[arg(long, value_enum, default_value_t)]
    provider: Provider,
}

/// Everything that both ends can be told.
#[derive(Args)]
pub struct Settings {
    /// Use these application protocols, separated by commas; the server's order counts
    #[arg(long, value_name = "LIST", default_value = "")]
    alpn: String,
    #[command(flatten)]
    algorithms: Algorithms,
    /// Pad the records that are sent to a multiple of so many bytes
    #[arg(long, value_name = "BYTES")]
    padding: Option<NonZeroU16>,
    /// Ask the peer for records of at most so many bytes (RFC 8449)
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u16).range(64..=16385))]
    record_size_limit: Option<u16>,
    /// Change keys, and ask the peer to, whenever so many KiB have been sent
    #[arg(long, value_name = "KIB")]
    pub update_keys: Option<NonZeroU64>,
    /// Use tickets and pre-shared keys without a key exchange too, if the peer wants that: without forward secrecy
    #[arg(long)]
    psk_ke: bool,
    /// Show the handshake on stderr
    #[arg(long)]
    pub trace: bool,
    /// Append the secrets of each connection to this file (RFC 9850); whoever has it can read everything
    #[arg(long, value_name = "FILE")]
    keylog: Option<PathBuf>,
}

/// One and the same method for the two builders.
macro_rules! apply {
    ($role:ident, $builder:ty) => {
        impl Algorithms {
            /// Tells the builder.
            pub fn $role(&self, builder: $builder) -> Result<$builder, Failure> {
                let mut builder = builder.provider(self.provider.load()?);
                if let Some(groups) = &self.groups {
                    builder = builder.groups(groups.clone());
                }
                if let Some(suites) = &self.ciphersuites {
                    builder = builder.cipher_suites(suites.clone());
                }
                Ok(builder)
            }
        }

        impl Settings {
            /// Tells the builder; `protocols` are for where the command line names none.
            pub fn $role(&self, builder: $builder, protocols: &[&str]) -> Result<$builder, Failure> {
                let named = self.alpn.split(',').filter(|name| !name.is_empty());
                let mut builder = self.algorithms.$role(builder)?.psk_ke(self.psk_ke).observe_messages(self.trace);
                builder = match self.alpn.is_empty() {
                    true => builder.application_protocols(protocols),
                    false => builder.application_protocols(named),
                };
                if let Some(block) = self.padding {
                    builder = builder.padding(Padding::Block(block));
                }
                if let Some(limit) = self.record_size_limit {
                    builder = builder.record_size_limit(limit);
                }
                if let Some(path) = &self.keylog {
                    let log = KeyLogFile::open(path).map_err(|error| Failure::file(path, error))?;
                    builder = builder.key_log(Arc::new(log));
                }
                Ok(builder)
            }
        }
    };
}

apply!(client, ClientConfigBuilder);
apply!(server, ServerConfigBuilder);
