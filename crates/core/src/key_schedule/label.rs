//! RFC 8446 §7.1: HKDF-Expand-Label and Derive-Secret.

use crate::crypto::{Digest, HashAlgorithm, Provider};

const PREFIX: &[u8] = b"tls13 ";
/// uint16 length, opaque label<7..255>, opaque context<0..255>.
const MAX_INFO: usize = 2 + 256 + 256;

/// An encoded HkdfLabel.
struct HkdfLabel {
    bytes: [u8; MAX_INFO],
    length: usize,
}

impl HkdfLabel {
    fn new(length: usize, label: &[u8], context: &[u8]) -> Self {
        let mut info = Self { bytes: [0; MAX_INFO], length: 0 };
        info.push(&(length as u16).to_be_bytes());
        info.push(&[(PREFIX.len() + label.len()) as u8]);
        info.push(PREFIX);
        info.push(label);
        info.push(&[context.len() as u8]);
        info.push(context);
        info
    }

    fn push(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if let Some(place) = self.bytes.get_mut(self.length) {
                *place = *byte;
                self.length += 1;
            }
        }
    }

    fn info(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// HKDF-Expand-Label with a result of Hash.length bytes, itself a secret.
///
/// `label` is at most 249 bytes long and `context` at most 255.
pub fn hkdf_expand_label<P: Provider>(
    provider: &P,
    algorithm: HashAlgorithm,
    secret: &P::Secret,
    label: &[u8],
    context: &[u8],
) -> P::Secret {
    provider.expand(algorithm, secret, HkdfLabel::new(algorithm.length(), label, context).info())
}

/// HKDF-Expand-Label with a result as long as `out`, at most 255 times Hash.length.
pub fn hkdf_expand_label_into<P: Provider>(
    provider: &P,
    algorithm: HashAlgorithm,
    secret: &P::Secret,
    label: &[u8],
    context: &[u8],
    out: &mut [u8],
) {
    provider.expand_into(algorithm, secret, HkdfLabel::new(out.len(), label, context).info(), out);
}

/// Derive-Secret, given the transcript hash of its messages.
pub fn derive_secret<P: Provider>(
    provider: &P,
    algorithm: HashAlgorithm,
    secret: &P::Secret,
    label: &[u8],
    transcript_hash: &Digest,
) -> P::Secret {
    hkdf_expand_label(provider, algorithm, secret, label, transcript_hash.as_ref())
}
