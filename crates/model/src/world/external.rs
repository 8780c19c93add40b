//! External pre-shared keys, as they are or imported for a client and a server (RFC 9258).

use surehand_core::crypto::{HashAlgorithm, Provider};
use surehand_core::handshake::{OfferedPsk, Psk};
use surehand_core::key_schedule::{BinderKind, ImportedIdentity, imported_psk};

use super::model::Model;
use super::plan::{Plan, Role};
use crate::term::Agent;

const HASH: HashAlgorithm = HashAlgorithm::Sha256;

/// The identity of an external pre-shared key.
fn identity(number: u8) -> Vec<u8> {
    vec![b'p', b's', b'k', number]
}

/// The number in such an identity.
fn number(identity: &[u8]) -> Option<u8> {
    match identity {
        [b'p', b's', b'k', number] => Some(*number),
        _ => None,
    }
}

impl Model {
    /// An external pre-shared key as this client offers it to this server.
    pub(super) fn offered(&self, number: u8, client: Agent, server: Agent) -> OfferedPsk {
        let external = identity(number);
        let context = match self.setting.flaws.imports_without_context {
            true => Vec::new(),
            false => vec![client.0, server.0],
        };
        let imported = ImportedIdentity::new(&external, &context, HASH).encode().ok();
        let imported = imported.filter(|_| self.setting.imports);
        let identity = imported.unwrap_or(external);
        self.external(&identity).unwrap_or_else(|| self.named(number, identity))
    }

    /// What clients may offer to this server.
    pub fn offers(&self, server: &Plan) -> Vec<OfferedPsk> {
        let clients = self.setting.plans.iter().filter_map(|plan| match plan.role {
            Role::Client { peer, .. } => Some((plan, peer)),
            Role::Server { .. } => None,
        });
        let offers = |number: u8| {
            let theirs = clients.clone().filter(move |(plan, _)| plan.psks.contains(&number));
            theirs.map(move |(plan, peer)| self.offered(number, plan.agent, peer))
        };
        let mut all: Vec<OfferedPsk> = server.psks.iter().flat_map(|number| offers(*number)).collect();
        all.dedup();
        all
    }

    /// The external pre-shared key of this identity.
    pub(super) fn external(&self, identity: &[u8]) -> Option<OfferedPsk> {
        if let Some(number) = number(identity) {
            return Some(self.named(number, identity.to_vec()));
        }
        let number = number(ImportedIdentity::read(identity).ok()?.external_identity)?;
        let provider = &*self.provider;
        let external = provider.secret(&provider.external_psk(number));
        let psk = imported_psk(provider, HASH, &external, identity, HASH);
        let (psk, kind) = (Psk::new(provider.reveal(&psk)), BinderKind::Imported);
        Some(OfferedPsk { psk, kind, ..self.named(number, identity.to_vec()) })
    }

    fn named(&self, number: u8, identity: Vec<u8>) -> OfferedPsk {
        OfferedPsk {
            identity,
            obfuscated_ticket_age: 0,
            psk: Psk::new(&self.provider.external_psk(number)),
            hash: HASH,
            kind: BinderKind::External,
            early_data: None,
            resumptions: 0,
        }
    }

    /// Whether a server has this pre-shared key, and where it is imported, for somebody else in this very role.
    pub(super) fn is_for(&self, server: &Plan, psk: &OfferedPsk) -> bool {
        let has = |external: &[u8]| number(external).is_some_and(|number| server.psks.contains(&number));
        match ImportedIdentity::read(&psk.identity) {
            Ok(imported) if self.setting.imports => {
                let fits = match imported.context {
                    [client, named] => *named == server.agent.0 && *client != server.agent.0,
                    _ => self.setting.flaws.imports_without_context,
                };
                fits && has(imported.external_identity)
            }
            _ => !self.setting.imports && has(&psk.identity),
        }
    }
}
