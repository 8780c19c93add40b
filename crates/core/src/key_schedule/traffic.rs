//! RFC 8446 §7.2, §7.3, §4.4.4: from a traffic secret to keys, to the next generation and to Finished.

use zeroize::Zeroizing;

use super::{hkdf_expand_key_and_iv, hkdf_expand_label};
use crate::crypto::{CryptoError, Digest, HashAlgorithm, MacPurpose, NONCE_LENGTH, Nonce, Provider, Suite};

/// Which traffic secret protects a record (§7.3).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Epoch {
    /// No protection yet.
    Plaintext,
    /// client_early_traffic_secret.
    Early,
    /// The handshake traffic secrets.
    Handshake,
    /// The application traffic secrets, of the given generation.
    Application(u64),
}

/// Keys for one direction of one epoch.
#[derive(PartialEq, Eq, Hash, Clone)]
pub struct TrafficKeys<K, S> {
    /// The epoch that the keys belong to.
    pub epoch: Epoch,
    /// The cipher suite.
    pub suite: Suite,
    /// `[sender]_write_key`, in the crypto library's hands.
    pub key: K,
    /// `[sender]_write_iv`.
    pub iv: Nonce,
    /// The traffic secret, kept where a next generation may be asked for.
    pub secret: Option<S>,
}

/// Keys to write with.
pub type WriteKeys<P> = TrafficKeys<<P as Provider>::SealingKey, <P as Provider>::Secret>;
/// Keys to read with.
pub type ReadKeys<P> = TrafficKeys<<P as Provider>::OpeningKey, <P as Provider>::Secret>;

/// The write keys of `secret` (§7.3).
pub fn write_keys<P: Provider>(
    provider: &P,
    suite: Suite,
    epoch: Epoch,
    secret: &P::Secret,
) -> Result<WriteKeys<P>, CryptoError> {
    let (key, iv) = key_and_iv(provider, suite, secret);
    let key = provider.sealing_key(suite.cipher_suite, key.get(..suite.key_length.bytes()).unwrap_or_default())?;
    Ok(TrafficKeys { epoch, suite, key, iv, secret: None })
}

/// The read keys of `secret` (§7.3).
pub fn read_keys<P: Provider>(
    provider: &P,
    suite: Suite,
    epoch: Epoch,
    secret: &P::Secret,
) -> Result<ReadKeys<P>, CryptoError> {
    let (key, iv) = key_and_iv(provider, suite, secret);
    let key = provider.opening_key(suite.cipher_suite, key.get(..suite.key_length.bytes()).unwrap_or_default())?;
    Ok(TrafficKeys { epoch, suite, key, iv, secret: None })
}

impl<K, S> TrafficKeys<K, S> {
    /// Keeps the traffic secret beside its keys, so that they can be updated.
    pub fn updatable(self, secret: S) -> Self {
        Self { secret: Some(secret), ..self }
    }
}

fn key_and_iv<P: Provider>(provider: &P, suite: Suite, secret: &P::Secret) -> (Zeroizing<[u8; 32]>, Nonce) {
    let mut key = Zeroizing::new([0; 32]);
    let mut iv = [0; NONCE_LENGTH];
    let used = key.get_mut(..suite.key_length.bytes()).unwrap_or_default();
    hkdf_expand_key_and_iv(provider, suite.hash, secret, used, &mut iv);
    (key, iv)
}

/// application_traffic_secret_N+1 (§7.2).
pub fn next_generation<P: Provider>(provider: &P, algorithm: HashAlgorithm, secret: &P::Secret) -> P::Secret {
    hkdf_expand_label(provider, algorithm, secret, b"traffic upd", b"")
}

/// verify_data of a Finished (§4.4.4); `base_key` is a traffic secret.
pub fn verify_data<P: Provider>(
    provider: &P,
    algorithm: HashAlgorithm,
    base_key: &P::Secret,
    transcript_hash: &Digest,
) -> Digest {
    let finished_key = hkdf_expand_label(provider, algorithm, base_key, b"finished", b"");
    provider.mac(algorithm, &finished_key, transcript_hash.as_ref())
}

/// Whether `verify_data` is right (§4.4.4), in constant time.
pub fn verify_finished<P: Provider>(
    provider: &P,
    purpose: MacPurpose,
    algorithm: HashAlgorithm,
    base_key: &P::Secret,
    transcript_hash: &Digest,
    verify_data: &[u8],
) -> bool {
    let finished_key = hkdf_expand_label(provider, algorithm, base_key, b"finished", b"");
    provider.verify_mac(purpose, algorithm, &finished_key, transcript_hash.as_ref(), verify_data)
}
