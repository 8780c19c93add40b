//! RFC 8446 §4.2.1 and B.3.1.1: protocol versions.

code_point! {
    /// A version number as it stands on the wire.
    ProtocolVersion(u16, u16) {
        /// Never negotiated.
        SSL_3_0 = 0x0300, "SSL 3.0";
        /// Only in the record of an initial ClientHello.
        TLS_1_0 = 0x0301, "TLS 1.0";
        /// Never negotiated.
        TLS_1_1 = 0x0302, "TLS 1.1";
        /// The legacy_version of TLS 1.3.
        TLS_1_2 = 0x0303, "TLS 1.2";
        /// RFC 8446.
        TLS_1_3 = 0x0304, "TLS 1.3";
    }
}
