//! What a client still looks at when it has found the signatures of a chain good before.

use std::time::Duration;

use rustls_pki_types::{ServerName, UnixTime};

use super::made::{Authority, NOW, Ocsp, localhost, refused, replaced, revoked, shown};
use crate::provider::Mixed;
use crate::verify::{Peer, Presented, Refusal, Remembered, Trust, verify_server};

struct Client {
    trust: Trust,
    memory: Remembered,
}

impl Client {
    fn of(authority: &Authority) -> Self {
        Self { trust: Trust::Roots(authority.roots()), memory: Remembered::default() }
    }

    fn verify(&self, name: &ServerName<'_>, presented: Presented<'_>) -> Result<((), Peer), Refusal> {
        let provider = Mixed::new().unwrap();
        verify_server(&provider, &self.trust, name, presented, true, Some(&self.memory)).map(|(_, peer)| ((), peer))
    }
}

#[test]
fn dates_names_and_revocation_are_looked_at_every_time() {
    let authority = Authority::new();
    let (leaf, _) = authority.leaf(|_| {});
    let client = Client::of(&authority);
    for _ in 0..2 {
        client.verify(&localhost(), shown(&[&leaf])).unwrap();
    }
    let never = UnixTime::since_unix_epoch(Duration::from_secs(NOW * 100));
    refused(client.verify(&localhost(), Presented { now: never, ..shown(&[&leaf]) }), "certificate_expired", "6.2-i8");
    let other = "other.example".try_into().unwrap();
    refused(client.verify(&other, shown(&[&leaf])), "bad_certificate", "4.4.2.4-i1");
    let mut response = Ocsp::good(authority.0.der(), &leaf);
    response.status = revoked();
    let response = response.signed(authority.0.key());
    let staple = Presented { ocsp_response: Some(&response), ..shown(&[&leaf]) };
    refused(client.verify(&localhost(), staple), "certificate_revoked", "6.2-i7");
    client.verify(&localhost(), shown(&[&leaf])).unwrap();
}

#[test]
fn another_certificate_and_another_issuer_are_not_remembered() {
    let authority = Authority::new();
    let (leaf, _) = authority.leaf(|_| {});
    let client = Client::of(&authority);
    client.verify(&localhost(), shown(&[&leaf])).unwrap();
    let changed = replaced(&leaf, b"localhost", b"localhosu");
    let name = "localhosu".try_into().unwrap();
    refused(client.verify(&name, shown(&[&changed])), "bad_certificate", "6.2-i5");
    // The same names, another key: what one of them has signed is not good for the other.
    let twin = Client { trust: Trust::Roots(authority.twin().roots()), memory: client.memory };
    assert!(twin.verify(&localhost(), shown(&[&leaf])).is_err());
}
