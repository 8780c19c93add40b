//! What the crates of OpenSSL and of BoringSSL have in common; one of them is built in.

use std::sync::{Arc, Mutex, PoisonError};

#[cfg(feature = "boringssl")]
use boring::{error::ErrorStack, pkey::PKey, ssl, x509::X509};
#[cfg(feature = "openssl")]
use openssl::{error::ErrorStack, pkey::PKey, ssl, x509::X509};
use ssl::{ErrorCode, ShutdownState, SslContextBuilder, SslSession, SslSessionCacheMode, SslStream, SslVerifyMode};

use super::memory::Memory;
use crate::case::Sessions;
use crate::certificates::Identity;

pub type Result<T> = std::result::Result<T, ErrorStack>;

/// The newest session; the next connection takes it.
pub type Store = Arc<Mutex<Option<SslSession>>>;

/// The peer has to have a chain to this root.
pub fn trust(builder: &mut SslContextBuilder, root: &[u8], mode: SslVerifyMode) -> Result<()> {
    builder.cert_store_mut().add_cert(X509::from_der(root)?)?;
    builder.set_verify(mode);
    Ok(())
}

pub fn show(builder: &mut SslContextBuilder, identity: &Identity) -> Result<()> {
    let [leaf, intermediate] = identity.chain.as_slice() else { panic!("a chain of two") };
    builder.set_certificate(X509::from_der(leaf)?.as_ref())?;
    builder.add_extra_chain_cert(X509::from_der(intermediate)?)?;
    builder.set_private_key(PKey::private_key_from_pkcs8(&identity.key)?.as_ref())
}

/// Where a client's sessions go, if it is to have any.
pub fn keep(builder: &mut SslContextBuilder, sessions: Sessions, store: Store) {
    if sessions == Sessions::Off {
        builder.set_session_cache_mode(SslSessionCacheMode::OFF);
        return;
    }
    builder.set_session_cache_mode(SslSessionCacheMode::CLIENT | SslSessionCacheMode::NO_INTERNAL);
    builder.set_new_session_callback(move |_, session| {
        *store.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
    });
}

/// The newest session, for one connection.
pub fn take(store: &Store) -> Option<SslSession> {
    store.lock().unwrap_or_else(PoisonError::into_inner).take()
}

pub fn send(stream: &mut SslStream<Memory>, data: &[u8], output: &mut Vec<u8>) {
    let mut none = Vec::new();
    stream.get_mut().swap(&mut none, output);
    let mut unsent = data;
    while !unsent.is_empty() {
        let written = stream.ssl_write(unsent).expect("write");
        unsent = &unsent[written..];
    }
    stream.get_mut().swap(&mut none, output);
}

pub fn receive(stream: &mut SslStream<Memory>, input: &mut Vec<u8>, plain: &mut [u8]) -> usize {
    let mut none = Vec::new();
    stream.get_mut().swap(input, &mut none);
    let mut total = 0;
    loop {
        match stream.ssl_read(plain) {
            Ok(read) => total += read,
            Err(error) if error.code() == ErrorCode::WANT_READ => break,
            Err(error) => panic!("{error}"),
        }
    }
    stream.get_mut().swap(input, &mut none);
    input.clear();
    total
}

/// The session of a connection that just goes away is not resumed.
pub fn end(stream: &mut SslStream<Memory>) {
    stream.set_shutdown(ShutdownState::SENT | ShutdownState::RECEIVED);
}
