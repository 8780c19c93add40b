//! RFC 8446 §4.6.2: authentication after the handshake, passed on between connections whose keys the attacker has.

use surehand_codec::code_point::ContentType;
use surehand_codec::message::{self, Finished, Message};
use surehand_core::key_schedule::verify_data;

use super::flight::Flight;
use super::{Forgery, Target, encode};

/// The messages in some bytes, one by one.
pub(super) fn each(bytes: &[u8]) -> Vec<&[u8]> {
    let mut rest = bytes;
    let mut messages = Vec::new();
    while let Some((one, after)) = message::length(rest).and_then(|length| rest.split_at_checked(length)) {
        messages.push(one);
        rest = after;
    }
    messages
}

/// The context of a request, or of the answer to one; none in the main handshake.
fn context(message: &[u8]) -> Option<Vec<u8>> {
    let context = match Message::read(message) {
        Ok(Message::CertificateRequest(request)) => request.certificate_request_context,
        Ok(Message::Certificate(answer)) => answer.certificate_request_context,
        _ => return None,
    };
    (!context.is_empty()).then(|| context.to_vec())
}

fn is_request(message: &&[u8]) -> bool {
    matches!(Message::read(message), Ok(Message::CertificateRequest(_))) && context(message).is_some()
}

/// A request that a server has made in another connection, for a client; `read` is what the attacker has read.
pub fn requests(target: &Target<'_>, read: &[Vec<u8>]) -> Vec<Forgery> {
    let requests = read.iter().flat_map(|bytes| each(bytes)).filter(is_request);
    let sealed = requests.filter_map(|request| target.sealed(ContentType::HANDSHAKE, request));
    sealed.map(|record| ("CertificateRequest passed on from another connection", record)).collect()
}

/// An answer that a client has given in another connection, for the server that has asked, with a Finished of the attacker.
pub fn answers(target: &Target<'_>, read: &[Vec<u8>]) -> Vec<Forgery> {
    let Some(secret) = target.connection.opening().and_then(|keys| keys.secret()) else { return Vec::new() };
    let mut forged = Vec::new();
    let messages: Vec<&[u8]> = read.iter().flat_map(|bytes| each(bytes)).collect();
    for request in messages.iter().filter(|message| is_request(message)) {
        let answer = |pair: &&[&[u8]]| match pair {
            [certificate, verify] => {
                context(certificate) == context(request)
                    && matches!(Message::read(certificate), Ok(Message::Certificate(_)))
                    && matches!(Message::read(verify), Ok(Message::CertificateVerify(_)))
            }
            _ => false,
        };
        for pair in messages.windows(2).filter(answer) {
            let Some(mut flight) = Flight::new(target) else { continue };
            flight.add(request.to_vec());
            flight.messages.clear();
            pair.iter().for_each(|message| flight.add(message.to_vec()));
            let hash = flight.transcript.hash();
            let mac = verify_data(target.provider, flight.algorithm, secret, &hash);
            flight.add(encode(&Finished { verify_data: mac.as_ref() }));
            let record = target.sealed(ContentType::HANDSHAKE, &flight.messages);
            forged.extend(
                record.map(|record| ("Certificate and CertificateVerify passed on from another connection", record)),
            );
        }
    }
    forged
}
