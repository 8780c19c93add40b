//! RFC 8446 §4.4.2.4: is this the peer that we mean to talk to?

mod fields;
mod identity;
mod ocsp;
mod oid_filters;
mod own;
mod peer;
mod pin;
mod refusal;
mod remembered;
mod roots;
mod signed_with;
mod trust;

pub(crate) use fields::Fields;
pub use identity::PeerIdentity;
pub(crate) use ocsp::Response;
pub use oid_filters::OidFilters;
pub(crate) use oid_filters::matches;
pub use own::{PeerVerifier, Presented};
pub(crate) use peer::{Peer, verify_client, verify_server};
pub use pin::Pin;
pub use refusal::Refusal;
pub(crate) use remembered::Remembered;
pub use roots::Roots;
pub(crate) use signed_with::{SignedWith, Weak};
pub(crate) use trust::Trust;
