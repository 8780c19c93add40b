//! s2n-tls on aws-lc, by crate `s2n-tls`. Groups and suites come with its security policies.

use std::ffi::{c_int, c_void};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::SystemTime;

use s2n_tls::callbacks::{SessionTicket, SessionTicketCallback, VerifyHostNameCallback};
use s2n_tls::config::{Builder, Config};
use s2n_tls::connection::Connection;
use s2n_tls::enums::{Blinding, ClientAuthType, Mode};
use s2n_tls::error::Error;
use s2n_tls::security::Policy;

use super::memory::Memory;
use super::{End, Failure, Pair, Peer};
use crate::case::{Group, Sessions, Setup, Suite};
use crate::certificates::{Identity, pem};

struct S2n;

/// This one.
pub fn peers() -> Vec<Box<dyn Peer>> {
    vec![Box::new(S2n)]
}

impl Peer for S2n {
    fn name(&self) -> String {
        "s2n-tls".to_owned()
    }

    fn settings(&self) -> String {
        "s2n-tls 0.3, policies AWS-CRT-SDK-TLSv1.3 (X25519), -2023 (P-256), test_pq_only (hybrid); AES-128-GCM"
            .to_owned()
    }

    fn pair(&self, setup: &Setup) -> Option<Box<dyn Pair>> {
        // Its API has no psk_ke, takes early data with external keys only, and knows no Ed25519.
        let unknown = matches!(setup.sessions, Sessions::PskKe | Sessions::EarlyData)
            || setup.leaf == crate::case::Leaf::Ed25519
            || setup.suite != Suite::Aes128Gcm;
        if unknown {
            return None;
        }
        let store = Arc::new(Store::default());
        let client = client(setup, &store).map_err(|error| eprintln!("s2n-tls: {error}")).ok()?;
        let server = server(setup).map_err(|error| eprintln!("s2n-tls: {error}")).ok()?;
        Some(Box::new(Configured { client, server, name: setup.name, store }))
    }
}

/// The newest session; the next connection takes it.
#[derive(Default)]
struct Store(Mutex<Option<Vec<u8>>>);

impl Store {
    fn take(&self) -> Option<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

struct Keep(Arc<Store>);

impl SessionTicketCallback for Keep {
    fn on_session_ticket(&self, _: &mut Connection, ticket: &SessionTicket) {
        let mut bytes = vec![0; ticket.len().unwrap_or_default()];
        if ticket.data(&mut bytes).is_ok() {
            *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(bytes);
        }
    }
}

/// A client's certificate may have any name.
struct AnyName;

impl VerifyHostNameCallback for AnyName {
    fn verify_host_name(&self, _: &str) -> bool {
        true
    }
}

fn builder(setup: &Setup) -> Result<Builder, Error> {
    let mut builder = Config::builder();
    builder.set_security_policy(&Policy::from_version(match setup.group {
        Group::X25519 => "AWS-CRT-SDK-TLSv1.3",
        Group::P256 => "AWS-CRT-SDK-TLSv1.3-2023",
        Group::X25519MLKEM768 => "test_pq_only",
    })?)?;
    builder.with_system_certs(false)?;
    Ok(builder)
}

fn show(builder: &mut Builder, identity: &Identity) -> Result<(), Error> {
    let chain: String = identity.chain.iter().map(|der| pem("CERTIFICATE", der)).collect();
    builder.load_pem(chain.as_bytes(), pem("PRIVATE KEY", &identity.key).as_bytes())?;
    Ok(())
}

fn client(setup: &Setup, store: &Arc<Store>) -> Result<Config, Error> {
    let mut builder = builder(setup)?;
    builder.trust_pem(pem("CERTIFICATE", setup.root()).as_bytes())?;
    if setup.mutual {
        show(&mut builder, &setup.certificates().client)?;
        builder.set_client_auth_type(ClientAuthType::Optional)?;
    }
    if setup.sessions == Sessions::PskDheKe {
        builder.enable_session_tickets(true)?;
        builder.set_session_ticket_callback(Keep(store.clone()))?;
    }
    builder.build()
}

fn server(setup: &Setup) -> Result<Config, Error> {
    let mut builder = builder(setup)?;
    show(&mut builder, &setup.certificates().server)?;
    if setup.mutual {
        builder.trust_pem(pem("CERTIFICATE", &setup.certificates().root).as_bytes())?;
        builder.set_client_auth_type(ClientAuthType::Required)?;
        builder.set_verify_host_callback(AnyName)?;
    }
    if setup.sessions == Sessions::PskDheKe {
        builder.add_session_ticket_key(b"bench", &[0x5a; 32], SystemTime::now())?;
    }
    builder.build()
}

struct Configured {
    client: Config,
    server: Config,
    name: &'static str,
    store: Arc<Store>,
}

impl Configured {
    fn end(&self, mode: Mode) -> Result<S2nEnd, Error> {
        let mut memory = Box::new(Memory::default());
        let context: *mut Memory = &mut *memory;
        let mut connection = Connection::new(mode);
        connection.set_blinding(Blinding::SelfService)?;
        match mode {
            Mode::Client => {
                connection.set_config(self.client.clone())?;
                connection.set_server_name(self.name)?;
                if let Some(session) = self.store.take() {
                    connection.set_session_ticket(&session)?;
                }
            }
            Mode::Server => _ = connection.set_config(self.server.clone())?,
        }
        connection.set_receive_callback(Some(receive))?;
        connection.set_send_callback(Some(send))?;
        // SAFETY: the transport is in a box of its own, which the end keeps until after the connection.
        unsafe {
            connection.set_receive_context(context.cast())?;
            connection.set_send_context(context.cast())?;
        }
        Ok(S2nEnd { connection, memory, connected: false })
    }
}

/// Reads from the [`Memory`] in `context`.
///
/// # Safety
///
/// `context` is a `Memory`, and `buffer` has room for `length` bytes.
unsafe extern "C" fn receive(context: *mut c_void, buffer: *mut u8, length: u32) -> c_int {
    // SAFETY: the caller's promise.
    let (memory, buffer) =
        unsafe { (&mut *context.cast::<Memory>(), std::slice::from_raw_parts_mut(buffer, length as usize)) };
    match std::io::Read::read(memory, buffer) {
        Ok(read) => read as c_int,
        Err(_) => {
            // It looks at errno to learn that there is nothing yet.
            errno::set_errno(errno::Errno(EAGAIN));
            -1
        }
    }
}

/// Writes to the [`Memory`] in `context`.
///
/// # Safety
///
/// `context` is a `Memory`, and `buffer` has `length` bytes.
unsafe extern "C" fn send(context: *mut c_void, buffer: *const u8, length: u32) -> c_int {
    // SAFETY: the caller's promise.
    let (memory, buffer) =
        unsafe { (&mut *context.cast::<Memory>(), std::slice::from_raw_parts(buffer, length as usize)) };
    std::io::Write::write(memory, buffer).map_or(-1, |written| written as c_int)
}

const EAGAIN: i32 = 11;

impl Pair for Configured {
    fn client(&self) -> Result<Box<dyn End>, Failure> {
        Ok(Box::new(self.end(Mode::Client).map_err(|error| error.to_string())?))
    }

    fn server(&self) -> Result<Box<dyn End>, Failure> {
        Ok(Box::new(self.end(Mode::Server).map_err(|error| error.to_string())?))
    }
}

struct S2nEnd {
    connection: Connection,
    memory: Box<Memory>,
    connected: bool,
}

impl S2nEnd {
    fn advance(&mut self) -> Result<(), Error> {
        if !self.connected {
            match self.connection.poll_negotiate() {
                Poll::Ready(done) => _ = done?,
                Poll::Pending => return Ok(()),
            }
            self.connected = true;
        }
        while self.memory.has_input() {
            if let Poll::Ready(read) = self.connection.poll_recv(&mut [0; 64]) {
                read?;
            }
        }
        Ok(())
    }
}

impl End for S2nEnd {
    fn step(&mut self, input: &mut Vec<u8>, output: &mut Vec<u8>) -> Result<(), Failure> {
        self.memory.swap(input, output);
        let advanced = self.advance();
        self.memory.swap(input, output);
        input.clear();
        advanced.map_err(|error| error.to_string())
    }

    fn is_handshaking(&self) -> bool {
        !self.connected
    }

    fn send(&mut self, data: &[u8], output: &mut Vec<u8>) {
        let mut none = Vec::new();
        self.memory.swap(&mut none, output);
        let mut unsent = data;
        while !unsent.is_empty() {
            match self.connection.poll_send(unsent) {
                Poll::Ready(written) => unsent = &unsent[written.expect("write")..],
                Poll::Pending => panic!("the transport takes everything"),
            }
        }
        self.memory.swap(&mut none, output);
    }

    fn receive(&mut self, input: &mut Vec<u8>, plain: &mut [u8]) -> usize {
        let mut none = Vec::new();
        self.memory.swap(input, &mut none);
        let mut total = 0;
        while let Poll::Ready(read) = self.connection.poll_recv(plain) {
            total += read.expect("read");
        }
        self.memory.swap(input, &mut none);
        input.clear();
        total
    }

    fn is_resumed(&self) -> bool {
        self.connection.resumed()
    }
}
