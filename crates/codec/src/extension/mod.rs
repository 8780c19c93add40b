//! RFC 8446 §4.2: extensions. `block` reads and writes a block of them, `table` says where each may stand,
//! and every other file here is one extension: the bodies that it has in the messages that carry it.

#[macro_use]
mod block;
mod table;

mod application_layer_protocol_negotiation;
mod certificate_authorities;
mod certificate_type;
mod compress_certificate;
mod cookie;
mod early_data;
mod key_share;
mod max_fragment_length;
mod oid_filters;
mod opaque;
mod padding;
mod post_handshake_auth;
mod pre_shared_key;
mod psk_key_exchange_modes;
mod record_size_limit;
mod server_name;
mod signature_algorithms;
mod signed_certificate_timestamp;
mod status_request;
mod supported_groups;
mod supported_versions;

pub use application_layer_protocol_negotiation::ProtocolName;
pub use block::{MAX_EXTENSIONS, RawExtension};
pub use certificate_authorities::DistinguishedName;
pub use certificate_type::CertificateType;
pub use compress_certificate::CertificateCompressionAlgorithm;
pub use key_share::KeyShareEntry;
pub use oid_filters::OidFilter;
pub use pre_shared_key::{OfferedPsks, PskBinderEntry, PskIdentity};
pub use psk_key_exchange_modes::PskKeyExchangeMode;
pub use server_name::ServerName;
pub use status_request::{CertificateStatus, CertificateStatusRequest};
pub use table::{Messages, Row, TABLE, row};

pub(crate) use application_layer_protocol_negotiation::{ProtocolNameList, SelectedProtocolName};
pub(crate) use block::{Block, ExtensionData, Presence, read, read_if_any, write};
pub(crate) use certificate_authorities::CertificateAuthorities;
pub(crate) use certificate_type::{CertificateTypes, SelectedCertificateType};
pub(crate) use compress_certificate::CertificateCompressionAlgorithms;
pub(crate) use cookie::Cookie;
pub(crate) use early_data::{EarlyDataIndication, MaxEarlyDataSize};
pub(crate) use key_share::{KeyShareClientHello, KeyShareHelloRetryRequest, KeyShareServerHello};
pub(crate) use max_fragment_length::MaxFragmentLength;
pub(crate) use oid_filters::OidFilters;
pub(crate) use opaque::{Empty, Opaque};
pub(crate) use padding::Padding;
pub(crate) use post_handshake_auth::PostHandshakeAuth;
pub(crate) use pre_shared_key::{PreSharedKeyOffer, SelectedIdentity};
pub(crate) use psk_key_exchange_modes::PskKeyExchangeModes;
pub(crate) use record_size_limit::RecordSizeLimit;
pub(crate) use server_name::ServerNameList;
pub(crate) use signature_algorithms::SignatureSchemeList;
pub(crate) use signed_certificate_timestamp::SignedCertificateTimestampList;
pub(crate) use status_request::{OcspResponse, StatusRequest};
pub(crate) use supported_groups::NamedGroupList;
pub(crate) use supported_versions::{SelectedVersion, Versions};
