//! Errors say the phase, the rule in words, the alert and, where one is known, the fix.

use std::io;

use surehand::{AlertDescription, ClientConfig, Error, ServerConfig, explain};
use surehand_evidence::saw;

use crate::certificates::{Authority, handshake, server};

#[test]
fn a_refusal_explains_itself() {
    let (trusted, other) = (Authority::new(), Authority::new());
    let client = ClientConfig::builder().roots(trusted.roots()).build().unwrap();
    let error = handshake(&client, &server(other.credential()), "localhost").0.err().unwrap();
    let text = error.to_string();
    for part in ["AskVerifyPeer", "unknown_ca", "6.2-i11", "UnknownIssuer"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(error.hint().unwrap().contains("trust the issuer"));
}

#[test]
fn no_common_protocol() {
    let authority = Authority::new();
    let client = ClientConfig::builder().roots(authority.roots()).application_protocols(["a"]).build().unwrap();
    let server =
        ServerConfig::builder().credential(authority.credential()).application_protocols(["b"]).build().unwrap();
    let (client, server) = handshake(&client, &server, "localhost");
    let (client, server) = (client.err().unwrap(), server.err().unwrap());
    assert_eq!(server.rule().unwrap().0, "6.2-i24");
    assert!(matches!(client, Error::AlertReceived { alert: AlertDescription::NO_APPLICATION_PROTOCOL, .. }));
    assert!(client.hint().is_some() && server.hint().is_some());
    saw("6.2-i24", "no_application_protocol");
    surehand_evidence::property("6-2", "the client's error is the server's alert");
}

#[test]
fn no_certificate_for_the_clients_schemes() {
    let authority = Authority::new();
    let (certificate, key) = authority.leaf(&rcgen::PKCS_ED25519, |_| {});
    let only_ed25519 = server(crate::certificates::credential(certificate, key));
    let (ours, theirs) = std::os::unix::net::UnixStream::pair().unwrap();
    let thread = std::thread::spawn(move || surehand::accept(&only_ed25519, theirs));
    crate::provider::without_ed25519(ours);
    let error = thread.join().unwrap().err().unwrap();
    assert_eq!((error.rule().unwrap().0, error.alert()), ("6.2-i4", Some(AlertDescription::HANDSHAKE_FAILURE)));
    saw("6.2-i4", "handshake_failure");
}

#[test]
fn rules_have_words_and_alerts_have_meanings() {
    assert!(explain::rule_in_words(surehand::Rule("4.4.3-10")).is_some());
    assert!(explain::rule_in_words(surehand::Rule("9846:4.2.2-1")).is_some());
    assert!(explain::rule_in_words(surehand::Rule("no such rule")).is_none());
    assert!(explain::alert_in_words(AlertDescription::UNKNOWN_CA).is_some());
}

#[test]
fn errors_survive_the_way_through_io_errors() {
    let through = io::Error::from(Error::Truncated);
    assert_eq!(through.kind(), io::ErrorKind::UnexpectedEof);
    assert!(matches!(Error::from(through), Error::Truncated));
    let plain = io::Error::from(io::ErrorKind::TimedOut);
    assert!(matches!(Error::from(plain), Error::Io(error) if error.kind() == io::ErrorKind::TimedOut));
}
