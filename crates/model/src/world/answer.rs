//! The answers to a machine's questions, from what its agent has.

use std::sync::Arc;

use surehand_codec::code_point::SignatureScheme;
use surehand_codec::{Reject, reject};
use surehand_core::handshake::{
    Answer, ChosenCredential, ClientStatus, CredentialId, FindPsks, FoundPsk, OfferedPsk, Question, SealTicket, Signer,
    Verified, VerifyPeer,
};
use surehand_core::key_schedule::BinderKind;

use super::agent::{self, Certificate};
use super::model::Model;
use super::plan::Plan;
use crate::provider::Symbolic;
use crate::term::{Agent, Id};

impl Model {
    /// Answers a question; `used` are the binders whose early data was taken.
    pub(super) fn answer(&self, plan: &Plan, question: &Question, used: &mut Vec<Id>) -> Answer<Symbolic> {
        match question {
            Question::ChooseCredential(_) => {
                Answer::Credential(credential(plan.certificate).ok_or(reject!(HANDSHAKE_FAILURE, "4.1.1-4")))
            }
            Question::ChooseClientCredential(_) => Answer::ClientCredential(Ok(credential(plan.certificate))),
            Question::Sign(sign) => {
                let key = self.provider.public_key(Agent(sign.credential.0 as u8));
                Answer::Signature(Ok(self.provider.sign(key, sign.scheme, &sign.message)))
            }
            Question::VerifyPeer(question) => Answer::Peer(self.verify(question)),
            Question::FindPsks(question) => Answer::Psks(Ok(self.find(plan, question))),
            Question::AdmitEarlyData(question) => {
                let binder = Id::of(&question.binder);
                let fresh = !used.contains(&binder) || self.setting.flaws.early_data_again;
                if fresh && self.setting.single_use {
                    used.push(binder);
                    used.sort_unstable();
                }
                Answer::EarlyData(Ok(fresh || !self.setting.single_use))
            }
            Question::SealTicket(ticket) => Answer::Ticket(Ok(Some(self.keep_ticket(plan.agent, ticket)))),
            Question::SealCookie(state) => Answer::SealedCookie(Ok(self.keep_cookie(plan.agent, state))),
            Question::OpenCookie(question) => {
                let state = self.cookie(&question.cookie);
                let own = state.filter(|(maker, _)| *maker == plan.agent || self.setting.flaws.any_cookie);
                Answer::OpenedCookie(own.map(|(_, state)| state).ok_or(reject!(ILLEGAL_PARAMETER, "4.2.2-i2")))
            }
            // No other question exists; a new one fails the session, and reachability fails with it.
            _ => Answer::Signature(Err(reject!(INTERNAL_ERROR, "6.2-i17"))),
        }
    }

    /// Whether this is whom the client wants, or anybody with a certificate for a server.
    fn verify(&self, question: &VerifyPeer) -> Result<Verified<Id>, Reject> {
        let first = question.chain.first().and_then(|certificate| Certificate::read(certificate));
        let certificate = first
            .filter(|certificate| self.setting.certificates.contains(certificate))
            .ok_or(reject!(BAD_CERTIFICATE, "6.2-i5"))?;
        let name = agent::name(certificate.subject).as_bytes();
        let wanted = question.peer == Signer::Client || question.server_name.as_deref() == Some(name);
        if !wanted && !self.setting.flaws.any_name {
            return Err(reject!(BAD_CERTIFICATE, "6.2-i5"));
        }
        // Whoever is not asked for by name is believed to be who was asked for: that is the flaw.
        let identity = match &question.server_name {
            Some(asked) if question.peer == Signer::Server => asked.clone(),
            _ => name.to_vec(),
        };
        Ok(Verified { public_key: self.provider.public_key(certificate.key), identity })
    }

    fn find(&self, plan: &Plan, question: &FindPsks) -> Vec<FoundPsk> {
        let found = |(index, identity): (u16, &[u8])| {
            let known = |psk: &OfferedPsk| self.is_for(plan, psk);
            if let Some(psk) = self.external(identity).filter(known) {
                let (hash, kind) = (psk.hash, psk.kind);
                return Some(FoundPsk { index, psk: psk.psk, hash, kind, early_data: None, session: None });
            }
            let SealTicket { psk, hash, early_data, mut session, .. } = self.ticket(plan.agent, identity)?;
            if self.setting.flaws.tickets_authenticate {
                session.client = ClientStatus::Authenticated(agent::name(agent::ALICE).as_bytes().to_vec());
            }
            Some(FoundPsk { index, psk, hash, kind: BinderKind::Resumption, early_data, session: Some(session) })
        };
        let identities = question.identities.iter().map(|offered| offered.identity.as_slice());
        (0..).zip(identities).filter_map(found).collect()
    }
}

fn credential(certificate: Option<Certificate>) -> Option<ChosenCredential> {
    let certificate = certificate?;
    let chain = Arc::new([certificate.bytes()]);
    Some(ChosenCredential::new(CredentialId(u64::from(certificate.key.0)), chain, SignatureScheme::ED25519))
}
