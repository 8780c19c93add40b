//! RFC 8446 §7.1: HKDF-Expand-Label and Derive-Secret.

use crate::crypto::{Digest, HashAlgorithm, Provider};

const PREFIX: &[u8] = b"tls13 ";
/// uint16 length, opaque label<7..255>, opaque context<0..255>.
const LONGEST: usize = 2 + 256 + 256;
/// The labels of the key schedule are at most 12 bytes long, its contexts a hash.
const OURS: usize = 2 + 1 + PREFIX.len() + 12 + 1 + Digest::MAX;

/// An encoded HkdfLabel.
struct HkdfLabel<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> HkdfLabel<N> {
    fn new(length: usize, label: &[u8], context: &[u8]) -> Self {
        let mut info = Self { bytes: [0; N], length: 0 };
        info.push(&(length as u16).to_be_bytes());
        info.push(&[(PREFIX.len() + label.len()) as u8]);
        info.push(PREFIX);
        info.push(label);
        info.push(&[context.len() as u8]);
        info.push(context);
        info
    }

    fn push(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        if let Some(place) = self.bytes.get_mut(self.length..end) {
            place.copy_from_slice(bytes);
            self.length = end;
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
    provider.expand(algorithm, secret, HkdfLabel::<LONGEST>::new(algorithm.length(), label, context).info())
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
    provider.expand_into(algorithm, secret, &mut [(HkdfLabel::<LONGEST>::new(out.len(), label, context).info(), out)]);
}

/// The key and the IV of a traffic secret (§7.3): HKDF-Expand-Label with no context.
pub fn hkdf_expand_key_and_iv<P: Provider>(
    provider: &P,
    algorithm: HashAlgorithm,
    secret: &P::Secret,
    key: &mut [u8],
    iv: &mut [u8],
) {
    let key_label = HkdfLabel::<OURS>::new(key.len(), b"key", b"");
    let iv_label = HkdfLabel::<OURS>::new(iv.len(), b"iv", b"");
    provider.expand_into(algorithm, secret, &mut [(key_label.info(), key), (iv_label.info(), iv)]);
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

/// Derive-Secret of one secret with several labels.
pub fn derive_secrets<P: Provider, const N: usize>(
    provider: &P,
    algorithm: HashAlgorithm,
    secret: &P::Secret,
    labels: [(&[u8], &Digest); N],
) -> [P::Secret; N] {
    let labels = labels.map(|(label, hash)| HkdfLabel::<OURS>::new(algorithm.length(), label, hash.as_ref()));
    provider.expand_each(algorithm, secret, labels.each_ref().map(HkdfLabel::info))
}
