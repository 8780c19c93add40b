//! Two connections and the bytes between them, without sockets.

use surehand::{AlertDescription, ClientConfig, Connection, Error, Event, Received, Receiver, Sender, ServerConfig};

/// What carries records: a connection, or its two halves.
pub trait Carrier {
    fn receive(&mut self, input: &mut [u8]) -> Result<Received, Error>;
    fn output(&mut self, out: &mut Vec<u8>);
}

impl Carrier for Connection {
    fn receive(&mut self, input: &mut [u8]) -> Result<Received, Error> {
        self.receive(input)
    }

    fn output(&mut self, out: &mut Vec<u8>) {
        // What could be written is to be transmitted, an alert above all.
        let _ = self.output(out);
    }
}

/// The halves of a connection, side by side.
pub struct Halves(pub Sender, pub Receiver);

impl Carrier for Halves {
    fn receive(&mut self, input: &mut [u8]) -> Result<Received, Error> {
        self.1.receive(input)
    }

    fn output(&mut self, out: &mut Vec<u8>) {
        let _ = self.0.output(out);
    }
}

/// One end: a connection, and all that it has met.
pub struct End<C = Connection> {
    pub connection: C,
    input: Vec<u8>,
    /// What is to be transmitted before the connection's own output.
    pending: Vec<u8>,
    /// All that has been transmitted.
    pub sent: Vec<u8>,
    pub data: Vec<u8>,
    pub early: Vec<u8>,
    pub complete: usize,
    pub answers: usize,
    pub closed: bool,
    pub error: Option<Error>,
}

impl<C: Carrier> End<C> {
    pub fn new(connection: C) -> Self {
        Self {
            connection,
            input: Vec::new(),
            pending: Vec::new(),
            sent: Vec::new(),
            data: Vec::new(),
            early: Vec::new(),
            complete: 0,
            answers: 0,
            closed: false,
            error: None,
        }
    }

    /// Takes bytes from the network.
    pub fn hear(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
        while self.error.is_none() && !self.closed {
            let received = match self.connection.receive(&mut self.input) {
                Ok(received) => received,
                Err(error) => {
                    self.error = Some(error);
                    return;
                }
            };
            match received.event {
                Event::WantInput => return,
                Event::ApplicationData(place) => self.data.extend_from_slice(&self.input[place]),
                Event::EarlyData(place) => self.early.extend_from_slice(&self.input[place]),
                Event::Complete => self.complete += 1,
                Event::ClientAnswered => self.answers += 1,
                Event::Closed => self.closed = true,
                Event::Question => panic!("a question is left open"),
                _ => {}
            }
            self.input.drain(..received.consumed);
        }
    }

    /// What goes to the network.
    pub fn say(&mut self) -> Vec<u8> {
        let mut out = std::mem::take(&mut self.pending);
        self.connection.output(&mut out);
        self.sent.extend_from_slice(&out);
        out
    }

    pub fn alert(&self) -> Option<AlertDescription> {
        self.error.as_ref().and_then(Error::alert)
    }

    pub fn rule(&self) -> Option<&'static str> {
        self.error.as_ref().and_then(Error::rule).map(|rule| rule.0)
    }
}

impl End {
    pub fn client(config: &ClientConfig, name: &'static str) -> Self {
        Self::new(Connection::client(config, name.try_into().unwrap()).unwrap())
    }

    pub fn server(config: &ServerConfig) -> Self {
        Self::new(Connection::server(config))
    }

    pub fn send(&mut self, data: &[u8]) {
        self.connection.send(data, &mut self.pending).unwrap();
    }

    pub fn send_early(&mut self, data: &[u8]) {
        self.connection.send_early(data, &mut self.pending).unwrap();
    }

    pub fn resumed(&self) -> bool {
        self.connection.session().unwrap().resumed
    }

    pub fn is_complete(&self) -> bool {
        !self.connection.is_handshaking() && self.error.is_none()
    }

    /// The identity of the peer, in an owned form.
    pub fn identity(&self) -> Option<surehand::PeerIdentity> {
        self.connection.session().unwrap().peer_identity.cloned()
    }

    /// The same connection in two halves, before anything else has come.
    pub fn halves(self) -> End<Halves> {
        assert!(self.input.is_empty() && self.pending.is_empty());
        let (sender, receiver) = self.connection.split().ok().unwrap();
        End::new(Halves(sender, receiver))
    }
}

/// Until nothing moves any more.
pub fn run<A: Carrier, B: Carrier>(client: &mut End<A>, server: &mut End<B>) {
    loop {
        let to_server = client.say();
        server.hear(&to_server);
        let to_client = server.say();
        client.hear(&to_client);
        if to_server.is_empty() && to_client.is_empty() {
            return;
        }
    }
}

/// A connection by these configurations, as far as it goes.
pub fn connect(client: &ClientConfig, server: &ServerConfig) -> (End, End) {
    connect_to(client, server, "localhost")
}

pub fn connect_to(client: &ClientConfig, server: &ServerConfig, name: &'static str) -> (End, End) {
    let (mut client, mut server) = (End::client(client, name), End::server(server));
    run(&mut client, &mut server);
    (client, server)
}

/// A connection that comes about; both ends agree whether it is resumed.
#[track_caller]
pub fn connected(client: &ClientConfig, server: &ServerConfig) -> (End, End) {
    connected_to(client, server, "localhost")
}

#[track_caller]
pub fn connected_to(client: &ClientConfig, server: &ServerConfig, name: &'static str) -> (End, End) {
    let (mut client, mut server) = connect_to(client, server, name);
    agree(&mut client, &mut server);
    (client, server)
}

/// Both ends are connected, with the same parameters and keys, and data goes both ways.
#[track_caller]
pub fn agree(client: &mut End, server: &mut End) {
    assert!(client.is_complete(), "the client: {:?}; the server: {:?}", client.error, server.error);
    assert!(server.is_complete(), "the server: {:?}", server.error);
    assert_eq!((client.complete, server.complete), (1, 1));
    let binding = client.connection.tls_exporter().unwrap();
    assert_eq!(binding, server.connection.tls_exporter().unwrap());
    let (one, other) = (client.connection.session().unwrap(), server.connection.session().unwrap());
    assert_eq!((one.cipher_suite, one.group, one.resumed), (other.cipher_suite, other.group, other.resumed));
    assert_eq!(one.application_protocol, other.application_protocol);
    let before = (client.data.len(), server.data.len());
    client.send(b"there");
    server.send(b"and back");
    run(client, server);
    assert_eq!((&client.data[before.0..], &server.data[before.1..]), (&b"and back"[..], &b"there"[..]));
}
