//! RFC 8446 A.2, NEGOTIATED: ServerHello to CertificateRequest, and the Finished that ends the server's flight.

use alloc::boxed::Box;
use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::code_point::{NamedGroup, ProtocolVersion};
use surehand_codec::extension::{KeyShareEntry, ProtocolName};
use surehand_codec::message::{EncryptedExtensions, ServerHello, ServerHelloExtensions};
use surehand_codec::wire::List;

use super::selected::Selected;
use super::{Env, Server, WaitCertificate, WaitEndOfEarlyData, WaitFinished};
use crate::crypto::{Provider, Purpose};
use crate::handshake::env::{bad_share, internal};
use crate::handshake::traffic::{ApplicationTraffic, Reads, early_traffic, handshake_traffic};
use crate::handshake::{Action, Out, certificate_request, finished, record_size_limit};
use crate::key_schedule::{Epoch, HandshakeTraffic, ReadKeys, read_keys, write_keys};
use crate::state::state;

state! {
    /// ServerHello sent: the parameters, and the secrets that follow from them.
    pub struct Flight {
        pub(super) selected: Box<Selected<P>>,
        pub(super) schedule: HandshakeTraffic<P>,
        /// Handshake keys to read with, while early data is still read.
        pub(super) after_early_data: Option<ReadKeys<P>>,
    }
}

/// The whole flight where a PSK authenticates: nothing has to be asked.
pub(super) fn server_flight<P: Provider>(
    env: &Env<'_, P>,
    selected: Box<Selected<P>>,
    out: &mut Out<P>,
) -> Result<Server<P>, Reject> {
    Flight::start(env, selected, out)?.finish(env, false, out)
}

impl<P: Provider> Flight<P> {
    /// §4.1.3, §4.3.1: key exchange, ServerHello, handshake keys, EncryptedExtensions.
    pub(super) fn start(env: &Env<'_, P>, mut selected: Box<Selected<P>>, out: &mut Out<P>) -> Result<Self, Reject> {
        let provider = env.provider;
        let suite = selected.suite;
        let mut early_keys = None;
        let psk = selected.psk.as_ref();
        let early_secret = psk.and_then(|psk| psk.early_secret.as_ref()).filter(|_| selected.early_data_accepted);
        if let Some(early_secret) = early_secret {
            let secret = early_traffic(provider, suite, early_secret, selected.transcript.hash(), out);
            early_keys = Some(read_keys(provider, suite, Epoch::Early, &secret).map_err(internal)?);
        }
        let index = psk.map(|psk| psk.index);
        let (group, shared_secret) = server_hello(env, &mut selected, index, out)?;
        if !selected.legacy_session_id.is_empty() && !selected.change_cipher_spec_sent {
            out.push(Action::ChangeCipherSpec);
        }
        let (early_secret, transcript_hash) = (selected.take_early_secret(), selected.transcript.hash());
        let shared_secret = shared_secret.as_ref();
        let schedule = handshake_traffic(provider, suite, early_secret, group, shared_secret, transcript_hash, out);
        let (client, server) = (schedule.client_handshake_traffic_secret(), schedule.server_handshake_traffic_secret());
        out.push(Action::WriteKeys(write_keys(provider, suite, Epoch::Handshake, server).map_err(internal)?));
        let read = read_keys(provider, suite, Epoch::Handshake, client).map_err(internal)?;
        let after_early_data = match early_keys {
            Some(early) => {
                out.push(Action::ReadEarlyData(selected.early_data_limit()));
                out.push(Action::ReadKeys(early));
                if env.config.carrier.end_of_early_data {
                    Some(read)
                } else {
                    out.push(Action::ReadKeys(read));
                    None
                }
            }
            None => {
                out.push(Action::ReadKeys(read));
                None
            }
        };
        encrypted_extensions(env, &mut selected, out)?;
        Ok(Self { selected, schedule, after_early_data })
    }

    /// §4.3.2: whether a certificate is asked for; never where a PSK authenticates.
    pub(super) fn certificate_request(&mut self, env: &Env<'_, P>, out: &mut Out<P>) -> Result<bool, Reject> {
        let Some(policy) = env.config.client_authentication.as_ref().filter(|policy| policy.in_handshake) else {
            return Ok(false);
        };
        let bytes = certificate_request::write(policy, &[])?;
        self.selected.transcript.add(&bytes);
        out.push(Action::Send(bytes));
        Ok(true)
    }

    /// §4.4.4: Finished, application keys to write with, and what is to come from the client.
    pub(super) fn finish(self, env: &Env<'_, P>, requested: bool, out: &mut Out<P>) -> Result<Server<P>, Reject> {
        let provider = env.provider;
        let Self { mut selected, schedule, after_early_data } = self;
        let transcript = &mut selected.transcript;
        finished::send(provider, schedule.server_handshake_traffic_secret(), transcript, out)?;
        let main = schedule.main_secret();
        let (application, write) =
            ApplicationTraffic::new(provider, selected.suite, main, transcript.hash(), Reads::Client, out)?;
        out.push(Action::WriteKeys(write));
        let rest = WaitFinished { selected, schedule, application };
        Ok(match after_early_data {
            Some(read) => WaitEndOfEarlyData { read, rest: Box::new(rest) }.into(),
            None if requested => WaitCertificate { rest }.into(),
            None => rest.into(),
        })
    }
}

/// §4.1.3: the group and the shared secret, unless the PSK stands alone.
fn server_hello<P: Provider>(
    env: &Env<'_, P>,
    selected: &mut Selected<P>,
    pre_shared_key: Option<u16>,
    out: &mut Out<P>,
) -> Result<(Option<NamedGroup>, Option<P::Secret>), Reject> {
    let provider = env.provider;
    let mut key_exchange = Vec::new();
    let mut accept = |(group, share): &(NamedGroup, Vec<u8>)| {
        provider.accept(env.randomness, *group, share, &mut |share| key_exchange = share.to_vec()).map_err(bad_share)
    };
    let shared_secret = selected.share.as_ref().map(&mut accept).transpose()?;
    let group = selected.share.as_ref().map(|(group, _)| *group);
    let mut random = [0; 32];
    provider.random(env.randomness, Purpose::ServerRandom, &mut random).map_err(internal)?;
    let message = ServerHello {
        legacy_version: ProtocolVersion::TLS_1_2,
        random,
        legacy_session_id_echo: &selected.legacy_session_id,
        cipher_suite: selected.suite.cipher_suite,
        legacy_compression_method: 0,
        extensions: ServerHelloExtensions {
            supported_versions: Some(ProtocolVersion::TLS_1_3),
            key_share: group.map(|group| KeyShareEntry { group, key_exchange: &key_exchange }),
            pre_shared_key,
            order: &env.config.carrier.extension_order,
            ..ServerHelloExtensions::default()
        },
    };
    let transcript = &mut selected.transcript;
    out.send(&message, |bytes| transcript.add(bytes))?;
    Ok((group, shared_secret))
}

/// §4.3.1.
fn encrypted_extensions<P: Provider>(
    env: &Env<'_, P>,
    selected: &mut Selected<P>,
    out: &mut Out<P>,
) -> Result<(), Reject> {
    let record_size_limit = match (selected.client_takes.record_size_limit, env.config.record_size_limit) {
        (Some(theirs), Some(ours)) => {
            out.push(record_size_limit::agreed(theirs, ours)?);
            Some(ours)
        }
        _ => None,
    };
    let other = env.config.carrier.raw_extensions();
    let message = EncryptedExtensions {
        // Acknowledged once, not where a session is resumed (RFC 6066 §3).
        server_name: selected.server_name.is_some() && !selected.is_resumed(),
        application_layer_protocol_negotiation: selected.application_layer_protocol.as_deref().map(ProtocolName),
        record_size_limit,
        early_data: selected.early_data_accepted,
        other: List::Items(&other),
        order: &env.config.carrier.extension_order,
        ..EncryptedExtensions::default()
    };
    let transcript = &mut selected.transcript;
    out.send(&message, |bytes| transcript.add(bytes))
}
