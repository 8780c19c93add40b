//! RFC 8446 §4.2.3: key type, curve and OID decide the schemes.

use surehand::SignatureScheme;
use surehand::pki_types::alg_id;
use surehand::provider::Mixed;
use surehand_core::crypto::{CryptoError, Provider, Signatures};

use crate::keys::{KEYS, hex, with_algorithm};

/// The schemes that fit a key.
fn fitting(provider: &Mixed, subject_public_key_info: &[u8]) -> Result<Vec<SignatureScheme>, CryptoError> {
    let key = provider.public_key(subject_public_key_info)?;
    Ok((0..=u16::MAX).map(SignatureScheme).filter(|scheme| provider.key_fits(&key, *scheme)).collect())
}

#[test]
fn each_kind_of_key_has_its_schemes() {
    let provider = Mixed::new().unwrap();
    for made in KEYS.iter() {
        let expected = match made.scheme {
            SignatureScheme::RSA_PSS_RSAE_SHA256 => vec![
                SignatureScheme::RSA_PSS_RSAE_SHA256,
                SignatureScheme::RSA_PSS_RSAE_SHA384,
                SignatureScheme::RSA_PSS_RSAE_SHA512,
            ],
            SignatureScheme::RSA_PSS_PSS_SHA256 => vec![
                SignatureScheme::RSA_PSS_PSS_SHA256,
                SignatureScheme::RSA_PSS_PSS_SHA384,
                SignatureScheme::RSA_PSS_PSS_SHA512,
            ],
            one => vec![one],
        };
        assert_eq!(fitting(&provider, &made.public), Ok(expected));
    }
}

#[test]
fn parameters_of_an_rsassa_pss_key_bind_it_to_a_hash() {
    let provider = Mixed::new().unwrap();
    let rsa = KEYS.iter().find(|made| made.scheme == SignatureScheme::RSA_PSS_PSS_SHA256).unwrap();
    for (algorithm, scheme) in [
        (alg_id::RSA_PSS_SHA256, SignatureScheme::RSA_PSS_PSS_SHA256),
        (alg_id::RSA_PSS_SHA384, SignatureScheme::RSA_PSS_PSS_SHA384),
        (alg_id::RSA_PSS_SHA512, SignatureScheme::RSA_PSS_PSS_SHA512),
    ] {
        assert_eq!(fitting(&provider, &with_algorithm(&rsa.public, &algorithm)), Ok(vec![scheme]));
        // Another salt length is another algorithm.
        let mut salt = algorithm.to_vec();
        *salt.last_mut().unwrap() = 20;
        assert_eq!(fitting(&provider, &with_algorithm(&rsa.public, &salt)), Err(CryptoError::Unsupported));
    }
    // SHA-1 by default.
    let default = with_algorithm(&rsa.public, &hex("06092a864886f70d01010a3000"));
    assert_eq!(fitting(&provider, &default), Err(CryptoError::Unsupported));
}

#[test]
fn other_keys_are_refused() {
    let provider = Mixed::new().unwrap();
    let p256 = &KEYS[0].public;
    for (what, algorithm) in [
        ("secp256k1", "06072a8648ce3d020106052b8104000a"),
        ("Ed448", "06032b6571"),
        ("X25519", "06032b656e"),
        ("DSA", "06072a8648ce380401"),
    ] {
        let other = fitting(&provider, &with_algorithm(p256, &hex(algorithm)));
        assert_eq!(other, Err(CryptoError::Unsupported), "{what}");
    }
    // A curve with explicit parameters, and none at all (RFC 5480 2.1.1).
    for algorithm in ["06072a8648ce3d02013000", "06072a8648ce3d0201"] {
        assert_eq!(fitting(&provider, &with_algorithm(p256, &hex(algorithm))), Err(CryptoError::BadKey));
    }
}
