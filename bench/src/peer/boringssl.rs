//! BoringSSL, built from source by crate `boring`.

use std::sync::{Arc, Mutex};

use boring::ssl::{
    ErrorCode, Ssl, SslContext, SslContextBuilder, SslMethod, SslSessionCacheMode, SslStream, SslVerifyMode, SslVersion,
};
use foreign_types_shared::ForeignTypeRef;

use super::memory::Memory;
use super::ssl::{self, Result, Store};
use super::{End, Failure, Pair, Peer};
use crate::case::{Group, Leaf, Sessions, Setup, Suite};

struct BoringSsl;

/// This one.
pub fn peers() -> Vec<Box<dyn Peer>> {
    vec![Box::new(BoringSsl)]
}

impl Peer for BoringSsl {
    fn name(&self) -> String {
        "BoringSSL".to_owned()
    }

    fn settings(&self) -> String {
        "crate boring 5, defaults; it chooses AES-128-GCM on a CPU with AES; tickets go with a byte of data".to_owned()
    }

    fn pair(&self, setup: &Setup) -> Option<Box<dyn Pair>> {
        if matches!(setup.sessions, Sessions::PskKe | Sessions::EarlyData) || setup.suite != Suite::Aes128Gcm {
            return None;
        }
        let session = Arc::new(Mutex::new(None));
        let client = client(setup, session.clone()).ok()?;
        let server = server(setup).ok()?;
        let pair = Configured { client, server, name: setup.name, tickets: setup.sessions != Sessions::Off, session };
        Some(Box::new(pair))
    }
}

fn client(setup: &Setup, store: Store) -> Result<SslContext> {
    let mut builder = builder(SslMethod::tls(), setup)?;
    ssl::trust(&mut builder, setup.root(), SslVerifyMode::PEER)?;
    if setup.mutual {
        ssl::show(&mut builder, &setup.certificates().client)?;
    }
    ssl::keep(&mut builder, setup.sessions, store);
    Ok(builder.build())
}

fn server(setup: &Setup) -> Result<SslContext> {
    let mut builder = builder(SslMethod::tls(), setup)?;
    ssl::show(&mut builder, &setup.certificates().server)?;
    if setup.mutual {
        let mode = SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT;
        ssl::trust(&mut builder, &setup.certificates().root, mode)?;
    }
    builder.set_session_id_context(b"bench")?;
    // SAFETY: the context is alive; the crate has no name for this setting.
    unsafe {
        boring_sys::SSL_CTX_set_num_tickets(builder.as_ptr(), usize::from(setup.sessions != Sessions::Off));
    }
    builder.set_session_cache_mode(SslSessionCacheMode::OFF);
    Ok(builder.build())
}

fn builder(method: SslMethod, setup: &Setup) -> Result<SslContextBuilder> {
    let mut builder = SslContext::builder(method)?;
    builder.set_min_proto_version(Some(SslVersion::TLS1_3))?;
    builder.set_curves_list(match setup.group {
        Group::X25519 => "X25519",
        Group::P256 => "P-256",
        Group::X25519MLKEM768 => "X25519MLKEM768",
    })?;
    if setup.leaf == Leaf::Ed25519 {
        builder.set_sigalgs_list("ed25519")?;
    }
    Ok(builder)
}

struct Configured {
    client: SslContext,
    server: SslContext,
    name: &'static str,
    tickets: bool,
    session: Store,
}

impl Configured {
    fn end(&self, context: &SslContext, client: bool) -> Result<BoringSslEnd> {
        let mut ssl = Ssl::new(context)?;
        if client {
            // SAFETY: the connection is alive.
            unsafe { boring_sys::SSL_set_connect_state(ssl.as_ptr()) };
            ssl.set_hostname(self.name)?;
            ssl.param_mut().set_host(self.name)?;
            if let Some(session) = ssl::take(&self.session) {
                // SAFETY: the session comes from a connection of the same context.
                unsafe { ssl.set_session(&session)? };
            }
        } else {
            // SAFETY: as above.
            unsafe { boring_sys::SSL_set_accept_state(ssl.as_ptr()) };
        }
        let tickets = self.tickets && !client;
        Ok(BoringSslEnd { stream: SslStream::new(ssl, Memory::default())?, connected: false, tickets })
    }
}

impl Pair for Configured {
    fn client(&self) -> std::result::Result<Box<dyn End>, Failure> {
        Ok(Box::new(self.end(&self.client, true).map_err(|error| error.to_string())?))
    }

    fn server(&self) -> std::result::Result<Box<dyn End>, Failure> {
        Ok(Box::new(self.end(&self.server, false).map_err(|error| error.to_string())?))
    }
}

struct BoringSslEnd {
    stream: SslStream<Memory>,
    connected: bool,
    /// Whether it is a server that gives tickets.
    tickets: bool,
}

impl BoringSslEnd {
    fn advance(&mut self) -> std::result::Result<(), boring::ssl::Error> {
        if !self.connected {
            self.stream.do_handshake()?;
            self.connected = true;
            if self.tickets {
                // Tickets wait for the first write.
                self.stream.ssl_write(&[0])?;
            }
        }
        while self.stream.get_ref().has_input() {
            self.stream.ssl_read(&mut [0; 64])?;
        }
        Ok(())
    }
}

impl Drop for BoringSslEnd {
    fn drop(&mut self) {
        ssl::end(&mut self.stream);
    }
}

impl End for BoringSslEnd {
    fn step(&mut self, input: &mut Vec<u8>, output: &mut Vec<u8>) -> std::result::Result<(), Failure> {
        self.stream.get_mut().swap(input, output);
        let advanced = self.advance();
        self.stream.get_mut().swap(input, output);
        input.clear();
        match advanced {
            Err(error) if error.code() != ErrorCode::WANT_READ => Err(error.to_string()),
            _ => Ok(()),
        }
    }

    fn is_handshaking(&self) -> bool {
        !self.connected
    }

    fn send(&mut self, data: &[u8], output: &mut Vec<u8>) {
        ssl::send(&mut self.stream, data, output);
    }

    fn receive(&mut self, input: &mut Vec<u8>, plain: &mut [u8]) -> usize {
        ssl::receive(&mut self.stream, input, plain)
    }

    fn is_resumed(&self) -> bool {
        self.stream.ssl().session_reused()
    }
}
