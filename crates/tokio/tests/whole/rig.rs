//! Certificates made on the spot, and transports that make it hard.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use surehand::pki_types::{CertificateDer, PrivateKeyDer};
use surehand::{ClientConfig, ClientConfigBuilder, Credential, Pin as KeyPin, ServerConfig, ServerConfigBuilder};
use surehand_tokio::Stream;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf};

/// A self-signed certificate for localhost, and its key.
pub struct Made {
    pub certificate: CertificateDer<'static>,
    pub key: PrivateKeyDer<'static>,
    pub pair: rcgen::KeyPair,
}

pub fn made() -> Made {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    Made { certificate: made.cert.der().clone(), key, pair: made.signing_key }
}

impl Made {
    pub fn credential(&self) -> Credential {
        Credential::from_der(vec![self.certificate.clone()], self.key.clone_key())
    }

    pub fn pin(&self) -> KeyPin {
        KeyPin::of_certificate(&self.certificate).unwrap()
    }

    pub fn client(&self) -> ClientConfigBuilder {
        ClientConfig::builder().pins([self.pin()])
    }

    pub fn server(&self) -> ServerConfigBuilder {
        ServerConfig::builder().credential(self.credential())
    }
}

/// Both configurations, as they come.
pub fn configs() -> (ClientConfig, ServerConfig) {
    let made = made();
    (made.client().build().unwrap(), made.server().build().unwrap())
}

pub fn localhost() -> surehand::pki_types::ServerName<'static> {
    "localhost".try_into().unwrap()
}

/// Two streams after the handshake.
pub async fn pair<T: AsyncRead + AsyncWrite + Unpin>(ours: T, theirs: T) -> (Stream<T>, Stream<T>) {
    let (client, server) = configs();
    let (client, server) =
        tokio::join!(surehand_tokio::connect(&client, localhost(), ours), surehand_tokio::accept(&server, theirs));
    (client.unwrap(), server.unwrap())
}

pub async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("it hangs")
}

/// Bytes that differ from place to place.
pub fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place ^ (place >> 8) ^ (place >> 16)) as u8).collect()
}

/// Sends `data` and closes, and what comes back until the peer closes.
pub async fn exchange<S: AsyncRead + AsyncWrite>(stream: S, data: &[u8]) -> io::Result<Vec<u8>> {
    let (mut read, mut write) = tokio::io::split(stream);
    let mut received = Vec::new();
    let send = async {
        write.write_all(data).await?;
        write.shutdown().await
    };
    tokio::try_join!(send, read.read_to_end(&mut received))?;
    Ok(received)
}

/// Chops what passes through into small pieces, and is not ready half of the time.
pub struct Chopped<T> {
    inner: T,
    state: u64,
    most: usize,
}

impl<T> Chopped<T> {
    pub fn new(inner: T, seed: u64, most: usize) -> Self {
        Self { inner, state: seed | 1, most }
    }

    fn next(&mut self) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 16) as usize
    }

    /// How much now; `None` for nothing yet.
    fn piece(&mut self, cx: &mut Context<'_>) -> Option<usize> {
        if self.next().is_multiple_of(2) {
            cx.waker().wake_by_ref();
            return None;
        }
        Some(1 + self.next() % self.most)
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Chopped<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let Some(most) = self.piece(cx) else { return Poll::Pending };
        let mut piece = vec![0; most.min(buffer.remaining())];
        let mut part = ReadBuf::new(&mut piece);
        ready!(Pin::new(&mut self.inner).poll_read(cx, &mut part))?;
        buffer.put_slice(part.filled());
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Chopped<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        let Some(most) = self.piece(cx) else { return Poll::Pending };
        Pin::new(&mut self.inner).poll_write(cx, &data[..most.min(data.len())])
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

pub fn chopped(seed: u64, most: usize) -> (Chopped<DuplexStream>, Chopped<DuplexStream>) {
    let (ours, theirs) = tokio::io::duplex(1 + most);
    (Chopped::new(ours, seed, most), Chopped::new(theirs, seed.rotate_left(32) ^ 7, most))
}
