//! RustCrypto: SHA-256 and HMAC.

use std::hint::black_box;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::{Operation, Primitive, brief};

/// The length of an HkdfLabel with a transcript hash, about.
const LABEL: [u8; 54] = [0x5a; 54];

/// Those of this library.
pub fn primitives() -> Vec<Primitive> {
    let library = "RustCrypto";
    let mut running = Sha256::new();
    let forked = Sha256::new_with_prefix([0x5a; 100]);
    let prepared = Hmac::<Sha256>::new_from_slice(&[0x5a; 32]).expect("any key");
    let kilobyte = vec![0x5a; 1024];
    let mut blocks = brief(Operation::HashBlock, library, move || running.update(black_box(&kilobyte)));
    // A kilobyte at a time is sixteen blocks.
    blocks.run = per_sixteen(blocks.run);
    vec![
        blocks,
        brief(Operation::HashFork, library, move || black_box(&forked).clone().finalize()),
        brief(Operation::Hmac, library, || {
            let mut mac = Hmac::<Sha256>::new_from_slice(black_box(&[0x5a; 32])).expect("any key");
            mac.update(&LABEL);
            mac.finalize()
        }),
        brief(Operation::HmacPrepared, library, move || {
            let mut mac = black_box(&prepared).clone();
            mac.update(&LABEL);
            mac.finalize()
        }),
    ]
}

fn per_sixteen(mut run: Box<dyn FnMut(usize) -> Vec<f64>>) -> Box<dyn FnMut(usize) -> Vec<f64>> {
    Box::new(move |runs| run(runs).into_iter().map(|nanoseconds| nanoseconds / 16.0).collect())
}
