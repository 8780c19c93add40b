//! RFC 8446 §4 and B.3: handshake message types.

code_point! {
    /// What a handshake message is.
    HandshakeType(u8, u8) {
        /// §4.1.2.
        CLIENT_HELLO = 1, "client_hello";
        /// §4.1.3, and HelloRetryRequest (§4.1.4).
        SERVER_HELLO = 2, "server_hello";
        /// §4.6.1.
        NEW_SESSION_TICKET = 4, "new_session_ticket";
        /// §4.5.
        END_OF_EARLY_DATA = 5, "end_of_early_data";
        /// Reserved: HelloRetryRequest is a ServerHello.
        HELLO_RETRY_REQUEST = 6, "hello_retry_request";
        /// §4.3.1.
        ENCRYPTED_EXTENSIONS = 8, "encrypted_extensions";
        /// §4.4.2.
        CERTIFICATE = 11, "certificate";
        /// §4.3.2.
        CERTIFICATE_REQUEST = 13, "certificate_request";
        /// §4.4.3.
        CERTIFICATE_VERIFY = 15, "certificate_verify";
        /// §4.4.4.
        FINISHED = 20, "finished";
        /// §4.6.3.
        KEY_UPDATE = 24, "key_update";
        /// Only in a transcript (§4.4.1).
        MESSAGE_HASH = 254, "message_hash";
        /// Reserved: used before TLS 1.3.
        HELLO_REQUEST = 0, "hello_request";
        /// Reserved: used before TLS 1.3.
        HELLO_VERIFY_REQUEST = 3, "hello_verify_request";
        /// Reserved: used before TLS 1.3.
        SERVER_KEY_EXCHANGE = 12, "server_key_exchange";
        /// Reserved: used before TLS 1.3.
        SERVER_HELLO_DONE = 14, "server_hello_done";
        /// Reserved: used before TLS 1.3.
        CLIENT_KEY_EXCHANGE = 16, "client_key_exchange";
        /// Reserved: used before TLS 1.3.
        CERTIFICATE_URL = 21, "certificate_url";
        /// Reserved: used before TLS 1.3.
        CERTIFICATE_STATUS = 22, "certificate_status";
        /// Reserved: used before TLS 1.3.
        SUPPLEMENTAL_DATA = 23, "supplemental_data";
    }
}
