//! RFC 8446 §4.1.2, §4.2: ClientHellos that a server refuses, each with its alert and rule.

mod peer;

use peer::bytes::{numbers, share};
use peer::pair::{GROUP, OTHER_GROUP};
use peer::{Broken, Hello, Pair, Rigged, breaks, keeps, message, vector};
use surehand_codec::code_point::{AlertDescription as Alert, ExtensionType as E, NamedGroup};
use surehand_core::crypto::Purpose;

type Case = (Alert, &'static str, fn(Hello) -> Hello);

/// One identity with a binder of the right shape.
fn pre_shared_key() -> Vec<u8> {
    let identity = [&vector(2, b"ticket")[..], &[0; 4]].concat();
    [vector(2, &identity), vector(2, &vector(1, &[0; 32]))].concat()
}

const REFUSED: &[Case] = &[
    (Alert::ILLEGAL_PARAMETER, "4.1.2-15", |hello| hello.with(|hello| hello.compression = vec![1])),
    (Alert::ILLEGAL_PARAMETER, "4.1.2-15", |hello| hello.with(|hello| hello.compression = vec![0, 1])),
    (Alert::ILLEGAL_PARAMETER, "4.1.2-15", |hello| hello.with(|hello| hello.compression = vec![1, 0])),
    (Alert::ILLEGAL_PARAMETER, "4.1.2-15", |hello| hello.with(|hello| hello.compression = vec![0, 0])),
    (Alert::HANDSHAKE_FAILURE, "4.1.1-4", |hello| hello.with(|hello| hello.suites = vec![0x1305, 0xc02f, 0x0a0a])),
    // NULL, export, RC4, DES: nothing weaker than 112 bits.
    (Alert::HANDSHAKE_FAILURE, "4.1.1-4", |hello| hello.with(|hello| hello.suites = vec![1, 3, 5, 9])),
    (Alert::PROTOCOL_VERSION, "D.2-3", |hello| hello.without(E::SUPPORTED_VERSIONS)),
    (Alert::PROTOCOL_VERSION, "D.2-3", |hello| hello.with(|hello| hello.extensions.clear())),
    (Alert::PROTOCOL_VERSION, "4.2.1-10", |hello| hello.set(E::SUPPORTED_VERSIONS, numbers(1, &[0x0303, 0x0302]))),
    (Alert::PROTOCOL_VERSION, "4.2.1-10", |hello| hello.set(E::SUPPORTED_VERSIONS, numbers(1, &[0x7f1c]))),
    (Alert::PROTOCOL_VERSION, "4.2.1-10", |hello| {
        hello.set(E::SUPPORTED_VERSIONS, numbers(1, &[0x0301, 0x0300])).with(|hello| hello.legacy_version = 0x0304)
    }),
    (Alert::PROTOCOL_VERSION, "9846:4.2.2-1", |hello| hello.with(|hello| hello.legacy_version = 0x0300)),
    (Alert::PROTOCOL_VERSION, "9846:4.2.2-1", |hello| hello.with(|hello| hello.legacy_version = 0x0302)),
    (Alert::PROTOCOL_VERSION, "9846:4.2.2-1", |hello| hello.with(|hello| hello.legacy_version = 0x0304)),
    (Alert::MISSING_EXTENSION, "4.2.3-3", |hello| hello.without(E::SIGNATURE_ALGORITHMS)),
    (Alert::MISSING_EXTENSION, "9.2-12", |hello| hello.without(E::SUPPORTED_GROUPS)),
    (Alert::MISSING_EXTENSION, "9.2-12", |hello| hello.without(E::KEY_SHARE)),
    (Alert::MISSING_EXTENSION, "9.2-12", |hello| hello.without(E::SUPPORTED_GROUPS).without(E::KEY_SHARE)),
    (Alert::MISSING_EXTENSION, "4.2.9-3", |hello| hello.set(E::PRE_SHARED_KEY, pre_shared_key())),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-8", |hello| {
        let twice = share(GROUP, &[9; 32]).repeat(2);
        hello.set(E::KEY_SHARE, vector(2, &twice))
    }),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-9", |hello| {
        hello.set(E::SUPPORTED_GROUPS, vector(2, &NamedGroup::SECP384R1.0.to_be_bytes()))
    }),
    (Alert::HANDSHAKE_FAILURE, "4.1.1-1", |hello| {
        hello.set(E::SUPPORTED_GROUPS, numbers(2, &[0x001e, 0x0100])).set(E::KEY_SHARE, vector(2, &[]))
    }),
    (Alert::ILLEGAL_PARAMETER, "4.2.8.2-1", |hello| hello.set(E::KEY_SHARE, vector(2, &share(GROUP, &[9; 31])))),
    (Alert::ILLEGAL_PARAMETER, "4.2.8.2-1", |hello| hello.set(E::KEY_SHARE, vector(2, &share(GROUP, &[9; 33])))),
    (Alert::ILLEGAL_PARAMETER, "7.4.2-3", |hello| hello.set(E::KEY_SHARE, vector(2, &share(GROUP, &[0; 32])))),
    (Alert::HANDSHAKE_FAILURE, "6.2-i4", |hello| hello.set(E::SIGNATURE_ALGORITHMS, numbers(2, &[0x0804]))),
];

#[test]
fn each_is_refused_by_its_rule() {
    for (alert, rule, change) in REFUSED {
        let mut pair = Pair::server();
        let hello = change(pair.client_hello());
        pair.refuses_message(&hello.bytes(), *alert, rule);
    }
    breaks(Alert::ILLEGAL_PARAMETER, &["4.1.2-14", "4.2.8-3", "4.2.8-10", "4.2.8.2-i2", "6.2-i10"]);
    breaks(Alert::HANDSHAKE_FAILURE, &["2.1-1", "D.5-3"]);
    breaks(Alert::PROTOCOL_VERSION, &["4.1.2-i10", "6.2-i15", "9.2-3", "D.5-10", "9846:E.5-2"]);
    breaks(Alert::PROTOCOL_VERSION, &["9846:4.2.3-3", "9846:E.5-1"]);
    breaks(Alert::MISSING_EXTENSION, &["4.2.9-2", "6.2-i19", "9.2-4", "9.2-5", "9.2-6", "9.2-8", "9.2-10", "9.2-11"]);
    keeps(&["4.2.1-6", "D.2-1"], "a list without 0x0304 is refused, whatever legacy_version says");
}

#[test]
fn a_hello_without_any_extensions_is_of_an_older_version() {
    let mut pair = Pair::server();
    let hello = pair.client_hello().with(|hello| hello.extensions.clear()).bytes();
    let body = &hello[4..hello.len() - 2];
    pair.refuses_message(&message(1, body), Alert::PROTOCOL_VERSION, "D.2-3");
}

#[test]
fn the_shortest_block_is_read() {
    let mut pair = Pair::server();
    let versions = pair.client_hello().get(E::SUPPORTED_VERSIONS).unwrap().to_vec();
    let hello = pair.client_hello().with(|hello| hello.extensions = vec![(E::SUPPORTED_VERSIONS, versions)]);
    pair.refuses_message(&hello.bytes(), Alert::MISSING_EXTENSION, "4.2.3-3");
    keeps(&["9846:4.2.2-2"], "supported_versions alone, in 7 bytes, is well-formed");
}

#[test]
fn a_share_may_be_used_again_by_the_peer() {
    let hello = Pair::server().client_hello().bytes();
    for _ in 0..2 {
        let mut pair = Pair::server();
        pair.local.answers = false;
        pair.give_record(22, &hello).unwrap();
        assert_eq!(pair.local.state(), "AskCredential");
    }
    keeps(&["9846:4.3.8-3"], "two connections with the same share");
}

#[test]
fn a_point_off_the_curve_is_refused() {
    for point in [vec![4; 65], [&[2][..], &[1; 64]].concat(), vec![4; 64], vec![0]] {
        let mut pair = Pair::server();
        let hello = pair.client_hello().set(E::SUPPORTED_GROUPS, numbers(2, &[OTHER_GROUP.0]));
        let hello = hello.set(E::KEY_SHARE, vector(2, &share(OTHER_GROUP, &point)));
        pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.2.8.2-1");
    }
    breaks(Alert::ILLEGAL_PARAMETER, &["4.2.8.2-i1"]);
}

#[test]
fn no_application_protocol_in_common_is_refused() {
    let mut pair = Pair::server_with(Rigged::new(), |config| config.application_layer_protocols = vec![b"h2".to_vec()]);
    let hello = pair.client_hello().set(E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, vector(2, &vector(1, b"h3")));
    pair.refuses_message(&hello.bytes(), Alert::NO_APPLICATION_PROTOCOL, "6.2-i24");
}

#[test]
fn a_late_client_hello_is_refused() {
    for state in ["WaitFinished", "Connected"] {
        let mut pair = Pair::server_at(state);
        let hello = pair.client_hello();
        pair.refuses_message(&hello.bytes(), Alert::UNEXPECTED_MESSAGE, "4.1.2-3");
    }
}

#[test]
fn what_fails_in_the_crypto_library_is_an_internal_error() {
    let broken = [
        Broken::Random(Purpose::ServerRandom),
        Broken::Accept,
        Broken::SealingKey(0),
        Broken::OpeningKey(0),
        Broken::SealingKey(1),
        Broken::OpeningKey(1),
    ];
    for broken in broken {
        let mut pair = Pair::server_with(Rigged::broken(broken), |_| {});
        let hello = pair.client_hello().bytes();
        let record = pair.peer.tell(hello);
        pair.refuses(&record, Alert::INTERNAL_ERROR, "6.2-i17");
    }
}

#[test]
fn what_does_not_fit_the_format_is_an_internal_error() {
    let mut pair = Pair::server_with(Rigged::new(), |config| {
        config.carrier.extensions = vec![(E(0xfafa), vec![0; 65_536])];
    });
    let hello = pair.client_hello().bytes();
    let record = pair.peer.tell(hello);
    pair.refuses(&record, Alert::INTERNAL_ERROR, "6.2-i17");
}

#[test]
fn unknown_offers_are_passed_over() {
    let mut pair = Pair::server();
    let mut hello = pair.client_hello().set(E(0x0a0a), vec![]).set(E(0xfafa), vec![0; 300]);
    hello.suites.insert(0, 0x0a0a);
    hello.suites.push(0x00ff);
    hello = hello.set(E::SUPPORTED_VERSIONS, numbers(1, &[0x7a7a, 0x0304, 0x0303]));
    hello = hello.set(E::SUPPORTED_GROUPS, numbers(2, &[0x1a1a, 0x2a2a, GROUP.0, 0x0100]));
    hello = hello.set(E::SIGNATURE_ALGORITHMS, numbers(2, &[0x2a2a, 0x0201, 0x0807]));
    let shares = [share(NamedGroup(0x2a2a), &[0]), share(NamedGroup(0x0100), &[1; 256])].concat();
    let own = hello.get(E::KEY_SHARE).unwrap()[2..].to_vec();
    hello = hello.set(E::KEY_SHARE, vector(2, &[shares, own].concat()));
    hello.extensions.reverse();
    pair.tell(hello.bytes()).unwrap();
    pair.to("Connected").agree();
    surehand_evidence::property("4.1.2-12", "unknown cipher suites are skipped");
    surehand_evidence::property("4.1.2-17", "unknown extensions are ignored");
    surehand_evidence::property("4.2.3-i3", "unknown signature schemes are ignored");
    surehand_evidence::property("4.2-6", "extensions in reverse order are accepted");
    keeps(&["9.3-5", "C.3-i4", "3.5-i1"], "unknown parameters in a ClientHello are ignored");
    keeps(&["4.2.1-8"], "unknown versions are ignored");
}

#[test]
fn lists_may_be_long() {
    let mut pair = Pair::server();
    let mut hello = pair.client_hello();
    let unknown = |count: u16| (0..count).map(|number| 0xe000 + number);
    hello.suites.splice(0..0, unknown(2000));
    for (extension, ours) in [(E::SUPPORTED_GROUPS, GROUP.0), (E::SIGNATURE_ALGORITHMS, 0x0807)] {
        hello = hello.set(extension, numbers(2, &unknown(2000).chain([ours]).collect::<Vec<_>>()));
    }
    hello = hello.set(E::SUPPORTED_VERSIONS, numbers(1, &unknown(126).chain([0x0304]).collect::<Vec<_>>()));
    let names: Vec<u8> = (0..2000_u16).flat_map(|name| vector(1, &name.to_be_bytes())).collect();
    hello = hello.set(E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, vector(2, &names));
    hello.extensions.splice(0..0, unknown(100).map(|number| (E(number), vec![])));
    pair.tell(hello.bytes()).unwrap();
    pair.to("Connected").agree();
    keeps(&["4.1.2-12", "4.1.2-17", "4.2.3-i3", "4.2.1-8"], "long lists of what is unknown, and then one of ours");
}

#[test]
fn a_credential_without_certificates_is_an_internal_error() {
    let mut pair = Pair::server();
    pair.local.chain = [].into();
    let hello = pair.client_hello().bytes();
    pair.refuses_message(&hello, Alert::INTERNAL_ERROR, "6.2-i17");
}

#[test]
fn a_server_may_insist_on_a_name() {
    let asking = || Pair::server_with(Rigged::new(), |config| config.server_name_required = true);
    let list = |name_type: u8, name: &[u8]| vector(2, &[&[name_type][..], &vector(2, name)].concat());
    let mut pair = asking();
    let hello = pair.client_hello();
    pair.refuses_message(&hello.bytes(), Alert::MISSING_EXTENSION, "9.2-15");
    // A name of another type is none.
    let mut pair = asking();
    let hello = pair.client_hello().set(E::SERVER_NAME, list(7, b"name"));
    pair.refuses_message(&hello.bytes(), Alert::MISSING_EXTENSION, "9.2-15");
    let mut pair = asking();
    let hello = pair.client_hello().set(E::SERVER_NAME, list(0, b"name"));
    pair.tell(hello.bytes()).unwrap();
    let mut pair = pair.to("Connected");
    pair.agree();
    assert_eq!(pair.local.connection.connected().unwrap().server_name, Some(&b"name"[..]));
}
