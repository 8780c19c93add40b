//! RFC 8446 §4: the handshake, as two pure machines of values.
//!
//! A state is consumed by a message or by the answer to its question; what comes back is the next state, and
//! [`Out`] holds what is to be done. Nothing here reads a clock, draws randomness of its own, does I/O or calls the user.
//! [`client`] and [`server`] each open with the one page that says which message is expected when (Appendix A).

pub mod client;
pub mod server;

mod binder;
mod certificate;
mod certificate_request;
mod certificate_verify;
mod claim;
mod env;
mod finished;
mod key_update;
mod offered;
mod out;
mod psk;
mod question;
mod record_size_limit;
mod traffic;

pub use certificate_verify::{Signer, signed_content};
pub use claim::Claim;
pub use env::Env;
pub use out::{Action, Out};
pub use psk::{
    AdmitEarlyData, ClientStatus, EarlyDataTerms, FindPsks, FoundPsk, LONGEST_LIFETIME, NewTicket, OfferedIdentity,
    OfferedPsk, Psk, SealTicket, Session,
};
pub use question::{
    Answer, ChooseCredential, ChosenCredential, CredentialId, OpenCookie, Question, RequestedCertificate, RetryState,
    Sign, Verified, VerifyPeer, VerifyResumed,
};
