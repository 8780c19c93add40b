//! RFC 8446 §7, §4.2.7, §4.2.3, B.4: a crypto library as the protocol sees it.

use core::fmt::Debug;
use core::hash::Hash;

use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};

use super::{CryptoError, Digest, HashAlgorithm, HashState, OpeningKey, SealingKey};

/// One row of the cipher suite table (B.4).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Suite {
    /// Its number.
    pub cipher_suite: CipherSuite,
    /// The hash of its transcript and HKDF.
    pub hash: HashAlgorithm,
    /// The length of its AEAD key in bytes.
    pub key_length: TrafficKeyLength,
    /// How many records one key may protect before it must be updated (§5.5).
    pub confidentiality_limit: u64,
}

/// The length of an AEAD key (`key_length` of §7.3).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TrafficKeyLength {
    /// 16 bytes.
    Sixteen,
    /// 32 bytes.
    ThirtyTwo,
}

impl TrafficKeyLength {
    /// The length in bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Sixteen => 16,
            Self::ThirtyTwo => 32,
        }
    }
}

/// What a draw of randomness is for. Within one connection each purpose is drawn once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Purpose {
    /// ClientHello.random.
    ClientRandom,
    /// ServerHello.random.
    ServerRandom,
    /// ClientHello.legacy_session_id in middlebox compatibility mode (D.4).
    LegacySessionId,
    /// The cookie of a HelloRetryRequest (§4.2.2).
    Cookie,
    /// The client's shares in its first or second ClientHello (1, 2).
    ClientShares(u8),
    /// The server's share.
    ServerShare,
    /// ticket_age_add of the ticket of this number, counted from 0 (§4.6.1).
    TicketAgeAdd(u64),
    /// What a configuration needs, outside of any connection: keys of tickets and cookies, and names for its parts.
    Configuration,
    /// certificate_request_context of the post-handshake request of this number, counted from 0 (§4.3.2).
    CertificateRequestContext(u64),
}

/// Which MAC is compared: a MAC is never compared by anything but [`Provider::verify_mac`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MacPurpose {
    /// verify_data of the server's Finished (§4.4.4).
    ServerFinished,
    /// verify_data of the client's Finished (§4.4.4).
    ClientFinished,
    /// A PskBinderEntry (§4.2.11.2).
    Binder,
}

/// The salt of an HKDF-Extract.
#[derive(Debug)]
pub enum Salt<'a, S> {
    /// Hash.length zero bytes.
    Zero,
    /// The "derived" secret of the stage before.
    Derived(&'a S),
}

/// A crypto library, or a mixture of several: rows, and what is secret or stateful behind them.
///
/// A provider is a value. Nothing is global, and a row that the CPU cannot run is not listed.
/// Real providers' secrets are neither `Clone` nor comparable; see [`Explorable`] for the one that explores.
pub trait Provider: Sized {
    /// A running transcript hash.
    type Hash: HashState;
    /// A secret of the key schedule, a shared secret or a pre-shared key. Zeroized on drop.
    type Secret;
    /// The private parts of all shares of one ClientHello (§4.2.8). Used once.
    type KeyShares;
    /// An AEAD key for writing.
    type SealingKey: SealingKey;
    /// An AEAD key for reading.
    type OpeningKey: OpeningKey;
    /// A peer's public key, from its certificate.
    type PublicKey;
    /// Where a connection's randomness comes from: nothing for a real provider, a session's name for an explorer.
    type Randomness;
    /// What identifies a key in a claim: `()` for every real provider, so that no observer receives a function of a secret.
    type KeyId: Copy + Eq + Hash + Debug;

    /// The cipher suites, best first.
    fn suites(&self) -> &[Suite];
    /// The groups, best first.
    fn groups(&self) -> &[NamedGroup];
    /// The schemes with which a CertificateVerify can be verified, best first.
    fn signature_schemes(&self) -> &[SignatureScheme];

    /// Fills `out` with unpredictable bytes (C.1).
    fn random(&self, randomness: &Self::Randomness, purpose: Purpose, out: &mut [u8]) -> Result<(), CryptoError>;

    /// Starts a hash.
    fn hash(&self, algorithm: HashAlgorithm) -> Self::Hash;
    /// A secret with the given bytes: a pre-shared key.
    fn secret(&self, bytes: &[u8]) -> Self::Secret;
    /// HKDF-Extract (§7.1); `None` stands for Hash.length zero bytes.
    fn extract(
        &self,
        algorithm: HashAlgorithm,
        salt: Salt<'_, Self::Secret>,
        input: Option<&Self::Secret>,
    ) -> Self::Secret;
    /// HKDF-Expand (RFC 5869) to a secret of Hash.length bytes.
    fn expand(&self, algorithm: HashAlgorithm, secret: &Self::Secret, info: &[u8]) -> Self::Secret;
    /// The same for several outputs of one secret: a library may prepare the key once.
    fn expand_each<const N: usize>(
        &self,
        algorithm: HashAlgorithm,
        secret: &Self::Secret,
        infos: [&[u8]; N],
    ) -> [Self::Secret; N] {
        infos.map(|info| self.expand(algorithm, secret, info))
    }
    /// HKDF-Expand (RFC 5869) to bytes, for each info as many as its output takes: at most 255 times Hash.length.
    fn expand_into(&self, algorithm: HashAlgorithm, secret: &Self::Secret, outputs: &mut [(&[u8], &mut [u8])]);
    /// HMAC with `key` over `message`.
    fn mac(&self, algorithm: HashAlgorithm, key: &Self::Secret, message: &[u8]) -> Digest;
    /// Whether `mac` is the HMAC with `key` over `message`, in constant time.
    fn verify_mac(
        &self,
        purpose: MacPurpose,
        algorithm: HashAlgorithm,
        key: &Self::Secret,
        message: &[u8],
        mac: &[u8],
    ) -> bool;
    /// The bytes of a secret, for a key log that the caller asked for (RFC 9850).
    fn reveal<'s>(&self, secret: &'s Self::Secret) -> &'s [u8];
    /// The identity of a secret in a claim.
    fn key_id(&self, secret: &Self::Secret) -> Self::KeyId;

    /// An AEAD key for writing; `key` is as long as the row says.
    fn sealing_key(&self, cipher_suite: CipherSuite, key: &[u8]) -> Result<Self::SealingKey, CryptoError>;
    /// An AEAD key for reading; `key` is as long as the row says.
    fn opening_key(&self, cipher_suite: CipherSuite, key: &[u8]) -> Result<Self::OpeningKey, CryptoError>;

    /// Makes one share for each of `groups`, and hands each `key_exchange` to `share` in that order.
    ///
    /// A hybrid group and its classical half may share that half within this one call (RFC 9954), never across calls.
    fn offer(
        &self,
        randomness: &Self::Randomness,
        purpose: Purpose,
        groups: &[NamedGroup],
        share: &mut dyn FnMut(NamedGroup, &[u8]),
    ) -> Result<Self::KeyShares, CryptoError>;
    /// The client's side of the key exchange: the shared secret with the server's share.
    fn finish(&self, shares: Self::KeyShares, group: NamedGroup, peer: &[u8]) -> Result<Self::Secret, CryptoError>;
    /// The server's side of the key exchange: hands over its own `key_exchange` and returns the shared secret.
    fn accept(
        &self,
        randomness: &Self::Randomness,
        group: NamedGroup,
        peer: &[u8],
        share: &mut dyn FnMut(&[u8]),
    ) -> Result<Self::Secret, CryptoError>;

    /// Whether `key` can be used with `scheme`: key type, curve and OID (§4.2.3).
    fn key_fits(&self, key: &Self::PublicKey, scheme: SignatureScheme) -> bool;
    /// Whether `signature` is `key`'s over `message`.
    fn verify(&self, key: &Self::PublicKey, scheme: SignatureScheme, message: &[u8], signature: &[u8]) -> bool;
}

/// A provider whose secrets may be copied and compared: the explorer's, never a real one.
pub trait Explorable:
    Provider<
        Hash: Clone + Eq + Hash,
        Secret: Clone + Eq + Hash,
        KeyShares: Clone + Eq + Hash,
        SealingKey: Clone + Eq + Hash,
        OpeningKey: Clone + Eq + Hash,
        PublicKey: Clone + Eq + Hash,
        Randomness: Clone + Eq + Hash,
    >
{
}
