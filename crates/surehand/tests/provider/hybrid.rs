//! RFC 10024: X25519MLKEM768 out of its two halves.

use surehand::NamedGroup;
use surehand_core::crypto::{CryptoError, Provider};

use crate::key_exchange::{accept, offer};

const HYBRID: NamedGroup = NamedGroup::X25519MLKEM768;

#[test]
fn ml_kem_comes_first_in_shares_and_secret() {
    for (_, provider) in crate::mixtures() {
        let (keys, shares) = offer(&provider, &[HYBRID]);
        let (encapsulation_key, classical) = shares[0].1.split_at(1184);
        let (mut own, ml_kem) = surehand_aws_lc::encapsulate(encapsulation_key).unwrap();
        let (key, x25519) = surehand_aws_lc::PrivateKey::generate(NamedGroup::X25519).unwrap();
        let agreed = key.agree(classical).unwrap();
        own.extend_from_slice(&x25519);
        let secret = provider.finish(keys, HYBRID, &own).unwrap();
        assert_eq!(provider.reveal(&secret), [ml_kem.as_bytes(), agreed.as_bytes()].concat());
    }
}

#[test]
fn one_x25519_key_serves_the_hybrid_and_itself_within_an_offer_and_no_further() {
    for (_, provider) in crate::mixtures() {
        for groups in [[HYBRID, NamedGroup::X25519], [NamedGroup::X25519, HYBRID]] {
            let classical = || {
                let (_, shares) = offer(&provider, &groups);
                let of = |group| shares.iter().find(|(each, _)| *each == group).unwrap().1.clone();
                assert_eq!(of(HYBRID)[1184..], of(NamedGroup::X25519));
                of(NamedGroup::X25519)
            };
            assert_ne!(classical(), classical());
        }
    }
}

#[test]
fn each_half_is_checked() {
    for (_, provider) in crate::mixtures() {
        let (_, shares) = offer(&provider, &[HYBRID]);
        let share = &shares[0].1;
        let unreduced = [&[0xff; 1152], &share[1152..]].concat();
        assert_eq!(accept(&provider, HYBRID, &unreduced).err(), Some(CryptoError::BadKey));
        let low_order = [&share[..1184], &[0; 32]].concat();
        assert_eq!(accept(&provider, HYBRID, &low_order).err(), Some(CryptoError::ZeroSecret));

        let (own, _) = accept(&provider, HYBRID, share).unwrap();
        let (keys, _) = offer(&provider, &[HYBRID]);
        let low_order = [&own[..1088], &[0; 32]].concat();
        assert_eq!(provider.finish(keys, HYBRID, &low_order).err(), Some(CryptoError::ZeroSecret));
        let (keys, _) = offer(&provider, &[NamedGroup::X25519]);
        assert_eq!(provider.finish(keys, NamedGroup::X25519, &[0; 32]).err(), Some(CryptoError::ZeroSecret));
    }
    surehand_evidence::property("7.4.2-3", "a secret of zeros is refused, in the hybrid as well");
}
