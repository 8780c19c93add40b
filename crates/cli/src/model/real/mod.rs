//! A trace with real crypto: the sessions are real endpoints over loopback TCP, or others elsewhere, and the attacker is in between.

mod agents;
mod attacker;
mod end;
mod outcome;
mod own;
mod possible;
mod stand_ins;

use std::collections::BTreeMap;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use surehand::Connection;
use surehand::pki_types::ServerName;
use surehand::session::ClientSession;
use surehand_model::explore::Followed;
use surehand_model::report::Story;
use surehand_model::world::{Model, Role, agent};

use crate::cert::Made as Authority;
use crate::exit::{Failure, say};
use crate::files;
use agents::Agents;
use attacker::Attacker;
use end::End;
use own::Own;
use possible::{Asked, Real, units};
use stand_ins::Shelf;

pub use outcome::{ABOUT_KEYS, Outcome};

/// Replaying for real.
#[derive(Args)]
pub struct Flags {
    /// Replay with real crypto over loopback TCP instead
    #[arg(long)]
    pub real: bool,
    /// Session N of the trace is elsewhere: a server at this address, or a client that connects to this address
    #[arg(long, value_name = "N=HOST:PORT", requires = "real", value_parser = place)]
    at: Vec<(usize, String)>,
    /// Issue the agents' certificates by the authority in this folder, which `surehand cert` has made
    #[arg(long, value_name = "FOLDER", requires = "real")]
    certs: Option<PathBuf>,
    /// Configure our endpoints well, whatever the flaw: pre-shared keys are imported, early data is taken once, a ticket is
    /// offered to the server that it is from
    #[arg(long, requires = "real")]
    sound: bool,
}

fn place(text: &str) -> Result<(usize, String), String> {
    let (number, address) = text.split_once('=').ok_or("not of the form N=HOST:PORT")?;
    let number = number.parse().map_err(|_| format!("{number:?} is no number of a session"))?;
    Ok((number, address.to_owned()))
}

/// A trace that is being replayed.
struct Replayed<'a> {
    model: &'a Model,
    followed: &'a Followed,
    agents: &'a Agents<'a>,
    elsewhere: BTreeMap<usize, String>,
    ends: Vec<Option<End>>,
}

impl Flags {
    /// Replays a trace; its story is told anew.
    pub fn replay(&self, model: &Model, followed: &Followed, story: &mut Story) -> Result<Outcome, Failure> {
        let elsewhere: BTreeMap<usize, String> = self.at.iter().cloned().collect();
        if let Some(number) = elsewhere.keys().find(|number| **number >= model.setting.plans.len()) {
            return Err(Failure::usage(format!("there is no session {number} in this trace")));
        }
        let numbers: Vec<usize> = elsewhere.keys().copied().collect();
        // The hellos of clients that start at once come before the first step.
        let first = story.events.len() - followed.steps.len();
        let steps = Asked { model, followed, elsewhere: &numbers }.steps().map_err(|(number, why)| {
            let label = story.events.get(first + number).map(|event| event.label.clone()).unwrap_or_default();
            Failure::unreal(format!("step {} ({label}) cannot be made with real crypto: {why}", first + number + 1))
        })?;
        let agents = Agents::new(&model.setting, self.authority()?, self.sound)?;
        let ends = model.setting.plans.iter().map(|_| None).collect();
        let mut replayed = Replayed { model, followed, agents: &agents, elsewhere, ends };
        replayed.begin(&steps)?;
        let mut attacker = Attacker::new(&agents);
        story.events.iter_mut().for_each(|event| event.notes.clear());
        let mut outcome = Outcome::AsInTheTrace;
        for (number, real) in steps.iter().enumerate() {
            let (sent, shown) = (replayed.sent(), first + number + 1);
            let parted = match replayed.step(number, real, &mut attacker) {
                Ok(()) => outcome::parted(model, followed.worlds.get(number + 1), &replayed.ends),
                // The attacker cannot go on: that is how an attack may fail.
                Err(failure) if failure.code == Failure::MODEL => Some(failure.to_string()),
                Err(failure) => return Err(failure.at(&format!("step {shown}"))),
            };
            if let (Some(event), Some(session)) = (story.events.get_mut(shown - 1), real.sessions().first()) {
                event.notes = replayed.notes(*session, &sent);
            }
            if let Some(how) = parted {
                story.events.truncate(shown);
                outcome = Outcome::Parted { step: shown, how };
                break;
            }
        }
        story.end = replayed.standing(&story.lanes);
        Ok(outcome)
    }

    fn authority(&self) -> Result<Option<Authority>, Failure> {
        let Some(folder) = &self.certs else { return Ok(None) };
        let text =
            |name: &str| Ok::<_, Failure>(String::from_utf8_lossy(&files::read(&folder.join(name))?).into_owned());
        Ok(Some(Authority { certificate: text("ca.pem")?, key: text("ca.key")? }))
    }
}

impl Replayed<'_> {
    /// Brings up the sessions that the trace is about, except those that start later.
    fn begin(&mut self, steps: &[Real]) -> Result<(), Failure> {
        let mut sessions: Vec<usize> = steps.iter().flat_map(Real::sessions).collect();
        sessions.sort_unstable();
        sessions.dedup();
        for session in sessions {
            let later = self.model.setting.plans.get(session).is_some_and(|plan| plan.resumes());
            if !later {
                self.open(session, None)?;
            }
        }
        Ok(())
    }

    /// How many records the trace has of a session after so many steps.
    fn units(&self, step: usize, session: usize) -> usize {
        // Where the model refuses, whatever comes is an alert.
        let world = self.followed.worlds.get(step).or(self.followed.worlds.last());
        world.and_then(|world| world.sessions.get(session)).map_or(0, |session| units(session))
    }

    /// Opens the transport of a session, and takes what a client sends at first.
    fn open(&mut self, session: usize, start: Option<(usize, Option<ClientSession>)>) -> Result<(), Failure> {
        let plan = self.model.setting.plans.get(session).ok_or_else(|| Failure::local("a session without a plan"))?;
        let (step, ticket) = start.unwrap_or((0, None));
        let expected = self.units(step, session);
        let mut end = match (self.elsewhere.get(&session), &plan.role) {
            (Some(address), Role::Server { .. }) => {
                let tcp = TcpStream::connect(address);
                End::new(tcp.map_err(|error| Failure::network(&format!("connecting to {address}"), &error))?, None)?
            }
            (Some(address), Role::Client { .. }) => {
                let listener = TcpListener::bind(address);
                let listener =
                    listener.map_err(|error| Failure::network(&format!("listening on {address}"), &error))?;
                say!("listening on {} for session {session}", listener.local_addr()?);
                End::new(listener.accept()?.0, None)?
            }
            (None, role) => {
                let shelf = Arc::new(Shelf::default());
                let connection = match role {
                    Role::Server { .. } => Connection::server(&self.agents.server(plan)?),
                    Role::Client { peer, .. } => {
                        let config = self.agents.client(plan, &shelf, ticket)?;
                        let name = ServerName::try_from(agent::name(*peer));
                        let name = name.map_err(|_| Failure::local("an agent without a name"))?;
                        Connection::client(&config, name)?
                    }
                };
                let listener = TcpListener::bind("127.0.0.1:0")?;
                let theirs = TcpStream::connect(listener.local_addr()?)?;
                theirs.set_nodelay(true)?;
                End::new(listener.accept()?.0, Some(Own::new(connection, theirs, plan, shelf)))?
            }
        };
        if plan.is_client() {
            end.act(Own::settle, expected)?;
        }
        if let Some(place) = self.ends.get_mut(session) {
            *place = Some(end);
        }
        Ok(())
    }

    fn end(&mut self, session: usize) -> Result<&mut End, Failure> {
        let end = self.ends.get_mut(session).and_then(Option::as_mut);
        end.ok_or_else(|| Failure::unreal(format!("session {session} has not started")))
    }

    /// Makes a step.
    fn step(&mut self, number: usize, real: &Real, attacker: &mut Attacker<'_>) -> Result<(), Failure> {
        let due =
            |replayed: &Self, to: usize| replayed.units(number + 1, to).saturating_sub(replayed.units(number, to));
        match real {
            Real::Start(session, ticket) => {
                let ticket = match ticket {
                    Some((from, which)) => {
                        let own = self.end(*from)?.own.as_ref();
                        let ticket = own.and_then(|own| own.shelf.ticket(*which));
                        Some(ticket.ok_or_else(|| Failure::unreal(format!("session {from} has no ticket {which}")))?)
                    }
                    None => None,
                };
                self.open(*session, Some((number + 1, ticket)))
            }
            Real::Deliver(to, from, unit) => {
                let bytes = self.end(*from)?.units.get(*unit).cloned().flatten();
                let missing = || Failure::unreal(format!("session {from} has not sent its record {unit} of the trace"));
                let due = due(self, *to);
                self.end(*to)?.deliver(&bytes.ok_or_else(missing)?, due)
            }
            Real::Make(to, made) => {
                let bytes = attacker.make(made, *to, &self.ends)?;
                let due = due(self, *to);
                self.end(*to)?.deliver(&bytes, due)
            }
            Real::Cut(session) => self.end(*session)?.cut(),
            Real::Act(session, does) => {
                let due = due(self, *session);
                self.end(*session)?.act(|own| own.act(*does), due)
            }
            Real::Told => Ok(()),
        }
    }

    /// How many records each session has sent.
    fn sent(&self) -> Vec<usize> {
        self.ends.iter().map(|end| end.as_ref().map_or(0, |end| end.records())).collect()
    }

    /// What a session did at a step.
    fn notes(&self, session: usize, before: &[usize]) -> Vec<String> {
        let Some(end) = self.ends.get(session).and_then(Option::as_ref) else { return Vec::new() };
        let sent = end.records() - before.get(session).copied().unwrap_or_default();
        let mut notes: Vec<String> = end.failure().into_iter().collect();
        if sent > 0 {
            notes.push(format!("sends {sent} record{}", if sent == 1 { "" } else { "s" }));
        }
        notes
    }

    /// Where everybody stands.
    fn standing(&self, lanes: &[String]) -> Vec<String> {
        let ends = self.ends.iter().zip(lanes);
        ends.filter_map(|(end, lane)| Some(format!("{lane}: {}", end.as_ref()?.standing()))).collect()
    }
}
