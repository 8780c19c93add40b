//! RFC 8446 §7.5, RFC 9266: keying material for other protocols.

use surehand::ExportError;
use surehand_evidence::property;

use crate::made::Authority;
use crate::rig::{End, connected};

#[test]
fn a_channel_binding_of_each_connection() {
    let authority = Authority::new("A");
    let (client, server) = (authority.trusting().build().unwrap(), authority.serving().build().unwrap());
    let mut bindings = Vec::new();
    for round in 0..4 {
        let (at_client, at_server) = connected(&client, &server);
        assert_eq!(at_client.resumed(), round > 0);
        let binding = at_client.connection.tls_exporter().unwrap();
        assert_eq!(binding, at_server.connection.tls_exporter().unwrap());
        assert!(!bindings.contains(&binding));
        bindings.push(binding);
    }
    property("E.1-i4", "each connection has exported keys of its own, resumed or not");
}

#[test]
fn label_context_and_length_matter() {
    let authority = Authority::new("A");
    let (client, server) = (authority.trusting().build().unwrap(), authority.serving().build().unwrap());
    let (at_client, at_server) = connected(&client, &server);
    let export = |end: &End, label: &[u8], context: &[u8], length: usize| {
        let mut out = vec![0; length];
        end.connection.export(label, context, &mut out).unwrap();
        out
    };
    let mut seen = Vec::new();
    for (label, context, length) in
        [(&b"one"[..], &b""[..], 32), (b"one", b"x", 32), (b"two", b"", 32), (b"one", b"", 48), (b"one", b"", 1000)]
    {
        let out = export(&at_client, label, context, length);
        assert_eq!(out, export(&at_server, label, context, length));
        assert!(!seen.iter().any(|other: &Vec<u8>| other[..32] == out[..32]));
        seen.push(out);
    }
    let binding = at_client.connection.tls_exporter().unwrap();
    assert_eq!(export(&at_server, b"EXPORTER-Channel-Binding", b"", 32), binding);
    // The halves have it too.
    let (at_client, at_server) = (at_client.halves(), at_server.halves());
    let mut out = [[0; 32]; 2];
    at_client.connection.1.export(b"EXPORTER-Channel-Binding", b"", &mut out[0]).unwrap();
    at_server.connection.1.export(b"EXPORTER-Channel-Binding", b"", &mut out[1]).unwrap();
    assert_eq!(out, [binding; 2]);
}

#[test]
fn not_before_the_handshake_is_complete() {
    let authority = Authority::new("A");
    let mut at_client = End::client(&authority.trusting().build().unwrap(), "localhost");
    let mut at_server = End::server(&authority.serving().build().unwrap());
    at_server.hear(&at_client.say());
    for end in [&at_client, &at_server] {
        assert_eq!(end.connection.tls_exporter(), Err(ExportError::NotYet));
        assert_eq!(end.connection.export_early(b"label", b"", &mut [0; 32]), Err(ExportError::NotYet));
        assert!(end.connection.session().is_none());
    }
}
