//! The two ends of a connection, each with its configuration.

use std::sync::Arc;

use surehand::pki_types::ServerName;
use surehand::{ClientConfig, Connection, Error, Input, ServerConfig};
use tokio::io::{AsyncRead, AsyncWrite};

use crate::answers::{Answers, Asking};
use crate::stream::Stream;

/// Connects to the server called `name` over `transport`, and completes the handshake.
pub async fn connect<T: AsyncRead + AsyncWrite + Unpin>(
    config: &ClientConfig,
    name: ServerName<'static>,
    transport: T,
) -> Result<Stream<T>, Error> {
    Connector::new(config.clone()).connect(name, transport).await
}

/// Accepts a client over `transport`, and completes the handshake.
pub async fn accept<T: AsyncRead + AsyncWrite + Unpin>(
    config: &ServerConfig,
    transport: T,
) -> Result<Stream<T>, Error> {
    Acceptor::new(config.clone()).accept(transport).await
}

/// A client: its configuration, and who answers what that leaves open.
#[derive(Clone)]
pub struct Connector {
    config: ClientConfig,
    answers: Option<Arc<dyn Answers>>,
}

impl Connector {
    /// A client that answers from its configuration alone.
    pub fn new(config: ClientConfig) -> Self {
        Self { config, answers: None }
    }

    /// Asks `answers` first.
    pub fn answers(mut self, answers: impl Answers + 'static) -> Self {
        self.answers = Some(Arc::new(answers));
        self
    }

    /// Connects to the server called `name` over `transport`, and completes the handshake.
    pub async fn connect<T: AsyncRead + AsyncWrite + Unpin>(
        &self,
        name: ServerName<'static>,
        transport: T,
    ) -> Result<Stream<T>, Error> {
        let mut stream = self.start(name, transport)?;
        stream.complete_handshake().await?;
        Ok(stream)
    }

    /// A stream whose handshake has yet to run: early data can go first.
    pub fn start<T: AsyncRead + AsyncWrite + Unpin>(
        &self,
        name: ServerName<'static>,
        transport: T,
    ) -> Result<Stream<T>, Error> {
        let connection = Connection::client(&self.config, name)?;
        Ok(Stream::with(connection, transport, Input::default(), Asking::new(self.answers.clone())))
    }
}

/// A server: its configuration, and who answers what that leaves open.
#[derive(Clone)]
pub struct Acceptor {
    config: ServerConfig,
    answers: Option<Arc<dyn Answers>>,
}

impl Acceptor {
    /// A server that answers from its configuration alone.
    pub fn new(config: ServerConfig) -> Self {
        Self { config, answers: None }
    }

    /// Asks `answers` first.
    pub fn answers(mut self, answers: impl Answers + 'static) -> Self {
        self.answers = Some(Arc::new(answers));
        self
    }

    /// Accepts a client over `transport`, and completes the handshake.
    pub async fn accept<T: AsyncRead + AsyncWrite + Unpin>(&self, transport: T) -> Result<Stream<T>, Error> {
        let mut stream = self.start(transport);
        stream.complete_handshake().await?;
        Ok(stream)
    }

    /// A stream whose handshake has yet to run: early data can be read from it first.
    pub fn start<T: AsyncRead + AsyncWrite + Unpin>(&self, transport: T) -> Stream<T> {
        self.start_with(transport, Input::default())
    }

    pub(crate) fn start_with<T: AsyncRead + AsyncWrite + Unpin>(&self, transport: T, input: Input) -> Stream<T> {
        Stream::with(Connection::server(&self.config), transport, input, Asking::new(self.answers.clone()))
    }
}

impl From<ClientConfig> for Connector {
    fn from(config: ClientConfig) -> Self {
        Self::new(config)
    }
}

impl From<ServerConfig> for Acceptor {
    fn from(config: ServerConfig) -> Self {
        Self::new(config)
    }
}
