//! A connector for hyper-util's client.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::Uri;
use http::uri::Scheme;
use hyper_util::client::legacy::connect::{Connected as Properties, Connection};
use hyper_util::rt::TokioIo;
use surehand_tokio::Stream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tower_service::Service;

/// Connects to `https` servers.
#[derive(Clone)]
pub struct Connector(surehand_tokio::Connector);

impl Connector {
    /// With a configuration, or with a connector that has [answers](surehand_tokio::Answers) too.
    pub fn new(connector: impl Into<surehand_tokio::Connector>) -> Self {
        Self(connector.into())
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Connected>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connector = self.0.clone();
        Box::pin(async move {
            if uri.scheme() != Some(&Scheme::HTTPS) {
                return Err(invalid("only https is spoken here"));
            }
            let host = uri.host().ok_or_else(|| invalid("the URI names no host"))?;
            // An IPv6 address comes in brackets.
            let host = host.trim_start_matches('[').trim_end_matches(']');
            let name =
                host.to_owned().try_into().map_err(|_| invalid("the host is neither a DNS name nor an address"))?;
            let tcp = TcpStream::connect((host, uri.port_u16().unwrap_or(443))).await?;
            tcp.set_nodelay(true)?;
            Ok(TokioIo::new(Connected(connector.connect(name, tcp).await?)))
        })
    }
}

fn invalid(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why)
}

/// A connection of a [`Connector`].
pub struct Connected(Stream<TcpStream>);

impl Connected {
    /// The stream.
    pub fn stream(&self) -> &Stream<TcpStream> {
        &self.0
    }
}

impl Connection for Connected {
    fn connected(&self) -> Properties {
        let session = self.0.connection().session();
        match session.and_then(|session| session.application_protocol) {
            Some(b"h2") => Properties::new().negotiated_h2(),
            _ => Properties::new(),
        }
    }
}

impl AsyncRead for Connected {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connected {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().0).poll_write(cx, data)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().0).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_shutdown(cx)
    }
}
