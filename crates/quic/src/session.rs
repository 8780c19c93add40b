//! RFC 9001 §4: one handshake, its messages in CRYPTO frames, and the keys that come of it.

use std::any::Any;
use std::sync::Arc;

use quinn_proto::crypto::{self, ExportKeyingMaterialError, HeaderKey, KeyPair, Keys, PacketKey};
use quinn_proto::transport_parameters::TransportParameters;
use quinn_proto::{ConnectionId, Side, TransportError};
use surehand::carried::{Carried, TrafficSecret};
use surehand::{EarlyData, Epoch};

use crate::failure::of_handshake;
use crate::heard::{Heard, TRANSPORT_PARAMETERS};
use crate::initial;
use crate::remembered::Remembered;
use crate::schedule::Schedule;
use crate::suite::Suite;

/// One end of a connection.
pub(crate) struct Session {
    side: Side,
    carried: Carried,
    heard: Heard,
    schedule: Schedule,
    /// Those whose cipher suite is not known yet.
    secrets: Vec<TrafficSecret>,
    outgoing: Vec<(Epoch, Vec<u8>)>,
    /// What CRYPTO frames come under. It changes between packets only: quinn then asks what to write.
    reading: Epoch,
}

impl Session {
    /// A client, with its ClientHello.
    pub(crate) fn client(carried: Carried, remembered: Arc<Remembered>) -> Result<Self, TransportError> {
        let mut session = Self::new(Side::Client, carried, Some(remembered));
        session.proceed()?;
        Ok(session)
    }

    pub(crate) fn server(carried: Carried) -> Self {
        Self::new(Side::Server, carried, None)
    }

    fn new(side: Side, carried: Carried, remembered: Option<Arc<Remembered>>) -> Self {
        Self {
            side,
            carried,
            heard: Heard::new(remembered),
            schedule: Schedule::new(side),
            secrets: Vec::new(),
            outgoing: Vec::new(),
            reading: Epoch::Plaintext,
        }
    }

    /// Takes what the handshake has come to.
    fn proceed(&mut self) -> Result<(), TransportError> {
        self.outgoing.extend(self.carried.take_messages().map_err(|error| of_handshake(&error))?);
        self.heard.listen(&self.carried)?;
        self.secrets.extend(self.carried.take_secrets());
        let suite = self.carried.cipher_suite().and_then(Suite::new);
        // A client's early data has the suite of the ticket, on a server it is that of the handshake too (RFC 8446 §4.2.10).
        let early = match self.side {
            Side::Client => self.heard.terms.as_ref().map(|terms| terms.suite),
            Side::Server => suite,
        };
        if let Some(suite) = early {
            self.schedule.early(suite, &self.secrets);
        }
        if let Some(suite) = suite {
            self.schedule.take(suite, &self.secrets);
            self.secrets.clear();
        }
        Ok(())
    }

    fn expected(&self) -> Epoch {
        match self.schedule.writing {
            Epoch::Plaintext => Epoch::Plaintext,
            _ if self.is_complete() => Epoch::Application(0),
            _ => Epoch::Handshake,
        }
    }

    fn is_complete(&self) -> bool {
        !self.carried.connection().is_handshaking()
    }
}

impl crypto::Session for Session {
    fn initial_keys(&self, dst_cid: &ConnectionId, side: Side) -> Keys {
        initial::secrets(dst_cid).keys(side)
    }

    fn handshake_data(&self) -> Option<Box<dyn Any>> {
        self.heard.handshake_data().map(|data| Box::new(data) as Box<dyn Any>)
    }

    fn peer_identity(&self) -> Option<Box<dyn Any>> {
        let chain = self.carried.connection().session()?.peer_certificates;
        (!chain.is_empty()).then(|| Box::new(chain.to_vec()) as Box<dyn Any>)
    }

    fn early_crypto(&self) -> Option<(Box<dyn HeaderKey>, Box<dyn PacketKey>)> {
        let secret = self.schedule.early.as_ref()?;
        Some((Box::new(secret.header()), Box::new(secret.packet())))
    }

    fn early_data_accepted(&self) -> Option<bool> {
        self.is_complete().then(|| self.carried.connection().early_data() == EarlyData::Accepted)
    }

    fn is_handshaking(&self) -> bool {
        !self.is_complete()
    }

    fn read_handshake(&mut self, buf: &[u8]) -> Result<bool, TransportError> {
        let known = self.heard.handshake_data().is_some();
        self.carried.receive(self.reading, buf).map_err(|error| of_handshake(&error))?;
        self.proceed()?;
        Ok(!known && self.heard.handshake_data().is_some())
    }

    fn transport_parameters(&self) -> Result<Option<TransportParameters>, TransportError> {
        // Before the server's, those of the ticket's connection.
        let of_ticket = || self.heard.terms.as_ref().map(|terms| terms.parameters.as_slice());
        let parameters = self.carried.peer_extension(TRANSPORT_PARAMETERS).or_else(of_ticket);
        parameters.map(|mut bytes| Ok(TransportParameters::read(self.side, &mut bytes)?)).transpose()
    }

    fn write_handshake(&mut self, buf: &mut Vec<u8>) -> Option<Keys> {
        let writing = self.schedule.writing;
        self.outgoing.retain(|(epoch, bytes)| {
            let due = *epoch == writing;
            buf.extend_from_slice(if due { bytes } else { &[] });
            !due
        });
        let keys = self.schedule.advance();
        self.reading = self.expected();
        keys
    }

    fn next_1rtt_keys(&mut self) -> Option<KeyPair<Box<dyn PacketKey>>> {
        self.schedule.update()
    }

    fn is_valid_retry(&self, orig_dst_cid: &ConnectionId, header: &[u8], payload: &[u8]) -> bool {
        initial::is_valid_retry(orig_dst_cid, header, payload)
    }

    fn export_keying_material(
        &self,
        output: &mut [u8],
        label: &[u8],
        context: &[u8],
    ) -> Result<(), ExportKeyingMaterialError> {
        self.carried.connection().export(label, context, output).map_err(|_| ExportKeyingMaterialError)
    }
}
