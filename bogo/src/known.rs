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
    tables.into_iter().find(|(names, _)| names.contains(&name)).map(|(_, takes)| takes)
}

const SWITCHES: &[&str] = &[
    "async",
    "check-close-notify",
    "decline-alpn",
    "decline-ocsp-callback",
    "enable-early-data",
    "enable-ocsp-stapling",
    "enable-signed-cert-timestamps",
    "expect-accept-early-data",
    "expect-hrr",
    "expect-no-hrr",
    "expect-no-offer-early-data",
    "expect-no-peer-cert",
    "expect-no-server-name",
    "expect-no-session",
    "expect-reject-early-data",
    "expect-session-miss",
    "expect-ticket-supports-early-data",
    "export-traffic-secrets",
    "fail-cert-callback",
    "fail-ddos-callback",
    "fail-early-callback",
    "fail-ocsp-callback",
    "fallback-scsv",
    "handshake-never-done",
    "ipv6",
    "is-handshaker-supported",
    "key-update",
    "key-update-before-read",
    "no-key-shares",
    "no-ticket",
    "no-tls13",
    "peek-then-read",
    "permute-extensions",
    "read-with-unfinished-write",
    "reject-alpn",
    "require-any-client-certificate",
    "reverify-on-resume",
    "send-alert",
    "server",
    "server-preference",
    "set-ocsp-in-callback",
    "shim-shuts-down",
    "shim-writes-first",
    "skip-ticket",
    "use-custom-verify-callback",
    "use-export-context",
    "use-exporter-between-reads",
    "use-ocsp-callback",
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
    "expect-session-id",
    "expect-no-session-id",
    "expect-verify-result",
    "handshake-twice",
    "implicit-handshake",
    "install-ddos-callback",
    "no-op-extra-handshake",
    "partial-write",
    "renew-ticket",
    "use-ticket-aead-callback",
    "use-ticket-callback",
    "use-early-callback",
    "use-old-client-cert-callback",
];

const VALUES: &[&str] = &[
    "advertise-alpn",
    "curves",
    "early-write-after-message",
    "expect-advertised-alpn",
    "expect-alpn",
    "expect-cipher",
    "expect-cipher-aes",
    "expect-cipher-no-aes",
    "expect-client-ca-list",
    "expect-curve-id",
    "expect-early-data-reason",
    "expect-msg-callback",
    "expect-ocsp-response",
    "expect-peer-cert-file",
    "expect-peer-signature-algorithm",
    "expect-peer-verify-pref",
    "expect-selected-credential",
    "expect-server-name",
    "expect-signed-cert-timestamps",
    "expect-ticket-age-skew",
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
    "resumption-delay",
    "select-alpn",
    "shim-id",
    "shim-initial-write",
    "tls13-ciphers",
    "trust-cert",
    "use-client-ca-list",
    "verify-prefs",
    // Of TLS 1.2 alone, or of DTLS.
    "advertise-npn",
    "cipher",
    "srtp-profiles",
];

const CREDENTIAL_VALUES: &[&str] = &[
    "cert-file",
    "key-file",
    "ocsp-response",
    "psk-importer-context",
    "psk-importer-identity",
    "psk-importer-key",
    "session-id-context",
    "signed-cert-timestamps",
    "signing-prefs",
];

const CREDENTIAL_SWITCHES: &[&str] = &["must-match-issuer", "psk-importer-sha256", "psk-importer-sha384"];

const NEW_CREDENTIALS: &[&str] = &["new-psk-credential", "new-x509-credential"];

#[cfg(test)]
mod tests {
    use super::{Takes, takes};

    #[test]
    fn unknown_flags_are_unknown() {
        assert_eq!(takes("server"), Some(Takes::Nothing));
        assert_eq!(takes("quic"), None);
    }
}
