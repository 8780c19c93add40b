//! The provider is a value, and each way of choosing libraries is forced once.

use std::os::unix::net::UnixStream;
use std::sync::Arc;

use surehand::provider::{Mixed, Rows};
use surehand::{ClientConfig, ConfigError, NamedGroup};
use surehand_core::crypto::{CryptoError, Provider};

use crate::certificates::{Authority, handshake};

#[test]
fn without_graviola_everything_is_aws_lc() {
    let Ok(provider) = Mixed::with_rows(Rows { aws_lc: true, graviola: false }) else {
        assert!(!Rows::available().aws_lc);
        return;
    };
    assert_eq!(provider.rows(), Rows { aws_lc: true, graviola: false });
    assert_eq!(provider.groups().len(), 5);
}

#[test]
fn without_aws_lc_there_are_fewer_rows() {
    let Ok(provider) = Mixed::with_rows(Rows { aws_lc: false, graviola: true }) else {
        assert!(!Rows::available().graviola);
        return;
    };
    assert!(!provider.groups().contains(&NamedGroup::SECP521R1));
    assert!(provider.groups().contains(&NamedGroup::X25519MLKEM768));
}

#[test]
fn without_any_library_there_is_an_error() {
    let none = Rows { aws_lc: false, graviola: false };
    assert_eq!(Mixed::with_rows(none).err(), Some(CryptoError::Unsupported));
    let error = ConfigError::Crypto(CryptoError::Unsupported);
    assert!(error.to_string().contains("crypto library"));
}

#[test]
fn either_library_on_either_side() {
    let authority = Authority::new();
    let providers: Vec<Arc<Mixed>> =
        [Mixed::new(), Mixed::aws_lc(), Mixed::graviola()].into_iter().flatten().map(Arc::new).collect();
    for ours in &providers {
        for theirs in &providers {
            let client = ClientConfig::builder().roots(authority.roots()).provider(ours.clone()).build().unwrap();
            let server = surehand::ServerConfig::builder()
                .credential(authority.credential())
                .provider(theirs.clone())
                .build()
                .unwrap();
            let (client, server) = handshake(&client, &server, "localhost");
            let (client, server) = (client.unwrap(), server.unwrap());
            assert_eq!(client.connection().session().unwrap().group, Some(NamedGroup::X25519MLKEM768));
            let (mut one, mut two) = ([0; 40], [0; 40]);
            client.connection().export(b"label", b"context", &mut one).unwrap();
            server.connection().export(b"label", b"context", &mut two).unwrap();
            assert_eq!(one, two);
        }
    }
}

/// A client that does not offer Ed25519; it ends with the server's refusal.
pub fn without_ed25519(mut transport: UnixStream) {
    use std::io::Write;
    use surehand_core::config::ClientConfig as CoreConfig;
    use surehand_core::connection::Connection;
    let provider = Arc::new(Mixed::new().unwrap());
    let mut config = CoreConfig::new(&*provider);
    config.signature_algorithms.retain(|scheme| *scheme != surehand::SignatureScheme::ED25519);
    let mut connection =
        Connection::client(provider, (), Arc::new(config), surehand_core::handshake::client::Intent::default())
            .unwrap();
    let mut hello = Vec::new();
    connection.output(&mut hello).unwrap();
    transport.write_all(&hello).unwrap();
}
