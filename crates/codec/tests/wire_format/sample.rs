//! Messages put together by hand, without the code under test.

use surehand_codec::code_point::ExtensionType;
use surehand_codec::extension::Messages;
use surehand_codec::message::HELLO_RETRY_REQUEST_RANDOM;

/// A vector with a length prefix of `prefix` bytes.
pub fn vector(prefix: usize, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u64).to_be_bytes();
    [&length[8 - prefix..], content].concat()
}

/// A handshake message.
pub fn message(msg_type: u8, body: &[u8]) -> Vec<u8> {
    [&[msg_type][..], &vector(3, body)].concat()
}

/// One extension.
pub fn extension(extension_type: ExtensionType, data: &[u8]) -> Vec<u8> {
    [&extension_type.0.to_be_bytes()[..], &vector(2, data)].concat()
}

/// A ClientHello that ends after its compression methods; `rest` follows.
pub fn client_hello(rest: &[u8]) -> Vec<u8> {
    message(1, &[&[3, 3][..], &[7; 32], &[0], &[0, 2, 0x13, 1], &[1, 0], rest].concat())
}

/// A ServerHello, or a HelloRetryRequest, that ends after its compression method; `rest` follows.
pub fn server_hello(random: [u8; 32], rest: &[u8]) -> Vec<u8> {
    message(2, &[&[3, 3][..], &random, &[0], &[0x13, 1], &[0], rest].concat())
}

/// The message around a block of extensions.
pub fn carrier(kind: Messages, block: &[u8]) -> Vec<u8> {
    let block = vector(2, block);
    match kind {
        Messages::CLIENT_HELLO => client_hello(&block),
        Messages::SERVER_HELLO => server_hello([9; 32], &block),
        Messages::HELLO_RETRY_REQUEST => server_hello(HELLO_RETRY_REQUEST_RANDOM, &block),
        Messages::ENCRYPTED_EXTENSIONS => message(8, &block),
        Messages::CERTIFICATE_REQUEST => message(13, &[&[0][..], &block].concat()),
        Messages::CERTIFICATE => {
            message(11, &[&[0][..], &vector(3, &[&vector(3, b"certificate")[..], &block].concat())].concat())
        }
        Messages::NEW_SESSION_TICKET => {
            message(4, &[&[0, 0, 0, 30, 1, 2, 3, 4][..], &vector(1, b"n"), &vector(2, b"ticket"), &block].concat())
        }
        _ => panic!("one message at a time"),
    }
}

/// The message with supported_versions, where it needs one, and then `block`.
pub fn versioned(kind: Messages, block: &[u8]) -> Vec<u8> {
    let version: &[u8] = match kind {
        Messages::CLIENT_HELLO => &[0, 43, 0, 3, 2, 3, 4],
        Messages::SERVER_HELLO | Messages::HELLO_RETRY_REQUEST => &[0, 43, 0, 2, 3, 4],
        _ => &[],
    };
    carrier(kind, &[version, block].concat())
}

/// The message with one extension, and supported_versions where it needs one.
pub fn with(kind: Messages, extension_type: ExtensionType, data: &[u8]) -> Vec<u8> {
    match extension_type {
        ExtensionType::SUPPORTED_VERSIONS => carrier(kind, &extension(extension_type, data)),
        _ => versioned(kind, &extension(extension_type, data)),
    }
}

/// A well-formed body for an extension where the table allows it; some bytes for one that is not taken apart.
pub fn data(extension_type: ExtensionType, kind: Messages) -> Vec<u8> {
    use ExtensionType as E;
    let hello = kind == Messages::CLIENT_HELLO;
    let share = [&[0, 29][..], &vector(2, &[5; 32])].concat();
    match extension_type {
        E::SERVER_NAME if hello => vector(2, &[&[0][..], &vector(2, b"example.org")].concat()),
        E::STATUS_REQUEST if hello => vec![1, 0, 0, 0, 0],
        E::STATUS_REQUEST if kind == Messages::CERTIFICATE => [&[1][..], &vector(3, b"ocsp")].concat(),
        E::SIGNED_CERTIFICATE_TIMESTAMP if kind == Messages::CERTIFICATE => vector(2, &vector(2, b"sct")),
        E::SERVER_NAME | E::STATUS_REQUEST | E::SIGNED_CERTIFICATE_TIMESTAMP | E::POST_HANDSHAKE_AUTH => vec![],
        E::MAX_FRAGMENT_LENGTH => vec![2],
        E::SUPPORTED_GROUPS => vec![0, 4, 0, 29, 0x11, 0xec],
        E::SIGNATURE_ALGORITHMS | E::SIGNATURE_ALGORITHMS_CERT => vec![0, 4, 4, 3, 8, 4],
        E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION if hello => vec![0, 6, 2, b'h', b'2', 2, b'h', b'3'],
        E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION => vec![0, 3, 2, b'h', b'2'],
        E::CLIENT_CERTIFICATE_TYPE | E::SERVER_CERTIFICATE_TYPE if hello => vec![2, 2, 0],
        E::CLIENT_CERTIFICATE_TYPE | E::SERVER_CERTIFICATE_TYPE => vec![2],
        E::PADDING => vec![0; 9],
        E::COMPRESS_CERTIFICATE => vec![4, 0, 2, 0, 3],
        E::RECORD_SIZE_LIMIT => vec![0x40, 1],
        E::PRE_SHARED_KEY if hello => {
            let identity = [&vector(2, b"identity")[..], &[1, 2, 3, 4]].concat();
            [vector(2, &identity.repeat(2)), vector(2, &vector(1, &[6; 32]).repeat(2))].concat()
        }
        E::PRE_SHARED_KEY => vec![0, 1],
        E::EARLY_DATA if kind == Messages::NEW_SESSION_TICKET => vec![0, 0, 4, 0],
        E::EARLY_DATA => vec![],
        E::SUPPORTED_VERSIONS if hello => vec![4, 3, 4, 3, 3],
        E::SUPPORTED_VERSIONS => vec![3, 4],
        E::COOKIE => vec![0, 2, 1, 2],
        E::PSK_KEY_EXCHANGE_MODES => vec![2, 1, 0],
        E::CERTIFICATE_AUTHORITIES => vec![0, 8, 0, 2, 0x30, 0, 0, 2, 0x30, 0],
        E::OID_FILTERS => vec![0, 8, 2, 6, 0, 0, 3, 4, 1, 7],
        E::KEY_SHARE if hello => vector(2, &share.repeat(2)),
        E::KEY_SHARE if kind == Messages::SERVER_HELLO => share,
        E::KEY_SHARE => vec![0, 29],
        _ => b"kept as it is".to_vec(),
    }
}

/// The message with every extension that the table allows in it.
pub fn full(kind: Messages) -> Vec<u8> {
    let rows = surehand_codec::extension::TABLE.iter().filter(|row| row.messages.contains(kind));
    carrier(
        kind,
        &rows.flat_map(|row| extension(row.extension_type, &data(row.extension_type, kind))).collect::<Vec<_>>(),
    )
}

/// One message of every kind, with everything in it that it can hold.
pub fn each() -> Vec<Vec<u8>> {
    let mut messages: Vec<_> = Messages::EACH.iter().map(|(kind, _)| full(*kind)).collect();
    messages.push(message(5, &[]));
    messages.push(message(15, &[&[8, 4][..], &vector(2, &[3; 64])].concat()));
    messages.push(message(20, &[4; 32]));
    messages.push(message(24, &[1]));
    messages
}
