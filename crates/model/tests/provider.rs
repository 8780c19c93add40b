//! Symbolic crypto keeps its promises: lengths, commuting shares, ideal AEAD, names that depend on inputs alone.

use std::thread;

use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_core::crypto::{HashAlgorithm, HashState, MacPurpose, OpeningKey, Provider, Purpose, Salt, SealingKey};
use surehand_model::provider::{Secret, Shares, Symbolic, Weakness};
use surehand_model::term::{Agent, Id, SessionName};

fn exchange(provider: &Symbolic, group: NamedGroup) -> (Vec<u8>, Vec<u8>, Secret, Secret) {
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    let shares = provider
        .offer(&SessionName(1), Purpose::ClientShares(1), &[group], &mut |_, share| theirs = share.to_vec())
        .unwrap();
    let server = provider.accept(&SessionName(2), group, &theirs, &mut |share| ours = share.to_vec()).unwrap();
    let client = provider.finish(shares, group, &ours).unwrap();
    (theirs, ours, client, server)
}

#[test]
fn key_exchanges_agree_and_have_the_lengths_of_their_groups() {
    let provider = Symbolic::default();
    for (group, theirs, ours) in
        [(NamedGroup::X25519, 32, 32), (NamedGroup::SECP256R1, 65, 65), (NamedGroup::X25519MLKEM768, 1216, 1120)]
    {
        let (one, two, client, server) = exchange(&provider, group);
        assert_eq!((one.len(), two.len()), (theirs, ours), "{group}");
        assert_eq!(client, server, "{group}");
        let shares = Shares { session: SessionName(3), purpose: Purpose::ClientShares(1) };
        assert_ne!(provider.finish(shares, group, &two).unwrap(), client, "another client's exponent");
        assert!(provider.finish(shares, group, &two[1..]).is_err(), "a share of another length");
        assert!(provider.finish(shares, group, &vec![0; ours]).is_err(), "an identity share");
    }
}

#[test]
fn names_do_not_depend_on_who_makes_them_when() {
    let names = || {
        let provider = Symbolic::default();
        let (one, two, client, _) = exchange(&provider, NamedGroup::X25519);
        let early = provider.extract(HashAlgorithm::Sha384, Salt::Derived(&client), None);
        (one, two, early.bytes().to_vec(), provider.external_psk(3), provider.public_key(Agent(2)))
    };
    let elsewhere = thread::spawn(names);
    let provider = Symbolic::default();
    (0..100).for_each(|name| _ = provider.external_psk(name));
    assert_eq!(names(), elsewhere.join().unwrap());
    assert_eq!(names().2.len(), 48);
}

#[test]
fn weaknesses_are_off_unless_asked_for() {
    let sound = Symbolic::default();
    let (key, scheme) = (sound.public_key(Agent(1)), SignatureScheme::ED25519);
    let signature = sound.sign(key, scheme, b"message");
    assert!(sound.verify(&key, scheme, b"message", &signature));
    assert!(!sound.verify(&key, scheme, b"massage", &signature));
    assert!(!sound.verify(&sound.public_key(Agent(2)), scheme, b"message", &signature));
    let secret = sound.secret(&[7; 32]);
    let mac = sound.mac(HashAlgorithm::Sha256, &secret, b"message");
    let verify = |provider: &Symbolic, purpose, mac: &[u8]| {
        provider.verify_mac(purpose, HashAlgorithm::Sha256, &secret, b"message", mac)
    };
    assert!(verify(&sound, MacPurpose::Binder, mac.as_ref()));
    assert!(!verify(&sound, MacPurpose::Binder, &[0; 32]));
    let weak = Symbolic::new(Weakness { any_mac: Some(MacPurpose::Binder), ..Weakness::default() });
    assert!(verify(&weak, MacPurpose::Binder, &[0; 32]));
    assert!(!verify(&weak, MacPurpose::ServerFinished, &[0; 32]));
}

proptest! {
    #[test]
    fn records_open_under_their_own_key_and_nonce_only(
        text in any::<Vec<u8>>(), data in any::<Vec<u8>>(), key in any::<[u8; 32]>(), nonce in any::<[u8; 12]>(), at in any::<usize>(),
    ) {
        let provider = Symbolic::default();
        let suite = CipherSuite::TLS_AES_256_GCM_SHA384;
        let (sealing, opening) = (provider.sealing_key(suite, &key).unwrap(), provider.opening_key(suite, &key).unwrap());
        let mut record = text.clone();
        let tag = sealing.seal_in_place(&nonce, &data, &mut record).unwrap();
        record.extend_from_slice(&tag);
        prop_assert!(text.len() < 8 || !record.windows(text.len()).any(|part| part == text));
        let mut changed = record.clone();
        let at = at % changed.len();
        changed[at] ^= 1;
        prop_assert!(opening.open_in_place(&nonce, &data, &mut changed).is_err());
        let mut other = nonce;
        other[11] ^= 1;
        prop_assert!(opening.open_in_place(&other, &data, &mut record.clone()).is_err());
        prop_assert_eq!(&*opening.open_in_place(&nonce, &data, &mut record).unwrap(), &text);
    }

    #[test]
    fn a_hash_depends_on_the_bytes_and_not_on_how_they_come(one in any::<Vec<u8>>(), two in any::<Vec<u8>>()) {
        let provider = Symbolic::default();
        let mut parts = provider.hash(HashAlgorithm::Sha256);
        parts.update(&one);
        parts.update(&two);
        let mut whole = provider.hash(HashAlgorithm::Sha256);
        whole.update(&[one.as_slice(), two.as_slice()].concat());
        prop_assert_eq!(parts.digest(), whole.digest());
        whole.update(&[0]);
        prop_assert!(parts.digest() != whole.digest());
    }

    #[test]
    fn a_handle_begins_with_its_name_whatever_its_length(bytes in any::<Vec<u8>>(), length in 16_usize..200) {
        let id = Id::of(&bytes);
        let handle = id.handle(length);
        prop_assert_eq!(handle.len(), length);
        prop_assert_eq!(Id::at_start(&handle), Some(id));
        prop_assert_eq!(&id.handle(length + 7)[..length], &handle[..]);
    }
}
