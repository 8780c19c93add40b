//! One connection: the machine, its transport, and what it is asked.

use std::sync::Arc;

use surehand::provider::Mixed;
use surehand_core::connection::{Connection, EarlyData, Error, Event};
use surehand_core::handshake::client::Intent;
use surehand_core::key_schedule::BinderKind;

use crate::answers::Answers;
use crate::failure::Failure;
use crate::flags::{Flags, Set};
use crate::seen::Seen;
use crate::sessions::Sessions;
use crate::transport::Transport;
use crate::{names, settings};

/// What a step led to.
#[derive(PartialEq, Eq, Debug)]
pub enum Step {
    /// The handshake is complete.
    Complete,
    /// Early data.
    Early(Vec<u8>),
    /// Application data.
    Data(Vec<u8>),
    /// The peer has sent close_notify.
    Closed,
    /// The transport has ended.
    End,
}

/// A connection in use.
pub struct Exchange {
    /// The machine.
    pub core: Connection<Mixed>,
    /// What was answered.
    pub answers: Answers,
    /// What was noted down.
    pub seen: Seen,
    /// Whether the flags want a session to be resumed.
    pub resumes: bool,
    /// The flags that hold once early data has been refused, until then.
    retry: Option<Flags>,
    /// Whether early data was refused though the flags say otherwise.
    pub refused_against_flags: bool,
    transport: Transport,
}

impl Exchange {
    /// Connects and starts.
    pub fn new(
        flags: &Flags,
        retry: &Flags,
        resumes: bool,
        provider: &Arc<Mixed>,
        sessions: Sessions,
    ) -> Result<Self, Failure> {
        settings::check_versions(&flags.set)?;
        let mut answers = Answers::new(flags, provider.clone(), sessions)?;
        answers.facts.enabled = flags.set.has("enable-early-data");
        let core = if flags.set.has("server") {
            let config = settings::server(provider, flags)?;
            Connection::server(provider.clone(), (), Arc::new(config))
        } else {
            let config = settings::client(provider, flags)?;
            let intent = intent(&mut answers, resumes, &config.application_layer_protocols);
            Connection::client(provider.clone(), (), Arc::new(config), intent)
                .map_err(|error| names::failure(error, "start"))?
        };
        let transport = Transport::connect(&flags.set)?;
        let (seen, retry) = (Seen::default(), Some(retry.clone()));
        let mut exchange = Self { core, answers, seen, resumes, retry, refused_against_flags: false, transport };
        exchange.collect();
        Ok(exchange)
    }

    /// The flags that hold.
    pub fn set(&self) -> Set {
        self.answers.flags.set.clone()
    }

    /// Whether this is a server.
    pub fn is_server(&self) -> bool {
        self.answers.flags.set.has("server")
    }

    /// What the next connection may use.
    pub fn into_sessions(self) -> Sessions {
        self.answers.sessions
    }

    /// Reads until something happens.
    pub fn step(&mut self) -> Result<Step, Failure> {
        if self.core.connected().is_none() {
            self.flush()?;
        }
        loop {
            if let Some(step) = self.once()? {
                return Ok(step);
            }
        }
    }

    /// Reads once, or answers a question. An asynchronous caller answers late: only when nothing more has come meanwhile.
    pub fn once(&mut self) -> Result<Option<Step>, Failure> {
        let asked = self.core.question().is_some();
        // The runner takes tickets for late if they come behind its data.
        if asked && (self.core.connected().is_some() || !self.transport.fill_at_once()?) {
            return self.answer();
        }
        let state = self.core.state_name();
        let received = self.core.receive(self.transport.input());
        self.collect();
        self.notice_refusal();
        let received = match received {
            Ok(received) => received,
            Err(error) => return Err(self.fail(error, state)),
        };
        let step = match received.event {
            Event::WantInput if asked => None,
            Event::WantInput if !self.transport.fill()? => return Ok(Some(Step::End)),
            Event::ApplicationData(range) => Some(Step::Data(self.transport.copy(range))),
            Event::EarlyData(range) => Some(Step::Early(self.transport.copy(range))),
            Event::Question if received.consumed == 0 => return self.answer(),
            event => Self::of(&event),
        };
        self.transport.consume(received.consumed);
        self.flush_handshake(&step)?;
        Ok(step)
    }

    /// Later messages wait for application data to go with.
    fn flush_handshake(&mut self, step: &Option<Step>) -> Result<(), Failure> {
        let complete = *step == Some(Step::Complete);
        if self.core.connected().is_none() || complete { self.flush() } else { Ok(()) }
    }

    fn of(event: &Event) -> Option<Step> {
        match event {
            Event::Complete => Some(Step::Complete),
            Event::Closed => Some(Step::Closed),
            _ => None,
        }
    }

    /// Answers questions until none is open.
    fn answer(&mut self) -> Result<Option<Step>, Failure> {
        let mut step = None;
        while let Some((id, question)) = self.core.question() {
            let answer = match self.answers.answer(question) {
                Ok(answer) => answer,
                Err(failure) => {
                    let _ = self.flush();
                    return Err(failure);
                }
            };
            let state = self.core.state_name();
            let answered = self.core.answer(id, answer);
            self.collect();
            self.notice_refusal();
            match answered {
                Ok(event) => step = step.or(Self::of(&event)),
                Err(error) => return Err(self.fail(error, state)),
            }
        }
        self.flush_handshake(&step)?;
        Ok(step)
    }

    /// A client whose early data is refused goes on under other flags.
    fn notice_refusal(&mut self) {
        if self.is_server() || self.core.early_data() != EarlyData::Rejected {
            return;
        }
        if let Some(retry) = self.retry.take() {
            self.refused_against_flags = !self.answers.flags.set.has("expect-reject-early-data");
            self.answers.flags = retry;
        }
    }

    /// Sends what waits to be sent.
    pub fn flush(&mut self) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        let ready = self.core.output(&mut bytes);
        self.collect();
        self.transport.write(&bytes)?;
        ready.map_err(|error| names::failure(error, "sending"))
    }

    /// Sends application data.
    pub fn send(&mut self, data: &[u8]) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        let sent = self.core.send(data, &mut bytes);
        self.collect();
        self.transport.write(&bytes)?;
        sent.map_err(|error| names::failure(error, "sending"))
    }

    /// Sends early data.
    pub fn send_early(&mut self, data: &[u8]) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        let sent = self.core.send_early(data, &mut bytes);
        self.collect();
        self.transport.write(&bytes)?;
        sent.map_err(|error| names::failure(error, "sending early data"))
    }

    /// Ends our direction.
    pub fn close(&mut self) -> Result<(), Failure> {
        self.core.close();
        self.flush()
    }

    /// The alert goes out, the error comes back under its name.
    pub fn fail(&mut self, error: Error, state: &str) -> Failure {
        let _ = self.flush();
        names::failure(error, state)
    }

    fn collect(&mut self) {
        let before = self.seen.psk.clone();
        self.core.observations().into_iter().for_each(|observation| self.seen.add(observation));
        self.answers.peer_schemes.clone_from(&self.seen.client_schemes);
        if let Some(scheme) = self.seen.scheme.take() {
            self.answers.peer.scheme = Some(scheme);
        }
        if self.seen.psk == before {
            return;
        }
        match &self.seen.psk {
            Some((BinderKind::Resumption, _)) if !self.is_server() => self.answers.resumed(),
            Some((BinderKind::Imported, identity)) => self.answers.selected(identity),
            _ => {}
        }
    }
}

/// What a client wants of the connection: a session that is still good is offered, then external PSKs.
fn intent(answers: &mut Answers, resumes: bool, protocols: &[Vec<u8>]) -> Intent {
    let set = answers.flags.set.clone();
    let kept = answers.sessions.kept.as_ref().filter(|_| resumes);
    let offer = kept.and_then(|kept| kept.session.offer(answers.sessions.now()));
    let terms = offer.as_ref().and_then(|offer| offer.early_data.as_ref());
    let protocol = terms.and_then(|terms| terms.application_layer_protocol.as_ref());
    let facts = &mut answers.facts;
    facts.session_offered = offer.is_some();
    facts.session_admits = terms.is_some_and(|terms| terms.max_early_data_size > 0);
    facts.other_protocol = protocol.is_some_and(|protocol| !protocols.contains(protocol));
    let server_name = set.last("host-name").map(<[u8]>::to_vec);
    let psks = offer.into_iter().chain(answers.external_offers()).collect();
    Intent { server_name, psks, early_data: set.has("enable-early-data") }
}
