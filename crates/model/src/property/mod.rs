//! What has to hold in every state: one file for each property, and the list of all.

mod calibration_early_forward_secrecy;
mod calibration_early_replay;
mod calibration_post_compromise;
mod calibration_psk_forward_secrecy;
mod calibration_psk_impersonation;
mod calibration_unconfirmed;
mod data_after_finished;
mod early_authentication;
mod early_data_once;
mod early_data_parameters;
mod early_data_secrecy;
mod early_data_whole;
mod end_of_data;
mod entity_authentication;
mod exporter_independence;
mod identity;
mod identity_protection;
mod in_the_clear;
mod injective_mutual_entity_authentication;
mod key_compromise;
mod key_update;
mod key_update_answer;
mod last_words;
mod message_sequence;
mod mutual_entity_authentication;
mod mutual_transcript_agreement;
mod nonces;
mod padded_lengths;
mod parameters;
mod record_order;
mod required_authentication;
mod retry_cookie;
mod secrecy;
mod secret_session_keys;
mod secret_session_keys_pfs;
mod server_confirmation;
mod session_key_agreement;
mod state_forward_secrecy;
mod state_machine;
mod ticket_independence;
mod transcript_agreement;
mod unique_session_keys;
mod view;

use crate::world::{Model, World};

/// What a property says of one state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Its premise does not hold here.
    Silent,
    /// Its premise holds, and what it promises too.
    Holds,
    /// Its premise holds, and what it promises does not: why.
    Violated(String),
}

/// One property.
#[derive(Clone, Copy)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// Where the RFC promises it.
    pub rfc: &'static str,
    /// What it says, in words.
    pub statement: &'static str,
    /// The rules of `spec/` that it stands for: who breaks one of them makes it fail, at least where that helps an attacker.
    pub rules: &'static [&'static str],
    /// The compromises under which it has to hold.
    pub under: &'static str,
    /// Whether the RFC does not promise it, so that a violation has to be found.
    pub expected_false: bool,
    /// The property as a check of a state.
    pub check: fn(&Model, &World) -> Verdict,
}

/// All properties.
pub const ALL: &[Property] = &[
    secret_session_keys::PROPERTY,
    secret_session_keys_pfs::PROPERTY,
    unique_session_keys::PROPERTY,
    session_key_agreement::PROPERTY,
    entity_authentication::PROPERTY,
    transcript_agreement::PROPERTY,
    mutual_entity_authentication::PROPERTY,
    mutual_transcript_agreement::PROPERTY,
    injective_mutual_entity_authentication::PROPERTY,
    secrecy::PROPERTY,
    identity::PROPERTY,
    required_authentication::PROPERTY,
    server_confirmation::PROPERTY,
    early_authentication::PROPERTY,
    early_data_once::PROPERTY,
    early_data_parameters::PROPERTY,
    early_data_secrecy::PROPERTY,
    early_data_whole::PROPERTY,
    nonces::PROPERTY,
    parameters::PROPERTY,
    retry_cookie::PROPERTY,
    record_order::PROPERTY,
    end_of_data::PROPERTY,
    key_update::PROPERTY,
    key_update_answer::PROPERTY,
    last_words::PROPERTY,
    padded_lengths::PROPERTY,
    identity_protection::PROPERTY,
    state_machine::PROPERTY,
    message_sequence::PROPERTY,
    data_after_finished::PROPERTY,
    in_the_clear::PROPERTY,
    exporter_independence::PROPERTY,
    ticket_independence::PROPERTY,
    state_forward_secrecy::PROPERTY,
    key_compromise::PROPERTY,
    calibration_early_replay::PROPERTY,
    calibration_psk_forward_secrecy::PROPERTY,
    calibration_early_forward_secrecy::PROPERTY,
    calibration_psk_impersonation::PROPERTY,
    calibration_post_compromise::PROPERTY,
    calibration_unconfirmed::PROPERTY,
];

/// The property of this name.
pub fn named(name: &str) -> Option<&'static Property> {
    ALL.iter().find(|property| property.name == name)
}
