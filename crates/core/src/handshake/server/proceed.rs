//! RFC 8446 A.2, RECVD_CH to NEGOTIATED: everything is selected, and what has to be asked before the flight is asked.

use alloc::boxed::Box;
use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::code_point::NamedGroup;
use surehand_codec::message::{ClientHello, Received};

use super::flight::server_flight;
use super::selected::{ChosenPsk, ClientTakes, Selected};
use super::{AskCredential, AskEarlyData, Env, Server, select};
use crate::crypto::{Provider, Suite};
use crate::handshake::certificate::Extras;
use crate::handshake::{Action, ClientStatus, Out};
use crate::transcript::Transcript;

/// What has been selected.
pub(super) struct Choice<P: Provider> {
    pub suite: Suite,
    /// The group and the client's share; `None` in psk_ke.
    pub share: Option<(NamedGroup, Vec<u8>)>,
    pub psk: Option<ChosenPsk<P>>,
    /// What came before this ClientHello.
    pub transcript: Transcript<P>,
    /// Whether there was a HelloRetryRequest.
    pub retried: bool,
}

/// Goes on with what has been selected.
pub(super) fn proceed<P: Provider>(
    env: &Env<'_, P>,
    hello: &Received<'_, ClientHello<'_>>,
    choice: Choice<P>,
    out: &mut Out<P>,
) -> Result<Server<P>, Reject> {
    let Choice { suite, share, psk, mut transcript, retried } = choice;
    transcript.add(hello.bytes);
    let client = psk.as_ref().and_then(|psk| psk.session.as_ref()).map(|session| session.client.clone());
    let selected = Box::new(Selected {
        suite,
        share,
        psk,
        early_data_accepted: false,
        legacy_session_id: hello.legacy_session_id.to_vec(),
        server_name: select::host_name(hello),
        application_layer_protocol: select::application_layer_protocol(env, hello)?,
        change_cipher_spec_sent: retried,
        client_takes: client_takes(env, hello),
        client: client.unwrap_or(ClientStatus::NotRequested),
        transcript,
    });
    if hello.extensions.early_data && admits_early_data(env, &selected) {
        return AskEarlyData::ask(selected, hello, out).map(Server::from);
    }
    if hello.extensions.early_data {
        out.push(Action::SkipEarlyData(true));
    }
    match selected.psk {
        Some(_) => server_flight(env, selected, out),
        None => Ok(AskCredential::ask(selected, hello, out).into()),
    }
}

fn client_takes<P: Provider>(env: &Env<'_, P>, hello: &ClientHello<'_>) -> ClientTakes {
    let extensions = &hello.extensions;
    ClientTakes {
        extras: Extras {
            status_request: extensions.status_request.is_some(),
            signed_certificate_timestamp: extensions.signed_certificate_timestamp,
        },
        post_handshake_auth: extensions.post_handshake_auth,
        // No ticket that could not be used (§4.2.9).
        tickets: select::has_any_mode(env, hello),
        record_size_limit: extensions.record_size_limit,
    }
}

/// §4.2.10: the first identity, and the parameters that its early data is bound to. Nor is it taken where the PSK admits
/// more of it than we do by now, for its owner may send as much.
fn admits_early_data<P: Provider>(env: &Env<'_, P>, selected: &Selected<P>) -> bool {
    let psk = selected.psk.as_ref().filter(|psk| psk.index == 0 && !selected.change_cipher_spec_sent);
    psk.and_then(|psk| psk.early_data.as_ref()).is_some_and(|terms| {
        (1..=env.config.max_early_data_size).contains(&terms.max_early_data_size)
            && terms.cipher_suite == selected.suite.cipher_suite
            && terms.application_layer_protocol == selected.application_layer_protocol
    })
}
