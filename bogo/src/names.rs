//! BoringSSL's names for errors, by the rule that was broken or by the alert that came.

use surehand_codec::Reject;
use surehand_codec::code_point::AlertDescription as Alert;
use surehand_core::connection::Error;

use crate::failure::Failure;

/// An error of the machine under BoringSSL's name, with our own words behind it. `state` is where the machine was.
pub fn failure(error: Error, state: &str) -> Failure {
    let name = match error {
        Error::Rejected(reject) => of_refusal(reject, state),
        // The first answer to a ClientHello says that nothing that it offers will do.
        Error::AlertReceived(Alert::HANDSHAKE_FAILURE) if state == "WaitServerHello" => {
            "HANDSHAKE_FAILURE_ON_CLIENT_HELLO"
        }
        Error::AlertReceived(alert) => of_alert(alert),
        Error::NotYet => "HANDSHAKE_NOT_COMPLETE",
        _ => "SYSCALL",
    };
    Failure::named(name, format_args!("{error} in {state}"))
}

/// The row that fits best: of all that fit, the first.
fn of_refusal(reject: Reject, state: &str) -> &'static str {
    let fits = |row: &&Row| {
        row.alert.is_none_or(|alert| alert == reject.alert)
            && (row.rule.is_empty() || row.rule == reject.rule.0)
            && (row.state.is_empty() || row.state == state)
    };
    REFUSALS.iter().find(fits).map_or("UNKNOWN_REFUSAL", |row| row.names)
}

fn of_alert(alert: Alert) -> &'static str {
    ALERTS.iter().find(|(number, _)| *number == alert).map_or("UNKNOWN_ALERT", |(_, name)| name)
}

/// One line of the table.
struct Row {
    /// The alert; none stands for any.
    alert: Option<Alert>,
    /// The rule that was broken; an empty one stands for all others.
    rule: &'static str,
    /// Where the machine was, if that makes the difference.
    state: &'static str,
    /// What BoringSSL puts into its queue of errors: one name, or several with colons between them.
    names: &'static str,
}

const fn row(alert: Option<Alert>, rule: &'static str, state: &'static str, names: &'static str) -> Row {
    Row { alert, rule, state, names }
}

/// Refusals; the first row that fits counts.
const REFUSALS: &[Row] = &[
    // This shim's own decisions: `answers`.
    row(None, "verify-fail", "", "CERTIFICATE_VERIFY_FAILED"),
    row(None, "cannot-parse", "", "CANNOT_PARSE_LEAF_CERT"),
    row(None, "certificate-callback", "", "CERT_CB_ERROR"),
    row(None, "client-hello", "", "CONNECTION_REJECTED"),
    row(None, "ocsp-callback", "", "OCSP_CB_ERROR"),
    row(None, "key-usage", "", "KEY_USAGE_BIT_INCORRECT"),
    row(None, "issuer", "", "NO_MATCHING_ISSUER"),
    row(None, "no-certificate", "", "NO_CERTIFICATE_SET"),
    // Syntax. Where a rule is about any field, BoringSSL's names for a message and for an extension stand side by side.
    row(Some(Alert::DECODE_ERROR), "4.1.2-i8", "", "DECODE_ERROR:CLIENTHELLO_PARSE_FAILED"),
    row(Some(Alert::DECODE_ERROR), "4.1.2-i9", "", "DECODE_ERROR:CLIENTHELLO_PARSE_FAILED"),
    row(Some(Alert::DECODE_ERROR), "4.1.2-i11", "", "DECODE_ERROR:CLIENTHELLO_PARSE_FAILED"),
    row(Some(Alert::DECODE_ERROR), "4-i1", "", "DECODE_ERROR"),
    row(Some(Alert::DECODE_ERROR), "4.4.2-i2", "", "DECODE_ERROR"),
    row(Some(Alert::DECODE_ERROR), "4.4.2.4-1", "", "PEER_DID_NOT_RETURN_A_CERTIFICATE"),
    row(Some(Alert::DECODE_ERROR), "4.4.4-i1", "", "DIGEST_CHECK_FAILED"),
    row(Some(Alert::DECODE_ERROR), "4.6.1-i4", "", "DECODE_ERROR"),
    row(Some(Alert::DECODE_ERROR), "4.6.3-i2", "", "DECODE_ERROR"),
    row(Some(Alert::DECODE_ERROR), "5.1-12", "", "BAD_ALERT"),
    row(Some(Alert::DECODE_ERROR), "", "", "DECODE_ERROR:ERROR_PARSING_EXTENSION:PARSE_TLSEXT"),
    // Records.
    row(Some(Alert::BAD_RECORD_MAC), "", "", "BAD_DECRYPT:DECRYPTION_FAILED_OR_BAD_RECORD_MAC"),
    row(Some(Alert::RECORD_OVERFLOW), "5.2-2", "", "ENCRYPTED_LENGTH_TOO_LONG"),
    row(Some(Alert::RECORD_OVERFLOW), "", "", "DATA_LENGTH_TOO_LONG"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5-1", "", "TOO_MANY_EMPTY_FRAGMENTS"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5-2", "Connected", "UNEXPECTED_RECORD"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5-2", "", "BAD_CHANGE_CIPHER_SPEC"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5-3", "", "UNEXPECTED_RECORD"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5-5", "WaitClientHello", "WRONG_VERSION_NUMBER"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5-5", "", "UNEXPECTED_RECORD"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5.1-3", "", "UNEXPECTED_RECORD"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5.1-4", "", "UNEXPECTED_RECORD"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5.1-7", "", "EXCESS_HANDSHAKE_DATA"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5.1-9", "", "UNEXPECTED_RECORD"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5.1-13", "", "TOO_MANY_EMPTY_FRAGMENTS"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5.1-i1", "", "UNEXPECTED_RECORD"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5.2-i3", "", "INVALID_OUTER_RECORD_TYPE"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5.2-i4", "", "UNEXPECTED_RECORD"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5.4-4", "", "BAD_ALERT"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "5.4-6", "", "DECRYPTION_FAILED_OR_BAD_RECORD_MAC"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "4.4.4-i2", "", "UNEXPECTED_RECORD"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "4.2.10-i3", "", "TOO_MUCH_SKIPPED_EARLY_DATA"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "6.2-i1", "", "TOO_MANY_WARNING_ALERTS"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "4.6.1-17", "", "TOO_MUCH_READ_EARLY_DATA"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "4.6.3-i3", "", "TOO_MANY_KEY_UPDATES"),
    row(Some(Alert::UNEXPECTED_MESSAGE), "", "", "UNEXPECTED_MESSAGE"),
    // Parameters.
    row(Some(Alert::ILLEGAL_PARAMETER), "6-10", "WaitEncryptedExtensions", "INVALID_ALPN_PROTOCOL"),
    row(Some(Alert::ILLEGAL_PARAMETER), "6-10", "", "EXCESSIVE_MESSAGE_SIZE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.1.2-2", "", "DECODE_ERROR"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.1.2-i6", "", "PSK_IDENTITY_NOT_FOUND"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.1.2-15", "", "INVALID_COMPRESSION_LIST"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.1.3-5", "", "SERVER_ECHOED_INVALID_SESSION_ID"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.1.3-6", "", "WRONG_CIPHER_RETURNED"),
    row(Some(Alert::ILLEGAL_PARAMETER), "9846:4.2.3-2", "", "DECODE_ERROR"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.1.3-17", "", "TLS13_DOWNGRADE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.1.4-5", "", "EMPTY_HELLO_RETRY_REQUEST"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.1.4-10", "", "WRONG_CIPHER_RETURNED"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2-8", "", "DUPLICATE_EXTENSION"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.1-18", "WaitSecondServerHello", "SECOND_SERVERHELLO_VERSION_MISMATCH"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.1-18", "", "UNSUPPORTED_PROTOCOL"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.2-2", "", "WRONG_COOKIE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.8-8", "", "DUPLICATE_KEY_SHARE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.8-9", "", "WRONG_CURVE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.8-11", "", "WRONG_CURVE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.8-12", "", "WRONG_CURVE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.8-14", "", "WRONG_CURVE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.8-18", "", "WRONG_CURVE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.8-i3", "", "WRONG_CURVE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.8.2-1", "", "BAD_ECPOINT"),
    row(Some(Alert::ILLEGAL_PARAMETER), "7.4.2-3", "", "BAD_ECPOINT"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.11-18", "", "PRE_SHARED_KEY_MUST_BE_LAST"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.3.2-4", "", "DECODE_ERROR"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.4.3-4", "", "WRONG_SIGNATURE_TYPE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.4.3-6", "", "WRONG_SIGNATURE_TYPE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.4.3-7", "", "WRONG_SIGNATURE_TYPE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.6.3-4", "", "DECODE_ERROR"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.11-i2", "", "PSK_IDENTITY_BINDER_COUNT_MISMATCH"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.9-8", "", "MISSING_KEY_SHARE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.11-14", "", "PSK_IDENTITY_NOT_FOUND"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.11-4", "", "OLD_SESSION_PRF_HASH_MISMATCH"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.10-9", "", "CIPHER_MISMATCH_ON_EARLY_DATA"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.2.10-i2", "", "ALPN_MISMATCH_ON_EARLY_DATA"),
    row(Some(Alert::ILLEGAL_PARAMETER), "4.4.3-5", "", "WRONG_SIGNATURE_TYPE"),
    row(Some(Alert::ILLEGAL_PARAMETER), "", "", "UNEXPECTED_EXTENSION"),
    row(Some(Alert::UNSUPPORTED_EXTENSION), "", "", "UNEXPECTED_EXTENSION"),
    row(Some(Alert::MISSING_EXTENSION), "4.1.3-i2", "", "MISSING_KEY_SHARE"),
    row(Some(Alert::MISSING_EXTENSION), "4.2.3-3", "", "NO_COMMON_SIGNATURE_ALGORITHMS"),
    row(Some(Alert::MISSING_EXTENSION), "4.3.2-6", "", "DECODE_ERROR"),
    row(Some(Alert::MISSING_EXTENSION), "9.2-12", "", "MISSING_KEY_SHARE:NO_SHARED_GROUP"),
    row(Some(Alert::MISSING_EXTENSION), "", "", "MISSING_EXTENSION"),
    row(Some(Alert::HANDSHAKE_FAILURE), "4.1.1-4", "", "NO_SHARED_CIPHER"),
    row(Some(Alert::HANDSHAKE_FAILURE), "4.1.1-1", "", "NO_SHARED_GROUP"),
    row(Some(Alert::HANDSHAKE_FAILURE), "6.2-i4", "", "NO_COMMON_SIGNATURE_ALGORITHMS"),
    row(Some(Alert::PROTOCOL_VERSION), "4.1.3-9", "WaitSecondServerHello", "SECOND_SERVERHELLO_VERSION_MISMATCH"),
    row(Some(Alert::PROTOCOL_VERSION), "9846:4.2.3-1", "WaitSecondServerHello", "DECODE_ERROR"),
    row(Some(Alert::PROTOCOL_VERSION), "", "", "UNSUPPORTED_PROTOCOL"),
    row(Some(Alert::NO_APPLICATION_PROTOCOL), "", "", "NO_APPLICATION_PROTOCOL"),
    row(Some(Alert::UNSUPPORTED_CERTIFICATE), "", "", "UNSUPPORTED_CERTIFICATE"),
    row(Some(Alert::DECRYPT_ERROR), "4.4.3-10", "", "BAD_SIGNATURE"),
    row(Some(Alert::DECRYPT_ERROR), "4.4.4-2", "", "DIGEST_CHECK_FAILED"),
    row(Some(Alert::DECRYPT_ERROR), "4.2.11-10", "", "DIGEST_CHECK_FAILED"),
    row(Some(Alert::HANDSHAKE_FAILURE), "4.2.11-7", "AskPsks", "PSK_IDENTITY_NOT_FOUND"),
    row(Some(Alert::HANDSHAKE_FAILURE), "4.2.11-7", "", "NO_SUPPORTED_PSK_MODE"),
    row(Some(Alert::CERTIFICATE_REQUIRED), "", "", "PEER_DID_NOT_RETURN_A_CERTIFICATE"),
    row(Some(Alert::INTERNAL_ERROR), "", "", "INTERNAL_ERROR"),
];

/// What BoringSSL calls an alert that has come.
const ALERTS: &[(Alert, &str)] = &[
    (Alert::UNEXPECTED_MESSAGE, "SSLV3_ALERT_UNEXPECTED_MESSAGE"),
    (Alert::BAD_RECORD_MAC, "SSLV3_ALERT_BAD_RECORD_MAC"),
    (Alert::RECORD_OVERFLOW, "TLSV1_ALERT_RECORD_OVERFLOW"),
    (Alert(30), "SSLV3_ALERT_DECOMPRESSION_FAILURE"),
    (Alert::HANDSHAKE_FAILURE, "SSLV3_ALERT_HANDSHAKE_FAILURE"),
    (Alert::BAD_CERTIFICATE, "SSLV3_ALERT_BAD_CERTIFICATE"),
    (Alert::UNSUPPORTED_CERTIFICATE, "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE"),
    (Alert::CERTIFICATE_REVOKED, "SSLV3_ALERT_CERTIFICATE_REVOKED"),
    (Alert::CERTIFICATE_EXPIRED, "SSLV3_ALERT_CERTIFICATE_EXPIRED"),
    (Alert::CERTIFICATE_UNKNOWN, "SSLV3_ALERT_CERTIFICATE_UNKNOWN"),
    (Alert::ILLEGAL_PARAMETER, "SSLV3_ALERT_ILLEGAL_PARAMETER"),
    (Alert::UNKNOWN_CA, "TLSV1_ALERT_UNKNOWN_CA"),
    (Alert::ACCESS_DENIED, "TLSV1_ALERT_ACCESS_DENIED"),
    (Alert::DECODE_ERROR, "TLSV1_ALERT_DECODE_ERROR"),
    (Alert::DECRYPT_ERROR, "TLSV1_ALERT_DECRYPT_ERROR"),
    (Alert::PROTOCOL_VERSION, "TLSV1_ALERT_PROTOCOL_VERSION"),
    (Alert::INSUFFICIENT_SECURITY, "TLSV1_ALERT_INSUFFICIENT_SECURITY"),
    (Alert::INTERNAL_ERROR, "TLSV1_ALERT_INTERNAL_ERROR"),
    (Alert::INAPPROPRIATE_FALLBACK, "TLSV1_ALERT_INAPPROPRIATE_FALLBACK"),
    (Alert::USER_CANCELED, "TLSV1_ALERT_USER_CANCELLED"),
    (Alert::UNSUPPORTED_EXTENSION, "TLSV1_ALERT_UNSUPPORTED_EXTENSION"),
    (Alert::UNRECOGNIZED_NAME, "TLSV1_ALERT_UNRECOGNIZED_NAME"),
    (Alert::BAD_CERTIFICATE_STATUS_RESPONSE, "TLSV1_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE"),
    (Alert::UNKNOWN_PSK_IDENTITY, "TLSV1_ALERT_UNKNOWN_PSK_IDENTITY"),
    (Alert::CERTIFICATE_REQUIRED, "TLSV1_ALERT_CERTIFICATE_REQUIRED"),
    (Alert::NO_APPLICATION_PROTOCOL, "TLSV1_ALERT_NO_APPLICATION_PROTOCOL"),
    (Alert::ECH_REQUIRED, "TLSV1_ALERT_ECH_REQUIRED"),
];
