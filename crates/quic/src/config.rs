//! RFC 9001 §4.1: both roles' configurations, as quinn takes them.

use std::sync::Arc;

use quinn_proto::crypto::{self, Keys, UnsupportedVersion};
use quinn_proto::transport_parameters::TransportParameters;
use quinn_proto::{ConnectError, ConnectionId, Side};
use surehand::carried::{Carried, Extensions};
use surehand::{ClientConfig, ServerConfig};

use crate::heard::TRANSPORT_PARAMETERS;
use crate::initial::{self, VERSION};
use crate::remembered::Remembered;
use crate::session::Session;

/// A client's configuration, for `quinn::ClientConfig::new`. Made by [`client`](crate::client).
pub struct Client {
    config: ClientConfig,
    remembered: Arc<Remembered>,
}

/// A server's configuration, for `quinn::ServerConfig::with_crypto`. Made by [`server`](crate::server).
pub struct Server {
    config: ServerConfig,
}

impl Client {
    pub(crate) fn new(config: ClientConfig) -> Self {
        Self { config, remembered: Arc::default() }
    }
}

impl Server {
    pub(crate) fn new(config: ServerConfig) -> Self {
        Self { config }
    }
}

impl crypto::ClientConfig for Client {
    fn start_session(
        self: Arc<Self>,
        version: u32,
        server_name: &str,
        params: &TransportParameters,
    ) -> Result<Box<dyn crypto::Session>, ConnectError> {
        if version != VERSION {
            return Err(ConnectError::UnsupportedVersion);
        }
        let name = server_name.to_owned();
        let name = name.try_into().map_err(|_| ConnectError::InvalidServerName(server_name.to_owned()))?;
        // No randomness, for instance: quinn has no word for it.
        let carried =
            Carried::client(&self.config, name, extensions(params)).map_err(|_| ConnectError::EndpointStopping)?;
        let session = Session::client(carried, self.remembered.clone()).map_err(|_| ConnectError::EndpointStopping)?;
        Ok(Box::new(session))
    }
}

impl crypto::ServerConfig for Server {
    fn initial_keys(&self, version: u32, dst_cid: &ConnectionId) -> Result<Keys, UnsupportedVersion> {
        if version != VERSION {
            return Err(UnsupportedVersion);
        }
        Ok(initial::secrets(dst_cid).keys(Side::Server))
    }

    fn retry_tag(&self, _: u32, orig_dst_cid: &ConnectionId, packet: &[u8]) -> [u8; 16] {
        initial::retry_tag(orig_dst_cid, packet)
    }

    fn start_session(self: Arc<Self>, _: u32, params: &TransportParameters) -> Box<dyn crypto::Session> {
        Box::new(Session::server(Carried::server(&self.config, extensions(params))))
    }
}

/// Ours, for the ClientHello or for EncryptedExtensions.
fn extensions(parameters: &TransportParameters) -> Extensions {
    let mut bytes = Vec::new();
    parameters.write(&mut bytes);
    vec![(TRANSPORT_PARAMETERS, bytes)]
}
