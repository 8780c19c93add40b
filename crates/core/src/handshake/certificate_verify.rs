//! RFC 8446 §4.4.3: what a CertificateVerify covers, and its verification.

use alloc::vec::Vec;

use surehand_codec::code_point::SignatureScheme;
use surehand_codec::message::CertificateVerify;
use surehand_codec::{Reject, reject};

use crate::crypto::{Digest, Provider};

/// Whose CertificateVerify.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Signer {
    /// The server's.
    Server,
    /// The client's.
    Client,
}

impl Signer {
    const fn context_string(self) -> &'static [u8] {
        match self {
            Self::Server => b"TLS 1.3, server CertificateVerify",
            Self::Client => b"TLS 1.3, client CertificateVerify",
        }
    }
}

/// The content covered by the signature; `transcript_hash` is over everything up to and including Certificate.
pub fn signed_content(signer: Signer, transcript_hash: &Digest) -> Vec<u8> {
    let context = signer.context_string();
    let mut content = Vec::with_capacity(64 + context.len() + 1 + Digest::MAX);
    content.extend_from_slice(&[0x20; 64]);
    content.extend_from_slice(context);
    content.push(0);
    content.extend_from_slice(transcript_hash.as_ref());
    content
}

/// Checks a CertificateVerify against what was offered, against the key, and as a signature.
pub(super) fn check<P: Provider>(
    provider: &P,
    signer: Signer,
    offered: &[SignatureScheme],
    key: &P::PublicKey,
    transcript_hash: &Digest,
    message: &CertificateVerify<'_>,
) -> Result<(), Reject> {
    if !offered.contains(&message.algorithm) {
        return Err(match signer {
            Signer::Server => reject!(ILLEGAL_PARAMETER, "4.4.3-4"),
            Signer::Client => reject!(ILLEGAL_PARAMETER, "4.4.3-5"),
        });
    }
    // A list may name PKCS#1 v1.5 and SHA-1 schemes for chains; the provider has no row for those here.
    if !provider.signature_schemes().contains(&message.algorithm) {
        return Err(reject!(ILLEGAL_PARAMETER, "4.4.3-7"));
    }
    if !provider.key_fits(key, message.algorithm) {
        return Err(reject!(ILLEGAL_PARAMETER, "4.4.3-6"));
    }
    if !provider.verify(key, message.algorithm, &signed_content(signer, transcript_hash), message.signature) {
        return Err(reject!(DECRYPT_ERROR, "4.4.3-10"));
    }
    Ok(())
}
