//! Class W: a part of the world is broken.

use surehand_core::crypto::MacPurpose;

use super::{Expected, Flaw, How};
use crate::provider::{Derivation, Omission};
use crate::world::agent::{ALICE, Certificate, EVE, SERVER};

/// The flaws of this file.
pub(super) const FLAWS: &[Flaw] = &[
    Flaw {
        number: 1,
        removed: "The signature in a CertificateVerify is not verified.",
        scenario: "full-1x1",
        expected: Expected::Violates("transcript_agreement"),
        how: How::World(|setting| setting.flaws.weakness.any_signature = true),
    },
    Flaw {
        number: 4,
        removed: "The name in a certificate is not compared with the name that was asked for.",
        scenario: "full-2x1",
        expected: Expected::Violates("transcript_agreement"),
        how: How::World(|setting| setting.flaws.any_name = true),
    },
    Flaw {
        number: 5,
        removed: "The server's Finished is not verified; the attacker has the AEAD keys of the handshake.",
        scenario: "psk-dhe",
        expected: Expected::Violates("transcript_agreement"),
        how: How::World(|setting| setting.flaws.weakness.any_mac = Some(MacPurpose::ServerFinished)),
    },
    Flaw {
        number: 7,
        removed: "Binders are not verified.",
        scenario: "psk-dhe",
        expected: Expected::Violates("early_authentication"),
        how: How::World(|setting| setting.flaws.weakness.any_mac = Some(MacPurpose::Binder)),
    },
    Flaw {
        number: 8,
        removed: "Binders do not cover the first ClientHello and the HelloRetryRequest.",
        scenario: "retry-psk",
        expected: Expected::Violates("early_authentication"),
        how: How::World(|setting| setting.flaws.weakness.transcript = Omission::FirstHelloInBinders),
    },
    Flaw {
        number: 9,
        removed: "Transcripts leave out the first ClientHello and the HelloRetryRequest.",
        scenario: "retry-1x2",
        expected: Expected::Violates("parameters"),
        how: How::World(|setting| setting.flaws.weakness.transcript = Omission::FirstHello),
    },
    Flaw {
        number: 11,
        removed: "Transcripts leave out what a ClientHello offers, but for its random and its shares.",
        scenario: "full-1x1",
        expected: Expected::Violates("parameters"),
        how: How::World(|setting| setting.flaws.weakness.transcript = Omission::Offer),
    },
    Flaw {
        number: 15,
        removed: "Two agents use one external pre-shared key in both roles (Selfie).",
        scenario: "psk-peers",
        expected: Expected::Violates("identity"),
        how: How::World(|setting| setting.plans.iter_mut().for_each(|plan| plan.psks = vec![1])),
    },
    Flaw {
        number: 16,
        removed: "Three agents share one external pre-shared key.",
        scenario: "psk-peers",
        expected: Expected::Violates("identity"),
        how: How::World(|setting| {
            setting.plans.iter_mut().for_each(|plan| plan.psks = vec![1]);
            if let Some(plan) = setting.plans.last_mut() {
                plan.agent = SERVER;
            }
        }),
    },
    Flaw {
        number: 17,
        removed: "Authentication after a resumption covers neither binders nor Finished, so nothing says whose resumption it was.",
        scenario: "post-resumption",
        expected: Expected::Violates("mutual_transcript_agreement"),
        how: How::World(|setting| setting.flaws.weakness.transcript = Omission::Confirmation),
    },
    Flaw {
        number: 18,
        removed: "Authentication after the handshake does not cover the handshake.",
        scenario: "post-handshake",
        expected: Expected::Violates("mutual_transcript_agreement"),
        how: How::World(|setting| setting.flaws.weakness.transcript = Omission::MainHandshake),
    },
    Flaw {
        number: 19,
        removed: "A client offers a ticket to a server of another name.",
        scenario: "resume-names",
        expected: Expected::Violates("transcript_agreement"),
        how: How::World(|setting| setting.flaws.ticket_for_any_name = true),
    },
    Flaw {
        number: 20,
        removed: "Tickets say that the client has authenticated, whether it has or not.",
        scenario: "resume-client",
        expected: Expected::Violates("mutual_transcript_agreement"),
        how: How::World(|setting| setting.flaws.tickets_authenticate = true),
    },
    Flaw {
        number: 21,
        removed: "The key of a ticket does not depend on its nonce.",
        scenario: "resume-alone",
        expected: Expected::Violates("ticket_independence"),
        how: How::World(|setting| setting.flaws.weakness.derivation = Derivation::NoTicketNonce),
    },
    Flaw {
        number: 22,
        removed: "Servers do not remember whose early data they took.",
        scenario: "resume-early",
        expected: Expected::Violates("early_data_once"),
        how: How::World(|setting| setting.flaws.early_data_again = true),
    },
    Flaw {
        number: 26,
        removed: "Records are protected without their sequence numbers.",
        scenario: "record-close",
        expected: Expected::Violates("record_order"),
        how: How::World(|setting| setting.flaws.weakness.no_sequence_number = true),
    },
    Flaw {
        number: 29,
        removed: "A session keeps the exponents of its key exchange.",
        scenario: "record-exporter",
        expected: Expected::Violates("state_forward_secrecy"),
        how: How::World(|setting| setting.flaws.exponents_kept = true),
    },
    Flaw {
        number: 30,
        removed: "Identity shares are accepted, and traffic secrets do not depend on the transcript.",
        scenario: "full-1x1",
        expected: Expected::Violates("unique_session_keys"),
        how: How::World(|setting| {
            setting.flaws.weakness.identity_shares = true;
            setting.flaws.weakness.derivation = Derivation::NoTranscript;
        }),
    },
    Flaw {
        number: 31,
        removed: "Traffic secrets do not depend on the transcript, with a pre-shared key alone.",
        scenario: "psk-alone",
        expected: Expected::Violates("unique_session_keys"),
        how: How::World(|setting| setting.flaws.weakness.derivation = Derivation::NoTranscript),
    },
    Flaw {
        number: 32,
        removed: "The hash is weak: ClientHellos that differ in the server's name alone collide.",
        scenario: "full-1x1",
        expected: Expected::Violates("parameters"),
        how: How::World(|setting| setting.flaws.weakness.transcript = Omission::Name),
    },
    Flaw {
        number: 33,
        removed: "Signatures do not cover whose CertificateVerify they are in; one agent has one key in both roles.",
        scenario: "reflection",
        expected: Expected::Equivalent(
            "The transcript hash that is signed tells the two apart: a client's covers the server's CertificateVerify. \
             An attack needs a signer of another protocol.",
        ),
        how: How::World(|setting| setting.flaws.weakness.no_context_string = true),
    },
    Flaw {
        number: 34,
        removed: "The attacker gets a certificate with its own name for another's public key.",
        scenario: "full-2x1",
        expected: Expected::Equivalent(
            "CertificateVerify covers Certificate, and only the server signs: the attacker cannot show the server's key under its own name. \
             An attack needs raw public keys, which this library does not have.",
        ),
        how: How::World(|setting| setting.certificates.push(Certificate { subject: EVE, key: SERVER })),
    },
    Flaw {
        number: 36,
        removed: "A client takes signatures with its own key for its server's.",
        scenario: "full-1x1",
        expected: Expected::Violates("key_compromise"),
        how: How::World(|setting| setting.flaws.weakness.also_signed_by = Some(ALICE)),
    },
    Flaw {
        number: 37,
        removed: "The exporter secret is the client's application traffic secret.",
        scenario: "record-exporter",
        expected: Expected::Violates("exporter_independence"),
        how: How::World(|setting| setting.flaws.weakness.derivation = Derivation::ExporterIsTraffic),
    },
    Flaw {
        number: 38,
        removed: "All connections draw the same key shares.",
        scenario: "full-shares",
        expected: Expected::Violates("secrecy"),
        how: How::World(|setting| setting.flaws.weakness.shares_reused = true),
    },
    Flaw {
        number: 39,
        removed: "Transcripts leave out the first ClientHello, though not the HelloRetryRequest.",
        scenario: "retry-cookies",
        expected: Expected::Violates("retry_cookie"),
        how: How::World(|setting| setting.flaws.weakness.transcript = Omission::MessageHash),
    },
    Flaw {
        number: 40,
        removed: "A server takes cookies that another server has made.",
        scenario: "retry-cookies",
        expected: Expected::Violates("retry_cookie"),
        how: How::World(|setting| setting.flaws.any_cookie = true),
    },
    Flaw {
        number: 43,
        removed: "External pre-shared keys are imported without a context.",
        scenario: "psk-imported",
        expected: Expected::Violates("identity"),
        how: How::World(|setting| setting.flaws.imports_without_context = true),
    },
    Flaw {
        number: 44,
        removed: "The client's Finished is not verified; the attacker has the AEAD keys of the handshake.",
        scenario: "psk-dhe",
        expected: Expected::Violates("server_confirmation"),
        how: How::World(|setting| setting.flaws.weakness.any_mac = Some(MacPurpose::ClientFinished)),
    },
];
