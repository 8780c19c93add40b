//! How a real replay compares with the trace.

use surehand_model::world::{Ending, Model, Session, World};

use super::end::End;
use super::own::Own;

/// What has become of a trace.
pub enum Outcome {
    /// Every session did what it does in the trace.
    AsInTheTrace,
    /// A session did something else.
    Parted {
        /// At which step, counted from 1.
        step: usize,
        /// Who did what.
        how: String,
    },
}

/// Properties about keys and about what is sent: what sessions accept does not show whether they hold.
pub const ABOUT_KEYS: [&str; 16] = [
    "early_data_forward_secrecy",
    "early_data_secrecy",
    "exporter_independence",
    "identity_protection",
    "in_the_clear",
    "key_update",
    "nonces",
    "post_compromise_security",
    "psk_ke_forward_secrecy",
    "secrecy",
    "secret_session_keys",
    "secret_session_keys_pfs",
    "session_key_agreement",
    "state_forward_secrecy",
    "ticket_independence",
    "unique_session_keys",
];

/// The first session that stands otherwise than in the trace, and how.
pub fn parted(model: &Model, world: Option<&World>, ends: &[Option<End>]) -> Option<String> {
    ends.iter().enumerate().find_map(|(number, end)| {
        let end = end.as_ref()?;
        if let Some(failure) = end.failure() {
            return Some(format!("session {number} {failure}"));
        }
        // Where the model refuses there is no state to compare with.
        let (session, plan) = match world {
            Some(world) => world.session(model, number)?,
            None => return None,
        };
        let own = end.own.as_ref()?;
        otherwise(session, own, plan.is_client()).map(|how| format!("session {number} {how}"))
    })
}

fn otherwise(session: &Session, own: &Own, is_client: bool) -> Option<&'static str> {
    let early = !is_client && session.has_early_keys();
    let ending = session.facts.ending.map(|ending| ending == Ending::Clean);
    match () {
        () if session.facts.complete.is_some() != own.is_complete() => Some(match own.is_complete() {
            true => "is complete",
            false => "is not complete",
        }),
        () if early != own.takes_early_data() => Some(match early {
            true => "does not take the early data",
            false => "takes early data",
        }),
        () if session.facts.delivered.len() != own.delivered.len() => Some("has delivered other data"),
        () if ending != own.ended => Some("sees another end of the data"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_properties_exist() {
        for name in super::ABOUT_KEYS {
            assert!(surehand_model::property::named(name).is_some(), "{name}");
        }
    }
}
