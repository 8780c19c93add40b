//! RFC 9001 §5.3, §5.4.1, §6.6: what protects packets under each cipher suite, and how many of them.

use aws_lc_rs::aead::{self, quic};
use surehand::CipherSuite;
use surehand::session::HashAlgorithm;

/// A cipher suite, as packets use it.
pub(crate) struct Suite {
    cipher_suite: CipherSuite,
    pub hash: HashAlgorithm,
    pub aead: &'static aead::Algorithm,
    pub header: &'static quic::Algorithm,
    /// How many packets one key may protect.
    pub confidentiality_limit: u64,
    /// How many packets may fail to authenticate.
    pub integrity_limit: u64,
}

/// The suite of Initial packets (RFC 9001 §5.2).
pub(crate) static INITIAL: Suite = Suite {
    cipher_suite: CipherSuite::TLS_AES_128_GCM_SHA256,
    hash: HashAlgorithm::Sha256,
    aead: &aead::AES_128_GCM,
    header: &quic::AES_128,
    confidentiality_limit: 1 << 23,
    integrity_limit: 1 << 52,
};

static AES_256: Suite = Suite {
    cipher_suite: CipherSuite::TLS_AES_256_GCM_SHA384,
    hash: HashAlgorithm::Sha384,
    aead: &aead::AES_256_GCM,
    header: &quic::AES_256,
    confidentiality_limit: 1 << 23,
    integrity_limit: 1 << 52,
};

static CHACHA20: Suite = Suite {
    cipher_suite: CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
    hash: HashAlgorithm::Sha256,
    aead: &aead::CHACHA20_POLY1305,
    header: &quic::CHACHA20,
    // More than there are packet numbers.
    confidentiality_limit: u64::MAX,
    integrity_limit: 1 << 36,
};

impl Suite {
    pub(crate) fn new(cipher_suite: CipherSuite) -> Option<&'static Self> {
        [&INITIAL, &AES_256, &CHACHA20].into_iter().find(|suite| suite.cipher_suite == cipher_suite)
    }
}
