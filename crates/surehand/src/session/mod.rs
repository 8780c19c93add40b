//! RFC 8446 §2.2: what outlives a connection, on a server and on a client.
//!
//! | | |
//! |---|---|
//! | a server's answers | [`ServerSessions`] |
//! | its tickets (§4.6.1) | [`Tickets`]: [`TicketKeys`] or [`StoredSessions`] |
//! | early data at most once (§8) | [`Freshness`], [`AntiReplay`]: [`ClientHelloRecording`] |
//! | a HelloRetryRequest without state (§4.2.2) | [`CookieKeys`] |
//! | a client's sessions (§4.6.1, C.4) | [`SessionStore`]: [`MemorySessions`] |
//! | keys from outside TLS (§4.2.11, RFC 9258) | [`ExternalPsk`], [`ExternalPsks`]: [`ExternalPskList`] |
//!
//! Nothing here reads a clock or has randomness of its own: the time is an argument, and so is the provider.

mod anti_replay;
mod client_session;
mod context;
mod cookies;
mod external;
mod external_psks;
mod freshness;
mod key_ring;
mod saved;
mod seal;
mod server;
mod store;
mod stored_sessions;
mod ticket;
mod ticket_keys;
mod tickets;
mod time;

pub use anti_replay::{AntiReplay, ClientHelloRecording};
pub use client_session::{ClientSession, ServerIdentity, ServerKey};
pub use context::Context;
pub use cookies::CookieKeys;
pub use external::{ExternalPsk, KnownPsk};
pub use external_psks::{ExternalPskList, ExternalPsks};
pub use freshness::Freshness;
pub use server::{Known, ServerSessions};
pub use store::{MemorySessions, SessionStore};
pub use stored_sessions::StoredSessions;
pub use ticket::OpenedTicket;
pub use ticket_keys::TicketKeys;
pub use tickets::{ChainLimit, MAX_TICKET_LIFETIME, TicketUse, Tickets};
pub use time::Timestamp;

pub use surehand_core::crypto::HashAlgorithm;
pub use surehand_core::handshake::{
    AdmitEarlyData, ClientStatus, EarlyDataTerms, FindPsks, FoundPsk, NewTicket, OfferedIdentity, OfferedPsk, Psk,
    RetryState, SealTicket, Session,
};
pub use surehand_core::key_schedule::{BinderKind, ImportedIdentity};
