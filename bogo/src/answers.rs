//! Answers to the machine's questions, as the flags say.

use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use surehand::pki_types::CertificateDer;
use surehand::provider::Mixed;
use surehand_codec::code_point::{AlertDescription, SignatureScheme};
use surehand_codec::{Reject, Rule};
use surehand_core::crypto::{Provider, Signatures};
use surehand_core::handshake::{Answer, ChosenCredential, CredentialId, Question, Sign, Signer, Verified, VerifyPeer};

use crate::certificate;
use crate::credential::{self, Credential};
use crate::external::{self, External};
use crate::facts::Facts;
use crate::failure::Failure;
use crate::flags::Flags;
use crate::peer::Peer;
use crate::sessions::Sessions;

type PublicKey = <Mixed as Provider>::PublicKey;

/// Answers questions, and remembers what they said.
pub struct Answers {
    /// The flags that hold.
    pub flags: Flags,
    pub(crate) provider: Arc<Mixed>,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) psks: Vec<External>,
    /// The first of them that the client offers.
    pub(crate) first_psk: Option<usize>,
    /// What outlives this connection.
    pub sessions: Sessions,
    /// What the peer has shown of itself.
    pub peer: Peer,
    /// Which credential was chosen: its number, as flags count them.
    pub chosen: Option<usize>,
    /// What is known of tickets and early data.
    pub facts: Facts,
    /// The peer's signature_algorithms.
    pub peer_schemes: Vec<SignatureScheme>,
}

/// A refusal that is this shim's own decision; `names` knows it by `why`.
pub fn refuse(alert: AlertDescription, why: &'static str) -> Reject {
    Reject { alert, rule: Rule(why) }
}

impl Answers {
    /// Reads the credentials.
    pub fn new(flags: &Flags, provider: Arc<Mixed>, sessions: Sessions) -> Result<Self, Failure> {
        Ok(Self {
            flags: flags.clone(),
            credentials: credential::load(&provider, flags)?,
            psks: external::load(flags)?,
            first_psk: None,
            provider,
            sessions,
            peer: Peer::default(),
            chosen: None,
            facts: Facts::default(),
            peer_schemes: Vec::new(),
        })
    }

    /// The answer to a question.
    pub fn answer(&mut self, question: &Question) -> Result<Answer<Mixed>, Failure> {
        Ok(match question {
            Question::ChooseCredential(question) => {
                self.check_client_hello(question)?;
                Answer::Credential(self.choose(question))
            }
            Question::ChooseClientCredential(question) => {
                self.check_request(question)?;
                Answer::ClientCredential(self.choose_client(question))
            }
            Question::Sign(question) => Answer::Signature(self.sign(question)?),
            Question::VerifyPeer(question) => Answer::Peer(self.verify(question)),
            Question::VerifyResumed(_) => Answer::Resumed(self.verify_again()),
            Question::FindPsks(question) => {
                self.check_server_name(question.server_name.as_deref())?;
                Answer::Psks(self.find_psks(question))
            }
            Question::AdmitEarlyData(question) => Answer::EarlyData(Ok(self.admit_early_data(question))),
            Question::SealTicket(question) => Answer::Ticket(Ok(self.seal_ticket(question))),
            _ => return Err(Failure::unimplemented("an answer to this question")),
        })
    }

    /// Compares the peer's preferences with those that the flags expect.
    pub(crate) fn check_peer_schemes(&self, peer: &[SignatureScheme]) -> Result<(), Failure> {
        let expected: Vec<u16> = self.flags.set.numbers("expect-peer-verify-pref")?;
        let peer: Vec<u16> = peer.iter().map(|scheme| scheme.0).collect();
        if !expected.is_empty() && expected != peer {
            return Err(Failure::new(format!("the peer's signature_algorithms are {peer:04x?}")));
        }
        Ok(())
    }

    /// The callback that chooses a certificate fails.
    pub(crate) fn certificate_callback(&self) -> Result<(), Reject> {
        let set = &self.flags.set;
        if !set.has("fail-cert-callback") {
            return Ok(());
        }
        let alert = set.number("fail-cert-callback-alert").ok().flatten();
        Err(refuse(alert.map_or(AlertDescription::INTERNAL_ERROR, AlertDescription), "certificate-callback"))
    }

    /// The first credential that fits; `names` are those of the authorities that the peer trusts.
    pub(crate) fn first_fitting(
        &mut self,
        schemes: &[SignatureScheme],
        names: &[Vec<u8>],
    ) -> Result<ChosenCredential, Reject> {
        let issued = |credential: &&Credential| credential.is_acceptable(names);
        if !self.credentials.iter().any(|credential| issued(&credential)) {
            return Err(refuse(AlertDescription::HANDSHAKE_FAILURE, "issuer"));
        }
        let fitting = |(place, credential): (usize, &Credential)| {
            let scheme = Some(credential).filter(issued)?.scheme(schemes)?;
            Some((place, credential.number, credential.chosen(CredentialId(place as u64), scheme)))
        };
        let found = self.credentials.iter().enumerate().find_map(fitting);
        let (_, number, chosen) = found.ok_or(refuse(AlertDescription::HANDSHAKE_FAILURE, "6.2-i4"))?;
        self.chosen = number;
        Ok(chosen)
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
        self.peer = Peer {
            chain: question.chain.clone(),
            ocsp_response: question.ocsp_response.clone(),
            timestamps: question.signed_certificate_timestamps.clone(),
            scheme: None,
        };
        let cannot_parse = refuse(AlertDescription::DECODE_ERROR, "cannot-parse");
        let end_entity = CertificateDer::from(question.chain.first().ok_or(cannot_parse)?.as_slice());
        let parsed = webpki::EndEntityCert::try_from(&end_entity).map_err(|_| cannot_parse)?;
        let public_key = self
            .provider
            .public_key(parsed.subject_public_key_info().as_ref())
            .map_err(|_| refuse(AlertDescription::UNSUPPORTED_CERTIFICATE, "4.4.2.2-13"))?;
        if !certificate::may_sign(&end_entity) {
            return Err(refuse(AlertDescription::ILLEGAL_PARAMETER, "key-usage"));
        }
        self.verify_again()?;
        if question.peer == Signer::Server {
            self.look_at_ocsp_response()?;
        }
        Ok(Verified { public_key, identity: self.peer.identity() })
    }

    /// Whether the verifier, if there is one, is content with the peer.
    pub(crate) fn verify_again(&self) -> Result<(), Reject> {
        let set = &self.flags.set;
        let verifies = set.has("verify-peer") || set.has("require-any-client-certificate");
        if !set.has("verify-fail") || !verifies {
            return Ok(());
        }
        let custom = set.has("use-custom-verify-callback");
        let alert = if custom { AlertDescription::CERTIFICATE_UNKNOWN } else { AlertDescription::HANDSHAKE_FAILURE };
        Err(refuse(alert, "verify-fail"))
    }
}
