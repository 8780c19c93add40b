//! A client that has said what it wants, before the server has chosen how to serve it.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use surehand::{AlertDescription, ClientHello, Error, Input, Peeked};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::ends::Acceptor;
use crate::outlet::Outlet;
use crate::stream::Stream;

/// How long a ClientHello may take, as long as a handshake unless a configuration says otherwise.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How many bytes a ClientHello may take, with the headers of its records.
const MAX_LENGTH: usize = 1 << 17;

/// A client whose ClientHello has been read: the configuration can depend on the name, or on anything else in it.
///
/// ```no_run
/// # async fn example(
/// #     tcp: tokio::net::TcpStream,
/// #     a: surehand_tokio::Acceptor,
/// #     b: surehand_tokio::Acceptor,
/// # ) -> Result<(), surehand::Error> {
/// let incoming = surehand_tokio::Incoming::read(tcp).await?;
/// let name = incoming.client_hello().and_then(|hello| hello.server_name.as_deref());
/// let acceptor = if name == Some(b"a.example") { a } else { b };
/// let stream = incoming.accept(&acceptor).await?;
/// # Ok(())
/// # }
/// ```
pub struct Incoming<T> {
    transport: T,
    bytes: Vec<u8>,
    client_hello: Option<ClientHello>,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Incoming<T> {
    /// Reads the ClientHello; an error after 60 seconds.
    pub async fn read(mut transport: T) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        let read = async {
            loop {
                match ClientHello::peek(&bytes) {
                    Peeked::Incomplete if bytes.len() < MAX_LENGTH => {}
                    Peeked::ClientHello(hello) => return Ok(Some(hello)),
                    _ => return Ok(None),
                }
                let mut chunk = [0; 4096];
                let mut buffer = ReadBuf::new(&mut chunk);
                poll_fn(|cx| Pin::new(&mut transport).poll_read(cx, &mut buffer)).await?;
                if buffer.filled().is_empty() {
                    return Err(Error::Truncated);
                }
                bytes.extend_from_slice(buffer.filled());
            }
        };
        let late = Error::HandshakeTimeout { phase: "START" };
        let client_hello = tokio::time::timeout(TIMEOUT, read).await.unwrap_or(Err(late))?;
        Ok(Self { transport, bytes, client_hello })
    }

    /// What the client wants. `None` if it has sent something else; whatever configuration is chosen refuses it then.
    pub fn client_hello(&self) -> Option<&ClientHello> {
        self.client_hello.as_ref()
    }

    /// The transport.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Goes on with this configuration, and completes the handshake.
    pub async fn accept(self, acceptor: &Acceptor) -> Result<Stream<T>, Error> {
        let mut stream = self.start(acceptor);
        stream.complete_handshake().await?;
        Ok(stream)
    }

    /// A stream whose handshake has yet to run: early data can be read from it first.
    pub fn start(self, acceptor: &Acceptor) -> Stream<T> {
        acceptor.start_with(self.transport, Input::with(self.bytes))
    }

    /// Sends the client away, with unrecognized_name for instance (RFC 8446 §6.2).
    pub async fn refuse(mut self, alert: AlertDescription) -> io::Result<()> {
        let mut outlet = Outlet::default();
        // A fatal alert in a record without protection (§5.1, §6).
        outlet.records().extend_from_slice(&[21, 3, 3, 0, 2, 2, alert.0]);
        poll_fn(|cx| outlet.poll_drain(&mut self.transport, cx)).await?;
        poll_fn(|cx| Pin::new(&mut self.transport).poll_shutdown(cx)).await
    }
}
