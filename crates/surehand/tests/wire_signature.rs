//! RFC 8446 §4.2.3, §4.4.3: CertificateVerify with every kind of key, every scheme, and signatures that are not theirs.

mod peer;

use std::sync::LazyLock;

use peer::{Pair, Rigged, breaks, keeps, key, message, vector};
use rcgen::{KeyPair, PublicKeyData};
use surehand_codec::code_point::{AlertDescription as Alert, SignatureScheme as S};
use surehand_core::crypto::Signatures;
use surehand_core::handshake::{Answer, Signer, Verified, signed_content};

/// The schemes with which a server may sign.
const SCHEMES: [S; 10] = [
    S::ECDSA_SECP256R1_SHA256,
    S::ECDSA_SECP384R1_SHA384,
    S::ECDSA_SECP521R1_SHA512,
    S::ED25519,
    S::RSA_PSS_RSAE_SHA256,
    S::RSA_PSS_RSAE_SHA384,
    S::RSA_PSS_RSAE_SHA512,
    S::RSA_PSS_PSS_SHA256,
    S::RSA_PSS_PSS_SHA384,
    S::RSA_PSS_PSS_SHA512,
];

/// A key: what signs, its SubjectPublicKeyInfo, and the schemes that fit it.
struct Key {
    private: Vec<u8>,
    public: Vec<u8>,
    fits: &'static [S],
}

static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    use rcgen::{
        PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ECDSA_P521_SHA512, PKCS_ED25519, PKCS_RSA_SHA256,
    };
    let key = |algorithm, fits| {
        let pair = KeyPair::generate_for(algorithm).unwrap();
        Key { private: pair.serialize_der(), public: pair.subject_public_key_info(), fits }
    };
    let rsa = key(&PKCS_RSA_SHA256, &SCHEMES[4..7]);
    let pss = Key { private: rsa.private.clone(), public: for_pss(&rsa.public), fits: &SCHEMES[7..] };
    let keys = vec![
        key(&PKCS_ECDSA_P256_SHA256, &SCHEMES[..1]),
        key(&PKCS_ECDSA_P384_SHA384, &SCHEMES[1..2]),
        key(&PKCS_ECDSA_P521_SHA512, &SCHEMES[2..3]),
        key(&PKCS_ED25519, &SCHEMES[3..4]),
        rsa,
        pss,
    ];
    let provider = Rigged::new();
    keys.into_iter().filter(|key| key.fits.iter().all(|scheme| provider.schemes.contains(scheme))).collect()
});

/// The same RSA key under id-RSASSA-PSS without parameters.
fn for_pss(public: &[u8]) -> Vec<u8> {
    let encryption = [0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1, 5, 0];
    let pss = [0x30, 11, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 10];
    let [0x30, 0x82, high, low, rest @ ..] = public else { panic!("an RSA key") };
    let length = u16::from_be_bytes([*high, *low]) - 2;
    let key = rest.strip_prefix(&encryption).expect("rsaEncryption");
    [&[0x30, 0x82][..], &length.to_be_bytes(), &pss, key].concat()
}

/// A client that has verified the chain of a server with this key.
fn client_of(key: &Key) -> Pair {
    let mut pair = Pair::client_at("AskVerifyPeer");
    let (id, _) = pair.local.connection.question().unwrap();
    let public_key = pair.local.provider.public_key(&key.public).unwrap();
    let answer = Answer::Peer(Ok(Verified { public_key, identity: b"the test server".to_vec() }));
    pair.local.connection.answer(id, answer).unwrap();
    assert_eq!(pair.local.state(), "WaitCertificateVerify");
    pair
}

/// What the key signs with a scheme; a key for RSASSA-PSS alone signs as any RSA key does.
fn sign(key: &Key, scheme: S, content: &[u8]) -> Vec<u8> {
    let provider = Rigged::new();
    let scheme = match scheme {
        S::RSA_PSS_PSS_SHA256 => S::RSA_PSS_RSAE_SHA256,
        S::RSA_PSS_PSS_SHA384 => S::RSA_PSS_RSAE_SHA384,
        S::RSA_PSS_PSS_SHA512 => S::RSA_PSS_RSAE_SHA512,
        other => other,
    };
    provider.sign(&provider.signing_key(&key.private).unwrap(), scheme, content).unwrap()
}

fn verify(scheme: S, signature: &[u8]) -> Vec<u8> {
    message(15, &[&scheme.0.to_be_bytes()[..], &vector(2, signature)].concat())
}

#[test]
fn every_scheme_that_is_offered_is_accepted_with_its_key() {
    let mut accepted = Vec::new();
    for key in KEYS.iter() {
        for scheme in key.fits {
            let mut pair = client_of(key);
            let content = signed_content(Signer::Server, &pair.peer.hash());
            pair.tell(verify(*scheme, &sign(key, *scheme, &content))).unwrap();
            pair.to("Connected").agree();
            accepted.push(*scheme);
        }
    }
    let mut offered = Rigged::new().schemes;
    offered.sort();
    accepted.sort();
    assert_eq!(accepted, offered);
    keeps(&["9.3-4", "9.1-3"], "every scheme that a client offers is one that it verifies");
}

#[test]
fn a_scheme_fits_one_kind_of_key_one_curve_and_one_oid() {
    for key in KEYS.iter() {
        for scheme in Rigged::new().schemes.iter().filter(|scheme| !key.fits.contains(scheme)) {
            client_of(key).refuses_message(&verify(*scheme, &[1; 64]), Alert::ILLEGAL_PARAMETER, "4.4.3-6");
        }
    }
    breaks(Alert::ILLEGAL_PARAMETER, &["4.2.3-1", "4.2.3-i4", "4.2.3-8", "4.2.3-10", "4.4.2.2-2"]);
}

#[test]
fn a_signature_of_another_hash_is_refused() {
    for key in KEYS.iter().filter(|key| key.fits.len() > 1) {
        for scheme in key.fits {
            for other in key.fits.iter().filter(|other| *other != scheme) {
                let pair = client_of(key);
                let content = signed_content(Signer::Server, &pair.peer.hash());
                let verify = verify(*scheme, &sign(key, *other, &content));
                pair.refuses_message(&verify, Alert::DECRYPT_ERROR, "4.4.3-10");
            }
        }
    }
    // Hash, MGF and the length of the salt are those of the scheme.
    breaks(Alert::DECRYPT_ERROR, &["4.2.3-7", "4.2.3-9", "4.2.3-i6"]);
}

/// Another way to write a signature down.
type Form = fn(&[u8]) -> Vec<u8>;

#[test]
fn an_ecdsa_signature_is_der() {
    for key in KEYS.iter().filter(|key| key.fits[0] == S::ECDSA_SECP256R1_SHA256) {
        let other_forms: [Form; 4] = [
            // A length in more bytes than it needs, one that is not said beforehand, bytes behind, r without its frame.
            |signature| [&[0x30, 0x81][..], &signature[1..]].concat(),
            |signature| [&[0x30, 0x80][..], &signature[2..], &[0, 0]].concat(),
            |signature| [signature, &[0]].concat(),
            |signature| signature[2..].to_vec(),
        ];
        for form in other_forms {
            let pair = client_of(key);
            let content = signed_content(Signer::Server, &pair.peer.hash());
            let verify = verify(key.fits[0], &form(&sign(key, key.fits[0], &content)));
            pair.refuses_message(&verify, Alert::DECRYPT_ERROR, "4.4.3-10");
        }
    }
    breaks(Alert::DECRYPT_ERROR, &["4.2.3-i5"]);
}

#[test]
fn a_signature_of_another_key_is_refused() {
    for key in KEYS.iter().filter(|key| key.fits[0] == S::ED25519) {
        let pair = client_of(key);
        // The key with which the test servers sign where nothing else is said.
        let signature = key::sign(&pair.peer.provider, &signed_content(Signer::Server, &pair.peer.hash()));
        pair.refuses_message(&verify(S::ED25519, &signature), Alert::DECRYPT_ERROR, "4.4.3-10");
    }
    breaks(Alert::DECRYPT_ERROR, &["4.4.3-9"]);
}
