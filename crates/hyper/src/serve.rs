//! A listener for `axum::serve`.

use std::io;
use std::net::SocketAddr;

use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use surehand::PeerIdentity;
use surehand_tokio::Stream;
use tokio::net::TcpStream;

use crate::listener::Listener;

impl axum::serve::Listener for Listener {
    type Io = Stream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        Listener::accept(self).await
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Listener::local_addr(self)
    }
}

/// Who the client is, for handlers that extract `ConnectInfo<Peer>`: serve the router's
/// `into_make_service_with_connect_info::<Peer>()`.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Peer {
    /// Where it is.
    pub address: SocketAddr,
    /// Who it is; `None` if it has not authenticated.
    pub identity: Option<PeerIdentity>,
}

impl Connected<IncomingStream<'_, Listener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Listener>) -> Self {
        let session = stream.io().connection().session();
        let identity = session.and_then(|session| session.peer_identity).cloned();
        Self { address: *stream.remote_addr(), identity }
    }
}
