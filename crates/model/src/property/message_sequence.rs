//! STATE-CONF; RFC 8446 A.1, A.2, 4: which messages a complete handshake consists of, and in which order.

use surehand_codec::code_point::CipherSuite;
use surehand_codec::message::{Certificate, Message, Received};

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "message_sequence",
    rfc: "A.1, A.2; 4, 4.1.1, 4.1.4, 4.3, 4.4, 4.5",
    statement: "A complete handshake consists of the messages of the RFC's figures in their order, each where it is due and nowhere else: at most one HelloRetryRequest, with the suite of the ServerHello; Certificate and CertificateVerify of the server or a pre-shared key, never both; the client's if they were asked for; EndOfEarlyData if early data was accepted; both Finished.",
    rules: &[
        "2-i2",
        "4-1",
        "4-2",
        "4.1.1-i3",
        "4.1.1-i4",
        "4.1.1-i5",
        "4.1.2-1",
        "4.1.2-3",
        "4.1.4-6",
        "4.1.4-9",
        "4.2.10-i5",
        "4.3.1-1",
        "4.3.2-2",
        "4.3.2-8",
        "4.4-i1",
        "4.4.2-1",
        "4.4.2-2",
        "4.4.2-4",
        "4.4.3-1",
        "4.4.3-2",
        "4.4.3-3",
        "4.5-1",
        "4.5-2",
        "4.5-i2",
        "4.6.3-1",
        "A.1-i1",
        "A.1-i2",
        "A.1-i3",
        "A.1-i4",
        "A.1-i5",
        "A.1-i6",
        "A.1-i7",
        "A.2-i1",
        "A.2-i2",
        "A.2-i3",
        "A.2-i5",
        "A.2-i6",
        "A.2-i7",
        "A.2-i8",
        "E.1-1",
        "9846:4-1",
        "9846:4.6-1",
        "9846:A.2-1",
    ],
    under: "any",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    let complete = view.complete(true).chain(view.complete(false));
    all(complete.filter(|seen| !seen.session.messages.is_empty()).map(|seen| {
        let mut messages = seen.session.messages.iter().filter_map(|bytes| Message::read(bytes).ok());
        let good = hellos(&mut messages).and_then(|psk| flights(&mut messages, psk)).is_some();
        holds(good && messages.next().is_none(), || {
            format!("{} is complete with other messages than are due", seen.named())
        })
    }))
}

type Next<'a, 'm> = &'a mut dyn Iterator<Item = Message<'m>>;

/// ClientHello, at most once HelloRetryRequest and ClientHello, ServerHello: whether a pre-shared key authenticates.
fn hellos(messages: Next<'_, '_>) -> Option<bool> {
    let Message::ClientHello(_) = messages.next()? else { return None };
    let mut message = messages.next()?;
    let mut suite: Option<CipherSuite> = None;
    if let Message::HelloRetryRequest(retry) = &message {
        let Message::ClientHello(hello) = messages.next()? else { return None };
        // A cookie of another session brings the suite of the HelloRetryRequest there.
        suite = Some(retry.cipher_suite).filter(|_| hello.extensions.cookie == retry.extensions.cookie);
        message = messages.next()?;
    }
    let Message::ServerHello(hello) = message else { return None };
    let psk = hello.extensions.pre_shared_key.is_some();
    let keyed = psk || hello.extensions.key_share.is_some();
    (keyed && suite.is_none_or(|suite| suite == hello.cipher_suite)).then_some(psk)
}

/// Everything after ServerHello.
fn flights(messages: Next<'_, '_>, psk: bool) -> Option<()> {
    let Message::EncryptedExtensions(extensions) = messages.next()? else { return None };
    let mut message = messages.next()?;
    let asked = !psk && matches!(message, Message::CertificateRequest(_));
    if asked {
        message = messages.next()?;
    }
    if !psk {
        let Message::Certificate(_) = message else { return None };
        let Message::CertificateVerify(_) = messages.next()? else { return None };
        message = messages.next()?;
    }
    let Message::Finished(_) = message else { return None };
    if extensions.early_data {
        let Message::EndOfEarlyData(_) = messages.next()? else { return None };
    }
    message = messages.next()?;
    if asked {
        let Message::Certificate(certificate) = message else { return None };
        message = messages.next()?;
        if shows_any(&certificate) {
            let Message::CertificateVerify(_) = message else { return None };
            message = messages.next()?;
        }
    }
    matches!(message, Message::Finished(_)).then_some(())
}

fn shows_any(message: &Received<'_, Certificate<'_>>) -> bool {
    !message.certificate_list.is_empty()
}
