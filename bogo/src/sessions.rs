//! What outlives a connection: a server's keys and records, a client's newest ticket. Time passes only as flags say.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use surehand::PeerIdentity;
use surehand::provider::Mixed;
use surehand::session::{
    AdmitEarlyData, ClientHelloRecording, ClientSession, FindPsks, FoundPsk, Freshness, NewTicket, OpenedTicket,
    SealTicket, ServerIdentity, ServerSessions, TicketKeys, Tickets, Timestamp,
};

use crate::peer::Peer;

/// BoringSSL's idea of a fresh ClientHello.
const FRESHNESS: Freshness = Freshness(Duration::from_secs(60));

/// What outlives a connection.
#[derive(Clone)]
pub struct Sessions {
    now: Timestamp,
    keys: Arc<TicketKeys>,
    server: ServerSessions,
    /// What a client may resume.
    pub kept: Option<Kept>,
}

/// A session of a client.
#[derive(Clone)]
pub struct Kept {
    /// The ticket, and when it came.
    pub session: ClientSession,
    /// What the server had shown of itself.
    pub peer: Peer,
}

impl Sessions {
    /// Nothing yet.
    pub fn new() -> Self {
        let keys = Arc::new(TicketKeys::new());
        // Since long ago: it refuses everything when it is young.
        let recording = ClientHelloRecording::with(Timestamp::from_millis(0), FRESHNESS, 1000);
        let server = ServerSessions {
            tickets: Some(keys.clone()),
            anti_replay: Some(Arc::new(recording)),
            freshness: FRESHNESS,
            ..ServerSessions::default()
        };
        Self { now: Timestamp::now(), keys, server, kept: None }
    }

    /// The same, where tickets of other contexts are strangers.
    pub fn in_context(&self, context: &[u8]) -> Self {
        let keys = Arc::new(self.keys.for_context(context));
        let server = ServerSessions { tickets: Some(keys.clone()), ..self.server.clone() };
        Self { keys, server, ..self.clone() }
    }

    /// Lets time pass.
    pub fn wait(&mut self, seconds: u64) {
        self.now = self.now + Duration::from_secs(seconds);
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Keeps a ticket in place of an earlier one.
    pub fn keep(&mut self, ticket: NewTicket, peer: &Peer) {
        let server = ServerIdentity {
            certificates: Arc::new([]),
            identity: PeerIdentity::Own(Vec::new()),
            authenticated_by: Cow::Borrowed("the runner"),
            authenticated_at: self.now,
        };
        let session = ClientSession::new(ticket, self.now, Arc::new(server));
        self.kept = Some(Kept { session, peer: peer.clone() });
    }

    /// What a ticket of ours says, if it is good.
    pub fn open(&self, provider: &Mixed, identity: &[u8]) -> Option<OpenedTicket> {
        self.keys.open(provider, identity, self.now)
    }

    /// Which tickets are known.
    pub fn find(&self, provider: &Mixed, question: &FindPsks) -> Vec<FoundPsk> {
        self.server.find(provider, question, self.now)
    }

    /// Whether early data has not been seen before.
    pub fn admit(&self, provider: &Mixed, question: &AdmitEarlyData) -> bool {
        self.server.admit(provider, question, self.now)
    }

    /// A ticket.
    pub fn seal(&self, provider: &Mixed, question: &SealTicket) -> Option<Vec<u8>> {
        self.keys.seal(provider, question, self.now)
    }
}
