//! RFC 8446 §4.2.11: a pre-shared key as both ends of a test know it.

use surehand_codec::code_point::CipherSuite;
use surehand_core::crypto::HashAlgorithm;
use surehand_core::handshake::{
    ClientStatus, EarlyDataTerms, FoundPsk, NewTicket, OfferedPsk, Psk, SealTicket, Session,
};
use surehand_core::key_schedule::BinderKind;

/// The suite of every session here.
pub const SUITE: CipherSuite = CipherSuite::TLS_AES_128_GCM_SHA256;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known {
    pub identity: Vec<u8>,
    pub key: Vec<u8>,
    pub age: u32,
    pub hash: HashAlgorithm,
    pub kind: BinderKind,
    pub early_data: Option<EarlyDataTerms>,
    pub session: Option<Session>,
}

impl Known {
    pub fn external(identity: &[u8]) -> Self {
        Self {
            identity: identity.to_vec(),
            key: [identity, b" is its name"].concat(),
            age: 0,
            hash: HashAlgorithm::Sha256,
            kind: BinderKind::External,
            early_data: None,
            session: None,
        }
    }

    pub fn ticket(identity: &[u8]) -> Self {
        let session = Session {
            cipher_suite: SUITE,
            server_name: None,
            application_layer_protocol: None,
            client: ClientStatus::NotRequested,
            resumptions: 0,
            origin: None,
        };
        Self { age: 0x0102_0304, kind: BinderKind::Resumption, session: Some(session), ..Self::external(identity) }
    }

    /// Admits so much early data.
    pub fn early(mut self, max_early_data_size: u32) -> Self {
        let terms = EarlyDataTerms { max_early_data_size, cipher_suite: SUITE, application_layer_protocol: None };
        self.early_data = Some(terms);
        self
    }

    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// What a server of ours has put into a ticket.
    pub fn sealed(ticket: &[u8], sealed: &SealTicket) -> Self {
        Self {
            identity: ticket.to_vec(),
            key: sealed.psk.as_ref().to_vec(),
            age: sealed.age_add.wrapping_add(1000),
            hash: sealed.hash,
            kind: BinderKind::Resumption,
            early_data: sealed.early_data.clone(),
            session: Some(sealed.session.clone()),
        }
    }

    /// What a client of ours has kept of a ticket.
    pub fn kept(ticket: &NewTicket) -> Self {
        Self {
            identity: ticket.ticket.clone(),
            key: ticket.psk.as_ref().to_vec(),
            age: ticket.age_add.wrapping_add(1000),
            hash: ticket.hash,
            kind: BinderKind::Resumption,
            early_data: ticket.early_data.clone(),
            session: None,
        }
    }

    pub fn offered(&self) -> OfferedPsk {
        OfferedPsk {
            identity: self.identity.clone(),
            obfuscated_ticket_age: self.age,
            psk: Psk::new(&self.key),
            hash: self.hash,
            kind: self.kind,
            early_data: self.early_data.clone(),
            resumptions: 0,
        }
    }

    pub fn found(&self, index: usize) -> FoundPsk {
        FoundPsk {
            index: index as u16,
            psk: Psk::new(&self.key),
            hash: self.hash,
            kind: self.kind,
            early_data: self.early_data.clone(),
            session: self.session.clone(),
        }
    }
}
