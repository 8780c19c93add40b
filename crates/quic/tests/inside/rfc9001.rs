//! RFC 9001 Appendix A: the figures of the RFC.

use quinn_proto::Side;
use quinn_proto::crypto::{HeaderKey, Keys, PacketKey};
use surehand::CipherSuite;

use crate::initial;
use crate::secret::Secret;
use crate::suite::Suite;

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        text.chars().filter_map(|digit| digit.to_digit(16)).map(|digit| u8::try_from(digit).unwrap()).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// A.1: the client's first Destination Connection ID.
fn destination() -> Vec<u8> {
    hex("8394c8f03e515708")
}

fn initial_keys(side: Side) -> Keys {
    initial::secrets(&destination()).keys(side)
}

/// Protects a packet whose packet number is the last `number_length` bytes of its header.
fn protect(packet: &dyn PacketKey, header: &dyn HeaderKey, number: u64, plain: (&[u8], &[u8]), room: usize) -> Vec<u8> {
    let (plain_header, payload) = plain;
    let number_length = 1 + usize::from(plain_header[0] & 3);
    let mut bytes = [plain_header, payload, &vec![0; room + packet.tag_len()]].concat();
    packet.encrypt(number, &mut bytes, plain_header.len());
    header.encrypt(plain_header.len() - number_length, &mut bytes);
    bytes
}

/// Takes the protection off again: header and payload.
fn unprotect(
    packet: &dyn PacketKey,
    header: &dyn HeaderKey,
    number: u64,
    mut bytes: Vec<u8>,
    header_length: usize,
    number_length: usize,
) -> (Vec<u8>, Vec<u8>) {
    header.decrypt(header_length - number_length, &mut bytes);
    let mut payload = bytes::BytesMut::from(&bytes[header_length..]);
    packet.decrypt(number, &bytes[..header_length], &mut payload).unwrap();
    (bytes[..header_length].to_vec(), payload.to_vec())
}

#[test]
fn client_initial() {
    let header = hex("c300000001088394c8f03e5157080000449e00000002");
    let crypto = hex("060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e868
         04fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578
         616d706c652e636f6dff01000100000a00080006001d00170018001000070005
         04616c706e000500050100000000003300260024001d00209370b2c9caa47fba
         baf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b000302030400
         0d0010000e0403050306030203080408050806002d00020101001c0002400100
         3900320408ffffffffffffffff05048000ffff07048000ffff08011001048000
         75300901100f088394c8f03e51570806048000ffff");
    let (client, server) = (initial_keys(Side::Client), initial_keys(Side::Server));
    // PADDING frames fill it up.
    let room = 1162 - crypto.len();
    let packet = protect(&*client.packet.local, &*client.header.local, 2, (&header, &crypto), room);
    assert_eq!(packet.len(), 1200);
    assert_eq!(packet[..38], hex("c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9b"));
    assert_eq!(packet[1184..], hex("e221af44860018ab0856972e194cd934"));
    let (plain_header, payload) = unprotect(&*server.packet.remote, &*server.header.remote, 2, packet, header.len(), 4);
    assert_eq!(plain_header, header);
    assert_eq!(payload[..crypto.len()], crypto);
}

#[test]
fn server_initial() {
    let header = hex("c1000000010008f067a5502a4262b50040750001");
    let payload = hex("02000000000600405a020000560303eefce7f7b37ba1d1632e96677825ddf739
         88cfc79825df566dc5430b9a045a1200130100002e00330024001d00209d3c94
         0d89690b84d08a60993c144eca684d1081287c834d5311bcf32bb9da1a002b00
         020304");
    let (client, server) = (initial_keys(Side::Client), initial_keys(Side::Server));
    let packet = protect(&*server.packet.local, &*server.header.local, 1, (&header, &payload), 0);
    let expected = hex("cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a
         5816b6394100f37a1c69797554780bb38cc5a99f5ede4cf73c3ec2493a1839b3
         dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84
         022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc4
         2158407dd074ee");
    assert_eq!(packet, expected);
    let plain = unprotect(&*client.packet.remote, &*client.header.remote, 1, packet, header.len(), 2);
    assert_eq!(plain, (header, payload));
}

#[test]
fn retry() {
    let packet = hex("ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba");
    let (untagged, tag) = packet.split_at(packet.len() - 16);
    assert_eq!(initial::retry_tag(&destination(), untagged), tag);
    let (header, payload) = packet.split_at(15);
    assert!(initial::is_valid_retry(&destination(), header, payload));
    assert!(!initial::is_valid_retry(&hex("8394c8f03e515709"), header, payload));
    assert!(!initial::is_valid_retry(&destination(), header, &payload[1..]));
    assert!(!initial::is_valid_retry(&destination(), header, &payload[..15]));
}

#[test]
fn chacha20_short_header_and_key_update() {
    let suite = Suite::new(CipherSuite::TLS_CHACHA20_POLY1305_SHA256).unwrap();
    let secret = Secret::new(suite, &hex("9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b"));
    let (packet, header) = (secret.packet(), secret.header());
    let protected = protect(&packet, &header, 654_360_564, (&hex("4200bff4"), &[1]), 0);
    assert_eq!(protected, hex("4cfe4189655e5cd55c41f69080575d7999c25a5bfb"));
    assert_eq!(unprotect(&packet, &header, 654_360_564, protected, 4, 3), (hex("4200bff4"), vec![1]));
    // The packet keys of the next phase are those of the secret that the RFC gives.
    let next = Secret::new(suite, &hex("1223504755036d556342ee9361d253421a826c9ecdf3c7148684b36b714881f9"));
    let updated = protect(&secret.expand("quic ku").packet(), &header, 7, (&hex("4200bff4"), &[1]), 0);
    assert_eq!(updated, protect(&next.packet(), &header, 7, (&hex("4200bff4"), &[1]), 0));
}

#[test]
fn what_is_too_short_or_changed_is_refused() {
    let keys = initial_keys(Side::Client);
    let peer = initial_keys(Side::Server);
    let header = hex("c300000001088394c8f03e5157080000449e00000002");
    let sealed = protect(&*keys.packet.local, &*keys.header.local, 2, (&header, &[1; 40]), 0);
    for place in header.len()..sealed.len() {
        let mut changed = bytes::BytesMut::from(&sealed[header.len()..]);
        changed[place - header.len()] ^= 1;
        assert!(peer.packet.remote.decrypt(2, &header, &mut changed).is_err());
    }
    assert!(peer.packet.remote.decrypt(2, &header, &mut bytes::BytesMut::from(&sealed[..15])).is_err());
    // Neither without room for the tag nor without a sample does anything go out in the clear.
    let mut short = [1; 15];
    keys.packet.local.encrypt(2, &mut short, 4);
    assert_eq!(short, [0; 15]);
    let mut short = [0xc3; 23];
    keys.header.local.encrypt(4, &mut short);
    assert_eq!(short, [0; 23]);
}
