//! **Surehand over tokio**: TLS 1.3 (RFC 8446) over anything that reads and writes asynchronously.
//!
//! - [`connect`] and [`accept`] give a [`Stream`]; [`Stream::into_split`] makes two halves of it that share no lock.
//! - [`Connector`] and [`Acceptor`] do the same with [`Answers`]: what an HSM, a database or a verifier elsewhere has to say
//!   is awaited in the middle of the handshake.
//! - [`Incoming`] reads the ClientHello first, so that the configuration can depend on it.
//!
//! Every future here may be dropped: what has been read or accepted stays in the stream, and the next call goes on with
//! it. A write is accepted only once the one before has gone to the transport. The runtime needs its time driver.
//!
//! ```
//! use tokio::io::{AsyncReadExt, AsyncWriteExt};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
//! # let (chain, key) = (made.cert.pem(), made.signing_key.serialize_pem());
//! let credential = surehand::Credential::from_pem(chain.as_bytes(), key.as_bytes())?;
//! let pin = credential.pin()?;
//! let server = surehand::ServerConfig::builder().credential(credential).build()?;
//! let client = surehand::ClientConfig::builder().pins([pin]).build()?;
//!
//! let (ours, theirs) = tokio::io::duplex(4096);
//! let task = tokio::spawn(async move {
//!     let mut stream = surehand_tokio::accept(&server, theirs).await?;
//!     stream.write_all(b"hello").await?;
//!     stream.shutdown().await
//! });
//! let mut stream = surehand_tokio::connect(&client, "localhost".try_into()?, ours).await?;
//! let mut greeting = String::new();
//! stream.read_to_string(&mut greeting).await?; // an error if it was cut short
//! assert_eq!(greeting, "hello");
//! task.await??;
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod answers;
mod ends;
mod incoming;
mod inlet;
mod outlet;
mod stream;
mod wakers;

pub use answers::{Answer, Answers};
pub use ends::{Acceptor, Connector, accept, connect};
pub use incoming::Incoming;
pub use stream::{EarlyDataReader, ReadHalf, Stream, WriteHalf};

pub use surehand::{ClientHello, Error, Question, Reply};
