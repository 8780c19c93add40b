//! BoringSSL's names for errors, by the rule that was broken or by the alert that came.

use surehand_codec::Reject;
use surehand_codec::code_point::AlertDescription as Alert;
use surehand_core::connection::Error;

use crate::failure::Failure;

/// An error of the machine under BoringSSL's name, with our own words behind it. `state` is where the machine was.
pub fn failure(error: Error, state: &str) -> Failure {
    let name = match error {
        Error::Rejected(reject) => of_refusal(reject),
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

fn of_refusal(reject: Reject) -> &'static str {
    let by_rule = REFUSALS.iter().find(|(alert, rule, _)| *alert == reject.alert && *rule == reject.rule.0);
    let by_alert = || REFUSALS.iter().find(|(alert, rule, _)| *alert == reject.alert && rule.is_empty());
    by_rule.or_else(by_alert).map_or("UNKNOWN_REFUSAL", |(_, _, name)| name)
}

fn of_alert(alert: Alert) -> &'static str {
    ALERTS.iter().find(|(number, _)| *number == alert).map_or("UNKNOWN_ALERT", |(_, name)| name)
}

/// Refusals by alert and rule; an empty rule stands for all others of this alert.
const REFUSALS: &[(Alert, &str, &str)] = &[
    (Alert::BAD_RECORD_MAC, "5.2-3", "DECRYPTION_FAILED_OR_BAD_RECORD_MAC"),
    // What a certificate or this shim's own policy got wrong.
    (Alert::UNSUPPORTED_CERTIFICATE, "", "UNSUPPORTED_CERTIFICATE"),
    (Alert::BAD_CERTIFICATE, "", "CERTIFICATE_VERIFY_FAILED"),
    (Alert::CERTIFICATE_UNKNOWN, "", "CERTIFICATE_VERIFY_FAILED"),
    (Alert::HANDSHAKE_FAILURE, "verify-fail", "CERTIFICATE_VERIFY_FAILED"),
    (Alert::DECODE_ERROR, "cannot-parse", "CANNOT_PARSE_LEAF_CERT"),
    (Alert::INTERNAL_ERROR, "certificate-callback", "CERT_CB_ERROR"),
    (Alert::HANDSHAKE_FAILURE, "certificate-callback", "CERT_CB_ERROR"),
    (Alert::HANDSHAKE_FAILURE, "client-hello", "CONNECTION_REJECTED"),
    (Alert::ILLEGAL_PARAMETER, "key-usage", "KEY_USAGE_BIT_INCORRECT"),
    (Alert::ILLEGAL_PARAMETER, "certificate-type", "WRONG_CERTIFICATE_TYPE"),
    // Syntax.
    (Alert::DECODE_ERROR, "4.2-i1", "ERROR_PARSING_EXTENSION"),
    (Alert::DECODE_ERROR, "4.2.1-i1", "ERROR_PARSING_EXTENSION"),
    (Alert::DECODE_ERROR, "4.2.2-i1", "ERROR_PARSING_EXTENSION"),
    (Alert::DECODE_ERROR, "4.2.3-i1", "ERROR_PARSING_EXTENSION"),
    (Alert::DECODE_ERROR, "4.2.4-i1", "ERROR_PARSING_EXTENSION"),
    (Alert::DECODE_ERROR, "4.2.6-i1", "ERROR_PARSING_EXTENSION"),
    (Alert::DECODE_ERROR, "4.2.7-i1", "ERROR_PARSING_EXTENSION"),
    (Alert::DECODE_ERROR, "4.2.8-i1", "ERROR_PARSING_EXTENSION"),
    (Alert::DECODE_ERROR, "4.2.9-i1", "ERROR_PARSING_EXTENSION"),
    (Alert::DECODE_ERROR, "4.2.10-i1", "ERROR_PARSING_EXTENSION"),
    (Alert::DECODE_ERROR, "4.2.11-i1", "ERROR_PARSING_EXTENSION"),
    (Alert::DECODE_ERROR, "4.4.2.1-1", "ERROR_PARSING_EXTENSION"),
    (Alert::DECODE_ERROR, "5.1-12", "BAD_ALERT"),
    (Alert::DECODE_ERROR, "4.4.4-i1", "DIGEST_CHECK_FAILED"),
    (Alert::DECODE_ERROR, "", "DECODE_ERROR"),
    // Records.
    (Alert::RECORD_OVERFLOW, "5.2-2", "ENCRYPTED_LENGTH_TOO_LONG"),
    (Alert::RECORD_OVERFLOW, "", "DATA_LENGTH_TOO_LONG"),
    (Alert::UNEXPECTED_MESSAGE, "5-1", "TOO_MANY_EMPTY_FRAGMENTS"),
    (Alert::UNEXPECTED_MESSAGE, "5-2", "BAD_CHANGE_CIPHER_SPEC"),
    (Alert::UNEXPECTED_MESSAGE, "5-3", "UNEXPECTED_RECORD"),
    (Alert::UNEXPECTED_MESSAGE, "5-5", "UNEXPECTED_RECORD"),
    (Alert::UNEXPECTED_MESSAGE, "5.1-3", "UNEXPECTED_RECORD"),
    (Alert::UNEXPECTED_MESSAGE, "5.1-4", "UNEXPECTED_RECORD"),
    (Alert::UNEXPECTED_MESSAGE, "5.1-7", "EXCESS_HANDSHAKE_DATA"),
    (Alert::UNEXPECTED_MESSAGE, "5.1-9", "UNEXPECTED_RECORD"),
    (Alert::UNEXPECTED_MESSAGE, "5.1-13", "TOO_MANY_EMPTY_FRAGMENTS"),
    (Alert::UNEXPECTED_MESSAGE, "5.1-i1", "UNEXPECTED_RECORD"),
    (Alert::UNEXPECTED_MESSAGE, "5.2-i3", "INVALID_OUTER_RECORD_TYPE"),
    (Alert::UNEXPECTED_MESSAGE, "5.2-i4", "UNEXPECTED_RECORD"),
    (Alert::UNEXPECTED_MESSAGE, "5.4-4", "BAD_ALERT"),
    (Alert::UNEXPECTED_MESSAGE, "5.4-6", "DECRYPTION_FAILED_OR_BAD_RECORD_MAC"),
    (Alert::UNEXPECTED_MESSAGE, "4.4.4-i2", "UNEXPECTED_RECORD"),
    (Alert::UNEXPECTED_MESSAGE, "4.2.10-i3", "TOO_MUCH_SKIPPED_EARLY_DATA"),
    (Alert::UNEXPECTED_MESSAGE, "6.2-i1", "TOO_MANY_WARNING_ALERTS"),
    (Alert::UNEXPECTED_MESSAGE, "", "UNEXPECTED_MESSAGE"),
    // Parameters.
    (Alert::ILLEGAL_PARAMETER, "6-10", "EXCESSIVE_MESSAGE_SIZE"),
    (Alert::ILLEGAL_PARAMETER, "4.1.2-2", "DECODE_ERROR"),
    (Alert::ILLEGAL_PARAMETER, "4.1.2-15", "INVALID_COMPRESSION_LIST"),
    (Alert::ILLEGAL_PARAMETER, "4.1.3-5", "SERVER_ECHOED_INVALID_SESSION_ID"),
    (Alert::ILLEGAL_PARAMETER, "4.1.3-6", "WRONG_CIPHER_RETURNED"),
    (Alert::ILLEGAL_PARAMETER, "9846:4.2.3-2", "DECODE_ERROR"),
    (Alert::ILLEGAL_PARAMETER, "4.1.3-17", "TLS13_DOWNGRADE"),
    (Alert::ILLEGAL_PARAMETER, "4.1.4-5", "EMPTY_HELLO_RETRY_REQUEST"),
    (Alert::ILLEGAL_PARAMETER, "4.1.4-10", "WRONG_CIPHER_RETURNED"),
    (Alert::ILLEGAL_PARAMETER, "4.2-8", "DUPLICATE_EXTENSION"),
    (Alert::ILLEGAL_PARAMETER, "4.2.1-18", "UNSUPPORTED_PROTOCOL"),
    (Alert::ILLEGAL_PARAMETER, "4.2.2-2", "WRONG_COOKIE"),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-8", "DUPLICATE_KEY_SHARE"),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-9", "WRONG_CURVE"),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-11", "WRONG_CURVE"),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-12", "WRONG_CURVE"),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-14", "WRONG_CURVE"),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-18", "WRONG_CURVE"),
    (Alert::ILLEGAL_PARAMETER, "4.2.8-i3", "WRONG_CURVE"),
    (Alert::ILLEGAL_PARAMETER, "4.2.8.2-1", "BAD_ECPOINT"),
    (Alert::ILLEGAL_PARAMETER, "7.4.2-3", "BAD_ECPOINT"),
    (Alert::ILLEGAL_PARAMETER, "4.2.10-7", "UNEXPECTED_EXTENSION"),
    (Alert::ILLEGAL_PARAMETER, "4.2.11-18", "PRE_SHARED_KEY_MUST_BE_LAST"),
    (Alert::ILLEGAL_PARAMETER, "4.4.3-4", "WRONG_SIGNATURE_TYPE"),
    (Alert::ILLEGAL_PARAMETER, "4.4.3-6", "WRONG_SIGNATURE_TYPE"),
    (Alert::ILLEGAL_PARAMETER, "4.4.3-7", "WRONG_SIGNATURE_TYPE"),
    (Alert::ILLEGAL_PARAMETER, "", "UNEXPECTED_EXTENSION"),
    (Alert::UNSUPPORTED_EXTENSION, "", "UNEXPECTED_EXTENSION"),
    (Alert::MISSING_EXTENSION, "4.1.3-i2", "MISSING_KEY_SHARE"),
    (Alert::MISSING_EXTENSION, "9.2-12", "MISSING_KEY_SHARE"),
    (Alert::MISSING_EXTENSION, "", "MISSING_EXTENSION"),
    (Alert::HANDSHAKE_FAILURE, "4.1.1-4", "NO_SHARED_CIPHER"),
    (Alert::HANDSHAKE_FAILURE, "4.1.1-1", "NO_SHARED_GROUP"),
    (Alert::HANDSHAKE_FAILURE, "6.2-i4", "NO_COMMON_SIGNATURE_ALGORITHMS"),
    (Alert::HANDSHAKE_FAILURE, "issuer", "NO_MATCHING_ISSUER"),
    (Alert::HANDSHAKE_FAILURE, "no-certificate", "NO_CERTIFICATE_SET"),
    (Alert::PROTOCOL_VERSION, "", "UNSUPPORTED_PROTOCOL"),
    (Alert::NO_APPLICATION_PROTOCOL, "", "NO_APPLICATION_PROTOCOL"),
    (Alert::DECRYPT_ERROR, "4.4.3-10", "BAD_SIGNATURE"),
    (Alert::DECRYPT_ERROR, "4.4.4-2", "DIGEST_CHECK_FAILED"),
    (Alert::INTERNAL_ERROR, "", "INTERNAL_ERROR"),
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
