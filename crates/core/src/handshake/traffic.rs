//! RFC 8446 §7.1: the secrets that both roles come to at the same two points.

use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::code_point::NamedGroup;

use super::env::internal;
use super::{Action, Claim, Out};
use crate::crypto::{Digest, Provider, Suite};
use crate::key_schedule::{ApplicationSecrets, EarlySecret, Epoch, Exporter, HandshakeSecret, HandshakeTraffic};
use crate::key_schedule::{MainSecret, ReadKeys, WriteKeys, read_keys, write_keys};
use crate::state::state;

/// After a ClientHello with early data: its keys, noted and claimed, and the exporter that goes with them.
pub(super) fn early_traffic<P: Provider>(
    provider: &P,
    suite: Suite,
    early: &EarlySecret<P>,
    transcript_hash: Digest,
    out: &mut Out<P>,
) -> P::Secret {
    let secret = early.client_early_traffic_secret(provider, &transcript_hash);
    let exporter = early.early_exporter_master_secret(provider, &transcript_hash);
    out.log(provider, "CLIENT_EARLY_TRAFFIC_SECRET", &secret);
    out.log(provider, "EARLY_EXPORTER_SECRET", &exporter);
    out.push(Action::Claim(Claim::EarlyKeys {
        cipher_suite: suite.cipher_suite,
        transcript_hash,
        client: provider.key_id(&secret),
    }));
    out.push(Action::EarlyExporter(Exporter::new(exporter, suite.hash)));
    secret
}

/// After ServerHello: the handshake traffic secrets, noted and claimed. No early secret: no PSK; no shared secret: psk_ke.
pub(super) fn handshake_traffic<P: Provider>(
    provider: &P,
    suite: Suite,
    early: Option<EarlySecret<P>>,
    group: Option<NamedGroup>,
    shared_secret: Option<&P::Secret>,
    transcript_hash: Digest,
    out: &mut Out<P>,
) -> HandshakeTraffic<P> {
    let schedule = match early {
        Some(early) => early.handshake_secret(provider, shared_secret),
        None => HandshakeSecret::without_psk(provider, suite.hash, shared_secret),
    };
    let schedule = schedule.traffic_secrets(provider, &transcript_hash);
    let (client, server) = (schedule.client_handshake_traffic_secret(), schedule.server_handshake_traffic_secret());
    out.log(provider, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", client);
    out.log(provider, "SERVER_HANDSHAKE_TRAFFIC_SECRET", server);
    out.push(Action::Claim(Claim::HandshakeKeys {
        cipher_suite: suite.cipher_suite,
        group,
        transcript_hash,
        client: provider.key_id(client),
        server: provider.key_id(server),
    }));
    schedule
}

state! {
    /// After the server's Finished: keys for application data, and the exporter.
    pub struct ApplicationTraffic {
        pub(super) read: ReadKeys<P>,
        pub(super) exporter: Exporter<P>,
        transcript_hash: Digest,
        client: P::KeyId,
        server: P::KeyId,
    }
}

/// Which of the two secrets is for reading.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reads {
    Client,
    Server,
}

impl<P: Provider> ApplicationTraffic<P> {
    /// The application traffic secrets, noted, and the keys to write with.
    pub(super) fn new(
        provider: &P,
        suite: Suite,
        main: &MainSecret<P>,
        transcript_hash: Digest,
        reads: Reads,
        out: &mut Out<P>,
    ) -> Result<(Self, WriteKeys<P>), Reject> {
        let ApplicationSecrets {
            client_application_traffic_secret_0: client,
            server_application_traffic_secret_0: server,
            exporter_master_secret: exporter,
        } = main.application_secrets(provider, &transcript_hash);
        out.log(provider, "CLIENT_TRAFFIC_SECRET_0", &client);
        out.log(provider, "SERVER_TRAFFIC_SECRET_0", &server);
        out.log(provider, "EXPORTER_SECRET", exporter.secret());
        let (client_id, server_id) = (provider.key_id(&client), provider.key_id(&server));
        let (read, write) = match reads {
            Reads::Client => (client, server),
            Reads::Server => (server, client),
        };
        let epoch = Epoch::Application(0);
        let read = read_keys(provider, suite, epoch, &read).map_err(internal)?.updatable(read);
        let write = write_keys(provider, suite, epoch, &write).map_err(internal)?.updatable(write);
        Ok((Self { read, exporter, transcript_hash, client: client_id, server: server_id }, write))
    }

    /// That the handshake is complete on this side.
    pub(super) fn complete(&self, provider: &P, application_layer_protocol: Option<Vec<u8>>) -> Action<P> {
        Action::Claim(Claim::Complete {
            application_layer_protocol,
            transcript_hash: self.transcript_hash,
            client: self.client,
            server: self.server,
            exporter: provider.key_id(self.exporter.secret()),
        })
    }
}
