//! RFC 8446 §4.2.7 and B.3.1.4: groups, and the KEMs that share their numbers.

code_point! {
    /// A Diffie-Hellman group or a key encapsulation mechanism.
    NamedGroup(u16, u16) {
        /// NIST P-256.
        SECP256R1 = 0x0017, "secp256r1";
        /// NIST P-384.
        SECP384R1 = 0x0018, "secp384r1";
        /// NIST P-521.
        SECP521R1 = 0x0019, "secp521r1";
        /// Curve25519 (RFC 7748).
        X25519 = 0x001d, "x25519";
        /// Curve448 (RFC 7748).
        X448 = 0x001e, "x448";
        /// RFC 7919.
        FFDHE2048 = 0x0100, "ffdhe2048";
        /// RFC 7919.
        FFDHE3072 = 0x0101, "ffdhe3072";
        /// RFC 7919.
        FFDHE4096 = 0x0102, "ffdhe4096";
        /// RFC 7919.
        FFDHE6144 = 0x0103, "ffdhe6144";
        /// RFC 7919.
        FFDHE8192 = 0x0104, "ffdhe8192";
        /// RFC 10024.
        SECP256R1MLKEM768 = 0x11eb, "SecP256r1MLKEM768";
        /// RFC 10024.
        X25519MLKEM768 = 0x11ec, "X25519MLKEM768";
        /// RFC 10024.
        SECP384R1MLKEM1024 = 0x11ed, "SecP384r1MLKEM1024";
    }
}
