//! What a trace asks of the real world, step by step, and what of that cannot be.

use surehand::NamedGroup;
use surehand_model::attacker::forge::{EDITS, chosen, edited, own_shares};
use surehand_model::explore::Followed;
use surehand_model::report::opened;
use surehand_model::term::Agent;
use surehand_model::world::agent::{self, Certificate};
use surehand_model::world::{Action, Delivery, Model, Outside, Reveal, Role, Session, World};

use super::agents::Purpose;
use super::attacker::Made;
use super::own::Does;

/// A step in the real world.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Real {
    /// A client starts, with a ticket of a session.
    Start(usize, Option<(usize, u8)>),
    /// A session gets what another has sent: which session, and which of its units.
    Deliver(usize, usize, usize),
    /// A session gets what the attacker makes.
    Make(usize, Made),
    /// The transport of a session ends.
    Cut(usize),
    /// A session does something by itself.
    Act(usize, Does),
    /// The attacker is told something that the agents of this program have.
    Told,
}

impl Real {
    /// The sessions that it concerns.
    pub fn sessions(&self) -> Vec<usize> {
        match self {
            Self::Start(to, Some((from, _))) | Self::Deliver(to, from, _) => vec![*to, *from],
            Self::Make(to, Made::Edited(from, ..)) => vec![*to, *from],
            Self::Start(to, None) | Self::Make(to, _) | Self::Cut(to) | Self::Act(to, _) => vec![*to],
            Self::Told => Vec::new(),
        }
    }
}

/// A trace, and which of its sessions are run elsewhere.
pub struct Asked<'a> {
    /// The model.
    pub model: &'a Model,
    /// The trace.
    pub followed: &'a Followed,
    /// The sessions that are not ours.
    pub elsewhere: &'a [usize],
}

/// Which record of the trace is which unit: change_cipher_spec is not counted.
pub fn units(session: &Session) -> usize {
    session.sent.iter().filter(|record| record.bytes.first() != Some(&20)).count()
}

impl Asked<'_> {
    /// All steps; or the number of the first that cannot be made, and why.
    pub fn steps(&self) -> Result<Vec<Real>, (usize, String)> {
        let steps = self.followed.steps.iter().zip(&self.followed.worlds).enumerate();
        steps
            .map(|(number, (step, world))| self.step(number, &step.action, world).map_err(|why| (number, why)))
            .collect()
    }

    fn step(&self, number: usize, action: &Action, world: &World) -> Result<Real, String> {
        let ours = |session: u8, what: &str| match self.elsewhere.contains(&usize::from(session)) {
            true => Err(format!("session {session} runs elsewhere, and cannot be told to {what}")),
            false => Ok(usize::from(session)),
        };
        Ok(match action {
            Action::Start(session, ticket) => {
                let session = ours(*session, "start with a ticket")?;
                let from = ticket.map(|(from, which)| Ok::<_, String>((ours(from, "give its ticket away")?, which)));
                Real::Start(session, from.transpose()?)
            }
            Action::Deliver(to, Delivery { from: Some((from, which)), .. }) => {
                let sender = world.sessions.get(usize::from(*from)).ok_or("there is no such session")?;
                let before = sender.sent.iter().take(usize::from(*which));
                let unit = before.filter(|record| record.bytes.first() != Some(&20)).count();
                Real::Deliver(usize::from(*to), usize::from(*from), unit)
            }
            Action::Deliver(to, delivery) => {
                Real::Make(usize::from(*to), self.made(number, usize::from(*to), delivery, world)?)
            }
            Action::Cut(session) => Real::Cut(usize::from(*session)),
            Action::Update(session, request) => Real::Act(ours(*session, "update its keys")?, Does::Updates(*request)),
            Action::Close(session) => Real::Act(ours(*session, "close")?, Does::Closes),
            Action::Request(session) => Real::Act(ours(*session, "ask for a certificate")?, Does::Requests),
            Action::Answer(..) => return Err("a real endpoint answers its questions at once".to_owned()),
            Action::Drain(_) | Action::Send(_) => return Err("a real endpoint here is not split".to_owned()),
            Action::Reveal(reveal) => {
                self.told(self.model.setting.reveals.get(usize::from(*reveal)))?;
                Real::Told
            }
        })
    }

    fn told(&self, reveal: Option<&Reveal>) -> Result<(), String> {
        let plans = || self.model.setting.plans.iter().enumerate();
        match reveal {
            Some(Reveal::LongTerm(agent)) => {
                match plans().find(|(number, plan)| plan.agent == *agent && self.elsewhere.contains(number)) {
                    Some((number, _)) => Err(format!("session {number} runs elsewhere, and does not tell its key")),
                    None => Ok(()),
                }
            }
            Some(Reveal::Psk(_)) => Ok(()),
            _ => Err("a real endpoint does not tell this secret".to_owned()),
        }
    }

    /// What the attacker makes, for real.
    fn made(&self, number: usize, to: usize, delivery: &Delivery, world: &World) -> Result<Made, String> {
        let what = delivery.what;
        if let Some((edit, _)) = EDITS.iter().find(|(_, name)| *name == what) {
            let other = if self.agent(to) == Some(agent::SERVER) { agent::OTHER } else { agent::SERVER };
            let own = |groups: &[NamedGroup]| own_shares(&self.model.provider, groups);
            for (from, session) in world.sessions.iter().enumerate() {
                let hellos = session.sent.iter().filter(|record| record.bytes.first() != Some(&20)).enumerate();
                for (unit, record) in hellos.filter(|(_, record)| record.outside == Outside::ClientHello) {
                    let name = agent::name(other).as_bytes();
                    if edited(record.content(), *edit, name, own).as_deref() == Some(&*delivery.bytes) {
                        return Ok(Made::Edited(from, unit, *edit, agent::name(other)));
                    }
                }
            }
            return Err("the ClientHello that is changed is not found".to_owned());
        }
        let lacks = |what: &str| Err(format!("{what}: this needs a broken primitive"));
        match what {
            "bytes of the attacker" => Ok(Made::Plain(delivery.bytes.to_vec())),
            "ServerHello of the attacker"
            | "ServerHello of the attacker that selects a pre-shared key"
            | "HelloRetryRequest of the attacker" => self.server(number, to, delivery, world),
            "ClientHello of the attacker" | "ClientHello of the attacker with a pre-shared key that it knows" => {
                let server = self.agent(to).ok_or("there is no such session")?;
                let purpose = self.purpose(number, to, world, what.ends_with("knows"))?;
                Ok(Made::Client(server, purpose))
            }
            "ClientHello of the attacker with an identity whose key it does not know" => {
                lacks("a binder without its key")
            }
            _ if what.ends_with("a certificate whose key it does not have") => lacks("a signature without its key"),
            "a server's flight of the attacker with a certificate whose key it has"
            | "a server's flight of the attacker that asks for a certificate"
            | "EncryptedExtensions, Finished of the attacker"
            | "a client's flight of the attacker with a certificate whose key it has"
            | "an empty Certificate, Finished of the attacker"
            | "Finished of the attacker"
            | "NewSessionTicket of the attacker" => self.endpoint(number, to).map(|()| Made::Flight),
            "application data of the attacker" => self.endpoint(number, to).map(|()| Made::Data),
            "KeyUpdate of the attacker" => self.endpoint(number, to).map(|()| Made::Update),
            _ if chosen(&delivery.bytes).is_some() => Ok(Made::Plain(delivery.bytes.to_vec())),
            _ => Err("the attacker's endpoints are real ones, and do not make this".to_owned()),
        }
    }

    fn agent(&self, session: usize) -> Option<Agent> {
        self.model.setting.plans.get(session).map(|plan| plan.agent)
    }

    /// What the attacker hands to a session, before this step or from it on.
    fn handed(&self, to: usize) -> impl Iterator<Item = (usize, &Delivery)> {
        let steps = self.followed.steps.iter().enumerate();
        steps.filter_map(move |(number, step)| match &step.action {
            Action::Deliver(session, delivery) if usize::from(*session) == to && delivery.from.is_none() => {
                Some((number, delivery))
            }
            _ => None,
        })
    }

    /// Whether the attacker has an endpoint that talks to the session: only then it has the keys.
    fn endpoint(&self, number: usize, to: usize) -> Result<(), String> {
        let begins = |what: &str| what.starts_with("ServerHello of the attacker") || what.starts_with("ClientHello of");
        match self.handed(to).any(|(before, delivery)| before < number && begins(delivery.what)) {
            true => Ok(()),
            false => {
                Err("a record under keys that the attacker does not have: this needs a broken primitive".to_owned())
            }
        }
    }

    fn server(&self, number: usize, to: usize, delivery: &Delivery, world: &World) -> Result<Made, String> {
        let choice = chosen(&delivery.bytes).ok_or("the record cannot be read")?;
        let retried = world.sessions.get(to).is_some_and(|session| session.facts.retries > 0);
        let own =
            self.handed(to).any(|(before, made)| before < number && made.what.starts_with("HelloRetryRequest of"));
        if retried && !own {
            return Err("the attacker's endpoint has not seen the first ClientHello".to_owned());
        }
        Ok(Made::Server(choice, self.purpose(number, to, world, choice.psk)?))
    }

    /// What the endpoint has to do later.
    fn purpose(&self, number: usize, to: usize, world: &World, psk: bool) -> Result<Purpose, String> {
        let mut purpose = Purpose::default();
        for (later, delivery) in self.handed(to).filter(|(later, _)| *later >= number) {
            purpose.asks |= delivery.what.ends_with("asks for a certificate");
            purpose.tickets |= delivery.what.starts_with("NewSessionTicket");
            let reader = self.followed.worlds.get(later).and_then(|world| world.sessions.get(to));
            let content = reader.and_then(|reader| opened(reader, &delivery.bytes)).map(|(_, content)| content);
            let shown = self.model.setting.certificates.iter().find(|each| shows(content.as_deref(), **each));
            purpose.show = purpose.show.or(shown.map(|certificate| certificate.subject));
        }
        let plan = self.model.setting.plans.get(to).ok_or("there is no such session")?;
        if let Role::Client { peer, .. } = &plan.role {
            purpose.name = Some(*peer);
        }
        let known = |number: &u8| {
            let psk = self.model.provider.external_psk(*number);
            surehand_model::term::Id::at_start(&psk).is_some_and(|id| world.deducer(self.model).knows(id))
        };
        purpose.psks = plan.psks.iter().copied().filter(|number| psk && known(number)).collect();
        let resumed = world.sessions.get(to).is_some_and(|session| session.facts.resumed.is_some());
        if psk && purpose.psks.is_empty() && !resumed {
            return Err("a pre-shared key that the attacker's endpoint does not have".to_owned());
        }
        Ok(purpose)
    }
}

/// Whether a certificate is in a message.
fn shows(content: Option<&[u8]>, certificate: Certificate) -> bool {
    let bytes = certificate.bytes();
    content.is_some_and(|content| content.windows(bytes.len()).any(|window| window == bytes))
}
