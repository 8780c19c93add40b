//! RFC 8446 §4.2: the table of extensions and the messages that may carry them, with RFC 9846's additions.

use crate::Reject;
use crate::code_point::ExtensionType;

/// A set of messages that carry extensions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Messages(u8);

impl Messages {
    /// ClientHello.
    pub const CLIENT_HELLO: Self = Self(1);
    /// ServerHello.
    pub const SERVER_HELLO: Self = Self(1 << 1);
    /// HelloRetryRequest.
    pub const HELLO_RETRY_REQUEST: Self = Self(1 << 2);
    /// EncryptedExtensions.
    pub const ENCRYPTED_EXTENSIONS: Self = Self(1 << 3);
    /// CertificateRequest.
    pub const CERTIFICATE_REQUEST: Self = Self(1 << 4);
    /// An entry of Certificate.
    pub const CERTIFICATE: Self = Self(1 << 5);
    /// NewSessionTicket.
    pub const NEW_SESSION_TICKET: Self = Self(1 << 6);

    /// Each message alone, with the table's abbreviation.
    pub const EACH: [(Self, &'static str); 7] = [
        (Self::CLIENT_HELLO, "CH"),
        (Self::SERVER_HELLO, "SH"),
        (Self::HELLO_RETRY_REQUEST, "HRR"),
        (Self::ENCRYPTED_EXTENSIONS, "EE"),
        (Self::CERTIFICATE_REQUEST, "CR"),
        (Self::CERTIFICATE, "CT"),
        (Self::NEW_SESSION_TICKET, "NST"),
    ];

    /// Both sets together.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `other` is part of this set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// One extension: the messages that may carry it, and the refusal when another one does.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Which extension.
    pub extension_type: ExtensionType,
    /// Where it may stand.
    pub messages: Messages,
    /// What a wrong place draws.
    pub elsewhere: Reject,
}

const CH: Messages = Messages::CLIENT_HELLO;
const SH: Messages = Messages::SERVER_HELLO;
const HRR: Messages = Messages::HELLO_RETRY_REQUEST;
const EE: Messages = Messages::ENCRYPTED_EXTENSIONS;
const CR: Messages = Messages::CERTIFICATE_REQUEST;
const CT: Messages = Messages::CERTIFICATE;
const NST: Messages = Messages::NEW_SESSION_TICKET;

/// Makes the table: an extension, its messages, the rule of its row.
macro_rules! table {
    ($($extension:ident, $first:ident $(+ $next:ident)*, $rule:literal;)*) => {
        /// Every extension that is recognised, in the order in which extensions are written by default.
        pub const TABLE: &[Row] = &[$(Row {
            extension_type: ExtensionType::$extension,
            messages: $first$(.and($next))*,
            elsewhere: reject!(ILLEGAL_PARAMETER, $rule),
        }),*];
    };
}

// max_fragment_length and signed_certificate_timestamp are only in RFC 8446's table, CR for server_name only in RFC 9846's.
table! {
    SERVER_NAME, CH + EE + CR, "4.2-i2";
    MAX_FRAGMENT_LENGTH, CH + EE, "4.2-i3";
    STATUS_REQUEST, CH + CR + CT, "4.2-i4";
    SUPPORTED_GROUPS, CH + EE, "4.2-i5";
    SIGNATURE_ALGORITHMS, CH + CR, "4.2-i6";
    USE_SRTP, CH + EE, "4.2-i7";
    HEARTBEAT, CH + EE, "4.2-i8";
    APPLICATION_LAYER_PROTOCOL_NEGOTIATION, CH + EE, "4.2-i9";
    SIGNED_CERTIFICATE_TIMESTAMP, CH + CR + CT, "4.2-i10";
    CLIENT_CERTIFICATE_TYPE, CH + EE, "4.2-i11";
    SERVER_CERTIFICATE_TYPE, CH + EE, "4.2-i12";
    PADDING, CH, "4.2-i13";
    COMPRESS_CERTIFICATE, CH + CR, "4.2-5";
    RECORD_SIZE_LIMIT, CH + EE, "4.2-5";
    DELEGATED_CREDENTIAL, CH + CR + CT, "4.2-5";
    SUPPORTED_EKT_CIPHERS, CH + EE, "4.2-5";
    EARLY_DATA, CH + EE + NST, "4.2-i17";
    SUPPORTED_VERSIONS, CH + SH + HRR, "4.2-i19";
    COOKIE, CH + HRR, "4.2-i18";
    PSK_KEY_EXCHANGE_MODES, CH, "4.2-i16";
    CERTIFICATE_AUTHORITIES, CH + CR, "4.2-i20";
    OID_FILTERS, CR, "4.2-i21";
    POST_HANDSHAKE_AUTH, CH, "4.2-i22";
    SIGNATURE_ALGORITHMS_CERT, CH + CR, "4.2-i23";
    KEY_SHARE, CH + SH + HRR, "4.2-i14";
    TRANSPARENCY_INFO, CH + CR + CT, "4.2-5";
    EXTERNAL_ID_HASH, CH + EE, "4.2-5";
    EXTERNAL_SESSION_ID, CH + EE, "4.2-5";
    QUIC_TRANSPORT_PARAMETERS, CH + EE, "4.2-5";
    TICKET_REQUEST, CH + EE, "4.2-5";
    ECH_OUTER_EXTENSIONS, CH, "4.2-5";
    ENCRYPTED_CLIENT_HELLO, CH + HRR + EE, "4.2-5";
    PRE_SHARED_KEY, CH + SH, "4.2-i15";
}

/// The row of an extension, if it is recognised.
pub fn row(extension_type: ExtensionType) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.extension_type == extension_type)
}
