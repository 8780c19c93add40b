//! RFC 8446 §7.2, §7.5: exporters and the next traffic secret, computed once more by hand from HMAC alone.

mod peer;

use peer::{Pair, Rigged, keeps};
use surehand_core::connection::Observation;
use surehand_core::crypto::{HashAlgorithm, HashState, Provider};
use surehand_core::key_schedule::next_generation;

/// RFC 5869's HKDF-Expand with the HkdfLabel of §7.1.
fn expand_label(secret: &[u8], label: &str, context: &[u8], length: usize) -> Vec<u8> {
    let provider = Rigged::new();
    let secret = provider.secret(secret);
    let label = format!("tls13 {label}");
    let mut info = (length as u16).to_be_bytes().to_vec();
    info.push(label.len() as u8);
    info.extend(label.bytes());
    info.push(context.len() as u8);
    info.extend(context);
    let (mut block, mut out) = (Vec::new(), Vec::new());
    for number in 1.. {
        if out.len() >= length {
            break;
        }
        block.extend(&info);
        block.push(number);
        block = provider.mac(HashAlgorithm::Sha256, &secret, &block).as_ref().to_vec();
        out.extend(&block);
    }
    out.truncate(length);
    out
}

fn hash(bytes: &[u8]) -> Vec<u8> {
    let mut hash = Rigged::new().hash(HashAlgorithm::Sha256);
    hash.update(bytes);
    hash.digest().as_ref().to_vec()
}

fn exporter_secret(pair: &mut Pair) -> Vec<u8> {
    let secret = pair.local.connection.observations().into_iter().find_map(|observation| match observation {
        Observation::Secret { label: "EXPORTER_SECRET", secret, .. } => Some(secret.to_vec()),
        _ => None,
    });
    secret.expect("the exporter's secret")
}

#[test]
fn an_exporter_is_its_formula() {
    let sha256 = || {
        let mut provider = Rigged::new();
        provider.suites.retain(|suite| suite.hash == HashAlgorithm::Sha256);
        provider
    };
    let client = Pair::client_with(sha256(), |config| config.observe.secrets = true);
    let server = Pair::server_with(sha256(), |config| config.observe.secrets = true);
    for pair in [client, server] {
        let mut pair = pair.to("Connected");
        let secret = exporter_secret(&mut pair);
        for (label, context, length) in [
            ("EXPORTER-a", &b""[..], 32),
            ("EXPORTER-a", b"context", 32),
            ("EXPORTER-b", b"context", 100),
            ("x", b"", 1),
        ] {
            let derived = expand_label(&secret, label, &hash(b""), 32);
            let expected = expand_label(&derived, "exporter", &hash(context), length);
            let mut out = vec![0; length];
            pair.local.connection.export(label.as_bytes(), context, &mut out).unwrap();
            assert_eq!(out, expected, "{label} {length}");
        }
    }
    keeps(&["7.5-i1"], "TLS-Exporter by hand");
    keeps(&["7.5-1"], "the secret is exporter_master_secret, the one that the key log has");
    keeps(&["7.5-i2"], "an empty context is hashed; there is no other way to leave it out");
}

#[test]
fn the_next_traffic_secret_is_its_formula() {
    let provider = Rigged::new();
    let secret = [0x5a; 32];
    let next = next_generation(&provider, HashAlgorithm::Sha256, &provider.secret(&secret));
    assert_eq!(provider.reveal(&next), expand_label(&secret, "traffic upd", b"", 32));
    keeps(&["7.2-i1"], "application_traffic_secret_N+1 by hand");
}
