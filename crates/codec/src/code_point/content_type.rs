//! RFC 8446 §5.1 and B.1: record content types.

code_point! {
    /// What a record carries.
    ContentType(u8, u8) {
        /// Never sent.
        INVALID = 0, "invalid";
        /// For middleboxes only (Appendix D.4).
        CHANGE_CIPHER_SPEC = 20, "change_cipher_spec";
        /// An alert (§6).
        ALERT = 21, "alert";
        /// Handshake messages (§4).
        HANDSHAKE = 22, "handshake";
        /// Application data, and the outer type of every protected record.
        APPLICATION_DATA = 23, "application_data";
        /// RFC 6520; refused.
        HEARTBEAT = 24, "heartbeat";
    }
}
