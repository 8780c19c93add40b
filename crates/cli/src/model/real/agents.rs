//! The agents of a setting with certificates, keys and configurations for real connections.

use std::collections::BTreeMap;
use std::sync::Arc;

use surehand::session::{
    AntiReplay, ClientHelloRecording, ClientSession, Context, CookieKeys, ExternalPsk, ExternalPskList, ServerSessions,
    TicketKeys, Tickets, Timestamp,
};
use surehand::{CipherSuite, ClientAuthentication, ClientConfig, Credential, NamedGroup, Roots, ServerConfig};
use surehand_model::term::Agent;
use surehand_model::world::agent::{self, EVE};
use surehand_model::world::{Plan, Role, Setting};

use super::stand_ins::{Anybody, Bent, Forgetful, Shelf};
use crate::cert::{self, Made};
use crate::exit::Failure;

/// Everybody, with what they have.
pub struct Agents<'a> {
    setting: &'a Setting,
    /// Whether keys are imported, early data is taken once, and tickets are for one name, whatever the flaw.
    sound: bool,
    authority: Made,
    tickets: BTreeMap<u8, Arc<TicketKeys>>,
    cookies: Arc<CookieKeys>,
    anti_replay: Arc<dyn AntiReplay>,
}

/// What an endpoint of the attacker is made for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Purpose {
    /// Whose certificate it shows.
    pub show: Option<Agent>,
    /// Whether it asks for a certificate.
    pub asks: bool,
    /// Whether it makes a ticket.
    pub tickets: bool,
    /// Whose name its client asks for.
    pub name: Option<Agent>,
    /// External pre-shared keys that it has been told.
    pub psks: Vec<u8>,
}

impl<'a> Agents<'a> {
    /// Everybody in a setting; with an authority that `surehand cert` has made, if there is one.
    pub fn new(setting: &'a Setting, authority: Option<Made>, sound: bool) -> Result<Self, Failure> {
        let authority = authority.map_or_else(cert::authority, Ok)?;
        let servers = setting.plans.iter().map(|plan| plan.agent).chain([EVE]);
        let tickets = servers.map(|server| (server.0, Arc::default())).collect();
        let forgetful = !sound && (!setting.single_use || setting.flaws.early_data_again);
        let anti_replay: Arc<dyn AntiReplay> = match forgetful {
            true => Arc::new(Forgetful),
            false => Arc::new(ClientHelloRecording::new(Timestamp::from_millis(0))),
        };
        Ok(Self { setting, sound, authority, tickets, cookies: Arc::new(CookieKeys::new()), anti_replay })
    }

    fn credential(&self, agent: Agent) -> Result<Credential, Failure> {
        let made = cert::agent(&self.authority, agent::name(agent))?;
        Ok(Credential::from_pem(made.certificate.as_bytes(), made.key.as_bytes())?)
    }

    fn roots(&self) -> Result<Roots, Failure> {
        Ok(Roots::from_pem(self.authority.certificate.as_bytes())?)
    }

    /// The pre-shared key of a number, as it is or imported for two agents.
    fn psk(&self, number: u8, client: Agent, server: Agent) -> Result<ExternalPsk, Failure> {
        let (identity, key) = (format!("psk{number}"), [number; 32]);
        Ok(match self.sound {
            true => {
                let context = Context::between(agent::name(client).as_bytes(), agent::name(server).as_bytes())?;
                ExternalPsk::imported(identity.as_bytes(), &key, context)?
            }
            false => ExternalPsk::raw(identity.as_bytes(), &key)?,
        })
    }

    /// Those that a server takes: raw, or imported for each client that it could be shared with.
    fn psks(&self, server: Agent, numbers: &[u8]) -> Result<ExternalPskList, Failure> {
        let mut psks = Vec::new();
        for number in numbers {
            let mut others: Vec<Agent> = self.setting.plans.iter().map(|plan| plan.agent).collect();
            others.sort();
            others.dedup();
            others.retain(|other| *other != server);
            if !self.sound {
                others.truncate(1);
            }
            for other in others {
                psks.push(self.psk(*number, other, server)?);
            }
        }
        Ok(ExternalPskList::new(psks)?)
    }

    /// The configuration of an honest client, which keeps its tickets on a shelf and offers one, perhaps.
    pub fn client(
        &self,
        plan: &Plan,
        shelf: &Arc<Shelf>,
        ticket: Option<ClientSession>,
    ) -> Result<ClientConfig, Failure> {
        let Role::Client { config, peer, early_data, .. } = &plan.role else {
            return Err(Failure::local("a server's plan for a client"));
        };
        let named = |session: &ClientSession| {
            session.ticket().server_name.as_deref() == Some(agent::name(*peer).as_bytes()) || !self.sound
        };
        shelf.offer(ticket.filter(named));
        let mut builder = ClientConfig::builder()
            .roots(self.roots()?)
            .ocsp(false)
            .cipher_suites(config.cipher_suites.clone())
            .groups(config.groups.clone())
            .key_share_groups(config.key_share_groups.clone())
            .application_protocols(&config.application_layer_protocols)
            .compatibility_mode(config.carrier.compatibility_mode)
            .post_handshake_auth(config.post_handshake_auth)
            .early_data(*early_data > 0)
            .psk_ke(plan.takes_psk_alone())
            .observe_messages(true);
        builder = match config.psk_key_exchange_modes.is_empty() {
            true => builder.no_resumption(),
            false => builder.sessions(shelf.clone()),
        };
        for number in &plan.psks {
            builder = builder.external_psk(self.psk(*number, plan.agent, *peer)?);
        }
        if let Some(certificate) = plan.certificate {
            builder = builder.credential(self.credential(certificate.subject)?);
        }
        Ok(builder.build()?)
    }

    /// The configuration of an honest server.
    pub fn server(&self, plan: &Plan) -> Result<ServerConfig, Failure> {
        let Role::Server { config } = &plan.role else {
            return Err(Failure::local("a client's plan for a server"));
        };
        let keys = self.tickets.get(&plan.agent.0).cloned().unwrap_or_default();
        let tickets: Arc<dyn Tickets> = match config.tickets {
            0 => Arc::new(Bent { keys, makes: false, name: None }),
            _ => keys,
        };
        let mut builder = ServerConfig::builder()
            .cipher_suites(config.cipher_suites.clone())
            .groups(config.groups.clone())
            .application_protocols(&config.application_layer_protocols)
            .sessions(ServerSessions { tickets: Some(tickets), ..ServerSessions::default() })
            .tickets(config.tickets.max(1))
            .psk_ke(plan.takes_psk_alone())
            .observe_messages(true);
        if config.max_early_data_size > 0 {
            builder = builder.early_data(config.max_early_data_size, self.anti_replay.clone());
        }
        if plan.retries_without_state() {
            builder = builder.stateless_retry(self.cookies.clone());
        }
        if let Some(asked) = &config.client_authentication {
            let policy = ClientAuthentication::roots(self.roots()?);
            let policy = if asked.required { policy } else { policy.optional() };
            builder = builder.client_authentication(if asked.in_handshake { policy } else { policy.after_handshake() });
        }
        if !plan.psks.is_empty() {
            builder = builder.external_psks(Arc::new(self.psks(plan.agent, &plan.psks)?));
        }
        if let Some(certificate) = plan.certificate {
            builder = builder.credential(self.credential(certificate.subject)?);
        }
        Ok(builder.build()?)
    }

    /// A server of the attacker, which chooses this.
    pub fn evil_server(
        &self,
        purpose: &Purpose,
        suite: CipherSuite,
        group: NamedGroup,
    ) -> Result<ServerConfig, Failure> {
        let keys = self.tickets.get(&EVE.0).cloned().unwrap_or_default();
        let tickets = Bent { keys, makes: purpose.tickets, name: purpose.name.map(agent::name) };
        let mut builder = ServerConfig::builder()
            .cipher_suites([suite])
            .groups([group])
            .sessions(ServerSessions { tickets: Some(Arc::new(tickets)), ..ServerSessions::default() })
            .tickets(1)
            .credential(self.credential(purpose.show.unwrap_or(EVE))?);
        if purpose.asks {
            builder = builder.client_authentication(ClientAuthentication::verifier(Arc::new(Anybody)).optional());
        }
        if !purpose.psks.is_empty() {
            builder = builder.external_psks(Arc::new(self.psks(EVE, &purpose.psks)?));
        }
        Ok(builder.build()?)
    }

    /// A client of the attacker, with shares for these groups.
    pub fn evil_client(
        &self,
        purpose: &Purpose,
        server: Agent,
        groups: &[NamedGroup],
    ) -> Result<ClientConfig, Failure> {
        let mut builder = ClientConfig::builder()
            .verifier(Arc::new(Anybody))
            .ocsp(false)
            .groups(groups)
            .key_share_groups(groups)
            .compatibility_mode(false)
            .post_handshake_auth(true)
            .no_resumption();
        for number in &purpose.psks {
            builder = builder.external_psk(self.psk(*number, EVE, server)?);
        }
        if let Some(show) = purpose.show {
            builder = builder.credential(self.credential(show)?);
        }
        Ok(builder.build()?)
    }
}
