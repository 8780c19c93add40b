//! Class P: a small patch of the production code.

use super::{Expected, Flaw, How};

/// The flaws of this file.
pub(super) const FLAWS: &[Flaw] = &[
    Flaw {
        number: 2,
        removed: "A CertificateVerify with a scheme that was not offered counts as good.",
        scenario: "full-1x1",
        expected: Expected::Violates("transcript_agreement"),
        how: How::Patch,
    },
    Flaw {
        number: 3,
        removed: "A server that requires a client's certificate takes an empty one.",
        scenario: "mutual-2x1",
        expected: Expected::Violates("required_authentication"),
        how: How::Patch,
    },
    Flaw {
        number: 10,
        removed: "A client takes a HelloRetryRequest for any group.",
        scenario: "full-1x1",
        expected: Expected::Violates("state_machine"),
        how: How::Patch,
    },
    Flaw {
        number: 12,
        removed: "A ServerHello without supported_versions is not refused for that.",
        scenario: "full-1x1",
        expected: Expected::Equivalent(
            "Nothing but TLS 1.3 is spoken here: such a ServerHello has no key share that is read, and is refused for want of it. \
             An attack needs a build that speaks TLS 1.2.",
        ),
        how: How::Patch,
    },
    Flaw {
        number: 13,
        removed: "A client takes any cipher suite that its library has.",
        scenario: "full-1x1",
        expected: Expected::Violates("state_machine"),
        how: How::Patch,
    },
    Flaw {
        number: 14,
        removed: "A client takes a pre-shared key in a mode that it did not offer.",
        scenario: "psk-mode",
        expected: Expected::Violates("state_machine"),
        how: How::Patch,
    },
    Flaw {
        number: 23,
        removed: "A server takes early data with another application protocol than that of the ticket.",
        scenario: "resume-protocol",
        expected: Expected::Violates("early_data_parameters"),
        how: How::Patch,
    },
    Flaw {
        number: 24,
        removed: "A server does not wait for EndOfEarlyData, nor for early data.",
        scenario: "resume-early",
        expected: Expected::Violates("early_data_whole"),
        how: How::Patch,
    },
    Flaw {
        number: 25,
        removed: "Both directions use one application traffic secret.",
        scenario: "record-close",
        expected: Expected::Violates("nonces"),
        how: How::Patch,
    },
    Flaw {
        number: 27,
        removed: "The end of the transport counts as close_notify.",
        scenario: "record-close",
        expected: Expected::Violates("end_of_data"),
        how: How::Patch,
    },
    Flaw {
        number: 28,
        removed: "Records of the next generation are taken without a KeyUpdate.",
        scenario: "record-update",
        expected: Expected::Violates("record_order"),
        how: How::Patch,
    },
    Flaw {
        number: 35,
        removed: "A client sends its last flight, with its certificate, without protection.",
        scenario: "mutual-2x1",
        expected: Expected::Violates("identity_protection"),
        how: How::Patch,
    },
    Flaw {
        number: 39,
        removed: "A client takes Finished where CertificateVerify is due.",
        scenario: "full-1x1",
        expected: Expected::Violates("message_sequence"),
        how: How::Patch,
    },
    Flaw {
        number: 40,
        removed: "Application data under handshake keys is delivered.",
        scenario: "full-1x1",
        expected: Expected::Violates("data_after_finished"),
        how: How::Patch,
    },
];
