//! A client's answers: which certificate it shows.

use surehand_codec::Reject;
use surehand_core::handshake::{ChosenCredential, RequestedCertificate};

use crate::answers::Answers;
use crate::certificate;
use crate::failure::{Failure, ensure};

impl Answers {
    /// Compares a CertificateRequest with what the flags expect.
    pub(crate) fn check_request(&self, question: &RequestedCertificate) -> Result<(), Failure> {
        if let Some(expected) = self.flags.set.text("expect-client-ca-list")? {
            let expected =
                certificate::names(expected).ok_or(Failure::new("names of authorities that cannot be read"))?;
            ensure(question.certificate_authorities == expected, || "other authorities are acceptable".to_owned())?;
        }
        self.check_peer_schemes(&question.signature_algorithms)
    }

    /// The client's credential; one that has none to show declines.
    pub(crate) fn choose_client(
        &mut self,
        question: &RequestedCertificate,
    ) -> Result<Option<ChosenCredential>, Reject> {
        self.certificate_callback()?;
        if self.credentials.is_empty() {
            return Ok(None);
        }
        self.first_fitting(&question.signature_algorithms, &question.certificate_authorities).map(Some)
    }

    /// A session was resumed: the server is who it was then.
    pub fn resumed(&mut self) {
        if let Some(kept) = &self.sessions.kept {
            self.peer = kept.peer.clone();
        }
    }
}
