//! The production provider, but for keys and randomness, which the trace gives, and the lists that it offers.

use rsa::RsaPublicKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::pss::{Signature, VerifyingKey};
use rsa::signature::Verifier;
use surehand::provider::Mixed;
use surehand_aws_lc::PrivateKey;
use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};
use surehand_core::crypto::{
    CryptoError, Digest, HashAlgorithm, MacPurpose, Provider, Purpose, Salt, Signatures, Suite,
};

/// What a trace says about one end's keys and randomness.
pub struct Scripted {
    pub mixed: Mixed,
    pub random: [u8; 32],
    pub legacy_session_id: Vec<u8>,
    pub cookie: Vec<u8>,
    pub ticket_age_add: Vec<u8>,
    /// Group, private key and share, in the order of their making.
    pub keys: Vec<(NamedGroup, Vec<u8>, Vec<u8>)>,
    pub schemes: Vec<SignatureScheme>,
    pub groups: Vec<NamedGroup>,
}

type Inner = Mixed;

/// The key of a certificate in a trace.
pub enum Key {
    /// RSA-1024, which no production row takes.
    Rsa(RsaPublicKey),
    /// ECDSA on P-256.
    P256(<Inner as Provider>::PublicKey),
}

impl Key {
    /// The key of a certificate in DER.
    pub fn of(certificate: &[u8]) -> Self {
        let der = certificate.into();
        let certificate = webpki::EndEntityCert::try_from(&der).unwrap();
        let key = certificate.subject_public_key_info();
        match RsaPublicKey::from_public_key_der(&key) {
            Ok(key) => Self::Rsa(key),
            Err(_) => Self::P256(Mixed::new().unwrap().public_key(&key).unwrap()),
        }
    }
}

impl Provider for Scripted {
    type Hash = <Inner as Provider>::Hash;
    type Secret = <Inner as Provider>::Secret;
    type KeyShares = Vec<(NamedGroup, PrivateKey)>;
    type SealingKey = <Inner as Provider>::SealingKey;
    type OpeningKey = <Inner as Provider>::OpeningKey;
    type PublicKey = Key;
    type Randomness = ();
    type KeyId = ();

    fn suites(&self) -> &[Suite] {
        self.mixed.suites()
    }

    fn groups(&self) -> &[NamedGroup] {
        &self.groups
    }

    fn signature_schemes(&self) -> &[SignatureScheme] {
        &self.schemes
    }

    fn random(&self, (): &(), purpose: Purpose, out: &mut [u8]) -> Result<(), CryptoError> {
        let value: &[u8] = match purpose {
            Purpose::ClientRandom | Purpose::ServerRandom => &self.random,
            Purpose::LegacySessionId => &self.legacy_session_id,
            Purpose::Cookie => &self.cookie,
            Purpose::TicketAgeAdd(0) => &self.ticket_age_add,
            other => panic!("the trace has nothing for {other:?}"),
        };
        out.copy_from_slice(value);
        Ok(())
    }

    fn offer(
        &self,
        (): &(),
        purpose: Purpose,
        groups: &[NamedGroup],
        share: &mut dyn FnMut(NamedGroup, &[u8]),
    ) -> Result<Self::KeyShares, CryptoError> {
        let Purpose::ClientShares(hello) = purpose else { panic!("{purpose:?}") };
        let (group, private, public) = &self.keys[usize::from(hello) - 1];
        assert_eq!(groups, [*group]);
        share(*group, public);
        Ok(vec![(*group, PrivateKey::from_bytes(*group, private)?)])
    }

    fn finish(&self, shares: Self::KeyShares, group: NamedGroup, peer: &[u8]) -> Result<Self::Secret, CryptoError> {
        shares.iter().find(|(each, _)| *each == group).ok_or(CryptoError::Unsupported)?.1.agree(peer)
    }

    fn accept(
        &self,
        (): &(),
        group: NamedGroup,
        peer: &[u8],
        share: &mut dyn FnMut(&[u8]),
    ) -> Result<Self::Secret, CryptoError> {
        let (own, private, public) = &self.keys[0];
        assert_eq!(group, *own);
        share(public);
        PrivateKey::from_bytes(group, private)?.agree(peer)
    }

    fn key_fits(&self, key: &Key, scheme: SignatureScheme) -> bool {
        match key {
            Key::Rsa(_) => scheme == SignatureScheme::RSA_PSS_RSAE_SHA256,
            Key::P256(key) => self.mixed.key_fits(key, scheme),
        }
    }

    fn verify(&self, key: &Key, scheme: SignatureScheme, message: &[u8], signature: &[u8]) -> bool {
        match key {
            Key::Rsa(key) => {
                let key = VerifyingKey::<rsa::sha2::Sha256>::new(key.clone());
                Signature::try_from(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
            Key::P256(key) => self.mixed.verify(key, scheme, message, signature),
        }
    }

    fn hash(&self, algorithm: HashAlgorithm) -> Self::Hash {
        self.mixed.hash(algorithm)
    }

    fn secret(&self, bytes: &[u8]) -> Self::Secret {
        self.mixed.secret(bytes)
    }

    fn extract(
        &self,
        algorithm: HashAlgorithm,
        salt: Salt<'_, Self::Secret>,
        input: Option<&Self::Secret>,
    ) -> Self::Secret {
        self.mixed.extract(algorithm, salt, input)
    }

    fn expand(&self, algorithm: HashAlgorithm, secret: &Self::Secret, info: &[u8]) -> Self::Secret {
        self.mixed.expand(algorithm, secret, info)
    }

    fn expand_into(&self, algorithm: HashAlgorithm, secret: &Self::Secret, outputs: &mut [(&[u8], &mut [u8])]) {
        self.mixed.expand_into(algorithm, secret, outputs);
    }

    fn mac(&self, algorithm: HashAlgorithm, key: &Self::Secret, message: &[u8]) -> Digest {
        self.mixed.mac(algorithm, key, message)
    }

    fn verify_mac(
        &self,
        purpose: MacPurpose,
        algorithm: HashAlgorithm,
        key: &Self::Secret,
        message: &[u8],
        mac: &[u8],
    ) -> bool {
        self.mixed.verify_mac(purpose, algorithm, key, message, mac)
    }

    fn reveal<'s>(&self, secret: &'s Self::Secret) -> &'s [u8] {
        self.mixed.reveal(secret)
    }

    fn key_id(&self, _: &Self::Secret) {}

    fn sealing_key(&self, suite: CipherSuite, key: &[u8]) -> Result<Self::SealingKey, CryptoError> {
        self.mixed.sealing_key(suite, key)
    }

    fn opening_key(&self, suite: CipherSuite, key: &[u8]) -> Result<Self::OpeningKey, CryptoError> {
        self.mixed.opening_key(suite, key)
    }
}
