//! RFC 8446 §4: handshake messages; `handshake` reads and writes any of them, every other file here is one message.

mod body;
mod certificate;
mod certificate_request;
mod certificate_verify;
mod client_hello;
mod encrypted_extensions;
mod end_of_early_data;
mod finished;
mod handshake;
mod hello_retry_request;
mod key_update;
mod new_session_ticket;
mod server_hello;

pub use body::{Body, Received};
pub use certificate::{Certificate, CertificateEntry, CertificateExtensions};
pub use certificate_request::{CertificateRequest, CertificateRequestExtensions};
pub use certificate_verify::CertificateVerify;
pub use client_hello::{ClientHello, ClientHelloExtensions};
pub use encrypted_extensions::EncryptedExtensions;
pub use end_of_early_data::EndOfEarlyData;
pub use finished::Finished;
pub use handshake::{HEADER_LENGTH, Message, length, write};
pub use hello_retry_request::{HELLO_RETRY_REQUEST_RANDOM, HelloRetryRequest, HelloRetryRequestExtensions};
pub use key_update::{KeyUpdate, KeyUpdateRequest};
pub use new_session_ticket::{NewSessionTicket, NewSessionTicketExtensions};
pub use server_hello::{ServerHello, ServerHelloExtensions};
