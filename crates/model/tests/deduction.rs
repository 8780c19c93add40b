//! The attacker's deduction: whatever it derives can be computed from what was revealed, and knowledge only grows.

use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use proptest::sample::Index;
use surehand_codec::code_point::NamedGroup;
use surehand_core::crypto::{Digest, HashAlgorithm, Provider, Purpose, Salt};
use surehand_core::key_schedule::EarlySecret;
use surehand_model::attacker::{Deducer, Knowledge, Known};
use surehand_model::provider::{Secret, Symbolic};
use surehand_model::term::{Id, SessionName};

/// The secrets of a key schedule over a key exchange between two sessions: each of them, and which ones follow from it alone.
fn schedule(
    provider: &Symbolic,
    group: NamedGroup,
    client: SessionName,
    server: SessionName,
    psk: Option<u8>,
) -> Vec<Id> {
    let hash = HashAlgorithm::Sha256;
    let mut theirs = Vec::new();
    provider.offer(&client, Purpose::ClientShares(1), &[group], &mut |_, share| theirs = share.to_vec()).unwrap();
    let shared = provider.accept(&server, group, &theirs, &mut |_| {}).unwrap();
    let psk = psk.map(|name| provider.secret(&provider.external_psk(name)));
    let early = EarlySecret::<Symbolic>::new(provider, hash, psk.as_ref());
    let mut secrets = vec![shared.id(), early.secret().id()];
    let handshake = early.handshake_secret(provider, Some(&shared));
    secrets.push(handshake.secret().id());
    let traffic = handshake.traffic_secrets(provider, &Digest::new(&[1; 32]));
    secrets.push(traffic.client_handshake_traffic_secret().id());
    secrets.push(traffic.server_handshake_traffic_secret().id());
    secrets.push(traffic.main_secret().secret().id());
    let application = traffic.main_secret().application_secrets(provider, &Digest::new(&[2; 32]));
    secrets.push(application.client_application_traffic_secret_0.id());
    secrets.push(application.exporter_master_secret.secret().id());
    secrets
}

/// Several schedules of honest sessions and one with the attacker.
fn world(provider: &Symbolic) -> (Vec<Id>, Vec<Known>) {
    let mut secrets = Vec::new();
    for group in [NamedGroup::X25519, NamedGroup::SECP256R1, NamedGroup::X25519MLKEM768] {
        secrets.extend(schedule(provider, group, SessionName(1), SessionName(2), None));
        secrets.extend(schedule(provider, group, SessionName(1), SessionName(3), Some(7)));
        secrets.extend(schedule(provider, group, SessionName(4), SessionName::ATTACKER, Some(8)));
        secrets.extend(schedule(provider, group, SessionName::ATTACKER, SessionName(5), None));
    }
    let mut known: Vec<Known> = secrets.iter().copied().map(Known::Secret).collect();
    known.extend((1..6).map(|name| Known::Exponents(SessionName(name))));
    known.extend([Known::Psk(7), Known::Psk(8)]);
    (secrets, known)
}

#[test]
fn a_key_exchange_is_known_to_who_has_an_exponent_and_to_nobody_else() {
    let provider = Symbolic::default();
    for group in [NamedGroup::X25519, NamedGroup::SECP256R1, NamedGroup::X25519MLKEM768] {
        let honest = schedule(&provider, group, SessionName(1), SessionName(2), None);
        let taken_in = schedule(&provider, group, SessionName(1), SessionName::ATTACKER, None);
        let mixed = schedule(&provider, group, SessionName::ATTACKER, SessionName(2), Some(3));
        let mut knowledge = Knowledge::default();
        let knows = |knowledge: &Knowledge, id: &Id| Deducer::new(&provider.book, knowledge).knows(*id);
        assert!(!honest.iter().enumerate().any(|(at, id)| at != 1 && knows(&knowledge, id)), "{group}");
        assert!(taken_in.iter().all(|id| knows(&knowledge, id)), "{group}: without a PSK nothing else is missing");
        assert!(knows(&knowledge, &mixed[0]) && !knows(&knowledge, &mixed[2]), "{group}: the PSK is missing");
        knowledge.learn(Known::Exponents(SessionName(2)), &provider.book);
        assert!(honest.iter().all(|id| knows(&knowledge, id)), "{group}");
        assert!(!knows(&knowledge, &mixed[2]));
        knowledge.learn(Known::Psk(3), &provider.book);
        assert!(mixed.iter().all(|id| knows(&knowledge, id)), "{group}");
    }
}

#[test]
fn the_basis_stays_minimal_whatever_the_order() {
    let provider = Symbolic::default();
    let secrets = schedule(&provider, NamedGroup::X25519, SessionName(1), SessionName(2), None);
    let (handshake, traffic) = (Known::Secret(secrets[2]), Known::Secret(secrets[3]));
    let mut one = Knowledge::default();
    one.learn(traffic, &provider.book);
    one.learn(handshake, &provider.book);
    let mut two = Knowledge::default();
    two.learn(handshake, &provider.book);
    two.learn(traffic, &provider.book);
    assert_eq!(one, two);
    assert_eq!(one.basis(), [handshake], "what follows from another entry is dropped");
}

proptest! {
    #[test]
    fn what_is_derived_can_be_computed_and_knowledge_only_grows(order in any::<Vec<Index>>()) {
        let provider = Symbolic::default();
        let (secrets, known) = world(&provider);
        let mut knowledge = Knowledge::default();
        let mut before: Vec<Id> = Vec::new();
        for index in order.iter().take(12) {
            knowledge.learn(*index.get(&known), &provider.book);
            let deducer = Deducer::new(&provider.book, &knowledge);
            let now: Vec<Id> = secrets.iter().copied().filter(|id| deducer.knows(*id)).collect();
            prop_assert!(before.iter().all(|id| now.contains(id)));
            prop_assert!(secrets.iter().all(|id| deducer.knows(*id) == deducer.derive(*id).is_some()));
            for id in &now {
                let derivation = deducer.derive(*id).unwrap();
                prop_assert_eq!(derivation.recompute(&provider), Some(*id));
            }
            before = now;
        }
    }

    #[test]
    fn bytes_that_nobody_has_made_are_the_attackers(bytes in any::<[u8; 32]>()) {
        let provider = Symbolic::default();
        let knowledge = Knowledge::default();
        let secret = provider.extract(HashAlgorithm::Sha256, Salt::Zero, Some(&provider.secret(&bytes)));
        prop_assert!(Deducer::new(&provider.book, &knowledge).knows(Secret::id(&secret)));
    }
}
