//! RFC 8446 §4.4.2: what is refused in a server's and in a client's chain, with which alert.

use std::sync::Arc;

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, PublicKeyData};
use rustls_pki_types::CertificateDer;
use surehand_codec::code_point::AlertDescription;
use surehand_evidence::{property, saw};

use super::made::{
    Authority, NOW, RSA_MD5, RSA_SHA1, RSA_SHA256, der, localhost, now, refused, replaced, shown, usages,
};
use crate::provider::Mixed;
use crate::verify::{
    OidFilters, Peer, PeerIdentity, PeerVerifier, Pin, Presented, Refusal, Trust, verify_client, verify_server,
};

type Verification =
    Result<(surehand_core::handshake::Verified<<Mixed as surehand_core::crypto::Provider>::PublicKey>, Peer), Refusal>;

/// As a server's chain.
pub fn server(trust: &Trust, chain: &[&[u8]]) -> Verification {
    verify_server(&Mixed::new().unwrap(), trust, &localhost(), shown(chain), false, None)
}

/// As a client's chain, without filters.
pub fn client(trust: &Trust, chain: &[&[u8]]) -> Verification {
    verify_client(&Mixed::new().unwrap(), trust, shown(chain), false, &OidFilters::new())
}

fn pin_of(certificate: &[u8]) -> Trust {
    Trust::Pins(vec![Pin::of_certificate(&CertificateDer::from(certificate)).unwrap()])
}

#[test]
fn either_role_is_accepted_and_named() {
    let authority = Authority::new();
    let trust = Trust::Roots(authority.roots());
    let (certificate, _) = authority.leaf(|_| {});
    let (verified, peer) = server(&trust, &[&certificate]).unwrap();
    assert_eq!(peer.identity, PeerIdentity::ServerName(b"localhost".to_vec()));
    assert_eq!((PeerIdentity::decode(&verified.identity).as_ref(), peer.chain.len()), (Some(&peer.identity), 1));
    // GeneralNames with one dNSName.
    let (verified, peer) = client(&trust, &[&certificate]).unwrap();
    assert_eq!(peer.identity, PeerIdentity::SubjectAltName(der(0x30, &der(0x82, b"localhost"))));
    assert_eq!(PeerIdentity::decode(&verified.identity).as_ref(), Some(&peer.identity));
    let (nameless, _) = authority.leaf(|params| params.subject_alt_names.clear());
    let (_, peer) = client(&trust, &[&nameless]).unwrap();
    assert!(matches!(&peer.identity, PeerIdentity::Subject(name) if name.starts_with(&[0x30])));
    let (_, peer) = client(&pin_of(&certificate), &[&certificate]).unwrap();
    assert!(matches!(peer.identity, PeerIdentity::Pin(_)));
}

#[test]
fn a_chain_over_an_intermediate_in_any_order() {
    let root = Authority::new();
    let (below, stray) = (root.subordinate(), root.subordinate());
    let (certificate, _) = below.leaf(|_| {});
    let trust = Trust::Roots(root.roots());
    for verify in [server, client] {
        verify(&trust, &[&certificate, below.0.der()]).unwrap();
        verify(&trust, &[&certificate, root.0.der(), stray.0.der(), below.0.der()]).unwrap();
        refused(verify(&trust, &[&certificate]), "unknown_ca", "6.2-i11");
    }
    property("4.4.2-12", "surplus certificates, in the wrong order");
}

#[test]
fn key_usage_has_to_permit_signatures() {
    let authority = Authority::new();
    let roots = Trust::Roots(authority.roots());
    let (right, _) = authority.leaf(usages([KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyAgreement]));
    let (wrong, _) = authority.leaf(usages([KeyUsagePurpose::KeyEncipherment, KeyUsagePurpose::KeyAgreement]));
    for verify in [server, client] {
        verify(&roots, &[&right]).unwrap();
        verify(&pin_of(&right), &[&right]).unwrap();
        refused(verify(&roots, &[&wrong]), "unsupported_certificate", "4.4.2.2-4");
        refused(verify(&pin_of(&wrong), &[&wrong]), "unsupported_certificate", "4.4.2.2-4");
    }
    saw("9846:4.5.1.2-1", "unsupported_certificate");
}

#[test]
fn only_version_3() {
    let authority = Authority::new();
    let trust = Trust::Roots(authority.roots());
    let (certificate, _) = authority.leaf(|_| {});
    let version_2 = replaced(&certificate, &[0xa0, 3, 2, 1, 2], &[0xa0, 3, 2, 1, 1]);
    refused(server(&trust, &[&version_2]), "unsupported_certificate", "4.4.2.2-1");
    refused(client(&trust, &[&version_2]), "unsupported_certificate", "4.4.2.3-1");
}

#[test]
fn md5_and_sha1_in_the_chain() {
    let authority = Authority::with(&rcgen::PKCS_RSA_SHA256);
    let trust = Trust::Roots(authority.roots());
    let (certificate, _) = authority.leaf(|_| {});
    let md5 = replaced(&certificate, RSA_SHA256, RSA_MD5);
    let sha1 = replaced(&certificate, RSA_SHA256, RSA_SHA1);
    for verify in [server, client] {
        verify(&trust, &[&certificate]).unwrap();
        refused(verify(&trust, &[&md5]), "bad_certificate", "4.4.2.4-4");
        refused(verify(&trust, &[&sha1]), "bad_certificate", "4.4.2.4-5");
    }
    // In an intermediate, too.
    let root = Authority::with(&rcgen::PKCS_RSA_SHA256);
    let below = root.subordinate();
    let (certificate, _) = below.leaf(|_| {});
    let weak = replaced(below.0.der(), RSA_SHA256, RSA_SHA1);
    refused(server(&Trust::Roots(root.roots()), &[&certificate, &weak]), "bad_certificate", "4.4.2.4-5");
}

#[test]
fn the_signature_of_an_anchor_does_not_count() {
    let authority = Authority::with(&rcgen::PKCS_RSA_SHA256);
    let (certificate, _) = authority.leaf(|_| {});
    let weak = CertificateDer::from(replaced(authority.0.der(), RSA_SHA256, RSA_SHA1));
    let mut roots = crate::verify::Roots::new();
    roots.add(&weak).unwrap();
    let trust = Trust::Roots(roots);
    server(&trust, &[&certificate, &weak]).unwrap();
    property("4.2.3-17", "an anchor that is signed with SHA-1 is trusted, and may be sent");
}

#[test]
fn a_certificate_for_the_other_role() {
    let authority = Authority::new();
    let trust = Trust::Roots(authority.roots());
    let for_use = |usage| authority.leaf(|params: &mut CertificateParams| params.extended_key_usages = vec![usage]).0;
    let (servers, clients) =
        (for_use(ExtendedKeyUsagePurpose::ServerAuth), for_use(ExtendedKeyUsagePurpose::ClientAuth));
    server(&trust, &[&servers]).unwrap();
    client(&trust, &[&clients]).unwrap();
    refused(server(&trust, &[&clients]), "unsupported_certificate", "4.4.2.2-13");
    refused(client(&trust, &[&servers]), "unsupported_certificate", "6.2-i6");
}

#[test]
fn a_key_of_another_kind() {
    // P-256 by another name: the first prime curve, which nobody has.
    let authority = Authority::new();
    let (certificate, _) = authority.leaf(|_| {});
    let (p256, p192) = ([0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7], [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 1]);
    let other = replaced(&certificate, &p256, &p192);
    refused(server(&pin_of(&other), &[&other]), "unsupported_certificate", "6.2-i6");
    saw("4.4.2.2-3", "unsupported_certificate");
}

#[test]
fn a_pin_of_another_key() {
    let authority = Authority::new();
    let (certificate, key) = authority.leaf(|_| {});
    let other = Trust::Pins(vec![Pin::of_public_key(&KeyPair::generate().unwrap().subject_public_key_info())]);
    let own = Trust::Pins(vec![Pin::of_public_key(&key.subject_public_key_info())]);
    for verify in [server, client] {
        verify(&own, &[&certificate]).unwrap();
        refused(verify(&other, &[&certificate]), "certificate_unknown", "C.5-1");
    }
}

#[test]
fn no_certificate_is_none() {
    // The core refuses it before; here it must not be believed either.
    refused(server(&Trust::Own(Arc::new(Says(Ok(Vec::new())))), &[]), "bad_certificate", "6.2-i5");
}

/// A verifier with one answer for everybody.
struct Says(Result<Vec<u8>, Refusal>);

impl PeerVerifier for Says {
    fn verify(&self, presented: &Presented<'_>) -> Result<Vec<u8>, Refusal> {
        assert_eq!((presented.chain.len(), presented.now), (1, now()));
        assert_eq!(presented.now.as_secs(), NOW);
        self.0.clone()
    }
}

#[test]
fn the_callers_own_verifier() {
    let authority = Authority::new();
    let (certificate, _) = authority.leaf(|_| {});
    let says = |answer| Trust::Own(Arc::new(Says(answer)));
    let accepts = says(Ok(b"somebody".to_vec()));
    for verify in [server, client] {
        let (verified, peer) = verify(&accepts, &[&certificate]).unwrap();
        assert_eq!(peer.identity, PeerIdentity::Own(b"somebody".to_vec()));
        assert_eq!(PeerIdentity::decode(&verified.identity), Some(peer.identity.clone()));
    }
    let (encipherment, _) = authority.leaf(usages([KeyUsagePurpose::KeyEncipherment]));
    refused(server(&accepts, &[&encipherment]), "unsupported_certificate", "4.4.2.2-4");
    for (alert, name, rule) in [
        (AlertDescription::BAD_CERTIFICATE, "bad_certificate", "6.2-i5"),
        (AlertDescription::UNSUPPORTED_CERTIFICATE, "unsupported_certificate", "6.2-i6"),
        (AlertDescription::CERTIFICATE_REVOKED, "certificate_revoked", "6.2-i7"),
        (AlertDescription::CERTIFICATE_EXPIRED, "certificate_expired", "6.2-i8"),
        (AlertDescription::CERTIFICATE_UNKNOWN, "certificate_unknown", "6.2-i9"),
        (AlertDescription::UNKNOWN_CA, "unknown_ca", "6.2-i11"),
        (AlertDescription::ACCESS_DENIED, "access_denied", "6.2-i12"),
        (AlertDescription::BAD_CERTIFICATE_STATUS_RESPONSE, "bad_certificate_status_response", "6.2-i22"),
        (AlertDescription::CLOSE_NOTIFY, "certificate_unknown", "6.2-i9"),
    ] {
        refused(client(&says(Err(Refusal::new(alert, "no"))), &[&certificate]), name, rule);
        saw(rule, name);
    }
    assert_eq!(Refusal::new(AlertDescription::ACCESS_DENIED, "not you").to_string(), "access_denied: not you");
}
