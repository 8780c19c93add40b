//! RFC 8446 §6 and B.2: alerts.

code_point! {
    /// What an alert says.
    AlertDescription(u8, u8) {
        /// The sender will send no more data (§6.1).
        CLOSE_NOTIFY = 0, "close_notify";
        /// An inappropriate message.
        UNEXPECTED_MESSAGE = 10, "unexpected_message";
        /// A record that cannot be deprotected.
        BAD_RECORD_MAC = 20, "bad_record_mac";
        /// A record that is too long.
        RECORD_OVERFLOW = 22, "record_overflow";
        /// No acceptable set of parameters.
        HANDSHAKE_FAILURE = 40, "handshake_failure";
        /// A corrupt certificate, or one whose signature does not verify.
        BAD_CERTIFICATE = 42, "bad_certificate";
        /// A certificate of an unsupported type.
        UNSUPPORTED_CERTIFICATE = 43, "unsupported_certificate";
        /// A certificate that its issuer revoked.
        CERTIFICATE_REVOKED = 44, "certificate_revoked";
        /// A certificate that is no longer, or not yet, valid.
        CERTIFICATE_EXPIRED = 45, "certificate_expired";
        /// Some other problem with a certificate.
        CERTIFICATE_UNKNOWN = 46, "certificate_unknown";
        /// A field that is well-formed but wrong.
        ILLEGAL_PARAMETER = 47, "illegal_parameter";
        /// A chain without a trusted anchor.
        UNKNOWN_CA = 48, "unknown_ca";
        /// Valid credentials that access control refuses.
        ACCESS_DENIED = 49, "access_denied";
        /// A message that does not match the syntax.
        DECODE_ERROR = 50, "decode_error";
        /// A handshake signature, Finished or binder that does not verify.
        DECRYPT_ERROR = 51, "decrypt_error";
        /// A version that is recognised but not supported.
        PROTOCOL_VERSION = 70, "protocol_version";
        /// The server demands stronger parameters.
        INSUFFICIENT_SECURITY = 71, "insufficient_security";
        /// A local failure that has nothing to do with the peer.
        INTERNAL_ERROR = 80, "internal_error";
        /// An invalid version fallback (RFC 7507).
        INAPPROPRIATE_FALLBACK = 86, "inappropriate_fallback";
        /// The user cancelled the handshake; close_notify follows.
        USER_CANCELED = 90, "user_canceled";
        /// A mandatory extension is absent.
        MISSING_EXTENSION = 109, "missing_extension";
        /// An extension that was not offered, or is prohibited there.
        UNSUPPORTED_EXTENSION = 110, "unsupported_extension";
        /// No server by that name.
        UNRECOGNIZED_NAME = 112, "unrecognized_name";
        /// An invalid stapled OCSP response.
        BAD_CERTIFICATE_STATUS_RESPONSE = 113, "bad_certificate_status_response";
        /// No acceptable PSK identity.
        UNKNOWN_PSK_IDENTITY = 115, "unknown_psk_identity";
        /// A client certificate is wanted.
        CERTIFICATE_REQUIRED = 116, "certificate_required";
        /// No better code exists, or the sender hides it (RFC 9846).
        GENERAL_ERROR = 117, "general_error";
        /// None of the client's application protocols is supported.
        NO_APPLICATION_PROTOCOL = 120, "no_application_protocol";
        /// The server did not decrypt the inner ClientHello (RFC 9849).
        ECH_REQUIRED = 121, "ech_required";
    }
}

code_point! {
    /// How serious an alert claims to be; receivers go by the description (§6).
    AlertLevel(u8, u8) {
        /// Used for closure alerts.
        WARNING = 1, "warning";
        /// Used for error alerts.
        FATAL = 2, "fatal";
    }
}
