//! What users of the facade rely on: verification of certificates, streams, errors, key logs.

#[path = "facade/certificates.rs"]
mod certificates;
#[path = "facade/configuration.rs"]
mod configuration;
#[path = "facade/errors.rs"]
mod errors;
#[path = "facade/key_log.rs"]
mod key_log;
#[path = "facade/own_verifier.rs"]
mod own_verifier;
#[path = "facade/provider.rs"]
mod provider;
#[path = "facade/questions.rs"]
mod questions;
#[path = "facade/streams.rs"]
mod streams;
#[path = "facade/verification.rs"]
mod verification;
