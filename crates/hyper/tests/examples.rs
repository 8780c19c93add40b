//! Each example runs to its end, and says what it should.

#[path = "../../tokio/tests/examples/program.rs"]
mod program;

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use program::{example, run};

#[test]
fn axum_server_and_hyper_client() {
    let mut server = example("axum_server").stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let (url, pin) = line.trim().split_once(" pin ").unwrap();
    let fetch =
        |path: &str, more: &[&str]| run("hyper_client", &[&[&format!("{url}{path}"), "--pin", pin], more].concat());
    assert_eq!(fetch("version", &[]), "200 OK HTTP/2.0\nHTTP/2.0\n\n");
    assert_eq!(fetch("version", &["--http1"]), "200 OK HTTP/1.1\nHTTP/1.1\n\n");
    assert_eq!(fetch("echo", &["--post", "and back"]), "200 OK HTTP/2.0\nand back\n");
    let wrong = "00".repeat(32);
    let refused = example("hyper_client").args([url, "--pin", &wrong]).output().unwrap();
    assert!(!refused.status.success());
    server.kill().unwrap();
    server.wait().unwrap();
}

#[test]
fn mtls_service() {
    let text = run("mtls_service", &[]);
    assert!(text.contains("with a certificate of ours: hello billing.example\n"), "{text}");
    assert!(text.contains("with a stranger's certificate: refused\nwith no certificate: refused\n"), "{text}");
}

#[test]
fn early_get() {
    let text = run("early_get", &[]);
    assert!(text.contains("GET: early data Accepted, 200 OK, the price is 7\n"), "{text}");
    assert!(text.contains("POST in early data: 425 Too Early; again"), "{text}");
    assert!(text.ends_with("POST: early data Accepted, 200 OK, bought\n"), "{text}");
}
