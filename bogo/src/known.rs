//! The flags that this shim knows. One that is missing here makes a test "unimplemented".

/// What follows a flag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// A value.
    Value,
    /// A value; it belongs to a credential.
    CredentialValue,
    /// Nothing; it belongs to a credential.
    CredentialSwitch,
    /// Nothing; it starts a credential.
    NewCredential,
}

/// What follows the flag of this name, if it is known.
pub fn takes(name: &str) -> Option<Takes> {
    let tables = [
        (SWITCHES, Takes::Nothing),
        (WITHOUT_EFFECT, Takes::Nothing),
        (VALUES, Takes::Value),
        (CREDENTIAL_VALUES, Takes::CredentialValue),
        (CREDENTIAL_SWITCHES, Takes::CredentialSwitch),
        (NEW_CREDENTIALS, Takes::NewCredential),
    ];
    let now = tables.into_iter().find(|(names, _)| names.contains(&name)).map(|(_, takes)| takes);
    let later = || LATER.iter().find(|(other, ..)| *other == name).map(|(_, takes, _)| *takes);
    now.or_else(later)
}

const SWITCHES: &[&str] = &[
    "async",
    "check-close-notify",
    "decline-alpn",
    "expect-hrr",
    "expect-no-hrr",
    "expect-no-peer-cert",
    "expect-no-server-name",
    "expect-no-session",
    "export-traffic-secrets",
    "fail-cert-callback",
    "fail-ddos-callback",
    "fail-early-callback",
    "handshake-never-done",
    "ipv6",
    "is-handshaker-supported",
    "key-update",
    "key-update-before-read",
    "no-key-shares",
    "no-tls13",
    "peek-then-read",
    "permute-extensions",
    "read-with-unfinished-write",
    "reject-alpn",
    "server",
    "server-preference",
    "shim-shuts-down",
    "shim-writes-first",
    "use-custom-verify-callback",
    "use-export-context",
    "use-exporter-between-reads",
    "verify-fail",
    "verify-peer",
    "write-different-record-sizes",
];

/// What holds for us in any case, or speaks of an interface that BoringSSL alone has.
const WITHOUT_EFFECT: &[&str] = &[
    // TLS 1.2 and older, which we do not have.
    "allow-false-start-without-alpn",
    "cbc-record-splitting",
    "false-start",
    "no-legacy-server-connect",
    "no-tls1",
    "no-tls11",
    "no-tls12",
    "renegotiate-explicit",
    "renegotiate-freely",
    "renegotiate-ignore",
    "renegotiate-once",
    "forbid-renegotiation-after-handshake",
    // In TLS 1.3 that is so in any case (RFC 8446 D).
    "expect-extended-master-secret",
    "expect-secure-renegotiation",
    // Whether and when callbacks are called; here there are only questions.
    "expect-verify-result",
    "handshake-twice",
    "implicit-handshake",
    "install-ddos-callback",
    "no-op-extra-handshake",
    "partial-write",
    "use-early-callback",
    "use-old-client-cert-callback",
];

const VALUES: &[&str] = &[
    "advertise-alpn",
    "curves",
    "expect-advertised-alpn",
    "expect-alpn",
    "expect-cipher",
    "expect-cipher-aes",
    "expect-cipher-no-aes",
    "expect-curve-id",
    "expect-msg-callback",
    "expect-peer-cert-file",
    "expect-peer-signature-algorithm",
    "expect-peer-verify-pref",
    "expect-selected-credential",
    "expect-server-name",
    "expect-total-renegotiations",
    "expect-version",
    "export-context",
    "export-keying-material",
    "export-label",
    "fail-cert-callback-alert",
    "host-name",
    "key-shares",
    "max-cert-list",
    "max-version",
    "min-version",
    "port",
    "private-key-delay-ms",
    "read-size",
    "repeat-shim-initial-write",
    "resume-count",
    "select-alpn",
    "shim-id",
    "shim-initial-write",
    "tls13-ciphers",
    "trust-cert",
    "verify-prefs",
    // Of TLS 1.2 alone.
    "cipher",
];

const CREDENTIAL_VALUES: &[&str] = &["cert-file", "key-file", "signing-prefs"];

const CREDENTIAL_SWITCHES: &[&str] = &[];

const NEW_CREDENTIALS: &[&str] = &["new-x509-credential"];

/// Flags that can be read and have no effect yet: what follows each, and what it waits for.
const LATER: &[(&str, Takes, &str)] = &[
    // Client certificates.
    ("expect-certificate-types", Takes::Value, "client certificates"),
    ("expect-client-ca-list", Takes::Value, "client certificates"),
    ("require-any-client-certificate", Takes::Nothing, "client certificates"),
    ("use-client-ca-list", Takes::Value, "client certificates"),
    // Selection and what goes with a certificate.
    ("must-match-issuer", Takes::CredentialSwitch, "selection by issuer"),
    ("ocsp-response", Takes::CredentialValue, "OCSP stapling"),
    ("enable-ocsp-stapling", Takes::Nothing, "OCSP stapling"),
    ("expect-ocsp-response", Takes::Value, "OCSP stapling"),
    ("use-ocsp-callback", Takes::Nothing, "OCSP stapling"),
    ("set-ocsp-in-callback", Takes::Nothing, "OCSP stapling"),
    ("decline-ocsp-callback", Takes::Nothing, "OCSP stapling"),
    ("fail-ocsp-callback", Takes::Nothing, "OCSP stapling"),
    ("signed-cert-timestamps", Takes::CredentialValue, "signed certificate timestamps"),
    ("enable-signed-cert-timestamps", Takes::Nothing, "signed certificate timestamps"),
    ("expect-signed-cert-timestamps", Takes::Value, "signed certificate timestamps"),
    // Resumption.
    ("expect-session-miss", Takes::Nothing, "resumption"),
    ("expect-ticket-renewal", Takes::Nothing, "resumption"),
    ("expect-session-id", Takes::Nothing, "resumption"),
    ("expect-no-session-id", Takes::Nothing, "resumption"),
    ("no-ticket", Takes::Nothing, "resumption"),
    ("renew-ticket", Takes::Nothing, "resumption"),
    ("skip-ticket", Takes::Nothing, "resumption"),
    ("use-ticket-callback", Takes::Nothing, "resumption"),
    ("use-ticket-aead-callback", Takes::Nothing, "resumption"),
    ("ticket-key", Takes::Value, "resumption"),
    ("resumption-delay", Takes::Value, "resumption"),
    ("expect-ticket-age-skew", Takes::Value, "resumption"),
    ("session-id-context", Takes::CredentialValue, "resumption"),
    ("reverify-on-resume", Takes::Nothing, "verification at resumption"),
    // 0-RTT.
    ("enable-early-data", Takes::Nothing, "0-RTT"),
    ("early-write-after-message", Takes::Value, "0-RTT"),
    ("expect-accept-early-data", Takes::Nothing, "0-RTT"),
    ("expect-early-data-reason", Takes::Value, "0-RTT"),
    ("expect-no-offer-early-data", Takes::Nothing, "0-RTT"),
    ("expect-reject-early-data", Takes::Nothing, "0-RTT"),
    ("expect-ticket-supports-early-data", Takes::Nothing, "0-RTT"),
    // External PSKs.
    ("new-psk-credential", Takes::NewCredential, "PSK importer"),
    ("psk-importer-key", Takes::CredentialValue, "PSK importer"),
    ("psk-importer-identity", Takes::CredentialValue, "PSK importer"),
    ("psk-importer-context", Takes::CredentialValue, "PSK importer"),
    ("psk-importer-sha256", Takes::CredentialSwitch, "PSK importer"),
    ("psk-importer-sha384", Takes::CredentialSwitch, "PSK importer"),
    // The rest.
    ("max-send-fragment", Takes::Value, "record sizes"),
    ("send-alert", Takes::Nothing, "an alert of the caller's choice"),
];

/// What a flag waits for that has no effect yet.
pub fn waits_for(name: &str) -> Option<&'static str> {
    LATER.iter().find(|(other, ..)| *other == name).map(|(_, _, feature)| *feature)
}

#[cfg(test)]
mod tests {
    use super::{LATER, Takes, takes, waits_for};

    #[test]
    fn a_flag_has_one_place() {
        for (name, what, feature) in LATER {
            assert_eq!((takes(name), waits_for(name)), (Some(*what), Some(*feature)), "{name}");
        }
    }

    #[test]
    fn unknown_flags_are_unknown() {
        assert_eq!(takes("server"), Some(Takes::Nothing));
        assert_eq!(takes("quic"), None);
    }
}
