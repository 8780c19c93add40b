//! RFC 8446 §4.2.11, §4.6.1: what a resumed connection has anew, and what it keeps.

mod peer;

use peer::bytes::{block, message};
use peer::{Hello, Known, Pair, vector};
use surehand_codec::code_point::{AlertDescription as Alert, CipherSuite, ExtensionType as E};

fn named(hello: Hello) -> Hello {
    let name = [&[0][..], &vector(2, b"name")].concat();
    hello.set(E::SERVER_NAME, vector(2, &name))
}

fn speaks(hello: Hello, protocol: &[u8]) -> Hello {
    hello.set(E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, vector(2, &vector(1, protocol)))
}

/// Whether the server's EncryptedExtensions acknowledges the name.
fn acknowledges(pair: &Pair) -> bool {
    let extensions = pair.peer.messages.iter().find(|message| message[0] == 8).expect("EncryptedExtensions");
    extensions.windows(4).any(|window| window == [0, 0, 0, 0])
}

#[test]
fn a_name_is_acknowledged_once() {
    let mut pair = Pair::server();
    let hello = named(pair.client_hello());
    pair.tell(hello.bytes()).unwrap();
    assert!(acknowledges(&pair));
    let with_name = |psk: &mut Known| psk.session.as_mut().expect("a session").server_name = Some(b"name".to_vec());
    let mut pair = Pair::server_knowing(&[Known::ticket(b"ticket").with(with_name)], false, |_| {});
    let hello = named(pair.client_hello());
    let hello = pair.peer.bound(hello);
    pair.tell(hello.bytes()).unwrap();
    assert!(!acknowledges(&pair));
    let mut pair = pair.to("Connected");
    pair.agree();
    assert!(pair.local.connection.connected().unwrap().by_psk);
}

#[test]
fn another_application_protocol_does_not_resume() {
    for (before, now) in [(None, "h2"), (Some("h3"), "h2"), (Some("h2"), "h2")] {
        let before = before.map(|name: &str| name.as_bytes().to_vec());
        let psk = Known::ticket(b"ticket").early(1000).with(|psk| {
            psk.session.as_mut().expect("a session").application_layer_protocol.clone_from(&before);
            psk.early_data.as_mut().expect("terms").application_layer_protocol.clone_from(&before);
        });
        let same = before.as_deref() == Some(now.as_bytes());
        let mut pair =
            Pair::server_knowing(&[psk], same, |config| config.application_layer_protocols = vec![now.into()]);
        let hello = speaks(pair.client_hello(), now.as_bytes());
        let hello = pair.peer.bound(hello);
        pair.tell(hello.bytes()).unwrap();
        let mut pair = pair.to("Connected");
        pair.agree();
        let connected = pair.local.connection.connected().unwrap();
        assert_eq!(connected.by_psk, same);
        assert_eq!(connected.application_layer_protocol, Some(now.as_bytes()));
    }
}

#[test]
fn early_data_keeps_its_suite_and_its_protocol() {
    let accepts = |protocol: &[u8]| {
        let alpn = (E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, vector(2, &vector(1, protocol)));
        message(8, &block(&[alpn, (E::EARLY_DATA, vec![])]))
    };
    let offering = |suite: CipherSuite| {
        let psk = Known::ticket(b"ticket").early(1000).with(|psk| {
            let terms = psk.early_data.as_mut().expect("terms");
            terms.application_layer_protocol = Some(b"h2".to_vec());
            terms.cipher_suite = suite;
        });
        let protocols = vec![b"h2".to_vec(), b"h3".to_vec()];
        Pair::client_offering(&[psk], true, |config| config.application_layer_protocols = protocols)
    };
    let pair = offering(CipherSuite::TLS_AES_128_GCM_SHA256).to("WaitEncryptedExtensions");
    pair.refuses_message(&accepts(b"h3"), Alert::ILLEGAL_PARAMETER, "4.2.10-i2");
    let pair = offering(CipherSuite::TLS_CHACHA20_POLY1305_SHA256).to("WaitEncryptedExtensions");
    pair.refuses_message(&accepts(b"h2"), Alert::ILLEGAL_PARAMETER, "4.2.10-9");
}

/// A server that has asked for another share from a client with these PSKs, of which it knows the first.
fn retried(psks: &[Known]) -> Pair {
    let mut pair = Pair::server_knowing(psks, false, |_| {});
    pair.local.known.truncate(1);
    pair.to("WaitSecondClientHello")
}

#[test]
fn the_chosen_psk_stays_in_the_second_client_hello() {
    let psks = [Known::ticket(b"one"), Known::ticket(b"two")];
    let second = |pair: &mut Pair| {
        let first = pair.peer.hello.clone().expect("the first ClientHello");
        pair.peer.second_client_hello(&first)
    };
    let mut pair = retried(&psks);
    pair.peer.psks.remove(0);
    let hello = second(&mut pair);
    pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.1.2-i6");
    let mut pair = retried(&psks);
    let hello = second(&mut pair).without(E::PRE_SHARED_KEY);
    pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.1.2-i6");
    // The other one may go.
    let mut pair = retried(&psks);
    pair.peer.psks.pop();
    let hello = second(&mut pair);
    pair.tell(hello.bytes()).unwrap();
    pair.to("Connected").agree();
}

#[test]
fn without_certificates_and_without_a_known_psk_nothing_is_left() {
    let mut pair = Pair::server_knowing(&[], false, |config| config.certificates = false);
    pair.peer.psks = vec![Known::external(b"unknown")];
    let hello = pair.client_hello();
    pair.refuses_message(&hello.bytes(), Alert::HANDSHAKE_FAILURE, "4.2.11-7");
}
