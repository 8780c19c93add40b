//! RFC 9850: a key log is there when it was installed, and only then.

use std::sync::{Arc, Mutex};

use surehand::{ClientConfig, KeyLog, KeyLogFile, ServerConfig};

use crate::certificates::{Authority, handshake};

type Line = (String, [u8; 32], Vec<u8>);

#[derive(Default)]
struct Collect(Mutex<Vec<Line>>);

impl KeyLog for Collect {
    fn log(&self, label: &str, client_random: &[u8; 32], secret: &[u8]) {
        self.0.lock().unwrap().push((label.to_owned(), *client_random, secret.to_vec()));
    }
}

#[test]
fn both_ends_log_the_same_secrets() {
    let authority = Authority::new();
    let (ours, theirs) = (Arc::new(Collect::default()), Arc::new(Collect::default()));
    let client = ClientConfig::builder().roots(authority.roots()).key_log(ours.clone()).build().unwrap();
    let server = ServerConfig::builder().credential(authority.credential()).key_log(theirs.clone()).build().unwrap();
    let (client, server) = handshake(&client, &server, "localhost");
    assert!(client.is_ok() && server.is_ok());
    let (mut ours, mut theirs) = (ours.0.lock().unwrap().clone(), theirs.0.lock().unwrap().clone());
    ours.sort();
    theirs.sort();
    assert_eq!(ours, theirs);
    let labels: Vec<_> = ours.iter().map(|(label, ..)| label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "CLIENT_TRAFFIC_SECRET_0",
            "EXPORTER_SECRET",
            "SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "SERVER_TRAFFIC_SECRET_0",
        ]
    );
    assert!(ours.iter().all(|(_, random, secret)| *random != [0; 32] && secret.len() == 32));
}

#[test]
fn a_file_in_the_format_of_rfc_9850() {
    let path = std::env::temp_dir().join(format!("surehand-key-log-{}", std::process::id()));
    let log = KeyLogFile::open(&path).unwrap();
    log.log("LABEL", &[0xab; 32], &[1, 2, 3]);
    log.log("OTHER", &[0xcd; 32], &[4]);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, format!("LABEL {} 010203\nOTHER {} 04\n", "ab".repeat(32), "cd".repeat(32)));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    std::fs::remove_file(&path).unwrap();
}
