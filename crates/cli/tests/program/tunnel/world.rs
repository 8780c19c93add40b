//! Tunnels and services for tests.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::run::{Folder, command};

const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until it is so.
pub fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "never: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// A service for each of whose connections `serve` is called; where it is.
pub fn service(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for tcp in listener.incoming() {
            let (tcp, serve) = (tcp.unwrap(), serve.clone());
            thread::spawn(move || serve(tcp));
        }
    });
    address
}

/// Sends everything back.
pub fn echo() -> String {
    service(|tcp| {
        let _ = io::copy(&mut &tcp, &mut &tcp);
        let _ = tcp.shutdown(Shutdown::Write);
    })
}

/// A port on which nobody listens.
pub fn nobody() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// The flags for one's own certificate, `leaf` or `client`, and for the authority.
pub fn identity(folder: &Folder, who: &str) -> Vec<String> {
    let (cert, key) = (folder.path(&format!("{who}.pem")), folder.path(&format!("{who}.key")));
    ["--cert", &cert, "--key", &key, "--ca", &folder.path("ca.pem")].map(str::to_owned).into()
}

/// A tunnel that runs, ended with the value.
pub struct Tunnel {
    child: Child,
    pub address: String,
    metrics: String,
    said: Arc<Mutex<String>>,
    listener: Option<JoinHandle<()>>,
}

impl Tunnel {
    pub fn start<S: AsRef<str>>(to: &str, arguments: &[S]) -> Self {
        let mut all = vec!["tunnel", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--to", to];
        all.extend(arguments.iter().map(AsRef::as_ref));
        let mut child = command(&all).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut line = |start: &str| {
            let line = lines.next().expect("it has ended").unwrap();
            line.strip_prefix(start).unwrap_or_else(|| panic!("{line:?}")).to_owned()
        };
        let metrics = line("metrics at http://").trim_end_matches("/metrics").to_owned();
        let address = line("listening on ");
        let said = Arc::new(Mutex::new(String::new()));
        let (stderr, sink) = (BufReader::new(child.stderr.take().unwrap()), said.clone());
        let listener = thread::spawn(move || {
            for line in stderr.lines() {
                *sink.lock().unwrap() += &(line.unwrap() + "\n");
            }
        });
        Self { child, address, metrics, said, listener: Some(listener) }
    }

    /// TLS comes in, with the folder's certificates.
    pub fn server(folder: &Folder, to: &str, more: &[&str]) -> Self {
        let identity = identity(folder, "leaf");
        let all: Vec<&str> =
            ["--server"].into_iter().chain(identity.iter().map(String::as_str)).chain(more.iter().copied()).collect();
        Self::start(to, &all)
    }

    /// TLS goes out, with the folder's certificates.
    pub fn client(folder: &Folder, to: &str, more: &[&str]) -> Self {
        let identity = identity(folder, "client");
        let head = ["--client", "--name", "localhost"];
        let all: Vec<&str> =
            head.into_iter().chain(identity.iter().map(String::as_str)).chain(more.iter().copied()).collect();
        Self::start(to, &all)
    }

    pub fn connect(&self) -> TcpStream {
        let tcp = TcpStream::connect(&self.address).unwrap();
        tcp.set_read_timeout(Some(PATIENCE)).unwrap();
        tcp
    }

    pub fn signal(&self, name: &str) {
        let done = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(done.success());
    }

    /// What it has said on stderr.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Waits until it has said this.
    pub fn says(&self, what: &str) {
        eventually(&format!("{what:?} in {:?}", self.said), || self.said().contains(what));
    }

    /// Reloads, and waits for what it says.
    pub fn reload(&self, result: &str) {
        self.signal("HUP");
        self.says(result);
    }

    /// Everything that is counted.
    pub fn counters(&self) -> String {
        let mut tcp = TcpStream::connect(&self.metrics).unwrap();
        tcp.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        tcp.read_to_string(&mut answer).unwrap();
        answer
    }

    /// One counter, by its name and labels; 0 where there is none.
    pub fn counter(&self, name: &str) -> u64 {
        let counters = self.counters();
        let line = counters.lines().find_map(|line| line.strip_prefix(&format!("surehand_tunnel_{name} ")));
        line.map_or(0, |value| value.parse().unwrap())
    }

    /// Waits until a counter is there.
    pub fn counts(&self, name: &str, value: u64) {
        eventually(&format!("{name} {value} in {}", self.counters()), || self.counter(name) == value);
    }

    /// Waits for its end: the exit code, and what it has said.
    pub fn wait(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        self.listener.take().unwrap().join().unwrap();
        (code, self.said())
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends and gets it back.
pub fn exchange(mut tcp: &TcpStream, data: &[u8]) {
    tcp.write_all(data).unwrap();
    let mut back = vec![0; data.len()];
    tcp.read_exact(&mut back).unwrap();
    assert!(back == data);
}

/// Closes our direction; the other one has to end well, and with nothing left in it.
pub fn close(mut tcp: TcpStream) {
    tcp.shutdown(Shutdown::Write).unwrap();
    let mut rest = Vec::new();
    tcp.read_to_end(&mut rest).unwrap();
    assert!(rest.is_empty());
}

/// Whether the connection ends with a reset, not with an end.
pub fn is_reset(mut tcp: TcpStream) -> bool {
    let mut rest = Vec::new();
    tcp.read_to_end(&mut rest).is_err_and(|error| error.kind() == io::ErrorKind::ConnectionReset)
}
