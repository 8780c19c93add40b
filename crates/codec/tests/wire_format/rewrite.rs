//! Writes a message that was read, from its fields, in the order of the wire.

use surehand_codec::code_point::ExtensionType;
use surehand_codec::extension::RawExtension;
use surehand_codec::message::{
    Body, Certificate, CertificateEntry, CertificateExtensions, CertificateRequest, CertificateRequestExtensions,
    ClientHello, ClientHelloExtensions, EncryptedExtensions, HelloRetryRequest, HelloRetryRequestExtensions, Message,
    NewSessionTicket, NewSessionTicketExtensions, ServerHello, ServerHelloExtensions, write,
};
use surehand_codec::wire::List;

fn types(received: List<'_, RawExtension<'_>>) -> Vec<ExtensionType> {
    received.iter().map(|each| each.extension_type).collect()
}

fn bytes<'a>(body: &impl Body<'a>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(body, &mut bytes).unwrap();
    bytes
}

/// Reads bytes and writes what was read.
pub fn rewrite(message: &Message<'_>) -> Vec<u8> {
    match message {
        Message::ClientHello(m) => {
            let order = &types(m.extensions.other);
            bytes(&ClientHello { extensions: ClientHelloExtensions { order, ..m.extensions }, ..m.body })
        }
        Message::ServerHello(m) => {
            let order = &types(m.extensions.other);
            bytes(&ServerHello { extensions: ServerHelloExtensions { order, ..m.extensions }, ..m.body })
        }
        Message::HelloRetryRequest(m) => {
            let order = &types(m.extensions.other);
            bytes(&HelloRetryRequest { extensions: HelloRetryRequestExtensions { order, ..m.extensions }, ..m.body })
        }
        Message::NewSessionTicket(m) => {
            let order = &types(m.extensions.other);
            bytes(&NewSessionTicket { extensions: NewSessionTicketExtensions { order, ..m.extensions }, ..m.body })
        }
        Message::EncryptedExtensions(m) => bytes(&EncryptedExtensions { order: &types(m.other), ..m.body }),
        Message::CertificateRequest(m) => {
            let order = &types(m.extensions.other);
            bytes(&CertificateRequest { extensions: CertificateRequestExtensions { order, ..m.extensions }, ..m.body })
        }
        Message::Certificate(m) => {
            let orders: Vec<_> = m.certificate_list.iter().map(|entry| types(entry.extensions.other)).collect();
            let entries: Vec<_> =
                m.certificate_list.iter().zip(&orders).map(|(entry, order)| entry_in_order(entry, order)).collect();
            bytes(&Certificate { certificate_list: entries.as_slice().into(), ..m.body })
        }
        Message::EndOfEarlyData(m) => bytes(&m.body),
        Message::CertificateVerify(m) => bytes(&m.body),
        Message::Finished(m) => bytes(&m.body),
        Message::KeyUpdate(m) => bytes(&m.body),
    }
}

fn entry_in_order<'a>(entry: CertificateEntry<'a>, order: &'a [ExtensionType]) -> CertificateEntry<'a> {
    CertificateEntry { extensions: CertificateExtensions { order, ..entry.extensions }, ..entry }
}
