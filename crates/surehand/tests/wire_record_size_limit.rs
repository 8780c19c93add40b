//! RFC 8449: record_size_limit, both ways and for either role.

mod peer;

use std::num::NonZeroU16;

use peer::bytes::block;
use peer::pair::client_authentication;
use peer::{Pair, Rigged, Role, breaks, message, vector};
use surehand_codec::code_point::{AlertDescription as Alert, ExtensionType as E};
use surehand_core::record::Padding;

/// Either role with our limit, connected with a peer that has another; `None` for a side that says nothing.
fn connected(role: Role, ours: Option<u16>, theirs: Option<u16>, padding: &Padding) -> Pair {
    let limit = |limit: u16| (E::RECORD_SIZE_LIMIT, limit.to_be_bytes().to_vec());
    let mut pair = match role {
        Role::Server => {
            let mut pair = Pair::server_with(Rigged::new(), |config| {
                config.record_size_limit = ours;
                config.padding = padding.clone();
                config.client_authentication = Some(client_authentication());
            });
            pair.local.chain = vec![vec![7; 700]].into();
            let mut hello = pair.client_hello();
            hello.extensions.extend(theirs.map(limit));
            pair.tell(hello.bytes()).unwrap();
            pair
        }
        Role::Client => {
            let mut pair = Pair::client_with(Rigged::new(), |config| {
                config.record_size_limit = ours;
                config.padding = padding.clone();
            });
            (pair.request, pair.local.shows) = (true, true);
            pair.local.chain = vec![vec![7; 700]].into();
            let said = pair.peer.hello.as_ref().unwrap().get(E::RECORD_SIZE_LIMIT).map(<[u8]>::to_vec);
            assert_eq!(said, ours.map(|ours| ours.to_be_bytes().to_vec()));
            let mut pair = pair.to("WaitEncryptedExtensions");
            let extensions: Vec<_> = theirs.map(limit).into_iter().collect();
            pair.tell(message(8, &block(&extensions))).unwrap();
            pair
        }
    };
    if role == Role::Server {
        let extensions = pair.peer.messages.iter().find(|message| message[0] == 8).unwrap().clone();
        let agreed = ours.filter(|_| theirs.is_some()).map(limit);
        assert_eq!(extensions, message(8, &block(&agreed.into_iter().collect::<Vec<_>>())));
    }
    if let (Some(ours), Some(_)) = (ours, theirs) {
        pair.peer.longest = usize::from(ours) - 1;
    }
    pair.to("Connected")
}

const BOTH: [Role; 2] = [Role::Client, Role::Server];

#[test]
fn what_we_send_keeps_to_the_limit_of_the_peer() {
    let paddings = [Padding::None, Padding::Block(NonZeroU16::new(1000).unwrap())];
    for (role, padding) in BOTH.into_iter().flat_map(|role| paddings.iter().map(move |padding| (role, padding))) {
        for limit in [64, 65, 100, 1000, 16_384, 16_385, 16_386, 0xffff] {
            let mut pair = connected(role, Some(1 << 14), Some(limit), padding);
            let sent = pair.local.send(&[5; 40_000]).unwrap();
            pair.peer.hear(&sent);
            pair.local.connection.close();
            pair.settle();
            assert_eq!((pair.peer.unopened, pair.peer.data.len()), (0, 40_000));
            let longest = usize::from(limit).min((1 << 14) + 1);
            let inner = |seen: &peer::Seen| seen.content.len() + seen.padding + 1;
            let protected: Vec<_> = pair.peer.seen.iter().filter(|seen| seen.epoch > 0).collect();
            assert!(protected.iter().all(|seen| inner(seen) <= longest), "{role:?} {limit}");
            assert!(protected.iter().any(|seen| inner(seen) == longest), "no smaller than they have to be");
            // The long Certificate is in the handshake, and kept to it as well.
            let handshake = protected.iter().filter(|seen| seen.content_type == 22).count();
            assert!(limit > 100 || handshake > 7);
        }
    }
}

#[test]
fn what_we_receive_keeps_to_ours() {
    for role in BOTH {
        for limit in [64, 100, 16_384, 16_385, 0xffff] {
            let connected = || connected(role, Some(limit), Some(1 << 14), &Padding::None);
            let longest = usize::from(limit.min(16_385));
            // Content, content type and padding together.
            let mut pair = connected();
            for padding in [0, 1, longest - 1] {
                let record = pair.peer.writing.as_mut().unwrap().seal(23, &vec![5; longest - 1 - padding], padding);
                pair.give(&record).unwrap();
            }
            pair.agree();
            for padding in [0, 1, longest] {
                let mut pair = connected();
                let record = pair.peer.writing.as_mut().unwrap().seal(23, &vec![5; longest - padding], padding);
                pair.refuses(&record, Alert::RECORD_OVERFLOW, "5.2-i5");
                breaks(Alert::RECORD_OVERFLOW, &["5.4-i1"]);
            }
        }
    }
    surehand_evidence::property("5.2-i5", "the limit of RFC 8449 counts content, content type and padding");
}

#[test]
fn it_holds_in_the_handshake_too() {
    let mut pair = Pair::client_with(Rigged::new(), |config| config.record_size_limit = Some(64));
    pair = pair.to("WaitEncryptedExtensions");
    pair.tell(message(8, &block(&[(E::RECORD_SIZE_LIMIT, vec![1, 0])]))).unwrap();
    let certificate = pair.peer.certificate();
    let long = message(11, &[&[0][..], &vector(3, &[&vector(3, &[1; 100])[..], &[0, 0]].concat())].concat());
    assert!(certificate.len() < 64);
    pair.refuses_message(&long, Alert::RECORD_OVERFLOW, "5.2-i5");
}

#[test]
fn without_both_sides_nothing_is_limited() {
    for role in BOTH {
        let cases: &[(Option<u16>, Option<u16>)] = match role {
            Role::Client => &[(None, None), (Some(64), None)],
            Role::Server => &[(None, None), (Some(64), None), (None, Some(64))],
        };
        for (ours, theirs) in cases {
            let mut pair = connected(role, *ours, *theirs, &Padding::None);
            let sent = pair.local.send(&[5; 20_000]).unwrap();
            pair.peer.hear(&sent);
            assert!(pair.peer.seen.iter().any(|seen| seen.content.len() == 1 << 14));
            pair.give_record(23, &[5; 1 << 14]).unwrap();
            pair.agree();
        }
    }
}

#[test]
fn unprotected_records_are_not_limited() {
    // A ClientHello that is longer than the limit, and another one that comes in one record.
    let pair = Pair::client_with(Rigged::new(), |config| {
        config.record_size_limit = Some(64);
        config.application_layer_protocols = vec![vec![b'a'; 255]; 9];
    });
    assert!(pair.peer.seen[0].length > 2000);
}

#[test]
fn a_limit_below_64_is_refused() {
    for limit in [0_u16, 1, 63] {
        let extension = (E::RECORD_SIZE_LIMIT, limit.to_be_bytes().to_vec());
        let pair = Pair::client_with(Rigged::new(), |config| config.record_size_limit = Some(64));
        let pair = pair.to("WaitEncryptedExtensions");
        let extensions = message(8, &block(std::slice::from_ref(&extension)));
        pair.refuses_message(&extensions, Alert::ILLEGAL_PARAMETER, "6-10");
        let mut pair = Pair::server_with(Rigged::new(), |config| config.record_size_limit = Some(64));
        pair.local.answers = true;
        let hello = pair.client_hello().set(extension.0, extension.1);
        pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "6-10");
    }
}

#[test]
fn a_limit_that_was_not_offered_is_refused() {
    let extensions = message(8, &block(&[(E::RECORD_SIZE_LIMIT, vec![1, 0])]));
    Pair::client_at("WaitEncryptedExtensions").refuses_message(&extensions, Alert::UNSUPPORTED_EXTENSION, "4.2-4");
}
