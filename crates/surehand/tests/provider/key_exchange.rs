//! Shares of either library, offered to either.

use surehand::NamedGroup;
use surehand::provider::{Mixed, Rows};
use surehand_core::crypto::{CryptoError, Provider, Purpose};

/// Group, and the lengths of the client's share, of the server's and of the secret (RFC 8446 §4.2.8.2, RFC 10024).
const LENGTHS: [(NamedGroup, usize, usize, usize); 5] = [
    (NamedGroup::X25519MLKEM768, 1216, 1120, 64),
    (NamedGroup::X25519, 32, 32, 32),
    (NamedGroup::SECP256R1, 65, 65, 32),
    (NamedGroup::SECP384R1, 97, 97, 48),
    (NamedGroup::SECP521R1, 133, 133, 66),
];

type Offer = (<Mixed as Provider>::KeyShares, Vec<(NamedGroup, Vec<u8>)>);

pub fn offer(provider: &Mixed, groups: &[NamedGroup]) -> Offer {
    let mut shares = Vec::new();
    let keys = provider.offer(&(), Purpose::ClientShares(1), groups, &mut |group, share| {
        shares.push((group, share.to_vec()));
    });
    (keys.unwrap(), shares)
}

pub fn accept(provider: &Mixed, group: NamedGroup, peer: &[u8]) -> Result<(Vec<u8>, Vec<u8>), CryptoError> {
    let mut own = Vec::new();
    let secret = provider.accept(&(), group, peer, &mut |share| own = share.to_vec())?;
    Ok((own, provider.reveal(&secret).to_vec()))
}

#[test]
fn either_agrees_with_the_other() {
    for (client, ours) in crate::mixtures() {
        for (server, theirs) in crate::mixtures() {
            let both = |group: &NamedGroup| theirs.groups().contains(group);
            for group in ours.groups().iter().copied().filter(both) {
                let (keys, shares) = offer(&ours, &[group]);
                let (_, share) = shares.first().unwrap();
                let (own, secret) = accept(&theirs, group, share).unwrap();
                let same = ours.finish(keys, group, &own).unwrap();
                assert_eq!(ours.reveal(&same), secret, "{client} to {server}, {group:?}");
                let lengths = (group, share.len(), own.len(), secret.len());
                assert!(LENGTHS.contains(&lengths), "{lengths:?}");
            }
        }
    }
}

#[test]
fn all_groups_at_once_and_each_can_be_chosen() {
    for (_, provider) in crate::mixtures() {
        for chosen in provider.groups() {
            let (keys, shares) = offer(&provider, provider.groups());
            let offered: Vec<NamedGroup> = shares.iter().map(|(group, _)| *group).collect();
            assert_eq!(offered, provider.groups());
            let (_, share) = shares.iter().find(|(group, _)| group == chosen).unwrap();
            let (own, secret) = accept(&provider, *chosen, share).unwrap();
            let same = provider.finish(keys, *chosen, &own).unwrap();
            assert_eq!(provider.reveal(&same), secret);
        }
    }
}

#[test]
fn a_group_that_was_not_offered_cannot_be_chosen() {
    for (_, provider) in crate::mixtures() {
        let (_, shares) = offer(&provider, &[NamedGroup::X25519]);
        let (own, _) = accept(&provider, NamedGroup::X25519, &shares[0].1).unwrap();
        let (keys, _) = offer(&provider, &[NamedGroup::SECP256R1]);
        assert_eq!(provider.finish(keys, NamedGroup::X25519, &own).err(), Some(CryptoError::Unsupported));
        let (keys, _) = offer(&provider, &[NamedGroup::X25519]);
        let hybrid = provider.finish(keys, NamedGroup::X25519MLKEM768, &[0; 1120]);
        assert_eq!(hybrid.err(), Some(CryptoError::Unsupported));
    }
}

#[test]
fn a_group_without_a_row_is_refused() {
    let Ok(graviola) = Mixed::with_rows(Rows { aws_lc: false, graviola: true }) else { return };
    for group in [NamedGroup::SECP521R1, NamedGroup(0x0100)] {
        let offered = graviola.offer(&(), Purpose::ClientShares(1), &[group], &mut |_, _| {});
        assert_eq!(offered.err(), Some(CryptoError::Unsupported));
        assert_eq!(accept(&graviola, group, &[4; 133]).err(), Some(CryptoError::Unsupported));
    }
}

#[test]
fn shares_of_the_wrong_length_are_refused_on_both_sides() {
    for (_, provider) in crate::mixtures() {
        for group in provider.groups() {
            let (_, shares) = offer(&provider, &[*group]);
            let share = &shares[0].1;
            for wrong in [&share[..0], &share[..share.len() - 1], &[&share[..], &[0]].concat()] {
                assert_eq!(accept(&provider, *group, wrong).err(), Some(CryptoError::BadKey), "{group:?}");
            }
            let (own, _) = accept(&provider, *group, share).unwrap();
            for wrong in [&own[..0], &own[..own.len() - 1], &[&own[..], &[0]].concat()] {
                let (keys, _) = offer(&provider, &[*group]);
                assert_eq!(provider.finish(keys, *group, wrong).err(), Some(CryptoError::BadKey), "{group:?}");
            }
        }
    }
}

#[test]
fn randomness_and_shares_differ_each_time() {
    for (_, provider) in crate::mixtures() {
        let (mut one, mut two) = ([0; 32], [0; 32]);
        provider.random(&(), Purpose::ClientRandom, &mut one).unwrap();
        provider.random(&(), Purpose::ServerRandom, &mut two).unwrap();
        assert!(one != two && one != [0; 32]);
        let (_, one) = offer(&provider, provider.groups());
        let (_, two) = offer(&provider, provider.groups());
        for (one, two) in one.iter().zip(&two) {
            assert!(one.0 == two.0 && one.1 != two.1);
        }
    }
}
