//! RFC 8446 A.2, RECVD_CH to NEGOTIATED: the credential is chosen, then ServerHello to Certificate go out.

use surehand_codec::code_point::ProtocolVersion;
use surehand_codec::extension::{KeyShareEntry, ProtocolName};
use surehand_codec::message::{
    Certificate, CertificateEntry, CertificateExtensions, ClientHello, EncryptedExtensions, ServerHello,
    ServerHelloExtensions,
};
use surehand_codec::wire::List;
use surehand_codec::{Reject, reject};

use alloc::vec::Vec;

use super::select::Selected;
use super::{AskSign, Env, Server};
use crate::crypto::{Provider, Purpose};
use crate::handshake::env::{bad_share, internal};
use crate::handshake::traffic::handshake_traffic;
use crate::handshake::{Action, ChooseCredential, ChosenCredential, Out, Question, Sign, Signer, signed_content};
use crate::key_schedule::{Epoch, HandshakeTraffic, read_keys, write_keys};
use crate::state::state;

state! {
    /// Parameters selected; which credential shall be shown?
    pub struct AskCredential {
        selected: Selected<P>,
        signature_algorithms: Vec<surehand_codec::code_point::SignatureScheme>,
    }
}

impl<P: Provider> AskCredential<P> {
    pub(super) fn ask(selected: Selected<P>, hello: &ClientHello<'_>, out: &mut Out<P>) -> Self {
        let extensions = &hello.extensions;
        let signature_algorithms: Vec<_> = extensions.signature_algorithms.unwrap_or_default().iter().collect();
        out.push(Action::Ask(Question::ChooseCredential(ChooseCredential {
            server_name: selected.server_name.clone(),
            signature_algorithms: signature_algorithms.clone(),
            signature_algorithms_cert: extensions.signature_algorithms_cert.map(|list| list.iter().collect()),
            application_layer_protocol: selected.application_layer_protocol.clone(),
        })));
        Self { selected, signature_algorithms }
    }

    pub(super) fn on_credential(
        self,
        env: &Env<'_, P>,
        answer: Result<ChosenCredential, Reject>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let chosen = answer?;
        let mut selected = self.selected;
        if !self.signature_algorithms.contains(&chosen.scheme) {
            return Err(reject!(HANDSHAKE_FAILURE, "6.2-i4"));
        }
        if chosen.chain.is_empty() {
            return Err(reject!(INTERNAL_ERROR, "6.2-i17"));
        }
        let schedule = server_hello(env, &mut selected, out)?;
        encrypted_extensions(env, &mut selected, out)?;
        let entries: Vec<_> = chosen
            .chain
            .iter()
            .map(|cert_data| CertificateEntry { cert_data, extensions: CertificateExtensions::default() })
            .collect();
        let certificate = Certificate { certificate_request_context: &[], certificate_list: List::Items(&entries) };
        out.send(&certificate, |bytes| selected.transcript.add(bytes))?;
        out.push(Action::Ask(Question::Sign(Sign {
            credential: chosen.credential,
            scheme: chosen.scheme,
            message: signed_content(Signer::Server, &selected.transcript.hash()),
        })));
        Ok(AskSign { selected, schedule, scheme: chosen.scheme }.into())
    }
}

/// §4.1.3: key exchange, ServerHello, handshake keys.
fn server_hello<P: Provider>(
    env: &Env<'_, P>,
    selected: &mut Selected<P>,
    out: &mut Out<P>,
) -> Result<HandshakeTraffic<P>, Reject> {
    let provider = env.provider;
    let mut key_exchange = Vec::new();
    let shared_secret = provider
        .accept(env.randomness, selected.group, &selected.client_share, &mut |share| key_exchange = share.to_vec())
        .map_err(bad_share)?;
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
            key_share: Some(KeyShareEntry { group: selected.group, key_exchange: &key_exchange }),
            order: &env.config.carrier.extension_order,
            ..ServerHelloExtensions::default()
        },
    };
    let transcript = &mut selected.transcript;
    out.send(&message, |bytes| transcript.add(bytes))?;
    if !selected.legacy_session_id.is_empty() && !selected.change_cipher_spec_sent {
        out.push(Action::ChangeCipherSpec);
    }

    let suite = selected.suite;
    let transcript_hash = selected.transcript.hash();
    let schedule = handshake_traffic(provider, suite, selected.group, &shared_secret, transcript_hash, out);
    let (client, server) = (schedule.client_handshake_traffic_secret(), schedule.server_handshake_traffic_secret());
    out.push(Action::WriteKeys(write_keys(provider, suite, Epoch::Handshake, server).map_err(internal)?));
    out.push(Action::ReadKeys(read_keys(provider, suite, Epoch::Handshake, client).map_err(internal)?));
    Ok(schedule)
}

/// §4.3.1.
fn encrypted_extensions<P: Provider>(
    env: &Env<'_, P>,
    selected: &mut Selected<P>,
    out: &mut Out<P>,
) -> Result<(), Reject> {
    let other = env.config.carrier.raw_extensions();
    let message = EncryptedExtensions {
        server_name: selected.server_name.is_some(),
        application_layer_protocol_negotiation: selected.application_layer_protocol.as_deref().map(ProtocolName),
        other: List::Items(&other),
        order: &env.config.carrier.extension_order,
        ..EncryptedExtensions::default()
    };
    let transcript = &mut selected.transcript;
    out.send(&message, |bytes| transcript.add(bytes))
}
