//! RFC 8446 §6: how connections end before they are at an end.

use std::io::Read;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use surehand::{AlertDescription, Direction, Error, Observation};
use surehand_evidence::{property, saw};

use crate::made::Authority;
use crate::rig::{End, connect, connected, run};

/// Level and description of the alerts that an end has seen.
fn alerts(end: &mut End, wanted: Direction) -> Vec<(u8, AlertDescription)> {
    let alert = |observation| match observation {
        Observation::Alert { direction, level, description, .. } if direction == wanted => Some((level.0, description)),
        _ => None,
    };
    end.connection.observations().into_iter().filter_map(alert).collect()
}

const GIVEN_UP: [(u8, AlertDescription); 2] =
    [(1, AlertDescription::USER_CANCELED), (1, AlertDescription::CLOSE_NOTIFY)];

#[test]
fn a_handshake_that_takes_too_long() {
    let authority = Authority::new("A");
    let patient = authority.trusting().observe_messages(true).handshake_timeout(None).build().unwrap();
    let hasty = authority.serving().handshake_timeout(Some(Duration::ZERO)).build().unwrap();
    let (mut at_client, at_server) = connect(&patient, &hasty);
    assert!(matches!(at_server.error, Some(Error::HandshakeTimeout { phase: "WaitClientHello" })));
    assert!(at_client.closed && at_client.error.is_none() && !at_client.is_complete());
    assert_eq!(alerts(&mut at_client, Direction::Received), GIVEN_UP);
    // A client.
    let patient = authority.serving().observe_messages(true).build().unwrap();
    let hasty = authority.trusting().handshake_timeout(Some(Duration::ZERO)).build().unwrap();
    let (at_client, mut at_server) = connect(&hasty, &patient);
    assert!(matches!(at_client.error, Some(Error::HandshakeTimeout { .. })), "{:?}", at_client.error);
    assert!(at_server.closed && !at_server.is_complete());
    assert_eq!(alerts(&mut at_server, Direction::Received), GIVEN_UP);
    // It stays an error, and a stream says so as well.
    let mut end = at_client;
    end.error = None;
    end.hear(&[0]);
    assert!(matches!(end.error, Some(Error::HandshakeTimeout { .. })));
    let (ours, _theirs) = UnixStream::pair().unwrap();
    let error = surehand::connect(&hasty, "localhost".try_into().unwrap(), ours).err().unwrap();
    assert!(matches!(error, Error::HandshakeTimeout { .. }), "{error}");
    assert_eq!(std::io::Error::from(error).kind(), std::io::ErrorKind::TimedOut);
}

#[test]
fn a_connection_has_no_timeout() {
    let authority = Authority::new("A");
    let short = Some(Duration::from_secs(2));
    let client = authority.trusting().handshake_timeout(short).build().unwrap();
    let server = authority.serving().handshake_timeout(short).build().unwrap();
    let (mut at_client, mut at_server) = connected(&client, &server);
    std::thread::sleep(Duration::from_millis(2100));
    at_client.send(b"late");
    run(&mut at_client, &mut at_server);
    assert!(at_server.data.ends_with(b"late"));
}

#[test]
fn given_up() {
    let authority = Authority::new("A");
    let client = authority.trusting().observe_messages(true).build().unwrap();
    let server = authority.serving().observe_messages(true).build().unwrap();
    // After the handshake, in the midst of it, and before anything has been heard.
    let (mut at_client, mut at_server) = connected(&client, &server);
    at_client.connection.cancel();
    run(&mut at_client, &mut at_server);
    assert!(at_server.closed && at_server.error.is_none());
    assert_eq!(alerts(&mut at_client, Direction::Sent), GIVEN_UP);
    assert_eq!(alerts(&mut at_server, Direction::Received), GIVEN_UP);
    assert!(at_client.connection.send(b"more", &mut Vec::new()).is_err());
    let (mut at_client, mut at_server) = (End::client(&client, "localhost"), End::server(&server));
    at_server.hear(&at_client.say());
    at_server.connection.cancel();
    run(&mut at_client, &mut at_server);
    assert!(at_client.closed && at_client.error.is_none(), "{:?}", at_client.error);
    assert_eq!(alerts(&mut at_client, Direction::Received), GIVEN_UP);
    let (mut at_client, mut at_server) = (End::client(&client, "localhost"), End::server(&server));
    at_client.connection.cancel();
    at_server.hear(&at_client.say());
    assert!(at_server.closed);
    assert_eq!(alerts(&mut at_server, Direction::Received), GIVEN_UP);
    property("6.1-2", "user_canceled and then close_notify, both heard");
    property("9846:6.1-2", "user_canceled and then close_notify, both heard");
    property("9846:6.1-1", "close_notify is sent at level warning");
    property("9846:6.1-3", "reading goes on after user_canceled, until close_notify");
}

#[test]
fn aborted_with_an_alert_of_ones_own() {
    let authority = Authority::new("A");
    let client = authority.trusting().observe_messages(true).build().unwrap();
    let server = authority.serving().observe_messages(true).build().unwrap();
    for handshaking in [false, true] {
        let (mut at_client, mut at_server) = (End::client(&client, "localhost"), End::server(&server));
        if handshaking {
            at_server.hear(&at_client.say());
        } else {
            run(&mut at_client, &mut at_server);
        }
        at_server.connection.abort(AlertDescription::GENERAL_ERROR);
        run(&mut at_client, &mut at_server);
        let error = at_client.error.as_ref().unwrap();
        assert!(matches!(error, Error::AlertReceived { alert: AlertDescription::GENERAL_ERROR, .. }));
        assert!(error.to_string().contains("general_error"), "{error}");
        assert_eq!(alerts(&mut at_client, Direction::Received), [(2, AlertDescription::GENERAL_ERROR)]);
        // Neither end goes on.
        for end in [&mut at_client, &mut at_server] {
            assert!(end.connection.send(b"more", &mut Vec::new()).is_err());
            assert!(end.connection.receive(&mut [0; 5]).is_err());
            assert!(end.say().is_empty());
        }
    }
    saw("9846:6-1", "general_error");
}

#[test]
fn a_connection_that_failed_has_neither_session_nor_keys() {
    let authority = Authority::new("A");
    let (client, server) = (authority.trusting().build().unwrap(), authority.serving().build().unwrap());
    let (mut at_client, mut at_server) = connected(&client, &server);
    at_server.connection.abort(AlertDescription::INTERNAL_ERROR);
    run(&mut at_client, &mut at_server);
    assert!(at_client.connection.session().is_none() && at_server.connection.session().is_none());
    assert!(at_client.connection.tls_exporter().is_err(), "secrets are forgotten");
}

#[test]
fn a_stream_that_is_given_up_in_its_handshake_is_no_end_of_data() {
    let authority = Authority::new("A");
    let server = authority.serving().handshake_timeout(Some(Duration::ZERO)).build().unwrap();
    let (ours, theirs) = UnixStream::pair().unwrap();
    // The transport stays open, or what was not read resets it.
    let _open = theirs.try_clone().unwrap();
    let thread = std::thread::spawn(move || surehand::accept(&server, theirs).err().unwrap());
    let connection =
        surehand::Connection::client(&authority.trusting().build().unwrap(), "localhost".try_into().unwrap()).unwrap();
    let error = surehand::Stream::new(connection, ours).read(&mut [0; 8]).unwrap_err();
    assert!(matches!(Error::from(error), Error::Truncated));
    assert!(matches!(thread.join().unwrap(), Error::HandshakeTimeout { .. }));
}
