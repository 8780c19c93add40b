"""Which tests are in play, and which group each belongs to: from the runner's own list (runner/list.go)."""

TLS13 = 0x0304

# What no RFC says: experiments, drafts, BoringSSL's own interfaces and policies. A flag, or a part of a name.
NO_RFC = {
    "ALPS": ["application-settings", "alps", "ALPS"],
    "channel ID": ["channel-id", "ChannelID"],
    "PAKE": ["PAKE", "spake2plus"],
    "trust anchors": ["trust-anchors", "TrustAnchor"],
    "hints": ["hint", "Hints", "on-handshaker"],
    "compliance policies": ["fips-", "wpa-", "cnsa-", "cnsa1-", "cnsa2-", "Compliance-"],
    "drafts": ["resumable-across-names", "resumption-across-names", "server-padding", "supports-padding", "ServerPadding",
               "ML-DSA", "jdk11", "JDK11", "TicketFlags", "ticket-flags", "requested-padding",
               "supported-groups-hint", "-flags"],
}

# First match counts; a flag, a part of a name, or a kind of credential.
GROUPS = [
    ("ECH", ["ech-", "-ECH-", "ECH"]),
    ("raw public keys", ["cert-types", "peer-certificate-type", "peer-rpk", "RawPublicKey", "CertificateType", "rpk"]),
    ("PSK importer and external PSK", ["psk", "PSK-", "psk-importer"]),
    ("certificate compression", ["cert-compression", "CertCompression"]),
    ("0-RTT", ["early-data", "EarlyData", "early-write"]),
    ("OCSP stapling", ["ocsp", "OCSP"]),
    ("certificate selection", ["CertificateSelection", "selected-credential"]),
    ("certificate-verification callbacks", ["CertificateVerification", "reverify-on-resume", "verify-fail"]),
    ("post-quantum groups", ["MLKEM", "PostQuantum", "Kyber"]),
    ("GREASE", ["grease"]),
]


def needs_tls13_alone(test):
    """Whether a test over TCP has TLS 1.3 in play on both sides in each of its connections."""
    flags = [flag.removeprefix("-on-initial").removeprefix("-on-resume").removeprefix("-on-retry")
             for flag in test["flags"] or []]
    for flag, value in zip(flags, flags[1:] + [""]):
        if flag in ("-no-tls13", "-dtls", "-quic"):
            return False
        if flag == "-max-version" and int(value) < TLS13:
            return False
        if flag == "-expect-version" and int(value) != TLS13:
            return False
    highest = [int(versions.split("-")[1], 16) for versions in test["versions"]]
    return test["protocol"] == "TLS" and not test["old_suites"] and all(version in (0, TLS13) for version in highest) \
        and test["expected_version"] in (0, TLS13)


def group(test):
    """The group of a test, and whether an RFC is behind it."""
    flags = [word for word in test["flags"] or [] if word.startswith("-")]
    words = [test["name"], *flags, *(test["kinds"] or [])]
    has = lambda parts: any(part in word for part in parts for word in words)
    for name, parts in NO_RFC.items():
        if has(parts):
            return name, False
    if test["early_data"]:
        return "0-RTT", True
    for name, parts in GROUPS:
        if has(parts):
            return name, True
    return "core", True
