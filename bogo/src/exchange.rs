//! One connection: the machine, its transport, and what it is asked.

use std::sync::Arc;

use surehand::provider::Mixed;
use surehand_core::connection::{Connection, Error, Event};

use crate::answers::Answers;
use crate::failure::Failure;
use crate::flags::Flags;
use crate::seen::Seen;
use crate::transport::Transport;
use crate::{names, settings};

/// What a step led to.
#[derive(PartialEq, Eq, Debug)]
pub enum Step {
    /// The handshake is complete.
    Complete,
    /// Application data.
    Data(Vec<u8>),
    /// The peer has sent close_notify.
    Closed,
    /// The transport has ended.
    End,
}

/// A connection in use.
pub struct Exchange {
    /// The flags that hold.
    pub flags: Flags,
    /// The machine.
    pub core: Connection<Mixed>,
    /// What was answered.
    pub answers: Answers,
    /// What was noted down.
    pub seen: Seen,
    transport: Transport,
}

impl Exchange {
    /// Connects and starts.
    pub fn new(flags: &Flags, provider: &Arc<Mixed>) -> Result<Self, Failure> {
        let set = &flags.set;
        settings::check_versions(set)?;
        settings::check_roles(flags)?;
        let answers = Answers::new(flags, provider.clone())?;
        let core = if set.has("server") {
            let config = settings::server(provider, set)?;
            Connection::server(provider.clone(), (), Arc::new(config))
        } else {
            let config = settings::client(provider, set)?;
            let server_name = set.last("host-name").map(<[u8]>::to_vec);
            Connection::client(provider.clone(), (), Arc::new(config), server_name)
                .map_err(|error| names::failure(error, "start"))?
        };
        let transport = Transport::connect(set)?;
        Ok(Self { flags: flags.clone(), core, answers, seen: Seen::default(), transport })
    }

    /// Reads until something happens.
    pub fn step(&mut self) -> Result<Step, Failure> {
        if self.core.connected().is_none() {
            self.flush()?;
        }
        loop {
            let state = self.core.state_name();
            let received = self.core.receive(self.transport.input());
            self.collect();
            let received = match received {
                Ok(received) => received,
                Err(error) => return Err(self.fail(error, state)),
            };
            let step = match received.event {
                Event::WantInput if !self.transport.fill()? => return Ok(Step::End),
                Event::ApplicationData(range) => {
                    Some(Step::Data(self.transport.input().get(range).unwrap_or_default().to_vec()))
                }
                Event::Question => self.answer()?,
                event => Self::of(&event),
            };
            self.transport.consume(received.consumed);
            match step {
                Some(Step::Complete) => {
                    self.flush()?;
                    return Ok(Step::Complete);
                }
                Some(step) => return Ok(step),
                None if self.core.connected().is_none() => self.flush()?,
                None => {}
            }
        }
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
            match answered {
                Ok(event) => step = Self::of(&event),
                Err(error) => return Err(self.fail(error, state)),
            }
        }
        Ok(step)
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
        self.core.observations().into_iter().for_each(|observation| self.seen.add(observation));
    }
}
