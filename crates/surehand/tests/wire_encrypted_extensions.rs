//! RFC 8446 §4.3.1: EncryptedExtensions that a client refuses.

mod peer;

use peer::bytes::{block, message, numbers};
use peer::{Pair, Rigged, keeps, vector};
use surehand_codec::code_point::{AlertDescription as Alert, ExtensionType as E};

fn refused(extensions: &[(E, Vec<u8>)], alert: Alert, rule: &str) {
    let pair = Pair::client_with(Rigged::new(), |config| config.application_layer_protocols = vec![b"h2".to_vec()]);
    pair.to("WaitEncryptedExtensions").refuses_message(&message(8, &block(extensions)), alert, rule);
}

#[test]
fn what_was_not_offered_is_refused() {
    refused(&[(E(0xfafa), vec![])], Alert::UNSUPPORTED_EXTENSION, "4.2-4");
    refused(&[(E::EARLY_DATA, vec![])], Alert::UNSUPPORTED_EXTENSION, "4.2-4");
    refused(&[(E::SERVER_NAME, vec![])], Alert::UNSUPPORTED_EXTENSION, "4.2-4");
    // `told` has looked at the epoch of the alert; the keys of the peer here are those of the handshake.
    keeps(&["A.1-1"], "an alert about EncryptedExtensions is under the client's handshake keys");
}

#[test]
fn a_protocol_that_was_not_offered_is_refused() {
    let alpn = E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION;
    refused(&[(alpn, vector(2, &vector(1, b"h3")))], Alert::ILLEGAL_PARAMETER, "6-10");
}

#[test]
fn what_was_offered_is_accepted() {
    let mut pair = Pair::client_with(Rigged::new(), |config| config.application_layer_protocols = vec![b"h2".to_vec()]);
    pair = pair.to("WaitEncryptedExtensions");
    let alpn = (E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, vector(2, &vector(1, b"h2")));
    let groups = (E::SUPPORTED_GROUPS, numbers(2, &[0x001e, 0x001d]));
    pair.tell(message(8, &block(&[alpn, groups]))).unwrap();
    let mut pair = pair.to("Connected");
    pair.agree();
    assert_eq!(pair.local.connection.connected().unwrap().application_layer_protocol, Some(&b"h2"[..]));
    keeps(&["4.2.7-1"], "a list of other groups changes nothing in this handshake");
}
