//! Values that the tests start from.

use std::time::Duration;

use surehand::CipherSuite;
use surehand::provider::Mixed;
use surehand::session::{
    AdmitEarlyData, ClientStatus, EarlyDataTerms, FindPsks, HashAlgorithm, OfferedIdentity, Psk, SealTicket, Session,
    Timestamp,
};

pub const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
pub const AGE_ADD: u32 = 0xffff_f000;

pub fn provider() -> Mixed {
    Mixed::new().unwrap()
}

pub fn after(seconds: u64) -> Timestamp {
    NOW + Duration::from_secs(seconds)
}

pub fn before(seconds: u64) -> Timestamp {
    Timestamp::from_millis(NOW.as_millis() - seconds * 1000)
}

pub fn terms() -> EarlyDataTerms {
    EarlyDataTerms {
        max_early_data_size: 16_384,
        cipher_suite: CipherSuite::TLS_AES_128_GCM_SHA256,
        application_layer_protocol: Some(b"h2".to_vec()),
    }
}

pub fn session() -> Session {
    Session {
        cipher_suite: CipherSuite::TLS_AES_128_GCM_SHA256,
        server_name: Some(b"example.com".to_vec()),
        application_layer_protocol: Some(b"h2".to_vec()),
        client: ClientStatus::Authenticated(b"a client's name".to_vec()),
        resumptions: 3,
        origin: None,
    }
}

pub fn seal_ticket() -> SealTicket {
    SealTicket {
        psk: Psk::new(&[5; 32]),
        hash: HashAlgorithm::Sha256,
        lifetime: 7_200,
        age_add: AGE_ADD,
        early_data: Some(terms()),
        session: session(),
    }
}

/// The question about `identities`, each with the age in milliseconds that the client gives it.
pub fn find_psks(identities: &[(&[u8], u32)]) -> FindPsks {
    let offered = identities.iter().map(|(identity, age)| OfferedIdentity {
        identity: identity.to_vec(),
        obfuscated_ticket_age: age.wrapping_add(AGE_ADD),
    });
    FindPsks {
        identities: offered.collect(),
        server_name: Some(b"Example.COM".to_vec()),
        application_layer_protocol: Some(b"h2".to_vec()),
    }
}

pub fn hello(identity: &[u8], binder: u8) -> AdmitEarlyData {
    AdmitEarlyData { identity: identity.to_vec(), obfuscated_ticket_age: AGE_ADD, binder: vec![binder; 32] }
}
