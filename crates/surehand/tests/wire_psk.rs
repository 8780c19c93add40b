//! RFC 8446 §2.2, §4.2.9, §4.2.11: pre-shared keys, offered, selected, refused.

mod peer;

use peer::bytes::numbers;
use peer::pair::{GROUP, OTHER_GROUP};
use peer::psk::SUITE;
use peer::{Hello, Known, Pair, Rigged, breaks, keeps, vector};
use surehand_codec::code_point::{AlertDescription as Alert, CipherSuite, ExtensionType as E};
use surehand_codec::extension::PskKeyExchangeMode as Mode;
use surehand_codec::reject;
use surehand_core::config::{ClientConfig, ServerConfig};
use surehand_core::connection::{Error, Observation};
use surehand_core::crypto::HashAlgorithm;
use surehand_core::handshake::{Answer, Claim, Question};
use surehand_core::key_schedule::BinderKind;

const SHA384_SUITE: CipherSuite = CipherSuite::TLS_AES_256_GCM_SHA384;

fn of_each_kind() -> [Known; 3] {
    let imported = Known::external(b"imported").with(|psk| psk.kind = BinderKind::Imported);
    [Known::external(b"external"), imported, Known::ticket(b"ticket")]
}

fn sha384(identity: &[u8]) -> Known {
    Known::external(identity).with(|psk| psk.hash = HashAlgorithm::Sha384)
}

/// A server that knows what the peer offers.
fn knowing(psks: &[Known]) -> Pair {
    Pair::server_knowing(psks, false, |config| config.observe.claims = true)
}

fn server_hello(pair: &Pair) -> Hello {
    let hello = pair.peer.messages.iter().rfind(|message| message[0] == 2).unwrap();
    Hello::parse(hello)
}

fn modes(modes: &[u8]) -> Vec<u8> {
    vector(1, modes)
}

#[test]
fn a_server_takes_a_psk_of_each_kind() {
    for psk in of_each_kind() {
        let mut pair = knowing(std::slice::from_ref(&psk)).to("Connected");
        pair.agree();
        assert_eq!(pair.peer.types(), [1, 2, 8, 20, 20], "no certificate");
        let hello = server_hello(&pair);
        assert_eq!(hello.get(E::PRE_SHARED_KEY), Some(&[0, 0][..]));
        assert!(hello.get(E::KEY_SHARE).is_some());
        assert!(pair.local.connection.connected().unwrap().by_psk);
        let accepted = |each: &Observation<_>| {
            matches!(each, Observation::Claim(Claim::PskAccepted { kind, identity, .. })
                if (*kind, identity) == (psk.kind, &psk.identity))
        };
        assert!(pair.local.connection.observations().iter().any(accepted));
    }
    surehand_evidence::property("4.2.9-8", "psk_dhe_ke: both sides have shares");
    surehand_evidence::property("4.2.11-2", "the age of an external PSK is of no account");
}

#[test]
fn the_first_that_is_known_is_taken_and_its_binder_alone_is_checked() {
    let psks: Vec<_> = [&b"one"[..], b"two", b"three"].into_iter().map(Known::ticket).collect();
    let mut pair = knowing(&psks[1..]);
    pair.peer.psks = psks.clone();
    let hello = pair.client_hello();
    // The binders of the others are wrong, and nobody looks.
    let hello = hello.with(|hello| {
        let data = &mut hello.extensions.last_mut().unwrap().1;
        let length = data.len();
        data[length - 98] ^= 1;
        data[length - 1] ^= 1;
    });
    pair.tell(hello.bytes()).unwrap();
    assert_eq!(server_hello(&pair).get(E::PRE_SHARED_KEY), Some(&[0, 1][..]));
    let Some(Question::FindPsks(question)) = pair.local.asked.first() else { panic!("not asked") };
    let identities: Vec<_> =
        question.identities.iter().map(|each| (each.identity.clone(), each.obfuscated_ticket_age)).collect();
    assert_eq!(identities, psks.iter().map(|psk| (psk.identity.clone(), psk.age)).collect::<Vec<_>>());
    pair.to("Connected").agree();
    for rule in ["4.2.11-6", "4.2.11-11", "4.2.11-12"] {
        surehand_evidence::property(rule, "one PSK is picked, and its binder alone is validated");
    }
}

#[test]
fn an_unknown_psk_leads_to_a_certificate() {
    let mut pair = knowing(&[]);
    pair.peer.psks = of_each_kind().to_vec();
    let mut pair = pair.to("Connected");
    pair.agree();
    assert_eq!(pair.peer.types(), [1, 2, 8, 11, 15, 20, 20]);
    assert_eq!(server_hello(&pair).get(E::PRE_SHARED_KEY), None);
    assert!(!pair.local.connection.connected().unwrap().by_psk);
    surehand_evidence::property("4.2.11-7", "without an acceptable PSK there is a certificate");
}

/// The hello of a client that the server of `knowing` refuses.
fn hello_refused(psks: &[Known], change: impl FnOnce(&Pair, Hello) -> Hello, alert: Alert, rule: &str) {
    let mut pair = knowing(psks);
    let hello = pair.client_hello();
    let hello = change(&pair, hello);
    pair.refuses_message(&hello.bytes(), alert, rule);
}

#[test]
fn without_certificates_an_unknown_psk_is_the_end() {
    let mut pair = Pair::server_knowing(&[], false, |config| config.certificates = false);
    pair.peer.psks = of_each_kind().to_vec();
    let hello = pair.client_hello();
    pair.refuses_message(&hello.bytes(), Alert::HANDSHAKE_FAILURE, "4.2.11-7");
    let mut pair = Pair::server_knowing(&of_each_kind(), false, |config| config.certificates = false);
    let hello = pair.client_hello().without(E::SIGNATURE_ALGORITHMS);
    let hello = pair.peer.bound(hello);
    pair.tell(hello.bytes()).unwrap();
    pair.to("Connected").agree();
    // A certificate needs signature_algorithms, a PSK does not (§9.2).
    let mut pair = knowing(&[]);
    pair.peer.psks = of_each_kind().to_vec();
    let hello = pair.client_hello().without(E::SIGNATURE_ALGORITHMS);
    let hello = pair.peer.bound(hello);
    pair.refuses_message(&hello.bytes(), Alert::MISSING_EXTENSION, "4.2.3-3");
}

#[test]
fn a_wrong_binder_is_refused() {
    let psk = [Known::ticket(b"ticket")];
    for place in [1, 16, 32] {
        let change = |_: &Pair, hello: Hello| {
            hello.with(|hello| {
                let data = &mut hello.extensions.last_mut().unwrap().1;
                let at = data.len() - place;
                data[at] ^= 1;
            })
        };
        hello_refused(&psk, change, Alert::DECRYPT_ERROR, "4.2.11-10");
    }
    // Under another key, with another label, for another hello.
    let others: [fn(&mut Known); 3] = [
        |psk| psk.key = b"another".to_vec(),
        |psk| psk.kind = BinderKind::External,
        |psk| psk.kind = BinderKind::Imported,
    ];
    for other in others {
        let mut pair = knowing(&psk);
        pair.peer.psks.iter_mut().for_each(other);
        let hello = pair.client_hello();
        pair.refuses_message(&hello.bytes(), Alert::DECRYPT_ERROR, "4.2.11-10");
    }
    let changed = |_: &Pair, hello: Hello| hello.with(|hello| hello.random[0] ^= 1);
    hello_refused(&psk, changed, Alert::DECRYPT_ERROR, "4.2.11-10");
    let older = |_: &Pair, hello: Hello| {
        hello.with(|hello| {
            let data = &mut hello.extensions.last_mut().unwrap().1;
            let age = data.iter().position(|byte| *byte == 0x04).unwrap();
            data[age] ^= 1;
        })
    };
    hello_refused(&psk, older, Alert::DECRYPT_ERROR, "4.2.11-10");
    // Of the wrong length: longer, or that of another hash.
    for length in [33, 48, 64, 255] {
        let change = |pair: &Pair, hello| pair.peer.with_binders(hello, vec![vec![7; length]]);
        hello_refused(&psk, change, Alert::DECRYPT_ERROR, "4.2.11-10");
    }
    for kind in of_each_kind() {
        let label = |pair: &Pair, hello: Hello| {
            let mut peer = peer::HandBuilt::new(pair.peer.provider.clone(), peer::Role::Client);
            let other = if kind.kind == BinderKind::Imported { BinderKind::External } else { BinderKind::Imported };
            peer.psks = vec![kind.clone().with(|psk| psk.kind = other)];
            peer.bound(hello)
        };
        hello_refused(std::slice::from_ref(&kind), label, Alert::DECRYPT_ERROR, "4.2.11-10");
    }
    breaks(Alert::DECRYPT_ERROR, &["4.2.11-9"]);
}

#[test]
fn each_identity_has_its_binder() {
    let psks = [Known::ticket(b"one"), Known::ticket(b"two")];
    for binders in [1, 3] {
        let change = |pair: &Pair, hello| pair.peer.with_binders(hello, vec![vec![7; 32]; binders]);
        hello_refused(&psks, change, Alert::ILLEGAL_PARAMETER, "4.2.11-i2");
    }
}

#[test]
fn what_is_malformed_is_refused() {
    let psk = [Known::ticket(b"ticket")];
    let data = |identities: Vec<u8>, binders: Vec<u8>| {
        move |_: &Pair, hello: Hello| {
            hello.set(E::PRE_SHARED_KEY, [vector(2, &identities), vector(2, &binders)].concat())
        }
    };
    let identity = [&vector(2, b"ticket")[..], &[0; 4]].concat();
    let binder = vector(1, &[7; 32]);
    let empty = [&vector(2, b"")[..], &[0; 4]].concat();
    for (identities, binders) in [
        (vec![], binder.clone()),
        (identity.clone(), vec![]),
        (empty, binder.clone()),
        (identity.clone(), vector(1, &[7; 31])),
        (identity[..8].to_vec(), binder),
    ] {
        hello_refused(&psk, data(identities, binders), Alert::DECODE_ERROR, "4.2.11-i1");
    }
}

#[test]
fn it_stands_last() {
    let after = |_: &Pair, hello: Hello| hello.set(E::PADDING, vec![0]);
    hello_refused(&[Known::ticket(b"ticket")], after, Alert::ILLEGAL_PARAMETER, "4.2.11-18");
}

#[test]
fn modes_are_missing() {
    let without = |_: &Pair, hello: Hello| hello.without(E::PSK_KEY_EXCHANGE_MODES);
    hello_refused(&[Known::ticket(b"ticket")], without, Alert::MISSING_EXTENSION, "4.2.9-3");
}

/// A server with these modes and a client with those, connected.
fn with_modes(ours: &[Mode], theirs: &[u8], change: impl FnOnce(Hello) -> Hello) -> Pair {
    let ours = ours.to_vec();
    let mut pair =
        Pair::server_knowing(&[Known::ticket(b"ticket")], false, |config| config.psk_key_exchange_modes = ours);
    let hello = pair.client_hello().set(E::PSK_KEY_EXCHANGE_MODES, modes(theirs));
    let hello = pair.peer.bound(change(hello));
    pair.tell(hello.bytes()).unwrap();
    let mut pair = pair.to("Connected");
    pair.agree();
    pair
}

#[test]
fn the_mode_is_one_of_both_sides() {
    let (dhe, alone) = (Mode::PSK_DHE_KE, Mode::PSK_KE);
    // Ours, theirs, by PSK, with a share.
    let cases: [(&[Mode], &[u8], bool, bool); 9] = [
        (&[dhe], &[1], true, true),
        (&[dhe], &[0], false, true),
        (&[dhe], &[0, 1], true, true),
        (&[dhe], &[77, 255], false, true),
        (&[alone], &[0], true, false),
        (&[alone], &[1], false, true),
        (&[alone, dhe], &[0, 1], true, true),
        (&[alone, dhe], &[0], true, false),
        (&[], &[0, 1], false, true),
    ];
    for (ours, theirs, by_psk, share) in cases {
        let pair = with_modes(ours, theirs, |hello| hello);
        assert_eq!(pair.local.connection.connected().unwrap().by_psk, by_psk, "{ours:?} {theirs:?}");
        assert_eq!(server_hello(&pair).get(E::KEY_SHARE).is_some(), share, "{ours:?} {theirs:?}");
        let asked = pair.local.asked.iter().any(|question| matches!(question, Question::FindPsks(_)));
        assert_eq!(asked, by_psk, "nobody is asked about what cannot be used");
    }
    for rule in ["4.2.9-4", "4.2.9-7", "4.2.9-i1"] {
        surehand_evidence::property(rule, "the mode is one of both sides'");
    }
}

#[test]
fn a_psk_alone_needs_no_groups() {
    let hello = |hello: Hello| hello.without(E::SUPPORTED_GROUPS).without(E::KEY_SHARE);
    let pair = with_modes(&[Mode::PSK_KE], &[0], hello);
    assert!(pair.local.connection.connected().unwrap().by_psk);
    // With groups of which none is ours; the PSK stands alone if it may.
    let others = |hello: Hello| hello.set(E::SUPPORTED_GROUPS, numbers(2, &[0x001e])).set(E::KEY_SHARE, vector(2, &[]));
    let pair = with_modes(&[Mode::PSK_DHE_KE, Mode::PSK_KE], &[1, 0], others);
    assert_eq!(server_hello(&pair).get(E::KEY_SHARE), None);
    keeps(&["4.1.1-i2"], "psk_ke without groups, and without a group in common");
}

#[test]
fn psk_dhe_ke_needs_groups() {
    let bare = |pair: &Pair, hello: Hello| pair.peer.bound(hello.without(E::SUPPORTED_GROUPS).without(E::KEY_SHARE));
    hello_refused(&[Known::ticket(b"ticket")], bare, Alert::HANDSHAKE_FAILURE, "4.1.1-1");
    for one in [E::SUPPORTED_GROUPS, E::KEY_SHARE] {
        let half = |pair: &Pair, hello: Hello| pair.peer.bound(hello.without(one));
        hello_refused(&[Known::ticket(b"ticket")], half, Alert::MISSING_EXTENSION, "9.2-12");
    }
}

#[test]
fn the_suite_is_of_the_hash_of_the_psk() {
    // The server would take a suite of SHA-256 first.
    let mut pair = knowing(&[sha384(b"psk")]);
    let hello = pair.client_hello();
    pair.peer.use_suite(SHA384_SUITE);
    pair.tell(hello.bytes()).unwrap();
    assert_eq!(server_hello(&pair).suite(), SHA384_SUITE);
    pair.to("Connected").agree();
    // The suite of the session is taken, where it can be.
    let chacha = CipherSuite::TLS_CHACHA20_POLY1305_SHA256;
    let psk = Known::ticket(b"ticket").with(|psk| psk.session.as_mut().unwrap().cipher_suite = chacha);
    let mut pair = knowing(&[psk]).to("Connected");
    assert_eq!(server_hello(&pair).suite(), chacha);
    pair.agree();
    // Without a suite of that hash the PSK is passed over: for the next one, or for a certificate.
    for others in [vec![], vec![Known::external(b"second")]] {
        let psks = [vec![sha384(b"psk")], others.clone()].concat();
        let mut pair = knowing(&psks);
        let hello = pair.client_hello().with(|hello| hello.suites = vec![SUITE.0]);
        let hello = pair.peer.bound(hello);
        pair.tell(hello.bytes()).unwrap();
        let expected = (!others.is_empty()).then_some(&[0, 1][..]);
        assert_eq!(server_hello(&pair).get(E::PRE_SHARED_KEY), expected);
        pair.to("Connected").agree();
    }
    for rule in ["4.2.11-4", "4.2.11-8", "4.2.11-i3", "4.6.1-4"] {
        surehand_evidence::property(rule, "the cipher suite has the hash of the PSK");
    }
}

#[test]
fn after_a_retry_the_binder_covers_both_hellos() {
    for psk in of_each_kind().into_iter().chain([sha384(b"psk")]) {
        let mut pair = knowing(std::slice::from_ref(&psk));
        pair.retry = true;
        if psk.hash == HashAlgorithm::Sha384 {
            pair.peer.use_suite(SHA384_SUITE);
        }
        let mut pair = pair.to("Connected");
        pair.agree();
        assert_eq!(pair.peer.types(), [1, 2, 1, 2, 8, 20, 20]);
        // One over the second hello alone is wrong.
        let mut pair = knowing(std::slice::from_ref(&psk));
        pair.retry = true;
        let mut pair = pair.to("WaitSecondClientHello");
        let first = pair.peer.hello.clone().unwrap();
        let second = pair.peer.second_client_hello(&first);
        let messages = std::mem::take(&mut pair.peer.messages);
        let alone = pair.peer.bound(second.clone());
        pair.peer.messages = messages;
        assert_ne!(alone, second);
        pair.refuses_message(&alone.bytes(), Alert::DECRYPT_ERROR, "4.2.11-10");
        breaks(Alert::DECRYPT_ERROR, &["9846:4.3.11.2-1"]);
    }
    surehand_evidence::property("4.2.11.2-i3", "the binder of a second ClientHello, right and wrong");
}

#[test]
fn an_answer_that_makes_no_sense_is_our_own_failure() {
    let psk = Known::ticket(b"ticket");
    let refused = |answer: Answer<Rigged>, alert, rule: &str| {
        let mut pair = knowing(std::slice::from_ref(&psk)).to("AskPsks");
        let (id, _) = pair.local.connection.question().unwrap();
        let result = pair.local.connection.answer(id, answer).map(drop);
        pair.refused(result, alert, rule);
    };
    refused(Answer::Psks(Ok(vec![psk.found(1)])), Alert::INTERNAL_ERROR, "6.2-i17");
    refused(Answer::Psks(Err(reject!(INTERNAL_ERROR, "6.2-i17"))), Alert::INTERNAL_ERROR, "6.2-i17");
}

#[test]
fn no_certificate_of_a_client_belongs_into_a_psk_handshake() {
    for kind in of_each_kind() {
        let policy = peer::pair::client_authentication();
        let psk = kind.with(|psk| {
            if let Some(session) = &mut psk.session {
                session.client = surehand_core::handshake::ClientStatus::Authenticated(b"before".to_vec());
            }
        });
        let asking = |config: &mut ServerConfig| config.client_authentication = Some(policy);
        let pair = Pair::server_knowing(std::slice::from_ref(&psk), false, asking).to("WaitFinished");
        assert_eq!(pair.peer.types(), [1, 2, 8, 20], "nor a request for one");
        let certificate = pair.peer.certificate();
        pair.refuses_message(&certificate, Alert::UNEXPECTED_MESSAGE, "4-2");
    }
    breaks(Alert::UNEXPECTED_MESSAGE, &["4.1.1-i5", "E.1-1", "9846:F.1-1"]);
    surehand_evidence::property("4.3.2-8", "no CertificateRequest where a PSK authenticates");
    surehand_evidence::property("2-i2", "no Certificate where a PSK authenticates");
}

/// The rest is about clients.
fn offering(psks: &[Known], change: impl FnOnce(&mut ClientConfig)) -> Pair {
    Pair::client_offering(psks, false, |config| {
        config.observe.claims = true;
        change(config);
    })
}

#[test]
fn a_client_offers_a_psk_of_each_kind() {
    for psk in of_each_kind().into_iter().chain([sha384(b"psk")]) {
        let mut pair = offering(std::slice::from_ref(&psk), |_| {});
        let hello = pair.peer.hello.clone().unwrap();
        assert_eq!(hello.get(E::PSK_KEY_EXCHANGE_MODES), Some(&modes(&[1])[..]));
        assert_eq!(hello.extensions.last().unwrap().0, E::PRE_SHARED_KEY);
        let suite = if psk.hash == HashAlgorithm::Sha384 { SHA384_SUITE } else { SUITE };
        assert!(hello.suites.contains(&suite.0), "a suite of its hash");
        for each in [E::SUPPORTED_GROUPS, E::KEY_SHARE, E::SIGNATURE_ALGORITHMS] {
            assert!(hello.get(each).is_some(), "{each:?}");
        }
        assert!(pair.peer.binders_are_right());
        if psk.hash == HashAlgorithm::Sha384 {
            pair.peer.use_suite(SHA384_SUITE);
        }
        let mut pair = pair.to("Connected");
        pair.agree();
        assert_eq!(pair.peer.types(), [1, 2, 8, 20, 20]);
        assert!(pair.local.connection.connected().unwrap().by_psk);
        let selected = Claim::PskSelected { kind: psk.kind, identity: psk.identity };
        let seen = pair.local.connection.observations();
        assert!(seen.iter().any(|each| matches!(each, Observation::Claim(claim) if *claim == selected)));
    }
    for rule in ["4.2.9-1", "4.2.9-2", "4.2.11-1", "4.2.11.2-i2"] {
        surehand_evidence::property(
            rule,
            "a client offers PSKs of each kind, with binders that a peer of another make checks",
        );
    }
    keeps(&["4.1.1-i1", "2.2-1", "4.1.2-13"], "suites, groups, shares, schemes and modes stand beside a PSK");
}

#[test]
fn any_of_the_offered_may_be_selected_or_none() {
    let psks = [&of_each_kind()[..], &[sha384(b"psk")]].concat();
    for index in 0..5_u16 {
        let mut pair = offering(&psks, |_| {});
        assert!(pair.peer.binders_are_right());
        pair.peer.select = (index < 4).then_some(index);
        if index == 3 {
            pair.peer.use_suite(SHA384_SUITE);
        }
        let mut pair = pair.to("Connected");
        pair.agree();
        assert_eq!(pair.local.connection.connected().unwrap().by_psk, index < 4);
        assert_eq!(pair.peer.types().contains(&11), index == 4);
    }
}

#[test]
fn a_client_checks_what_is_selected() {
    let psks = [Known::external(b"one"), Known::ticket(b"two")];
    for index in [2, 3, 0xffff] {
        let mut pair = offering(&psks, |_| {});
        pair.peer.select = Some(index);
        let hello = pair.peer.server_hello();
        pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.2.11-14");
        breaks(Alert::ILLEGAL_PARAMETER, &["4.1.1-i3"]);
    }
    let mut pair = offering(&psks, |_| {});
    let hello = pair.peer.server_hello().with(|hello| hello.suites = vec![SHA384_SUITE.0]);
    pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.2.11-4");
    surehand_evidence::property("4.2.11-13", "index, hash and key_share of what is selected");
}

#[test]
fn a_client_checks_the_mode() {
    let psks = [Known::external(b"one")];
    let with = |modes: &[Mode]| {
        let modes = modes.to_vec();
        offering(&psks, |config| config.psk_key_exchange_modes = modes)
    };
    let mut pair = with(&[Mode::PSK_DHE_KE]);
    pair.peer.psk_alone = true;
    let hello = pair.peer.server_hello();
    pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.2.9-8");
    breaks(Alert::ILLEGAL_PARAMETER, &["4.1.1-2"]);
    let mut pair = with(&[Mode::PSK_KE]);
    let hello = pair.peer.server_hello();
    pair.refuses_message(&hello.bytes(), Alert::ILLEGAL_PARAMETER, "4.2.9-7");
    breaks(Alert::ILLEGAL_PARAMETER, &["4.1.1-2", "4.2.8-16"]);
    for (modes, alone) in [(&[Mode::PSK_KE][..], true), (&[Mode::PSK_KE, Mode::PSK_DHE_KE], true)] {
        let mut pair = with(modes);
        pair.peer.psk_alone = alone;
        pair.to("Connected").agree();
    }
    with(&[Mode::PSK_KE, Mode::PSK_DHE_KE]).to("Connected").agree();
    // Without a PSK there has to be a share.
    let mut pair = with(&[Mode::PSK_KE]);
    (pair.peer.psk_alone, pair.peer.select) = (true, None);
    let hello = pair.peer.server_hello();
    pair.refuses_message(&hello.bytes(), Alert::MISSING_EXTENSION, "4.1.3-i2");
}

#[test]
fn a_server_that_was_offered_no_psk_selects_none() {
    for modes in [false, true] {
        let pair = Pair::client_with(Rigged::new(), |config| {
            if modes {
                config.psk_key_exchange_modes = vec![Mode::PSK_DHE_KE];
            }
        });
        let mut pair = pair;
        pair.peer.select = Some(0);
        let hello = pair.peer.server_hello();
        pair.refuses_message(&hello.bytes(), Alert::UNSUPPORTED_EXTENSION, "4.2-4");
    }
}

#[test]
fn what_cannot_be_used_is_not_offered() {
    let psks = [Known::external(b"one"), sha384(b"two")];
    let pair = offering(&psks, |config| config.psk_key_exchange_modes.clear());
    let hello = pair.peer.hello.clone().unwrap();
    assert_eq!((hello.get(E::PRE_SHARED_KEY), hello.get(E::PSK_KEY_EXCHANGE_MODES)), (None, None));
    let mut pair = offering(&psks, |config| config.cipher_suites = vec![SHA384_SUITE]);
    pair.peer.psks.remove(0);
    pair.peer.use_suite(SHA384_SUITE);
    assert!(pair.peer.binders_are_right());
    pair.to("Connected").agree();
}

#[test]
fn after_a_retry_the_client_binds_anew() {
    let psks = [sha384(b"other hash"), Known::external(b"one"), Known::ticket(b"two")];
    let mut pair = offering(&psks, |_| {});
    assert!(pair.peer.binders_are_right());
    let retry = pair.peer.hello_retry_request(OTHER_GROUP);
    pair.tell(retry.bytes()).unwrap();
    // The suite of the retry rules the first one out.
    pair.peer.psks.remove(0);
    assert!(pair.peer.binders_are_right());
    pair.peer.select = Some(1);
    pair.to("Connected").agree();
    // It may rule out all.
    let mut pair = offering(&psks[1..], |_| {});
    pair.peer.use_suite(SHA384_SUITE);
    let retry = pair.peer.hello_retry_request(OTHER_GROUP);
    pair.tell(retry.bytes()).unwrap();
    let second = pair.peer.hello.clone().unwrap();
    assert_eq!(second.get(E::PRE_SHARED_KEY), None);
    assert!(second.get(E::PSK_KEY_EXCHANGE_MODES).is_some());
    pair.peer.select = None;
    pair.to("Connected").agree();
    keeps(&["4.1.2-i4", "4.1.4-11"], "binders of the second ClientHello, and no PSK of another hash than the retry's");
    surehand_evidence::property("4.1.2-i5", "PSKs are bound anew, and those of another hash left out");
}

#[test]
fn a_cookie_is_bound_too() {
    let mut pair = offering(&[Known::ticket(b"ticket")], |_| {});
    let retry = pair.peer.hello_retry_request(GROUP).without(E::KEY_SHARE).set(E::COOKIE, vector(2, b"cookie"));
    pair.tell(retry.bytes()).unwrap();
    assert!(pair.peer.hello.as_ref().unwrap().get(E::COOKIE).is_some());
    assert!(pair.peer.binders_are_right());
    pair.to("Connected").agree();
}

#[test]
fn a_client_that_knows_no_signatures_takes_a_psk_alone() {
    let bare = |config: &mut ClientConfig| config.signature_algorithms.clear();
    let pair = offering(&[Known::external(b"one")], bare);
    assert_eq!(pair.peer.hello.as_ref().unwrap().get(E::SIGNATURE_ALGORITHMS), None);
    pair.to("Connected").agree();
    let mut pair = offering(&[Known::external(b"one")], bare);
    pair.peer.select = None;
    let hello = pair.peer.server_hello();
    pair.refuses_message(&hello.bytes(), Alert::MISSING_EXTENSION, "9.2-7");
}

#[test]
fn a_client_without_groups_takes_a_psk_alone() {
    let pair = offering(&[Known::external(b"one")], |config| {
        config.groups.clear();
        config.key_share_groups.clear();
        config.psk_key_exchange_modes = vec![Mode::PSK_KE];
    });
    let hello = pair.peer.hello.clone().unwrap();
    assert_eq!((hello.get(E::SUPPORTED_GROUPS), hello.get(E::KEY_SHARE)), (None, None));
    pair.to("Connected").agree();
}

#[test]
fn no_certificate_of_a_server_belongs_into_a_psk_handshake() {
    for psk in of_each_kind() {
        for which in [11, 13, 15] {
            let pair = offering(std::slice::from_ref(&psk), |_| {}).to("WaitFinished");
            let message = match which {
                11 => pair.peer.certificate(),
                13 => pair.peer.certificate_request(),
                _ => pair.peer.certificate_verify(),
            };
            pair.refuses_message(&message, Alert::UNEXPECTED_MESSAGE, "4-2");
            let rules = match (which, psk.session.is_some()) {
                (13, true) => &["4.1.1-i5", "9846:4.4.2-2"][..],
                (13, false) => &["4.1.1-i5", "E.1-1", "9846:4.4.2-3", "9846:F.1-1"],
                (_, true) => &["4.1.1-i5"],
                (_, false) => &["4.1.1-i5", "E.1-1", "9846:F.1-1"],
            };
            breaks(Alert::UNEXPECTED_MESSAGE, rules);
        }
    }
    // And one that is due cannot be left out.
    let mut pair = offering(&[Known::external(b"one")], |_| {});
    pair.peer.select = None;
    let pair = pair.to("WaitCertificateOrRequest");
    let finished = pair.peer.finished();
    pair.refuses_message(&finished, Alert::UNEXPECTED_MESSAGE, "4-2");
}

#[test]
fn another_key_gives_other_keys() {
    let mut pair = offering(&[Known::external(b"one")], |_| {});
    pair.peer.psks[0].key = b"another".to_vec();
    let hello = pair.peer.server_hello();
    pair.tell(hello.bytes()).unwrap();
    let extensions = pair.peer.encrypted_extensions();
    let record = pair.peer.record(22, &extensions);
    let result = pair.local.feed(&record);
    assert_eq!(result, Err(Error::Rejected(reject!(BAD_RECORD_MAC, "5.2-3"))));
}
