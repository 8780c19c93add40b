//! RFC 8446 §4.2 and B.3.1: extension types.

code_point! {
    /// Which extension.
    ExtensionType(u16, u16) {
        /// RFC 6066.
        SERVER_NAME = 0, "server_name";
        /// RFC 6066.
        MAX_FRAGMENT_LENGTH = 1, "max_fragment_length";
        /// RFC 6066, §4.4.2.1.
        STATUS_REQUEST = 5, "status_request";
        /// §4.2.7.
        SUPPORTED_GROUPS = 10, "supported_groups";
        /// §4.2.3.
        SIGNATURE_ALGORITHMS = 13, "signature_algorithms";
        /// RFC 5764.
        USE_SRTP = 14, "use_srtp";
        /// RFC 6520.
        HEARTBEAT = 15, "heartbeat";
        /// RFC 7301.
        APPLICATION_LAYER_PROTOCOL_NEGOTIATION = 16, "application_layer_protocol_negotiation";
        /// RFC 6962.
        SIGNED_CERTIFICATE_TIMESTAMP = 18, "signed_certificate_timestamp";
        /// RFC 7250.
        CLIENT_CERTIFICATE_TYPE = 19, "client_certificate_type";
        /// RFC 7250.
        SERVER_CERTIFICATE_TYPE = 20, "server_certificate_type";
        /// RFC 7685.
        PADDING = 21, "padding";
        /// RFC 8879.
        COMPRESS_CERTIFICATE = 27, "compress_certificate";
        /// RFC 8449.
        RECORD_SIZE_LIMIT = 28, "record_size_limit";
        /// RFC 9345.
        DELEGATED_CREDENTIAL = 34, "delegated_credential";
        /// RFC 8870.
        SUPPORTED_EKT_CIPHERS = 39, "supported_ekt_ciphers";
        /// §4.2.11.
        PRE_SHARED_KEY = 41, "pre_shared_key";
        /// §4.2.10.
        EARLY_DATA = 42, "early_data";
        /// §4.2.1.
        SUPPORTED_VERSIONS = 43, "supported_versions";
        /// §4.2.2.
        COOKIE = 44, "cookie";
        /// §4.2.9.
        PSK_KEY_EXCHANGE_MODES = 45, "psk_key_exchange_modes";
        /// §4.2.4.
        CERTIFICATE_AUTHORITIES = 47, "certificate_authorities";
        /// §4.2.5.
        OID_FILTERS = 48, "oid_filters";
        /// §4.2.6.
        POST_HANDSHAKE_AUTH = 49, "post_handshake_auth";
        /// §4.2.3.
        SIGNATURE_ALGORITHMS_CERT = 50, "signature_algorithms_cert";
        /// §4.2.8.
        KEY_SHARE = 51, "key_share";
        /// RFC 9162.
        TRANSPARENCY_INFO = 52, "transparency_info";
        /// RFC 8844.
        EXTERNAL_ID_HASH = 55, "external_id_hash";
        /// RFC 8844.
        EXTERNAL_SESSION_ID = 56, "external_session_id";
        /// RFC 9001.
        QUIC_TRANSPORT_PARAMETERS = 57, "quic_transport_parameters";
        /// RFC 9149.
        TICKET_REQUEST = 58, "ticket_request";
        /// RFC 9849; inside an inner ClientHello only.
        ECH_OUTER_EXTENSIONS = 64768, "ech_outer_extensions";
        /// RFC 9849.
        ENCRYPTED_CLIENT_HELLO = 65037, "encrypted_client_hello";
    }
}
