//! Answers to the machine's questions, as the flags say.

use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use surehand::pki_types::CertificateDer;
use surehand::provider::Mixed;
use surehand_codec::code_point::{AlertDescription, SignatureScheme};
use surehand_codec::{Reject, Rule};
use surehand_core::crypto::{Provider, Signatures};
use surehand_core::handshake::{
    Answer, ChooseCredential, ChosenCredential, CredentialId, Question, Sign, Verified, VerifyPeer,
};

use crate::credential::{self, Credential};
use crate::failure::Failure;
use crate::flags::Flags;

type PublicKey = <Mixed as Provider>::PublicKey;

/// Answers questions, and remembers what they said.
pub struct Answers {
    flags: Flags,
    provider: Arc<Mixed>,
    credentials: Vec<Credential>,
    /// The chain that the peer showed.
    pub chain: Option<Vec<Vec<u8>>>,
    /// Which credential was chosen: its place among ours.
    pub chosen: Option<usize>,
}

/// A refusal that is this shim's own decision; `names` knows it by `why`.
fn refuse(alert: AlertDescription, why: &'static str) -> Reject {
    Reject { alert, rule: Rule(why) }
}

impl Answers {
    /// Reads the credentials.
    pub fn new(flags: &Flags, provider: Arc<Mixed>) -> Result<Self, Failure> {
        let credentials = credential::load(&provider, flags)?;
        Ok(Self { flags: flags.clone(), provider, credentials, chain: None, chosen: None })
    }

    /// The answer to a question.
    pub fn answer(&mut self, question: &Question) -> Result<Answer<Mixed>, Failure> {
        Ok(match question {
            Question::ChooseCredential(question) => {
                self.check_client_hello(question)?;
                Answer::Credential(self.choose(question))
            }
            Question::Sign(question) => Answer::Signature(self.sign(question)?),
            Question::VerifyPeer(question) => Answer::Peer(self.verify(question)),
            _ => return Err(Failure::unimplemented("an answer to this question")),
        })
    }

    /// The number of the chosen credential, as flags count them.
    pub fn chosen_number(&self) -> Option<usize> {
        self.credentials.get(self.chosen?)?.number
    }

    /// What the callbacks of the reference shim look at.
    fn check_client_hello(&self, question: &ChooseCredential) -> Result<(), Failure> {
        let set = &self.flags.set;
        let name = question.server_name.as_deref();
        if set.last("expect-server-name").is_some_and(|expected| name != Some(expected)) {
            return Err(Failure::new("the client asks for another server name"));
        }
        if set.has("expect-no-server-name") && name.is_some() {
            return Err(Failure::new("the client asks for a server name"));
        }
        self.check_peer_schemes(&question.signature_algorithms)
    }

    fn check_peer_schemes(&self, peer: &[SignatureScheme]) -> Result<(), Failure> {
        let expected: Vec<u16> = self.flags.set.numbers("expect-peer-verify-pref")?;
        let peer: Vec<u16> = peer.iter().map(|scheme| scheme.0).collect();
        if !expected.is_empty() && expected != peer {
            return Err(Failure::new(format!("the peer's signature_algorithms are {peer:04x?}")));
        }
        Ok(())
    }

    fn choose(&mut self, question: &ChooseCredential) -> Result<ChosenCredential, Reject> {
        let set = &self.flags.set;
        for (flag, alert) in [
            ("fail-early-callback", AlertDescription::HANDSHAKE_FAILURE),
            ("fail-ddos-callback", AlertDescription::INTERNAL_ERROR),
        ] {
            if set.has(flag) {
                return Err(refuse(alert, "client-hello"));
            }
        }
        if set.has("fail-cert-callback") {
            let alert = set.number("fail-cert-callback-alert").ok().flatten();
            let alert = alert.map_or(AlertDescription::INTERNAL_ERROR, AlertDescription);
            return Err(refuse(alert, "certificate-callback"));
        }
        if self.credentials.is_empty() {
            return Err(refuse(AlertDescription::HANDSHAKE_FAILURE, "no-certificate"));
        }
        let fitting = |(place, credential): (usize, &Credential)| {
            Some((place, credential.scheme(&question.signature_algorithms)?))
        };
        let (place, scheme) = self
            .credentials
            .iter()
            .enumerate()
            .find_map(fitting)
            .ok_or(refuse(AlertDescription::HANDSHAKE_FAILURE, "6.2-i4"))?;
        self.chosen = Some(place);
        let chain = self.credentials.get(place).map(|credential| credential.chain.clone()).unwrap_or_default();
        Ok(ChosenCredential { credential: CredentialId(place as u64), chain, scheme })
    }

    fn sign(&self, question: &Sign) -> Result<Result<Vec<u8>, Reject>, Failure> {
        sleep(Duration::from_millis(self.flags.set.number("private-key-delay-ms")?.unwrap_or(0)));
        let credential = usize::try_from(question.credential.0).ok().and_then(|place| self.credentials.get(place));
        let signature = credential
            .and_then(|credential| self.provider.sign(&credential.key, question.scheme, &question.message).ok());
        Ok(signature.ok_or(refuse(AlertDescription::INTERNAL_ERROR, "6.2-i17")))
    }

    /// Whom the peer claims to be matters only where a flag says so; its key must be one that we can use.
    fn verify(&mut self, question: &VerifyPeer) -> Result<Verified<PublicKey>, Reject> {
        self.chain = Some(question.chain.clone());
        let cannot_parse = refuse(AlertDescription::DECODE_ERROR, "cannot-parse");
        let end_entity = CertificateDer::from(question.chain.first().ok_or(cannot_parse)?.as_slice());
        let parsed = webpki::EndEntityCert::try_from(&end_entity).map_err(|_| cannot_parse)?;
        let public_key = self
            .provider
            .public_key(parsed.subject_public_key_info().as_ref())
            .map_err(|_| refuse(AlertDescription::UNSUPPORTED_CERTIFICATE, "4.4.2.2-13"))?;
        let set = &self.flags.set;
        if set.has("verify-fail") && set.has("verify-peer") {
            let alert = if set.has("use-custom-verify-callback") {
                AlertDescription::CERTIFICATE_UNKNOWN
            } else {
                AlertDescription::HANDSHAKE_FAILURE
            };
            return Err(refuse(alert, "verify-fail"));
        }
        Ok(Verified { public_key, identity: Vec::new() })
    }
}
