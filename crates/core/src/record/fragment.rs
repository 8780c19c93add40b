//! RFC 8446 §5.1: record framing and sizes.

use alloc::vec::Vec;

use surehand_codec::code_point::{ContentType, ProtocolVersion};
use surehand_codec::wire::Reader;
use surehand_codec::{Reject, reject};

/// type(1), legacy_record_version(2), length(2).
pub const HEADER_LENGTH: usize = 5;
/// The most that a TLSPlaintext.fragment holds.
pub const MAX_FRAGMENT: usize = 1 << 14;
/// The most that a TLSCiphertext.encrypted_record holds.
pub const MAX_CIPHERTEXT: usize = MAX_FRAGMENT + 256;

/// The header of a record that is wholly there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecordHeader {
    /// The outer content type.
    pub content_type: ContentType,
    /// The length of the whole record, header included.
    pub record_length: usize,
}

/// The header of the first record in `input`, or `None` while the record is incomplete.
///
/// legacy_record_version is ignored (§5.1). What is wrong with a header is refused as soon as the header is there.
pub fn next_record(input: &[u8]) -> Result<Option<RecordHeader>, Reject> {
    let Some(header) = input.first_chunk::<HEADER_LENGTH>() else { return Ok(None) };
    let mut reader = Reader::new(header);
    let content_type = ContentType(reader.u8()?);
    let _legacy_record_version = reader.u16()?;
    let length = usize::from(reader.u16()?);
    let longest = match content_type {
        ContentType::APPLICATION_DATA => MAX_CIPHERTEXT,
        ContentType::HANDSHAKE | ContentType::ALERT | ContentType::CHANGE_CIPHER_SPEC => MAX_FRAGMENT,
        _ => return Err(reject!(UNEXPECTED_MESSAGE, "5-5")),
    };
    if length > longest {
        return Err(match content_type {
            ContentType::APPLICATION_DATA => reject!(RECORD_OVERFLOW, "5.2-2"),
            _ => reject!(RECORD_OVERFLOW, "5.1-19"),
        });
    }
    let record_length = HEADER_LENGTH + length;
    Ok((input.len() >= record_length).then_some(RecordHeader { content_type, record_length }))
}

/// Appends `content` to `out` as unprotected records of at most 2^14 bytes each.
pub fn write_plaintext(content_type: ContentType, version: ProtocolVersion, content: &[u8], out: &mut Vec<u8>) {
    for fragment in content.chunks(MAX_FRAGMENT) {
        out.extend_from_slice(&header(content_type, version, fragment.len()));
        out.extend_from_slice(fragment);
    }
}

/// A record header; `length` is at most [`MAX_CIPHERTEXT`].
pub(super) fn header(content_type: ContentType, version: ProtocolVersion, length: usize) -> [u8; HEADER_LENGTH] {
    let [major, minor] = version.0.to_be_bytes();
    let [high, low] = (length as u16).to_be_bytes();
    [content_type.0, major, minor, high, low]
}
