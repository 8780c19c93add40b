//! A server's answers: which credential, which pre-shared key, which tickets.

use surehand_codec::Reject;
use surehand_codec::code_point::AlertDescription;
use surehand_core::handshake::{
    AdmitEarlyData, ChooseCredential, ChosenCredential, ClientStatus, FindPsks, FoundPsk, SealTicket,
};

use crate::answers::{Answers, refuse};
use crate::credential::Credential;
use crate::failure::Failure;
use crate::peer::Peer;
use crate::sessions::Sessions;

impl Answers {
    /// What the callbacks of the reference shim look at.
    pub(crate) fn check_client_hello(&self, question: &ChooseCredential) -> Result<(), Failure> {
        self.check_server_name(question.server_name.as_deref())?;
        self.check_peer_schemes(&question.signature_algorithms)
    }

    /// Compares the name that the client asks for with what the flags expect.
    pub(crate) fn check_server_name(&self, name: Option<&[u8]>) -> Result<(), Failure> {
        let set = &self.flags.set;
        if set.last("expect-server-name").is_some_and(|expected| name != Some(expected)) {
            return Err(Failure::new("the client asks for another server name"));
        }
        if set.has("expect-no-server-name") && name.is_some() {
            return Err(Failure::new("the client asks for a server name"));
        }
        Ok(())
    }

    /// The callbacks that see the ClientHello before anything else refuse it.
    fn client_hello_callbacks(&self) -> Result<(), Reject> {
        let early = ("fail-early-callback", AlertDescription::HANDSHAKE_FAILURE);
        let late = ("fail-ddos-callback", AlertDescription::INTERNAL_ERROR);
        match [early, late].into_iter().find(|(flag, _)| self.flags.set.has(flag)) {
            Some((_, alert)) => Err(refuse(alert, "client-hello")),
            None => Ok(()),
        }
    }

    /// The server's credential.
    pub(crate) fn choose(&mut self, question: &ChooseCredential) -> Result<ChosenCredential, Reject> {
        self.client_hello_callbacks()?;
        self.certificate_callback()?;
        if self.credentials.is_empty() {
            return Err(refuse(AlertDescription::HANDSHAKE_FAILURE, "no-certificate"));
        }
        let chosen = self.first_fitting(&question.signature_algorithms, &question.certificate_authorities)?;
        self.staple(chosen)
    }

    /// Which pre-shared keys are known: tickets in the client's order, then external ones in ours.
    pub(crate) fn find_psks(&mut self, question: &FindPsks) -> Result<Vec<FoundPsk>, Reject> {
        self.client_hello_callbacks()?;
        let external = self.external(question);
        let sessions = self.in_context();
        let first = question.identities.first();
        let ticket = first.and_then(|first| Some((first, sessions.open(&self.provider, &first.identity)?)));
        self.facts.session_offered |= first.is_some();
        if let Some((offered, ticket)) = ticket {
            let theirs = i64::from(offered.obfuscated_ticket_age.wrapping_sub(ticket.age_add)) / 1000;
            let ours = self.sessions.now().since(ticket.issued_at).as_secs() as i64;
            self.facts.age_skew = theirs - ours;
            self.facts.session_admits = ticket.early_data.is_some();
            let protocol = ticket.early_data.and_then(|terms| terms.application_layer_protocol);
            self.facts.other_protocol = protocol != question.application_layer_protocol;
            if let ClientStatus::Authenticated(identity) = &ticket.session.client {
                self.peer = Peer::from_identity(identity);
            }
        }
        let tickets = !self.flags.set.has("no-ticket");
        let mut found = if tickets { sessions.find(&self.provider, question) } else { Vec::new() };
        found.extend(external);
        Ok(found)
    }

    /// Whether early data has not been seen before.
    pub(crate) fn admit_early_data(&self, question: &AdmitEarlyData) -> bool {
        self.sessions.admit(&self.provider, question)
    }

    /// A ticket; it keeps what the client has shown, and how it signed.
    pub(crate) fn seal_ticket(&self, question: &SealTicket) -> Option<Vec<u8>> {
        if self.flags.set.has("skip-ticket") {
            return None;
        }
        let mut ticket = question.clone();
        if let ClientStatus::Authenticated(identity) = &mut ticket.session.client {
            *identity = self.peer.identity();
        }
        self.in_context().seal(&self.provider, &ticket)
    }

    /// Tickets are good for the credential that would be shown to this client, or for all that have no context of their own.
    fn in_context(&self) -> Sessions {
        let fits = |credential: &&Credential| credential.scheme(&self.peer_schemes).is_some();
        let own = match self.first_psk.and_then(|place| self.psks.get(place)) {
            Some(psk) => psk.session_context.clone(),
            None => self.credentials.iter().find(fits).and_then(|credential| credential.session_context.clone()),
        };
        let context = own.or_else(|| self.flags.set.base64("session-id-context").ok().flatten());
        self.sessions.in_context(&context.unwrap_or_default())
    }
}
