//! The trait, and every peer behind it.

#[cfg(feature = "boringssl")]
mod boringssl;
#[cfg(any(feature = "boringssl", feature = "openssl", feature = "s2n-tls"))]
mod memory;
#[cfg(feature = "openssl")]
mod openssl;
mod rustls;
mod rustls_unbuffered;
#[cfg(feature = "s2n-tls")]
mod s2n;
#[cfg(any(feature = "boringssl", feature = "openssl"))]
mod ssl;
mod surehand;

#[cfg(all(feature = "boringssl", feature = "openssl"))]
compile_error!("BoringSSL and OpenSSL have the same symbols: --no-default-features --features boringssl");

use crate::case::Setup;

/// What went wrong, in words.
pub type Failure = String;

/// A TLS library with its settings.
pub trait Peer: Send + Sync {
    /// What stands in the table.
    fn name(&self) -> String;
    /// Version and settings, for the record.
    fn settings(&self) -> String;
    /// Both ends' configurations, or nothing if the library cannot do that.
    fn pair(&self, setup: &Setup) -> Option<Box<dyn Pair>>;
}

/// A client's and a server's configuration, with what outlives a connection.
pub trait Pair: Send + Sync {
    /// A client that has not sent anything yet.
    fn client(&self) -> Result<Box<dyn End>, Failure>;
    /// A server that waits for a ClientHello.
    fn server(&self) -> Result<Box<dyn End>, Failure>;
}

/// One end of a connection in memory.
pub trait End {
    /// Takes all of `input`, empties it, and appends to `output` what is to be sent.
    ///
    /// With early data a client sends it here, and a server reads it here.
    fn step(&mut self, input: &mut Vec<u8>, output: &mut Vec<u8>) -> Result<(), Failure>;
    /// Whether the handshake is still going on.
    fn is_handshaking(&self) -> bool;
    /// Sends `data` in one write, and appends the records to `output`.
    fn send(&mut self, data: &[u8], output: &mut Vec<u8>);
    /// Sends `data` in one write into `room`, which is long enough and not cleared; how much of it the records take. Nothing
    /// from a library that only appends to what it is given.
    fn send_into(&mut self, _data: &[u8], _room: &mut [u8]) -> Option<usize> {
        None
    }
    /// Takes all of `input`, whole records, empties it, and hands on how many bytes of application data were in it. A library
    /// that decrypts elsewhere than in place decrypts to `plain`.
    fn receive(&mut self, input: &mut Vec<u8>, plain: &mut [u8]) -> usize;
    /// Whether a session was resumed.
    fn is_resumed(&self) -> bool;
    /// How many bytes of early data have been read.
    fn early(&self) -> usize {
        0
    }
}

/// All peers that are built in, ours first.
pub fn peers() -> Vec<Box<dyn Peer>> {
    let mut peers = surehand::peers();
    peers.extend(rustls::peers());
    peers.extend(rustls_unbuffered::peers());
    #[cfg(feature = "openssl")]
    peers.extend(openssl::peers());
    #[cfg(feature = "boringssl")]
    peers.extend(boringssl::peers());
    #[cfg(feature = "s2n-tls")]
    peers.extend(s2n::peers());
    peers
}
