//! RFC 9001 §5.2, §5.8: keys that anybody can make, for Initial and Retry packets.

use surehand::session::HashAlgorithm;
use surehand_core::crypto::Salt;
use surehand_sha2::{Secret as Bytes, extract};

use crate::packet::{Packet, TAG_LENGTH};
use crate::secret::{Secret, Secrets};
use crate::suite::INITIAL;

/// QUIC version 1 (RFC 9000 §15).
pub(crate) const VERSION: u32 = 1;

const SALT: [u8; 20] = [
    0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f,
    0x0a,
];
const RETRY_KEY: [u8; 16] =
    [0xbe, 0x0c, 0x69, 0x0b, 0x9f, 0x66, 0x57, 0x5a, 0x1d, 0x76, 0x6b, 0x54, 0xe3, 0x68, 0xc8, 0x4e];
const RETRY_NONCE: [u8; 12] = [0x46, 0x15, 0x99, 0xd3, 0x5d, 0x63, 0x2b, 0xf2, 0x23, 0x98, 0x25, 0xbb];

/// The secrets of Initial packets, of the connection ID that the client has chosen for the server.
pub(crate) fn secrets(destination: &[u8]) -> Secrets {
    let (salt, input) = (Bytes::new(&SALT), Bytes::new(destination));
    let secret = extract(HashAlgorithm::Sha256, Salt::Derived(&salt), Some(&input));
    let secret = Secret::new(&INITIAL, secret.as_bytes());
    Secrets { client: secret.expand("client in"), server: secret.expand("server in") }
}

/// The Retry Integrity Tag of a Retry packet that lacks it.
pub(crate) fn retry_tag(original_destination: &[u8], packet: &[u8]) -> [u8; TAG_LENGTH] {
    let mut sealed = pseudo_packet(original_destination, packet);
    let header_length = sealed.len();
    sealed.extend([0; TAG_LENGTH]);
    let done = retry_key().seal(0, &mut sealed, header_length);
    // A tag that is not one makes the client drop the packet.
    done.ok().and_then(|()| sealed.last_chunk().copied()).unwrap_or_default()
}

/// Whether a Retry packet, of which `payload` has token and tag, is of somebody who has seen our Initial packet.
pub(crate) fn is_valid_retry(original_destination: &[u8], header: &[u8], payload: &[u8]) -> bool {
    let Some((token, tag)) = payload.split_last_chunk::<TAG_LENGTH>() else { return false };
    let packet = pseudo_packet(original_destination, &[header, token].concat());
    retry_key().open(0, &packet, &mut tag.to_owned()).is_ok()
}

fn pseudo_packet(original_destination: &[u8], packet: &[u8]) -> Vec<u8> {
    // At most 20 bytes (RFC 9000 §17.2).
    [&[original_destination.len() as u8], original_destination, packet].concat()
}

/// With packet number 0 the nonce is the IV.
fn retry_key() -> Packet {
    Packet::new(&INITIAL, &RETRY_KEY, RETRY_NONCE)
}
