//! RFC 8446 §5: the record protocol.
//!
//! A received record passes [`fragment`](next_record) (framing and size), [`Opening`] (AEAD and inner type) and,
//! if it carries handshake data, [`Coalesce`] (whole messages). A record to send passes [`Padding`] and [`Sealing`].

mod coalesce;
mod fragment;
mod limits;
mod padding;
mod protection;

pub use coalesce::Coalesce;
pub use fragment::{HEADER_LENGTH, MAX_CIPHERTEXT, MAX_FRAGMENT, RecordHeader, next_record, write_plaintext};
pub use limits::Limits;
pub use padding::Padding;
pub use protection::{Opened, Opening, SealError, Sealing};
