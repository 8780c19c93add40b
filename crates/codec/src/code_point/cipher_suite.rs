//! RFC 8446 B.4: cipher suites.

code_point! {
    /// An AEAD and a hash.
    CipherSuite(u16, u16) {
        /// AES-128 in GCM, SHA-256.
        TLS_AES_128_GCM_SHA256 = 0x1301, "TLS_AES_128_GCM_SHA256";
        /// AES-256 in GCM, SHA-384.
        TLS_AES_256_GCM_SHA384 = 0x1302, "TLS_AES_256_GCM_SHA384";
        /// ChaCha20-Poly1305, SHA-256.
        TLS_CHACHA20_POLY1305_SHA256 = 0x1303, "TLS_CHACHA20_POLY1305_SHA256";
        /// AES-128 in CCM, SHA-256.
        TLS_AES_128_CCM_SHA256 = 0x1304, "TLS_AES_128_CCM_SHA256";
        /// AES-128 in CCM with an 8-byte tag, SHA-256.
        TLS_AES_128_CCM_8_SHA256 = 0x1305, "TLS_AES_128_CCM_8_SHA256";
    }
}
