//! aws-lc-rs.

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, Algorithm, ECDH_P256, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::kem::{Ciphertext, DecapsulationKey, EncapsulationKey, ML_KEM_768};
use aws_lc_rs::rand::{self, SystemRandom};
use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_SHA256, RsaKeyPair, VerificationAlgorithm,
};

use super::{Operation, Primitive, RECORDS, brief, primitive};
use crate::case::{Leaf, SUITES, Suite};
use crate::certificates::Certificates;

const LIBRARY: &str = "aws-lc-rs";
/// As long as what a CertificateVerify signs.
const MESSAGE: [u8; 130] = [0x5a; 130];

/// Those of this library.
pub fn primitives() -> Vec<Primitive> {
    let mut all = vec![
        exchange(Operation::X25519, &agreement::X25519),
        exchange(Operation::P256, &ECDH_P256),
        brief(Operation::Random, LIBRARY, || {
            let mut bytes = [0; 32];
            rand::fill(&mut bytes).expect("random");
            bytes
        }),
        brief(Operation::AeadKey, LIBRARY, || key(Suite::Aes128Gcm)),
        {
            let key = key(Suite::Aes128Gcm);
            let mut bytes = [0x5a; 64];
            brief(Operation::AeadShort, LIBRARY, move || {
                key.seal_in_place_separate_tag(nonce(), Aad::from([0; 5]), &mut bytes).expect("seal")
            })
        },
    ];
    all.extend(kem());
    all.extend(signatures());
    for suite in SUITES {
        all.extend(RECORDS.iter().flat_map(|length| records(suite, *length)));
    }
    all
}

fn exchange(operation: Operation, algorithm: &'static Algorithm) -> Primitive {
    let peer = PrivateKey::generate(algorithm).expect("key").compute_public_key().expect("share");
    primitive(operation, LIBRARY, move || {
        let key = PrivateKey::generate(algorithm).expect("key");
        let share = key.compute_public_key().expect("share");
        let peer = UnparsedPublicKey::new(algorithm, peer.as_ref());
        let secret = agreement::agree(&key, peer, (), |secret| Ok(secret.to_vec())).expect("secret");
        (share, secret)
    })
}

fn kem() -> Vec<Primitive> {
    let key = DecapsulationKey::generate(&ML_KEM_768).expect("key");
    let share = key.encapsulation_key().expect("share").key_bytes().expect("bytes").as_ref().to_vec();
    let (ciphertext, _) = key.encapsulation_key().expect("share").encapsulate().expect("encapsulation");
    let ciphertext = ciphertext.as_ref().to_vec();
    vec![
        primitive(Operation::KemGenerate, LIBRARY, || {
            let key = DecapsulationKey::generate(&ML_KEM_768).expect("key");
            let share = key.encapsulation_key().expect("share").key_bytes().expect("bytes").as_ref().to_vec();
            (key, share)
        }),
        primitive(Operation::KemEncapsulate, LIBRARY, move || {
            EncapsulationKey::new(&ML_KEM_768, &share).expect("share").encapsulate().expect("encapsulation")
        }),
        primitive(Operation::KemDecapsulate, LIBRARY, move || {
            key.decapsulate(Ciphertext::from(ciphertext.as_slice())).expect("decapsulation")
        }),
    ]
}

fn signatures() -> Vec<Primitive> {
    let der = |leaf| &Certificates::of(leaf).server.key;
    let random = SystemRandom::new();
    let ecdsa = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, der(Leaf::Ecdsa)).expect("key");
    let ed25519 = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der(Leaf::Ed25519)).expect("key");
    let rsa = RsaKeyPair::from_pkcs8(der(Leaf::Rsa)).expect("key");
    let by_ecdsa = ecdsa.sign(&random, &MESSAGE).expect("signature").as_ref().to_vec();
    let by_ed25519 = ed25519.sign(&MESSAGE).as_ref().to_vec();
    let mut by_rsa = vec![0; rsa.public_modulus_len()];
    rsa.sign(&RSA_PSS_SHA256, &random, &MESSAGE, &mut by_rsa).expect("signature");
    let verify = |operation, algorithm: &'static dyn VerificationAlgorithm, key: &[u8], signature: Vec<u8>| {
        let key = key.to_vec();
        primitive(operation, LIBRARY, move || {
            signature::UnparsedPublicKey::new(algorithm, &key).verify(&MESSAGE, &signature).expect("good")
        })
    };
    vec![
        verify(Operation::EcdsaVerify, &ECDSA_P256_SHA256_ASN1, ecdsa.public_key().as_ref(), by_ecdsa),
        verify(Operation::Ed25519Verify, &ED25519, ed25519.public_key().as_ref(), by_ed25519),
        verify(Operation::RsaVerify, &RSA_PSS_2048_8192_SHA256, rsa.public_key().as_ref(), by_rsa),
        primitive(Operation::EcdsaSign, LIBRARY, move || ecdsa.sign(&SystemRandom::new(), &MESSAGE).expect("sign")),
        primitive(Operation::Ed25519Sign, LIBRARY, move || ed25519.sign(&MESSAGE)),
        primitive(Operation::RsaSign, LIBRARY, move || {
            let mut signature = [0; 256];
            rsa.sign(&RSA_PSS_SHA256, &SystemRandom::new(), &MESSAGE, &mut signature).expect("sign");
            signature
        }),
    ]
}

fn key(suite: Suite) -> LessSafeKey {
    let (algorithm, length) = match suite {
        Suite::Aes128Gcm => (&AES_128_GCM, 16),
        Suite::Aes256Gcm => (&AES_256_GCM, 32),
        Suite::ChaCha20Poly1305 => (&CHACHA20_POLY1305, 32),
    };
    let bytes = [0x5a; 32];
    LessSafeKey::new(UnboundKey::new(algorithm, std::hint::black_box(&bytes[..length])).expect("key"))
}

fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([7; 12])
}

/// A record from content in one place to ciphertext in another, and a record opened in place.
fn records(suite: Suite, length: usize) -> [Primitive; 2] {
    let (sealing, opening) = (key(suite), key(suite));
    let content = vec![0x5a; length];
    let mut out = vec![0; length + 1 + 16];
    let mut sealed = vec![0x5a; length];
    sealing.seal_in_place_append_tag(nonce(), Aad::from([0; 5]), &mut sealed).expect("seal");
    let mut opened = sealed.clone();
    let run = move |runs: usize| {
        let one = |_| {
            opened.copy_from_slice(&sealed);
            let open = || opening.open_in_place(nonce(), Aad::from([0; 5]), &mut opened).expect("open").len();
            crate::clock::timed(open).1
        };
        (0..runs).map(one).collect()
    };
    [
        primitive(Operation::Seal(suite, length), LIBRARY, move || {
            let (text, end) = out.split_at_mut(length);
            let sealed = sealing.seal_out_of_place_scatter(nonce(), Aad::from([0; 5]), &content, text, &[23], end);
            sealed.expect("seal");
        }),
        Primitive { operation: Operation::Open(suite, length), library: LIBRARY, run: Box::new(run) },
    ]
}
