//! An authenticated envelope: `version || key name || salt || AEAD(content)`, with everything before it as additional data.
//!
//! Each item has an AES-256-GCM key and nonce of its own, derived from the named key and the salt, so that there is no
//! count of items after which a nonce might repeat.

use surehand_codec::code_point::CipherSuite;
use surehand_codec::wire::Reader;
use surehand_core::crypto::{
    HashAlgorithm, NONCE_LENGTH, Nonce, OpeningKey as _, Provider, SealingKey as _, TAG_LENGTH,
};
use zeroize::Zeroizing;

use super::key_ring::{Key, NAME_LENGTH, random};
use crate::provider::Mixed;

const VERSION: u8 = 1;
const SALT_LENGTH: usize = 32;
const KEY_LENGTH: usize = 32;
/// How many bytes an envelope adds to its content.
pub(super) const OVERHEAD: usize = 1 + NAME_LENGTH + SALT_LENGTH + TAG_LENGTH;

/// The AEAD is that of this cipher suite.
const CIPHER_SUITE: CipherSuite = CipherSuite::TLS_AES_256_GCM_SHA384;

/// Seals `content`; it opens only with the same `context`.
pub(super) fn seal(provider: &Mixed, key: &Key, context: &[u8], content: &[u8]) -> Option<Vec<u8>> {
    let salt: [u8; SALT_LENGTH] = random(provider).ok()?;
    let mut sealed = [&[VERSION][..], &key.name, &salt].concat();
    let additional_data = [&sealed, context].concat();
    let header = sealed.len();
    sealed.resize(content.len() + OVERHEAD, 0);
    let (item_key, nonce) = item_key(key, &salt);
    let aead = provider.sealing_key(CIPHER_SUITE, &*item_key).ok()?;
    aead.seal(&nonce, &additional_data, content, &[], sealed.get_mut(header..)?).ok()?;
    Some(sealed)
}

/// Opens what [`seal`] made, with whichever key `find` has for its name.
pub(super) fn open<K: AsRef<Key>>(
    provider: &Mixed,
    find: impl FnOnce(&[u8; NAME_LENGTH]) -> Option<K>,
    context: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let mut reader = Reader::new(sealed);
    if reader.u8().ok()? != VERSION {
        return None;
    }
    let key = find(&reader.array().ok()?)?;
    let salt: [u8; SALT_LENGTH] = reader.array().ok()?;
    let ciphertext = reader.take_rest();
    let header = sealed.get(..sealed.len().checked_sub(ciphertext.len())?)?;
    let (item_key, nonce) = item_key(key.as_ref(), &salt);
    let aead = provider.opening_key(CIPHER_SUITE, &*item_key).ok()?;
    let mut content = Zeroizing::new(ciphertext.to_vec());
    let length = aead.open_in_place(&nonce, &[header, context].concat(), &mut content).ok()?.len();
    content.truncate(length);
    Some(content)
}

fn item_key(key: &Key, salt: &[u8; SALT_LENGTH]) -> (Zeroizing<[u8; KEY_LENGTH]>, Nonce) {
    let mut out = Zeroizing::new([0; KEY_LENGTH + NONCE_LENGTH]);
    let info = [b"item".as_slice(), salt].concat();
    surehand_sha2::expand_into(HashAlgorithm::Sha256, &key.secret, &mut [(&info, &mut *out)]);
    let (mut item_key, mut nonce) = (Zeroizing::new([0; KEY_LENGTH]), [0; NONCE_LENGTH]);
    let mut bytes = out.iter();
    item_key.iter_mut().chain(&mut nonce).zip(&mut bytes).for_each(|(to, from)| *to = *from);
    (item_key, nonce)
}
