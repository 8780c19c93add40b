//! Rules and alerts in words, and what usually helps.

use surehand_codec::code_point::AlertDescription;
use surehand_codec::{Reject, Rule};

/// The tables of `spec/`, one line a rule: id, level, role, kind, alert, summary, verification.
const RULES: [&str; 2] = [include_str!("../spec/rfc8446.tsv"), include_str!("../spec/rfc9846-delta.tsv")];

/// What a rule says, in a sentence of our own.
pub fn rule_in_words(rule: Rule) -> Option<&'static str> {
    RULES.iter().flat_map(|table| table.lines()).find_map(|line| {
        let mut columns = line.split('\t');
        (columns.next() == Some(rule.0)).then(|| columns.nth(4)).flatten()
    })
}

/// What an alert means (RFC 8446 §6).
pub fn alert_in_words(alert: AlertDescription) -> Option<&'static str> {
    Some(match alert {
        AlertDescription::UNEXPECTED_MESSAGE => "it got a message that has no place there",
        AlertDescription::BAD_RECORD_MAC => "a record of ours did not decrypt at its end",
        AlertDescription::RECORD_OVERFLOW => "a record of ours was too long for it",
        AlertDescription::HANDSHAKE_FAILURE => "it found no common parameters",
        AlertDescription::BAD_CERTIFICATE => "our certificate is corrupt or wrongly signed in its eyes",
        AlertDescription::UNSUPPORTED_CERTIFICATE => "it cannot use our kind of certificate",
        AlertDescription::CERTIFICATE_REVOKED => "our certificate is revoked",
        AlertDescription::CERTIFICATE_EXPIRED => "our certificate has expired or is not valid yet",
        AlertDescription::CERTIFICATE_UNKNOWN => "it does not accept our certificate",
        AlertDescription::ILLEGAL_PARAMETER => "a field of ours was wrong in its eyes",
        AlertDescription::UNKNOWN_CA => "it does not trust whoever issued our certificate",
        AlertDescription::ACCESS_DENIED => "it knows us and does not let us in",
        AlertDescription::DECODE_ERROR => "it could not parse a message of ours",
        AlertDescription::DECRYPT_ERROR => "a signature or Finished of ours did not verify at its end",
        AlertDescription::PROTOCOL_VERSION => "it does not speak TLS 1.3",
        AlertDescription::INSUFFICIENT_SECURITY => "it demands stronger parameters",
        AlertDescription::INTERNAL_ERROR => "it failed for a reason of its own",
        AlertDescription::MISSING_EXTENSION => "it misses an extension",
        AlertDescription::UNSUPPORTED_EXTENSION => "it got an extension that it did not ask for",
        AlertDescription::UNRECOGNIZED_NAME => "it serves no such name",
        AlertDescription::CERTIFICATE_REQUIRED => "it wants a client certificate",
        AlertDescription::BAD_CERTIFICATE_STATUS_RESPONSE => "our OCSP response is missing or bad in its eyes",
        AlertDescription::NO_APPLICATION_PROTOCOL => "it speaks none of the application protocols offered",
        _ => return None,
    })
}

/// What usually helps when we refuse a peer.
pub(crate) fn refused_hint(reject: &Reject) -> Option<&'static str> {
    Some(match reject.rule.0 {
        "6.2-i11" => "trust the issuer (add its CA certificate to the roots) or pin this peer's key",
        "6.2-i8" => "check this machine's clock; if it is right, the peer needs a new certificate",
        "4.4.2.4-i1" => "connect by a name that the certificate lists, or give the expected name explicitly",
        "6.2-i7" => "the certificate is revoked: the peer needs a new one",
        "4.4.2.1-i1" => "the peer's OCSP response is missing or bad: it has to fetch a fresh one; check both clocks",
        "4.4.2.2-4" => "the peer needs a certificate whose Key Usage has digitalSignature",
        "4.4.2.4-4" | "4.4.2.4-5" => "the peer needs a certificate that is signed with SHA-256 or better",
        "4.2.5-6" => "the client needs a certificate with the usages that oid_filters ask for",
        "C.5-1" => "the peer's key is none of the pinned ones: check the pin, or find out who it is",
        "4.1.3-9" | "D.2-3" | "4.2.1-10" => "the peer speaks only older versions of TLS; it needs an upgrade",
        "4.2.11-7" => "no pre-shared key in common, and no certificate to fall back on",
        "4.1.1-4" => "no cipher suite in common: compare both sides' lists",
        "4.1.1-1" => "no group in common: compare both sides' lists",
        "6.2-i24" => "no application protocol in common: compare both sides' ALPN lists",
        "6.2-i4" => "the client's signature algorithms fit none of the server's certificates",
        "5-5" => "what answered does not speak TLS at all: check the port",
        _ => return None,
    })
}

/// What usually helps when the peer refuses us.
pub(crate) fn received_hint(alert: AlertDescription) -> Option<&'static str> {
    Some(match alert {
        AlertDescription::UNKNOWN_CA => "the peer must trust our CA, or we must show a certificate of one it trusts",
        AlertDescription::CERTIFICATE_EXPIRED => "renew our certificate, or check the peer's clock",
        AlertDescription::HANDSHAKE_FAILURE => "compare cipher suites, groups and signature algorithms of both sides",
        AlertDescription::PROTOCOL_VERSION => "the peer does not support TLS 1.3; it needs an upgrade",
        AlertDescription::NO_APPLICATION_PROTOCOL => "compare the application protocols (ALPN) of both sides",
        AlertDescription::UNRECOGNIZED_NAME => "ask for a name that the server serves",
        AlertDescription::CERTIFICATE_REQUIRED => {
            "the server wants a client certificate: give the configuration a credential that fits"
        }
        _ => return None,
    })
}
