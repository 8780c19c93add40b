//! RFC 8446 A.1, A.2: flights with a message too few, too many, or in another place, and application data before its time.

use surehand_codec::code_point::{ContentType, SignatureScheme};
use surehand_codec::message::{EncryptedExtensions, EndOfEarlyData, KeyUpdate, KeyUpdateRequest};
use surehand_core::handshake::Signer;

use super::flight::{Flight, certificate_request};
use super::{Forgery, Target, encode};
use crate::term::Id;

/// By the state that waits, and whether a pre-shared key authenticates: a letter for each message.
/// `E`ncryptedExtensions, certificate `R`equest, `C`ertificate, an `N`ot filled one, certificate `V`erify, `F`inished,
/// `K`eyUpdate, end `O`f early data, the client's `H`ello again.
const FLIGHTS: &[(&str, bool, &[&str])] = &[
    (
        "WaitEncryptedExtensions",
        false,
        &["CVF", "EVF", "ECF", "ENF", "ENVF", "ECRVF", "ECVRF", "EECVF", "RECVF", "ECVVF", "ECVKF", "EKCVF"],
    ),
    ("WaitEncryptedExtensions", true, &["F", "EEF", "ERF", "ECVF", "ERCVF", "EKF"]),
    ("WaitCertificate", false, &["CF", "VF", "NVF", "CCVF", "CVVF", "HCVF", "KCVF", "OCVF", "RCVF"]),
    ("WaitFinished", false, &["CVF", "NF", "VF", "HF", "KF", "OF", "EF"]),
];

/// What nobody may take, under handshake keys that the attacker knows.
pub fn disordered(target: &Target<'_>) -> Vec<Forgery> {
    if !target.illegal || !target.has_read_key() {
        return Vec::new();
    }
    let name = target.connection.state_name();
    let flights = FLIGHTS.iter().filter(|(state, by_psk, _)| *state == name && *by_psk == target.by_psk);
    let mut forged = Vec::new();
    for (.., flights) in flights {
        for letters in *flights {
            forged.extend(target.certificates.iter().filter_map(|shown| flight(target, letters, shown)));
        }
        let data = target.sealed(ContentType::APPLICATION_DATA, b"data before its time");
        forged.extend(data.map(|record| ("application data of the attacker under handshake keys", record)));
    }
    forged
}

fn flight(target: &Target<'_>, letters: &'static str, (chain, key): &(Vec<u8>, Id)) -> Option<Forgery> {
    let client = target.connection.state_name() == "WaitEncryptedExtensions";
    let signer = if client { Signer::Server } else { Signer::Client };
    let mut flight = Flight::new(target)?;
    for letter in letters.chars() {
        match letter {
            'E' => flight.add(encode(&EncryptedExtensions::default())),
            'R' => flight.add(certificate_request()),
            'C' => flight.show(chain),
            'N' => flight.no_certificate(),
            'V' => flight.sign(signer, *key, SignatureScheme::ED25519),
            'K' => flight.add(encode(&KeyUpdate { request_update: KeyUpdateRequest::UpdateNotRequested })),
            'O' => flight.add(encode(&EndOfEarlyData)),
            'H' => flight.add(target.messages.first()?.to_vec()),
            _ => return flight.finish("a flight of the attacker with messages that are not due"),
        }
    }
    None
}
