//! RFC 9001 §5.1, §6: the secrets of a handshake as they come to be, and the keys that are due.

use quinn_proto::Side;
use quinn_proto::crypto::{KeyPair, Keys, PacketKey};
use surehand::Epoch;
use surehand::carried::TrafficSecret;

use crate::secret::{Secret, Secrets};
use crate::suite::Suite;

/// The secrets, and which keys have been handed out.
pub(crate) struct Schedule {
    side: Side,
    /// What the keys that were handed out last are for.
    pub writing: Epoch,
    pub early: Option<Secret>,
    handshake: Option<Secrets>,
    /// Of the latest key phase that has keys.
    application: Option<Secrets>,
}

impl Schedule {
    pub(crate) fn new(side: Side) -> Self {
        Self { side, writing: Epoch::Plaintext, early: None, handshake: None, application: None }
    }

    /// Takes early data's secret.
    pub(crate) fn early(&mut self, suite: &'static Suite, secrets: &[TrafficSecret]) {
        let early = find(suite, secrets, "CLIENT_EARLY_TRAFFIC_SECRET");
        self.early = self.early.take().or(early);
    }

    /// Takes the secrets of the handshake and of what follows it. Both directions' come together.
    pub(crate) fn take(&mut self, suite: &'static Suite, secrets: &[TrafficSecret]) {
        let pair = |client, server| {
            Some(Secrets { client: find(suite, secrets, client)?, server: find(suite, secrets, server)? })
        };
        let handshake = pair("CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET");
        self.handshake = self.handshake.take().or(handshake);
        self.application = self.application.take().or(pair("CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"));
    }

    /// The keys that everything from now on is written under, if they are there.
    pub(crate) fn advance(&mut self) -> Option<Keys> {
        let (writing, keys) = match self.writing {
            Epoch::Plaintext => (Epoch::Handshake, self.handshake.take()?.keys(self.side)),
            Epoch::Handshake => (Epoch::Application(0), self.application.as_ref()?.keys(self.side)),
            _ => return None,
        };
        self.writing = writing;
        Some(keys)
    }

    /// The keys of the next key phase.
    pub(crate) fn update(&mut self) -> Option<KeyPair<Box<dyn PacketKey>>> {
        let next = self.application.as_ref()?.next();
        let keys = next.packet_keys(self.side);
        self.application = Some(next);
        Some(keys)
    }
}

fn find(suite: &'static Suite, secrets: &[TrafficSecret], label: &str) -> Option<Secret> {
    secrets.iter().find(|(known, _)| *known == label).map(|(_, bytes)| Secret::new(suite, bytes))
}
