//! RFC 8446 §4, §9: what both roles say, in which order and under which keys.

mod peer;

use peer::bytes::{Cursor, Hello, numbers};
use peer::pair::{GROUP, OTHER_GROUP};
use peer::{Pair, Rigged, keeps, message};
use surehand::{ClientConfig, NamedGroup, Pin};
use surehand_codec::code_point::ExtensionType as E;
use surehand_core::config::Retry;
use surehand_core::connection::Error;

/// The record and the ClientHello of a client with this configuration.
fn hello_of(config: &ClientConfig) -> (Vec<u8>, Hello) {
    let mut connection = surehand::Connection::client(config, "example.org".try_into().unwrap()).unwrap();
    let mut record = Vec::new();
    connection.output(&mut record).unwrap();
    let hello = Hello::parse(&record[5..]);
    (record, hello)
}

fn pinned() -> surehand::ClientConfigBuilder {
    ClientConfig::builder().pins([Pin::sha256([0; 32])])
}

/// The numbers of a list with a length prefix of `prefix` bytes.
fn list(data: Option<&[u8]>, prefix: usize) -> Vec<u16> {
    let mut cursor = Cursor(data.expect("the extension"));
    cursor.vector(prefix).chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
}

fn distinct<T: PartialEq>(items: &[T]) -> bool {
    items.iter().enumerate().all(|(at, item)| !items[..at].contains(item))
}

#[test]
fn a_client_hello() {
    let (record, hello) = hello_of(&pinned().build().unwrap());
    assert_eq!((record[0], &record[1..3], record[5]), (22, &[3, 1][..], 1));
    keeps(&["D.5-6"], "the first bytes are those of a record");
    assert_eq!(hello.legacy_version, 0x0303);
    keeps(&["4.1.2-6", "D.5-9"], "legacy_version is 0x0303");
    assert_eq!(hello.compression, [0]);
    keeps(&["4.1.2-14"], "null compression alone");
    assert!(hello.suites.contains(&0x1301) && hello.suites.iter().all(|suite| (0x1301..=0x1303).contains(suite)));
    keeps(&["D.5-3"], "no suite but three of TLS 1.3 is offered");
    assert_eq!(hello.get(E::SUPPORTED_VERSIONS), Some(&[2, 3, 4][..]));
    keeps(&["4.2.1-1"], "supported_versions is TLS 1.3");
    assert_eq!(hello.get(E::SERVER_NAME), Some(&b"\0\x0e\0\0\x0bexample.org"[..]));
    keeps(&["9.2-13", "4.4.2.2-6"], "server_name is the name that was asked for");
    let types: Vec<u16> = hello.extensions.iter().map(|(extension_type, _)| extension_type.0).collect();
    assert!(distinct(&types));
    // truncated_hmac, cert_type, client_certificate_type, server_certificate_type.
    assert!([4, 9, 19, 20].iter().all(|each| !types.contains(each)));
    keeps(&["D.5-13"], "no truncated_hmac");
    keeps(&["4.4.2-15"], "no certificate type but the default is offered");
}

#[test]
fn the_schemes_of_a_client_hello() {
    let (_, hello) = hello_of(&pinned().build().unwrap());
    let schemes = list(hello.get(E::SIGNATURE_ALGORITHMS), 2);
    assert!(distinct(&schemes));
    // In the old pairs the high byte is the hash: 4, 5 and 6 are SHA-2; the low byte is RSA or ECDSA.
    let allowed = |scheme: &u16| matches!(scheme.to_be_bytes(), [4..=6, 1 | 3] | [8, 4..=11]);
    assert!(schemes.iter().all(allowed), "{schemes:x?}");
    keeps(&["4.2.3-2"], "signature_algorithms is there");
    keeps(&["4.2.3-15", "4.2.3-20", "4.2.3-21", "4.2.3-14"], "no MD5, SHA-1, SHA-224 or DSA, and no unallocated pair");
    for mandatory in [0x0401, 0x0804, 0x0403] {
        assert!(schemes.contains(&mandatory));
    }
    keeps(&["9.1-3"], "the mandatory schemes are offered");
}

#[test]
fn the_certificate_authorities_of_a_client_hello() {
    let name = b"\x30\x02\x31\x00";
    let pair = Pair::client_with(Rigged::new(), |config| config.certificate_authorities = vec![name.to_vec()]);
    let authorities =
        |pair: &Pair| Hello::parse(&pair.peer.messages[0]).get(E::CERTIFICATE_AUTHORITIES).map(<[u8]>::to_vec);
    assert_eq!(authorities(&pair), Some([&[0, 6, 0, 4], &name[..]].concat()));
    assert_eq!(authorities(&Pair::client()), None);
    keeps(&["4.2.4-2"], "certificate_authorities has the names of the configuration");
}

#[test]
fn the_groups_and_shares_of_a_client_hello() {
    let wanted = [NamedGroup::SECP256R1, NamedGroup::X25519];
    let chosen = pinned().groups([NamedGroup::X25519, NamedGroup::SECP256R1]).key_share_groups(wanted).build();
    for config in [pinned().build().unwrap(), chosen.unwrap()] {
        let (_, hello) = hello_of(&config);
        let groups = list(hello.get(E::SUPPORTED_GROUPS), 2);
        assert!(distinct(&groups) && groups.contains(&0x0017));
        assert!(groups.iter().all(|group| !matches!(group, 0..=0x16 | 0x1a..=0x1c | 0xff01 | 0xff02)));
        let shares: Vec<u16> = hello.shares().iter().map(|(group, _)| group.0).collect();
        let in_order: Vec<u16> = groups.iter().copied().filter(|group| shares.contains(group)).collect();
        assert!(shares == in_order && !shares.is_empty(), "{shares:x?} of {groups:x?}");
    }
    keeps(&["B.3.1.4-1"], "no group of the old ranges is offered");
    keeps(&["4.2.8-4", "4.2.8-3"], "shares come in the order of supported_groups");
    keeps(&["9846:4.3.7-1"], "no group twice");
    keeps(&["9.1-4"], "secp256r1 is offered");
}

#[test]
fn all_that_a_feature_needs_is_sent_with_it() {
    let pair = Pair::client_with(Rigged::new(), |config| {
        config.signature_algorithms_cert = config.signature_algorithms.clone();
    });
    let hello = pair.peer.hello.clone().unwrap();
    let present = [
        E::SUPPORTED_VERSIONS,
        E::SIGNATURE_ALGORITHMS,
        E::SIGNATURE_ALGORITHMS_CERT,
        E::SUPPORTED_GROUPS,
        E::KEY_SHARE,
    ];
    assert!(present.iter().all(|each| hello.get(*each).is_some()));
    let mut retried = pair;
    let retry = retried.peer.hello_retry_request(OTHER_GROUP).set(E::COOKIE, vec![0, 1, 7]);
    retried.tell(retry.bytes()).unwrap();
    let second = retried.peer.hello.clone().unwrap();
    assert_eq!(second.get(E::COOKIE), Some(&[0, 1, 7][..]));
    retried.to("Connected").agree();
    keeps(&["9.2-1", "9.2-2"], "the mandatory extensions, and a handshake with them");
    keeps(&["9.2-3", "9.2-4", "9.2-5", "9.2-6", "9.2-10", "9.2-11"], "each ClientHello has them");
}

fn hellos(pair: &Pair) -> Vec<Hello> {
    pair.peer.messages.iter().filter(|message| message[0] == 2).map(|message| Hello::parse(message)).collect()
}

#[test]
fn a_server_hello_and_a_retry() {
    for (retry, cookie) in [(false, 0), (true, 0), (true, 32)] {
        let mut pair = Pair::server_with(Rigged::new(), |config| {
            config.retry = if cookie == 0 { Retry::Plain } else { Retry::RandomCookie(cookie) }
        });
        pair.retry = retry;
        let pair = pair.to("Connected");
        let hellos = hellos(&pair);
        assert_eq!(hellos.len(), 1 + usize::from(retry));
        for hello in &hellos {
            assert_eq!((hello.legacy_version, &hello.compression[..]), (0x0303, &[0][..]));
            assert_eq!(hello.get(E::SUPPORTED_VERSIONS), Some(&[3, 4][..]));
            assert_eq!(hello.suites, hellos[0].suites);
            let mut types: Vec<E> = hello.extensions.iter().map(|(extension_type, _)| *extension_type).collect();
            types.retain(|each| ![E::SUPPORTED_VERSIONS, E::KEY_SHARE].contains(each));
            assert_eq!(types, if hello.is_retry() && cookie > 0 { vec![E::COOKIE] } else { vec![] });
        }
        assert_eq!(hellos[0].is_retry(), retry);
    }
    keeps(&["4.1.3-1", "4.2.1-14"], "legacy_version is 0x0303");
    keeps(&["4.2.1-13", "9.2-3"], "supported_versions says 0x0304");
    keeps(&["4.1.3-7"], "compression is null");
    keeps(&["4.1.3-8"], "a ServerHello has supported_versions and key_share alone");
    keeps(&["4.1.4-2"], "a HelloRetryRequest has those two, and the cookie that was asked for");
    keeps(&["4.1.4-9"], "the suite of the HelloRetryRequest is that of the ServerHello");
    keeps(&["4.1.4-12"], "the version of the HelloRetryRequest is that of the ServerHello");
}

#[test]
fn a_retry_comes_when_the_share_is_missing_and_only_then() {
    // The client prefers the other group, and has a share for the first.
    let mut pair = Pair::server();
    let hello = pair.peer.client_hello(&[OTHER_GROUP, GROUP], &[GROUP]);
    pair.tell(hello.bytes()).unwrap();
    let retry = hellos(&pair).remove(0);
    assert!(retry.is_retry());
    assert_eq!(retry.get(E::KEY_SHARE), Some(&OTHER_GROUP.0.to_be_bytes()[..]));
    keeps(&["9846:4.3.8-1"], "the group is chosen by the client's order, then its share is asked for");
    let mut none = Pair::server();
    let hello = none.peer.client_hello(&[GROUP], &[]);
    none.tell(hello.bytes()).unwrap();
    assert!(hellos(&none)[0].is_retry());
    none.to("Connected").agree();
    assert!(!hellos(&Pair::server().to("Connected"))[0].is_retry());
    keeps(&["4.1.1-3", "C.3-i7"], "a HelloRetryRequest for a missing share, none otherwise");
}

#[test]
fn the_random_of_a_server_is_its_own() {
    let hello = Pair::server().client_hello().bytes();
    let random = || {
        let mut pair = Pair::server();
        // The peer has shares of its own, so that it can hear the ServerHello; what follows is of no interest.
        pair.client_hello();
        pair.give_record(22, &hello).unwrap();
        hellos(&pair).remove(0).random
    };
    let (one, two) = (random(), random());
    assert_ne!(one, two);
    let theirs = Hello::parse(&hello).random;
    assert!(one.iter().zip(&theirs).filter(|(ours, theirs)| ours == theirs).count() < 8);
    keeps(&["4.1.3-4"], "two answers to one ClientHello have different randoms, and neither is the client's");
}

/// The type of each message that was heard, with the epoch of the record that it was in.
fn heard(pair: &Pair) -> Vec<(u8, usize)> {
    let mut heard = Vec::new();
    for seen in pair.peer.seen.iter().filter(|seen| seen.content_type == 22) {
        let mut cursor = Cursor(&seen.content);
        while !cursor.0.is_empty() {
            let msg_type = cursor.number(1) as u8;
            cursor.vector(3);
            heard.push((msg_type, seen.epoch));
        }
    }
    heard
}

#[test]
fn a_server_says_its_messages_in_order_under_its_keys() {
    let mut pair = Pair::server().to("WaitFinished");
    assert_eq!(heard(&pair), [(2, 0), (8, 1), (11, 1), (15, 1), (20, 1)]);
    assert_eq!(pair.local.send(b"too early"), Err(Error::NotYet));
    let mut pair = pair.to("Connected");
    let sent = pair.local.send(b"data").unwrap();
    pair.peer.hear(&sent);
    let last = pair.peer.seen.last().unwrap();
    assert_eq!((last.content_type, last.epoch), (23, 2));
    let mut retried = Pair::server();
    retried.retry = true;
    assert_eq!(heard(&retried.to("Connected")), [(2, 0), (2, 0), (8, 1), (11, 1), (15, 1), (20, 1)]);
    keeps(&["4-1", "4.3.1-1", "4.4-i1", "4.4.2-1", "4.4.3-1", "4.4.3-3"], "a server's messages in order");
    keeps(&["A.2-i2", "4.3-i1", "4.4-i3", "4.4.4-4"], "each message is under the keys of its place");
}

#[test]
fn a_client_says_its_messages_in_order_under_its_keys() {
    for request in [false, true] {
        let mut pair = Pair::client();
        pair.request = request;
        let mut pair = pair.to("WaitFinished");
        assert_eq!(heard(&pair), [(1, 0)]);
        assert_eq!(pair.local.send(b"too early"), Err(Error::NotYet));
        pair = pair.to("Connected");
        let all = if request { vec![(1, 0), (11, 1), (20, 1)] } else { vec![(1, 0), (20, 1)] };
        assert_eq!(heard(&pair), all);
        let sent = pair.local.send(b"data").unwrap();
        pair.peer.hear(&sent);
        let last = pair.peer.seen.last().unwrap();
        assert_eq!((last.content_type, last.epoch), (23, 2));
    }
    keeps(&["4-1", "A.1-i7", "A.1-i8", "4.4-i3", "4.4.4-4"], "a client's messages in order, each under its keys");
    keeps(&["4.4.2-2"], "a client's Certificate if it was asked for, and only then");
}

#[test]
fn no_other_records_are_written() {
    for mut pair in [Pair::client_at("Connected"), Pair::server_at("Connected")] {
        pair.agree();
        pair.give_record(22, &message(24, &[1])).unwrap();
        pair.peer.update_writing();
        pair.agree();
        pair.local.connection.close();
        pair.settle();
        assert!(pair.peer.seen.iter().all(|seen| (20..=23).contains(&seen.content_type)));
        assert!(pair.peer.seen.iter().all(|seen| seen.content_type != 23 || seen.epoch >= 2));
        assert!(heard(&pair).iter().all(|(msg_type, _)| [1, 2, 8, 11, 15, 20, 24].contains(msg_type)));
    }
    keeps(&["B-1"], "no message type but those of TLS 1.3 is sent");
    keeps(&["5-4"], "records of four types are written");
    keeps(&["5.1-22"], "application data is under application keys");
}

#[test]
fn long_messages_are_cut_into_records() {
    let mut pair = Pair::server();
    pair.local.chain = vec![vec![0x30; 40_000], vec![0x31; 30_000]].into();
    let mut pair = pair.to("Connected");
    pair.agree();
    let certificate = pair.peer.messages.iter().find(|message| message[0] == 11).unwrap();
    let mut body = Cursor(&certificate[4..]);
    assert_eq!(body.vector(1), b"");
    let mut entries = Cursor(body.vector(3));
    assert_eq!(entries.vector(3), vec![0x30; 40_000]);
    assert_eq!(entries.vector(2), b"");
    assert_eq!(entries.vector(3), vec![0x31; 30_000]);
    assert!(pair.peer.seen.iter().all(|seen| seen.content.len() <= 1 << 14));
    keeps(&["C.3-i1", "5.1-18"], "a message of 70,000 bytes in records of at most 2^14");
    keeps(&["4.4.2-9"], "the chain goes out in the order of the credential, its end-entity certificate first");
}

#[test]
fn a_list_that_was_read_is_the_list_that_was_sent() {
    // The tests above rely on it.
    assert_eq!(list(Some(&numbers(2, &[1, 0x1234])), 2), [1, 0x1234]);
}
