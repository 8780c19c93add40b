//! The end under test: a connection of ours, and a loop around it such as any caller has.

use std::sync::Arc;

use surehand_codec::code_point::{CipherSuite, NamedGroup};
use surehand_codec::reject;
use surehand_core::connection::{Connection, Error, Event};
use surehand_core::crypto::Digest;
use surehand_core::handshake::{
    Answer, ChosenCredential, CredentialId, OfferedIdentity, Question, RetryState, Signer, Verified,
};

use super::bytes::Cursor;
use super::{Known, Rigged, key};

pub struct Local {
    pub connection: Connection<Rigged>,
    pub provider: Arc<Rigged>,
    /// What has arrived and is not consumed.
    pub input: Vec<u8>,
    /// Application data received.
    pub data: Vec<u8>,
    pub events: Vec<Event>,
    /// Whether questions are answered as soon as they are asked.
    pub answers: bool,
    pub chain: Arc<[Vec<u8>]>,
    /// Every question that has been answered.
    pub asked: Vec<Question>,
    /// Whether a client has a certificate to show.
    pub shows: bool,
    /// Early data received.
    pub early: Vec<u8>,
    /// The pre-shared keys that a server knows, its own tickets among them.
    pub known: Vec<Known>,
    /// Whether early data is fresh.
    pub fresh: bool,
}

impl Local {
    pub fn new(provider: Arc<Rigged>, connection: Connection<Rigged>) -> Self {
        let chain = [key::CERTIFICATE.to_vec()].into();
        Self {
            connection,
            provider,
            input: Vec::new(),
            data: Vec::new(),
            events: Vec::new(),
            answers: true,
            chain,
            asked: Vec::new(),
            shows: false,
            early: Vec::new(),
            known: Vec::new(),
            fresh: true,
        }
    }

    /// Hands over what arrives and goes on until nothing more can be done.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.input.extend_from_slice(bytes);
        loop {
            self.answer_all()?;
            let received = self.connection.receive(&mut self.input)?;
            if let Event::ApplicationData(range) = &received.event {
                self.data.extend_from_slice(&self.input[range.clone()]);
            }
            if let Event::EarlyData(range) = &received.event {
                self.early.extend_from_slice(&self.input[range.clone()]);
            }
            self.input.drain(..received.consumed);
            self.events.push(received.event.clone());
            if received.consumed == 0 || self.input.is_empty() && self.connection.question().is_none() {
                return Ok(());
            }
        }
    }

    fn answer_all(&mut self) -> Result<(), Error> {
        while self.answers && self.connection.question().is_some() {
            self.answer()?;
        }
        Ok(())
    }

    /// Answers the open question well.
    pub fn answer(&mut self) -> Result<(), Error> {
        let (id, answer) = self.good_answer().expect("an open question");
        let question = self.connection.question().expect("an open question").1.clone();
        if let (Question::SealTicket(seal), Answer::Ticket(Ok(Some(ticket)))) = (&question, &answer) {
            self.known.push(Known::sealed(ticket, seal));
        }
        self.asked.push(question);
        let event = self.connection.answer(id, answer)?;
        if event != Event::Question {
            self.events.push(event);
        }
        Ok(())
    }

    pub fn good_answer(&self) -> Option<(surehand_core::connection::QuestionId, Answer<Rigged>)> {
        let (id, question) = self.connection.question()?;
        let answer = match question {
            Question::ChooseCredential(_) => Answer::Credential(Ok(self.credential())),
            Question::ChooseClientCredential(_) => Answer::ClientCredential(Ok(self.shows.then(|| self.credential()))),
            Question::Sign(sign) => Answer::Signature(Ok(key::sign(&self.provider, &sign.message))),
            Question::VerifyPeer(question) => Answer::Peer(Ok(Verified {
                public_key: key::public_key(&self.provider),
                identity: match question.peer {
                    Signer::Server => b"the test server".to_vec(),
                    Signer::Client => b"the test client".to_vec(),
                },
            })),
            Question::FindPsks(question) => {
                let find = |(index, offered): (usize, &OfferedIdentity)| {
                    self.known.iter().find(|known| known.identity == offered.identity).map(|known| known.found(index))
                };
                Answer::Psks(Ok(question.identities.iter().enumerate().filter_map(find).collect()))
            }
            Question::AdmitEarlyData(_) => Answer::EarlyData(Ok(self.fresh)),
            Question::SealTicket(_) => {
                Answer::Ticket(Ok(Some(format!("ticket number {}", self.known.len()).into_bytes())))
            }
            Question::SealCookie(state) => Answer::SealedCookie(Ok(seal_cookie(state))),
            Question::OpenCookie(question) => {
                Answer::OpenedCookie(open_cookie(&question.cookie).ok_or(reject!(ILLEGAL_PARAMETER, "4.2.2-i2")))
            }
            other => panic!("a new question: {other:?}"),
        };
        Some((id, answer))
    }

    pub fn credential(&self) -> ChosenCredential {
        ChosenCredential::new(CredentialId(7), self.chain.clone(), key::SCHEME)
    }

    pub fn output(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let _ = self.connection.output(&mut out);
        out
    }

    pub fn send(&mut self, data: &[u8]) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        self.connection.send(data, &mut out).map(|()| out)
    }

    pub fn state(&self) -> &'static str {
        self.connection.state_name()
    }
}

const COOKIE: &[u8] = b"a cookie of ours";

/// Nobody here forges cookies, so that a mark in front stands for a MAC.
fn seal_cookie(state: &RetryState) -> Vec<u8> {
    let [suite, group] = [state.cipher_suite.0, state.group.0].map(u16::to_be_bytes);
    [COOKIE, &suite, &group, state.client_hello1.as_ref()].concat()
}

fn open_cookie(cookie: &[u8]) -> Option<RetryState> {
    let mut rest = Cursor(cookie.strip_prefix(COOKIE)?);
    let (cipher_suite, group) = (CipherSuite(rest.number(2) as u16), NamedGroup(rest.number(2) as u16));
    Some(RetryState { client_hello1: Digest::new(rest.0), cipher_suite, group })
}
