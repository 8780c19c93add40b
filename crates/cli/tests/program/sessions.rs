//! Sessions in files, tickets of every kind, early data taken once.

use std::fs;

use crate::run::{Folder, Server, assert_code, text};

/// A server, and a client with a session file.
struct Site {
    folder: Folder,
    server: Server,
}

impl Site {
    fn new(flags: &[&str]) -> Self {
        let folder = Folder::with_certificates();
        fs::write(folder.path("secret"), [7; 32]).unwrap();
        fs::write(folder.path("early"), "sent early,").unwrap();
        fs::create_dir(folder.path("www")).unwrap();
        fs::write(folder.path("www/page.html"), "a page").unwrap();
        let flags: Vec<String> = flags.iter().map(|flag| flag.replace("FOLDER", &folder.path(""))).collect();
        let server = Server::start(&folder, &flags.iter().map(String::as_str).collect::<Vec<_>>());
        Self { folder, server }
    }

    /// What was received, and what was said.
    fn connect(&self, flags: &[&str]) -> (String, String) {
        let output = self.server.connect(&self.folder, flags, b"hello");
        assert_code(&output, 0);
        (text(&output.stdout), text(&output.stderr))
    }

    fn file(&self, name: &str) -> String {
        self.folder.path(name)
    }

    /// Gets a session.
    fn first(&self) -> String {
        let sessions = self.file("sessions");
        let (_, said) = self.connect(&["--sess-out", &sessions]);
        assert!(!said.contains("resumed"), "{said}");
        sessions
    }

    fn resumes(&self, sessions: &str) -> bool {
        self.connect(&["--sess-in", sessions])
            .1
            .contains(", resumed, peer 127.0.0.1 authenticated by certificate chain")
    }
}

#[test]
fn tickets_of_every_kind_resume() {
    for flags in [&[][..], &["--stateful-tickets"], &["--ticket-key", "FOLDER/secret"], &["--tickets", "1"]] {
        let site = Site::new(&[&["--echo"], flags].concat());
        let sessions = site.first();
        assert!(site.resumes(&sessions), "{flags:?}");
        // Each ticket is used once.
        assert_eq!(site.resumes(&sessions), flags != ["--tickets", "1"], "{flags:?}");
        assert!(!site.resumes(&sessions), "{flags:?}");
    }
}

#[test]
fn nothing_is_resumed_without_tickets() {
    let site = Site::new(&["--echo", "--tickets", "0"]);
    site.connect(&["--sess-out", &site.file("sessions")]);
    assert!(!fs::exists(site.file("sessions")).unwrap());
    let site = Site::new(&["--echo", "--trace", "--connections", "2"]);
    site.connect(&["--no-ticket"]);
    site.connect(&[]);
    let said = site.server.wait();
    let (without, with) = said.split_once("connection 1:").unwrap();
    assert!(!without.contains("NewSessionTicket") && with.contains("NewSessionTicket"), "{said}");
}

#[test]
fn another_server_with_the_ticket_key_resumes() {
    let site = Site::new(&["--echo", "--ticket-key", "FOLDER/secret"]);
    let sessions = site.first();
    let other = Server::start(&site.folder, &["--echo", "--ticket-key", &site.file("secret")]);
    let output = other.connect(&site.folder, &["--sess-in", &sessions], b"");
    assert!(text(&output.stderr).contains("resumed"));
    let stranger = Server::start(&site.folder, &["--echo"]);
    let output = stranger.connect(&site.folder, &["--sess-in", &sessions], b"");
    assert_code(&output, 0);
    assert!(!text(&output.stderr).contains("resumed"));
    fs::write(site.file("secret"), "short").unwrap();
    let (leaf, key, secret) = (site.file("leaf.pem"), site.file("leaf.key"), site.file("secret"));
    let flags = ["serve", "--listen", "127.0.0.1:0", "--echo", "--cert", &leaf, "--key", &key, "--ticket-key", &secret];
    assert_code(&crate::run::surehand(&flags, b""), 6);
}

#[test]
fn session_files_are_for_their_owner_and_their_server() {
    let site = Site::new(&["--echo"]);
    let sessions = site.first();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&sessions).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let (_, said) = site.connect(&["--sess-in", &sessions, "--servername", "localhost"]);
    assert!(!said.contains("resumed"), "another name: {said}");
    let (_, said) = site.connect(&["--sess-in", &sessions, "--sess-out", &sessions, "--quiet"]);
    assert!(said.is_empty());
    assert!(site.resumes(&sessions), "one file for both");
    fs::write(&sessions, "something else").unwrap();
    let output = site.server.connect(&site.folder, &["--sess-in", &sessions], b"");
    assert_code(&output, 6);
    assert!(text(&output.stderr).contains("no sessions of this version"));
    assert_code(&site.server.connect(&site.folder, &["--sess-in", &site.file("missing")], b""), 6);
}

#[test]
fn early_data_is_taken_once() {
    for flags in [&[][..], &["--stateful-tickets"]] {
        let site = Site::new(&[&["--echo", "--trace", "--early-data", "100", "--connections", "4"], flags].concat());
        let (sessions, copy, early) = (site.first(), site.file("copy"), site.file("early"));
        fs::copy(&sessions, &copy).unwrap();
        let (back, said) = site.connect(&["--sess-in", &sessions, "--early-data", &early, "--trace"]);
        assert_eq!(back, "sent early,hello");
        for part in ["resumed, early data accepted", "early data accepted: 11 bytes", "EndOfEarlyData"] {
            assert!(said.contains(part), "{part} in {said}");
        }
        // The same session, in a hello that is another one: with stateless tickets nothing speaks against it.
        let (back, said) = site.connect(&["--sess-in", &copy, "--early-data", &early]);
        let accepted = flags.is_empty();
        assert_eq!(back, if accepted { "sent early,hello" } else { "hello" });
        assert_eq!(said.contains("early data accepted"), accepted, "{said}");
        // No session is left in the file but one.
        fs::copy(&copy, &sessions).unwrap();
        let (back, said) =
            site.connect(&["--sess-in", &sessions, "--early-data", &early, "--early-data-retry", "--alpn", "other"]);
        assert_eq!(back, "sent early,hello");
        assert!(said.contains("early data not offered: 11 bytes, sent now") || said.contains("accepted"), "{said}");
        let said = site.server.wait();
        assert!(said.contains("connection 2: 11 bytes came early"), "{said}");
    }
}

#[test]
fn early_data_is_rejected_and_sent_again() {
    let site = Site::new(&["--echo", "--early-data", "100", "--stateful-tickets"]);
    let (sessions, copy, early) = (site.first(), site.file("copy"), site.file("early"));
    fs::copy(&sessions, &copy).unwrap();
    site.connect(&["--sess-in", &sessions, "--early-data", &early]);
    let used = ["--sess-in", &copy, "--early-data", &early, "--early-data-retry"];
    let (back, said) = site.connect(&used);
    assert_eq!(back, "sent early,hello");
    assert!(said.contains("early data rejected: 11 bytes, sent now"), "{said}");
}

#[test]
fn a_server_with_shared_keys_takes_no_early_data_at_first() {
    let site = Site::new(&["--echo", "--early-data", "100", "--ticket-key", "FOLDER/secret"]);
    let (sessions, early) = (site.first(), site.file("early"));
    let (back, said) = site.connect(&["--sess-in", &sessions, "--early-data", &early]);
    assert_eq!(back, "hello");
    assert!(said.contains("resumed, early data rejected") && said.contains("rejected: 11 bytes\n"), "{said}");
}

#[test]
fn more_early_data_than_admitted() {
    let site = Site::new(&["--echo", "--early-data", "5"]);
    let (sessions, early) = (site.first(), site.file("early"));
    let output = site.server.connect(&site.folder, &["--sess-in", &sessions, "--early-data", &early], b"");
    assert_code(&output, 6);
}

#[test]
fn a_request_that_came_early() {
    let site = Site::new(&["--www", "FOLDER/www", "--early-data", "1000"]);
    let early = site.file("early");
    for (method, status, body) in [("GET", "200 OK", "a page"), ("POST", "425 Too Early", "425 Too Early\n")] {
        let sessions = site.first();
        fs::write(&early, format!("{method} /page.html HTTP/1.1\r\nConnection: close\r\n\r\n")).unwrap();
        let (back, said) = site.connect(&["--sess-in", &sessions, "--early-data", &early]);
        assert!(back.starts_with(&format!("HTTP/1.1 {status}\r\n")) && back.ends_with(body), "{back}{said}");
        assert!(said.contains("early data accepted"), "{said}");
        // Sent the usual way, the server decides about it.
        let (back, _) = site.connect(&["--sess-in", &sessions, "--early-data", &early]);
        assert!(back.starts_with("HTTP/1.1"), "{back}");
    }
}
