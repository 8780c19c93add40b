//! A listener whose clients have completed their handshakes.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use surehand::Error;
use surehand_tokio::{Acceptor, Stream};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// How many handshakes run at a time, unless said otherwise.
const MAX_HANDSHAKES: usize = 1024;
/// How long nobody is accepted when there are no file descriptors left, for instance.
const PAUSE: Duration = Duration::from_secs(1);

type Done = (Result<Stream<TcpStream>, Error>, SocketAddr);

/// Accepts clients over TCP. Each handshake runs in a task of its own, so that a slow client holds nobody up; dropping the
/// listener ends those that are under way.
///
/// ```no_run
/// # async fn example(config: surehand::ServerConfig, router: axum::Router) -> std::io::Result<()> {
/// let tcp = tokio::net::TcpListener::bind("127.0.0.1:443").await?;
/// axum::serve(surehand_hyper::Listener::new(tcp, config), router).await
/// # }
/// ```
pub struct Listener {
    tcp: TcpListener,
    acceptor: Acceptor,
    handshakes: JoinSet<Done>,
    max_handshakes: usize,
    on_failure: Box<dyn FnMut(SocketAddr, Error) + Send>,
}

impl Listener {
    /// With a configuration, or with an acceptor that has [answers](surehand_tokio::Answers) too.
    pub fn new(tcp: TcpListener, acceptor: impl Into<Acceptor>) -> Self {
        Self {
            tcp,
            acceptor: acceptor.into(),
            handshakes: JoinSet::new(),
            max_handshakes: MAX_HANDSHAKES,
            on_failure: Box::new(|_, _| {}),
        }
    }

    /// How many handshakes run at a time; 1024 unless said otherwise. Further clients wait in the system's queue.
    pub fn max_handshakes(mut self, max: usize) -> Self {
        self.max_handshakes = max.max(1);
        self
    }

    /// Calls this for each client whose handshake has failed. Without it nobody hears of them.
    pub fn on_failure(mut self, call: impl FnMut(SocketAddr, Error) + Send + 'static) -> Self {
        self.on_failure = Box::new(call);
        self
    }

    /// The next client whose handshake is complete. Nothing is lost if this future is dropped.
    pub async fn accept(&mut self) -> (Stream<TcpStream>, SocketAddr) {
        loop {
            tokio::select! {
                accepted = self.tcp.accept(), if self.handshakes.len() < self.max_handshakes => match accepted {
                    Ok((tcp, address)) => self.start(tcp, address),
                    // One client's trouble, or everybody's.
                    Err(error) if is_of_one_client(&error) => {}
                    Err(_) => tokio::time::sleep(PAUSE).await,
                },
                Some(done) = self.handshakes.join_next() => match done {
                    Ok((Ok(stream), address)) => return (stream, address),
                    Ok((Err(error), address)) => (self.on_failure)(address, error),
                    Err(_) => {}
                },
            }
        }
    }

    /// Where it listens.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }

    fn start(&mut self, tcp: TcpStream, address: SocketAddr) {
        let acceptor = self.acceptor.clone();
        self.handshakes.spawn(async move {
            let stream = match tcp.set_nodelay(true) {
                Ok(()) => acceptor.accept(tcp).await,
                Err(error) => Err(error.into()),
            };
            (stream, address)
        });
    }
}

fn is_of_one_client(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(error.kind(), Kind::ConnectionRefused | Kind::ConnectionAborted | Kind::ConnectionReset)
}
