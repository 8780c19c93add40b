//! Configurations that cannot work are refused when they are built.

use surehand::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use surehand::{CipherSuite, ClientConfig, ConfigError, Credential, NamedGroup, Pin, Roots, ServerConfig};

use crate::certificates::{Authority, credential};

#[test]
fn nobody_trusted() {
    assert!(matches!(ClientConfig::builder().build(), Err(ConfigError::NoTrust)));
    assert!(matches!(ClientConfig::builder().roots(Roots::new()).build(), Err(ConfigError::NoTrust)));
    assert!(matches!(ClientConfig::builder().pins([]).build(), Err(ConfigError::NoTrust)));
    surehand_evidence::property("C.5-1", "a client without roots or pins is not built");
}

#[test]
fn nothing_to_show() {
    assert!(matches!(ServerConfig::builder().build(), Err(ConfigError::NoCredential)));
}

#[test]
fn a_key_of_another_certificate() {
    let authority = Authority::new();
    let (certificate, _) = authority.leaf(&rcgen::PKCS_ECDSA_P256_SHA256, |_| {});
    let (_, key) = authority.leaf(&rcgen::PKCS_ECDSA_P256_SHA256, |_| {});
    let error = ServerConfig::builder().credential(credential(certificate, key)).build().unwrap_err();
    assert!(error.to_string().contains("does not belong"), "{error}");
    // With the certificates the other way round it is the first that counts.
    let (own, key) = authority.leaf(&rcgen::PKCS_ECDSA_P256_SHA256, |_| {});
    let (other, _) = authority.leaf(&rcgen::PKCS_ECDSA_P256_SHA256, |_| {});
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key));
    let reversed = Credential::from_der([other, own].map(CertificateDer::from).to_vec(), key);
    assert!(ServerConfig::builder().credential(reversed).build().is_err());
    surehand_evidence::property("4.4.2-9", "a credential whose first certificate is not that of its key is refused");
}

#[test]
fn garbage_for_certificate_and_key() {
    let authority = Authority::new();
    let (certificate, key) = authority.leaf(&rcgen::PKCS_ECDSA_P256_SHA256, |_| {});
    let build = |credential| ServerConfig::builder().credential(credential).build().unwrap_err();
    assert!(matches!(build(credential(vec![1, 2, 3], key)), ConfigError::Credential(_)));
    assert!(matches!(build(credential(certificate, vec![1, 2, 3])), ConfigError::Credential(_)));
    assert!(Credential::from_pem(b"nothing", b"nothing").is_err());
    assert!(Roots::from_pem(b"nothing").is_err());
    assert!(Roots::from_pem_file("/no/such/file").is_err());
    assert!(Roots::new().add(&CertificateDer::from(vec![1, 2, 3])).is_err());
}

#[test]
fn what_the_provider_lacks() {
    let pins = || ClientConfig::builder().pins([Pin::sha256([0; 32])]);
    let ccm = [CipherSuite::TLS_AES_128_CCM_SHA256];
    assert!(matches!(pins().cipher_suites(ccm).build(), Err(ConfigError::Unsupported(_))));
    assert!(matches!(pins().groups([NamedGroup::X448]).build(), Err(ConfigError::Unsupported(_))));
    assert!(matches!(pins().groups([]).build(), Err(ConfigError::Unsupported(_))));
    for name in [String::new(), "x".repeat(256)] {
        assert!(matches!(pins().application_protocols([name]).build(), Err(ConfigError::Unsupported(_))));
    }
    // RFC 9846 §4.3.7: no group twice.
    let twice = [NamedGroup::X25519, NamedGroup::SECP256R1, NamedGroup::X25519];
    assert!(matches!(pins().groups(twice).build(), Err(ConfigError::Unsupported(_))));
    surehand_evidence::property("9846:4.3.7-1", "a configuration with a group twice is refused");
    // A share for a group that is not offered.
    let shares = pins().groups([NamedGroup::X25519]).key_share_groups([NamedGroup::SECP256R1]);
    assert!(matches!(shares.build(), Err(ConfigError::Unsupported(_))));
}

#[test]
fn pins_in_text() {
    let text = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    let pin = Pin::from_hex(text).unwrap();
    assert_eq!(pin.to_string(), text);
    let colons: Vec<_> = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap()).collect();
    assert_eq!(Pin::from_hex(&colons.join(":")), Some(pin));
    for bad in ["", "00", &text.replace('f', "g"), &format!("{text}00"), &"+1".repeat(32)] {
        assert_eq!(Pin::from_hex(bad), None, "{bad}");
    }
}
