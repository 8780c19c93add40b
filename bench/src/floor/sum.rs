//! A handshake as a sum of primitives.
//!
//! Counted are the keys that have to be made, the signatures, the bytes of the transcript, the HMACs of the key schedule
//! (RFC 8446 §7.1) and of Finished, the AEAD keys and calls, and the random bytes that no peer can do without. Constants (the
//! early secret without a PSK) are not; nor is anything but cryptography: no encoding, no X.509, no allocation.

use super::{Operation, Round};
use crate::case::{Group, Leaf, Sessions, Setup};

/// HMACs with a key that is new and with one that is prepared.
struct Hmacs {
    new: f64,
    prepared: f64,
}

/// Two extractions, ten expansions from the secrets between, four times key and IV, and two Finished.
const FULL: Hmacs = Hmacs { new: 10.0, prepared: 9.0 };

/// The early secret, the binder with its two keys, and the resumption secret with the next ticket's PSK.
const RESUMED: Hmacs = Hmacs { new: 14.0, prepared: 12.0 };

/// Early data adds its traffic secret with key and IV.
const EARLY_DATA: Hmacs = Hmacs { new: 15.0, prepared: 14.0 };

/// Microseconds of client and server; `transcript` is the bytes that were sent.
pub fn handshake(round: &Round, setup: &Setup, transcript: usize) -> [f64; 2] {
    let best = |operation| round.best(operation);
    let resumed = setup.sessions != Sessions::Off;
    let (mut client, mut server) = (0.0, 0.0);

    let (at_client, at_server) = exchange(round, setup);
    client += at_client;
    server += at_server;

    if !resumed {
        let (sign, verify) = match setup.leaf {
            Leaf::Ecdsa => (Operation::EcdsaSign, Operation::EcdsaVerify),
            Leaf::Rsa => (Operation::RsaSign, Operation::RsaVerify),
            Leaf::Ed25519 => (Operation::Ed25519Sign, Operation::Ed25519Verify),
        };
        // CertificateVerify, and the two links of the chain.
        let verification = 3.0 * best(verify);
        client += verification;
        server += best(sign);
        if setup.mutual {
            client += best(sign);
            server += verification;
        }
    }

    let hmacs = match setup.sessions {
        Sessions::Off => FULL,
        Sessions::PskDheKe | Sessions::PskKe => RESUMED,
        Sessions::EarlyData => EARLY_DATA,
    };
    let hash = transcript as f64 / 64.0 * best(Operation::HashBlock) + 4.0 * best(Operation::HashFork);
    let mac = hmacs.new * best(Operation::Hmac) + hmacs.prepared * best(Operation::HmacPrepared);
    // Four traffic keys; one record each way, and the bytes in it at the speed of long records.
    let early = f64::from(u8::from(setup.sessions == Sessions::EarlyData));
    let bytes = transcript as f64 / (16 << 10) as f64 * best(Operation::Seal(setup.suite, 16 << 10));
    let aead = (4.0 + early) * best(Operation::AeadKey) + (2.0 + early) * best(Operation::AeadShort) + bytes;
    let both = hash + mac + aead + best(Operation::Random);
    client += both;
    server += both;

    if resumed {
        // The ticket that is opened, and the one that is sealed and its record.
        server += 3.0 * best(Operation::AeadShort) + best(Operation::Random);
        client += best(Operation::AeadShort);
    }
    [client / 1e3, server / 1e3]
}

/// The key exchange.
fn exchange(round: &Round, setup: &Setup) -> (f64, f64) {
    let best = |operation| round.best(operation);
    if setup.sessions == Sessions::PskKe {
        return (0.0, 0.0);
    }
    match setup.group {
        Group::X25519 => (best(Operation::X25519), best(Operation::X25519)),
        Group::P256 => (best(Operation::P256), best(Operation::P256)),
        Group::X25519MLKEM768 => {
            let classical = best(Operation::X25519);
            let client = best(Operation::KemGenerate) + best(Operation::KemDecapsulate);
            (classical + client, classical + best(Operation::KemEncapsulate))
        }
    }
}
