//! The end under test: a connection of ours, and a loop around it such as any caller has.

use std::sync::Arc;

use surehand_core::connection::{Connection, Error, Event};
use surehand_core::handshake::{Answer, ChosenCredential, CredentialId, Question, Verified};

use super::{Rigged, key};

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
}

impl Local {
    pub fn new(provider: Arc<Rigged>, connection: Connection<Rigged>) -> Self {
        let chain = [key::CERTIFICATE.to_vec()].into();
        Self { connection, provider, input: Vec::new(), data: Vec::new(), events: Vec::new(), answers: true, chain }
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
        self.connection.answer(id, answer).map(drop)
    }

    pub fn good_answer(&self) -> Option<(surehand_core::connection::QuestionId, Answer<Rigged>)> {
        let (id, question) = self.connection.question()?;
        let answer = match question {
            Question::ChooseCredential(_) => {
                Answer::Credential(Ok(ChosenCredential::new(CredentialId(7), self.chain.clone(), key::SCHEME)))
            }
            Question::ChooseClientCredential(_) => Answer::ClientCredential(Ok(None)),
            Question::Sign(sign) => Answer::Signature(Ok(key::sign(&self.provider, &sign.message))),
            Question::VerifyPeer(_) => Answer::Peer(Ok(Verified {
                public_key: key::public_key(&self.provider),
                identity: b"the test server".to_vec(),
            })),
            other => panic!("a new question: {other:?}"),
        };
        Some((id, answer))
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
