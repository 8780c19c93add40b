//! OpenSSL, built from source by crate `openssl`.

use std::sync::{Arc, Mutex};

use openssl::ssl::{
    ErrorCode, Ssl, SslContext, SslContextBuilder, SslMethod, SslOptions, SslSessionCacheMode, SslStream,
    SslVerifyMode, SslVersion,
};

use super::memory::Memory;
use super::ssl::{self, Result, Store};
use super::{End, Failure, Pair, Peer};
use crate::case::{EARLY, Group, Sessions, Setup, Suite};

/// SSL_OP_PREFER_NO_DHE_KEX, which the crate does not name.
const PREFER_NO_DHE_KEX: SslOptions = SslOptions::from_bits_retain(1 << 35);
/// SSL_OP_ALLOW_NO_DHE_KEX.
const ALLOW_NO_DHE_KEX: SslOptions = SslOptions::from_bits_retain(1 << 10);

struct OpenSsl;

/// This one.
pub fn peers() -> Vec<Box<dyn Peer>> {
    vec![Box::new(OpenSsl)]
}

impl Peer for OpenSsl {
    fn name(&self) -> String {
        "OpenSSL".to_owned()
    }

    fn settings(&self) -> String {
        format!("{}, defaults: buffers kept, no read-ahead", openssl::version::version())
    }

    fn pair(&self, setup: &Setup) -> Option<Box<dyn Pair>> {
        let session = Arc::new(Mutex::new(None));
        let client = client(setup, session.clone()).ok()?;
        let server = server(setup).ok()?;
        let pair = Configured { client, server, name: setup.name, session, sessions: setup.sessions };
        Some(Box::new(pair))
    }
}

fn client(setup: &Setup, store: Store) -> Result<SslContext> {
    let mut builder = builder(SslMethod::tls_client(), setup)?;
    builder.set_ciphersuites(match setup.suite {
        Suite::Aes128Gcm => "TLS_AES_128_GCM_SHA256",
        Suite::Aes256Gcm => "TLS_AES_256_GCM_SHA384",
        Suite::ChaCha20Poly1305 => "TLS_CHACHA20_POLY1305_SHA256",
    })?;
    ssl::trust(&mut builder, setup.root(), SslVerifyMode::PEER)?;
    if setup.mutual {
        ssl::show(&mut builder, &setup.certificates().client)?;
    }
    ssl::keep(&mut builder, setup.sessions, store);
    Ok(builder.build())
}

fn server(setup: &Setup) -> Result<SslContext> {
    let mut builder = builder(SslMethod::tls_server(), setup)?;
    ssl::show(&mut builder, &setup.certificates().server)?;
    if setup.mutual {
        let mode = SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT;
        ssl::trust(&mut builder, &setup.certificates().root, mode)?;
    }
    builder.set_session_id_context(b"bench")?;
    builder.set_num_tickets(usize::from(setup.sessions != Sessions::Off))?;
    if setup.sessions == Sessions::EarlyData {
        builder.set_max_early_data(EARLY as u32)?;
    } else {
        builder.set_session_cache_mode(SslSessionCacheMode::OFF);
    }
    Ok(builder.build())
}

fn builder(method: SslMethod, setup: &Setup) -> Result<SslContextBuilder> {
    let mut builder = SslContext::builder(method)?;
    builder.set_min_proto_version(Some(SslVersion::TLS1_3))?;
    builder.set_groups_list(match setup.group {
        Group::X25519 => "X25519",
        Group::P256 => "P-256",
        Group::X25519MLKEM768 => "X25519MLKEM768",
    })?;
    if setup.sessions == Sessions::PskKe {
        builder.set_options(ALLOW_NO_DHE_KEX | PREFER_NO_DHE_KEX);
    }
    Ok(builder)
}

struct Configured {
    client: SslContext,
    server: SslContext,
    name: &'static str,
    session: Store,
    sessions: Sessions,
}

impl Configured {
    fn end(&self, context: &SslContext, client: bool) -> Result<OpenSslEnd> {
        let mut ssl = Ssl::new(context)?;
        let mut early = self.sessions == Sessions::EarlyData && !client;
        if client {
            ssl.set_hostname(self.name)?;
            ssl.param_mut().set_host(self.name)?;
            if let Some(session) = ssl::take(&self.session) {
                early = self.sessions == Sessions::EarlyData;
                // SAFETY: the session comes from a connection of the same context.
                unsafe { ssl.set_session(&session)? };
            }
        }
        Ok(OpenSslEnd {
            stream: SslStream::new(ssl, Memory::default())?,
            client,
            connected: false,
            offers: early,
            early: 0,
        })
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

struct OpenSslEnd {
    stream: SslStream<Memory>,
    client: bool,
    connected: bool,
    /// Whether early data is still to be sent or read.
    offers: bool,
    early: usize,
}

impl OpenSslEnd {
    fn advance(&mut self) -> std::result::Result<(), openssl::ssl::Error> {
        if self.offers && self.client {
            self.offers = false;
            self.stream.write_early_data(&[0x5a; EARLY])?;
        }
        while self.offers {
            match self.stream.read_early_data(&mut [0; EARLY])? {
                0 => self.offers = false,
                read => self.early += read,
            }
        }
        if !self.connected {
            if self.client {
                self.stream.connect()?
            } else {
                self.stream.accept()?
            }
            self.connected = true;
        }
        while self.stream.get_ref().has_input() {
            self.stream.ssl_read(&mut [0; 64])?;
        }
        Ok(())
    }
}

impl Drop for OpenSslEnd {
    fn drop(&mut self) {
        ssl::end(&mut self.stream);
    }
}

impl End for OpenSslEnd {
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

    fn early(&self) -> usize {
        self.early
    }
}
