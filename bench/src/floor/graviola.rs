//! graviola, where the CPU has what it needs.

use graviola::aead::{AesGcm, ChaCha20Poly1305};
use graviola::hashing::Sha256;
use graviola::key_agreement::mlkem768::{Ciphertext, DecapKey, EncapKey};
use graviola::key_agreement::{p256, x25519};
use graviola::signing::ecdsa::{self, P256};
use graviola::signing::eddsa::Ed25519SigningKey;
use graviola::signing::{eddsa, rsa};

use super::{Operation, Primitive, RECORDS, brief, primitive};
use crate::case::{Leaf, SUITES, Suite};
use crate::certificates::Certificates;

const LIBRARY: &str = "graviola";
/// As long as what a CertificateVerify signs.
const MESSAGE: [u8; 130] = [0x5a; 130];

/// Those of this library.
pub fn primitives() -> Vec<Primitive> {
    if !graviola::util::is_cpu_supported() {
        return Vec::new();
    }
    let mut all = vec![
        {
            let peer = x25519::StaticPrivateKey::new_random().expect("key").public_key().as_bytes();
            primitive(Operation::X25519, LIBRARY, move || {
                let key = x25519::StaticPrivateKey::new_random().expect("key");
                let share = key.public_key().as_bytes();
                let peer = x25519::PublicKey::try_from_slice(&peer).expect("share");
                (share, key.diffie_hellman(&peer).expect("secret").as_bytes())
            })
        },
        {
            let peer = p256::StaticPrivateKey::new_random().expect("key").public_key_uncompressed();
            primitive(Operation::P256, LIBRARY, move || {
                let key = p256::StaticPrivateKey::new_random().expect("key");
                let share = key.public_key_uncompressed();
                let peer = p256::PublicKey::from_x962_uncompressed(&peer).expect("share");
                (share, key.diffie_hellman(&peer).expect("secret").0)
            })
        },
        brief(Operation::Random, LIBRARY, || {
            let mut bytes = [0; 32];
            graviola::random::fill(&mut bytes).expect("random");
            bytes
        }),
        brief(Operation::AeadKey, LIBRARY, || AesGcm::new(std::hint::black_box(&[0x5a; 16]))),
        {
            let key = AesGcm::new(&[0x5a; 16]);
            let mut bytes = [0x5a; 64];
            brief(Operation::AeadShort, LIBRARY, move || {
                let mut tag = [0; 16];
                key.encrypt(&[7; 12], &[0; 5], &mut bytes, &mut tag);
                tag
            })
        },
    ];
    all.extend(kem());
    all.extend(signing());
    for suite in SUITES {
        all.extend(RECORDS.iter().flat_map(|length| records(suite, *length)));
    }
    all
}

fn kem() -> Vec<Primitive> {
    let share = DecapKey::generate().expect("key").encapsulation_key().as_bytes().to_vec();
    // A key is used up by its ciphertext.
    let decapsulate = |_| {
        let key = DecapKey::generate().expect("key");
        let (_, ciphertext) = key.encapsulation_key().encaps().expect("encapsulation");
        let ciphertext: [u8; 1088] = *ciphertext.as_ref();
        crate::clock::timed(|| key.decaps(&Ciphertext::from(ciphertext))).1
    };
    let decapsulations = move |runs| (0..runs).map(decapsulate).collect();
    vec![
        primitive(Operation::KemGenerate, LIBRARY, || {
            let key = DecapKey::generate().expect("key");
            let share = key.encapsulation_key().as_bytes().to_vec();
            (key, share)
        }),
        primitive(Operation::KemEncapsulate, LIBRARY, move || {
            let share = EncapKey::from_bytes(share.as_slice().try_into().expect("length")).expect("share");
            share.encaps().expect("encapsulation")
        }),
        Primitive { operation: Operation::KemDecapsulate, library: LIBRARY, run: Box::new(decapsulations) },
    ]
}

fn signing() -> Vec<Primitive> {
    let der = |leaf| &Certificates::of(leaf).server.key;
    let ecdsa = ecdsa::SigningKey::<P256>::from_pkcs8_der(der(Leaf::Ecdsa)).expect("key");
    let ed25519 = Ed25519SigningKey::from_pkcs8_der(der(Leaf::Ed25519)).expect("key");
    let rsa = rsa::SigningKey::from_pkcs8_der(der(Leaf::Rsa)).expect("key");
    let mut buffer = [0; 512];
    let by_ecdsa = ecdsa.sign_asn1::<Sha256>(&[&MESSAGE], &mut buffer).expect("signature").to_vec();
    let by_ed25519 = ed25519.sign(&MESSAGE);
    let by_rsa = rsa.sign_pss_sha256(&mut buffer, &MESSAGE).expect("signature").to_vec();
    let point = ecdsa.to_spki_der(&mut [0; 256]).map(|der| der[der.len() - 65..].to_vec()).expect("point");
    let ed25519_public = ed25519.public_key().as_bytes().to_vec();
    let rsa_public = rsa.public_key().to_pkcs1_der(&mut buffer).expect("key").to_vec();
    vec![
        primitive(Operation::EcdsaVerify, LIBRARY, move || {
            let key = ecdsa::VerifyingKey::<P256>::from_x962_uncompressed(&point).expect("point");
            key.verify_asn1::<Sha256>(&[&MESSAGE], &by_ecdsa).expect("good")
        }),
        primitive(Operation::Ed25519Verify, LIBRARY, move || {
            let key = eddsa::Ed25519VerifyingKey::from_bytes(&ed25519_public).expect("key");
            key.verify(&by_ed25519, &MESSAGE).expect("good")
        }),
        primitive(Operation::RsaVerify, LIBRARY, move || {
            let key = rsa::VerifyingKey::from_pkcs1_der(&rsa_public).expect("key");
            key.verify_pss_sha256(&by_rsa, &MESSAGE).expect("good")
        }),
        primitive(Operation::EcdsaSign, LIBRARY, move || {
            ecdsa.sign_asn1::<Sha256>(&[&MESSAGE], &mut [0; 128]).expect("sign").len()
        }),
        primitive(Operation::Ed25519Sign, LIBRARY, move || ed25519.sign(&MESSAGE)),
        primitive(Operation::RsaSign, LIBRARY, move || {
            rsa.sign_pss_sha256(&mut [0; 512], &MESSAGE).expect("sign").len()
        }),
    ]
}

/// A key of either kind.
#[allow(clippy::large_enum_variant, reason = "there are few")]
enum Key {
    AesGcm(AesGcm),
    ChaCha20Poly1305(ChaCha20Poly1305),
}

impl Key {
    fn new(suite: Suite) -> Self {
        match suite {
            Suite::Aes128Gcm => Self::AesGcm(AesGcm::new(&[0x5a; 16])),
            Suite::Aes256Gcm => Self::AesGcm(AesGcm::new(&[0x5a; 32])),
            Suite::ChaCha20Poly1305 => Self::ChaCha20Poly1305(ChaCha20Poly1305::new([0x5a; 32])),
        }
    }

    fn seal(&self, text: &mut [u8], tag: &mut [u8; 16]) {
        match self {
            Self::AesGcm(key) => key.encrypt(&[7; 12], &[0; 5], text, tag),
            Self::ChaCha20Poly1305(key) => key.encrypt(&[7; 12], &[0; 5], text, tag),
        }
    }

    fn open(&self, text: &mut [u8], tag: &[u8]) {
        match self {
            Self::AesGcm(key) => key.decrypt(&[7; 12], &[0; 5], text, tag),
            Self::ChaCha20Poly1305(key) => key.decrypt(&[7; 12], &[0; 5], text, tag),
        }
        .expect("open");
    }
}

/// A record from content in one place to ciphertext in another, and a record opened in place.
fn records(suite: Suite, length: usize) -> [Primitive; 2] {
    let (sealing, opening) = (Key::new(suite), Key::new(suite));
    let content = vec![0x5a; length];
    let mut out = vec![23; length + 1];
    let mut sealed = vec![0x5a; length];
    let mut tag = [0; 16];
    sealing.seal(&mut sealed, &mut tag);
    let mut opened = sealed.clone();
    let run = move |runs: usize| {
        let one = |_| {
            opened.copy_from_slice(&sealed);
            crate::clock::timed(|| opening.open(&mut opened, &tag)).1
        };
        (0..runs).map(one).collect()
    };
    [
        primitive(Operation::Seal(suite, length), LIBRARY, move || {
            out[..length].copy_from_slice(&content);
            let mut tag = [0; 16];
            sealing.seal(&mut out, &mut tag);
            tag
        }),
        Primitive { operation: Operation::Open(suite, length), library: LIBRARY, run: Box::new(run) },
    ]
}
