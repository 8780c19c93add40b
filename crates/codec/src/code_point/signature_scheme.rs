//! RFC 8446 §4.2.3 and B.3.1.3: signature schemes.

code_point! {
    /// A signature algorithm with its hash and, for ECDSA, its curve.
    SignatureScheme(u16, u16) {
        /// In certificates only.
        RSA_PKCS1_SHA256 = 0x0401, "rsa_pkcs1_sha256";
        /// In certificates only.
        RSA_PKCS1_SHA384 = 0x0501, "rsa_pkcs1_sha384";
        /// In certificates only.
        RSA_PKCS1_SHA512 = 0x0601, "rsa_pkcs1_sha512";
        /// ECDSA on P-256.
        ECDSA_SECP256R1_SHA256 = 0x0403, "ecdsa_secp256r1_sha256";
        /// ECDSA on P-384.
        ECDSA_SECP384R1_SHA384 = 0x0503, "ecdsa_secp384r1_sha384";
        /// ECDSA on P-521.
        ECDSA_SECP521R1_SHA512 = 0x0603, "ecdsa_secp521r1_sha512";
        /// RSA-PSS with an rsaEncryption key.
        RSA_PSS_RSAE_SHA256 = 0x0804, "rsa_pss_rsae_sha256";
        /// RSA-PSS with an rsaEncryption key.
        RSA_PSS_RSAE_SHA384 = 0x0805, "rsa_pss_rsae_sha384";
        /// RSA-PSS with an rsaEncryption key.
        RSA_PSS_RSAE_SHA512 = 0x0806, "rsa_pss_rsae_sha512";
        /// EdDSA on Curve25519.
        ED25519 = 0x0807, "ed25519";
        /// EdDSA on Curve448.
        ED448 = 0x0808, "ed448";
        /// RSA-PSS with an RSASSA-PSS key.
        RSA_PSS_PSS_SHA256 = 0x0809, "rsa_pss_pss_sha256";
        /// RSA-PSS with an RSASSA-PSS key.
        RSA_PSS_PSS_SHA384 = 0x080a, "rsa_pss_pss_sha384";
        /// RSA-PSS with an RSASSA-PSS key.
        RSA_PSS_PSS_SHA512 = 0x080b, "rsa_pss_pss_sha512";
        /// Legacy; never used here.
        RSA_PKCS1_SHA1 = 0x0201, "rsa_pkcs1_sha1";
        /// Legacy; never used here.
        ECDSA_SHA1 = 0x0203, "ecdsa_sha1";
    }
}
