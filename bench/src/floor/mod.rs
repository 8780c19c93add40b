//! What no implementation can go below: the primitives of a handshake or a record, by the library that is fastest at each.

mod aws_lc;
mod graviola;
mod rust_crypto;
mod sum;

pub use sum::handshake;

use crate::case::Suite;
use crate::clock::timed;
use crate::statistics::median;

/// The lengths of the records that are sealed and opened.
pub const RECORDS: [usize; 3] = [64, 1 << 10, 16 << 10];

/// Something that a library does, as a handshake or a record needs it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operation {
    /// A key pair, and the secret with a peer's share.
    X25519,
    P256,
    KemGenerate,
    KemEncapsulate,
    KemDecapsulate,
    /// With the public key as bytes, as in a certificate.
    EcdsaSign,
    EcdsaVerify,
    Ed25519Sign,
    Ed25519Verify,
    RsaSign,
    RsaVerify,
    /// 64 bytes more of a running SHA-256.
    HashBlock,
    /// The digest of a running SHA-256 that goes on.
    HashFork,
    /// HMAC-SHA256 under a key that is new, over an HkdfLabel's length of input.
    Hmac,
    /// The same under a key that has been used before.
    HmacPrepared,
    /// The context of an AES-128-GCM key.
    AeadKey,
    /// Sealing or opening 64 bytes.
    AeadShort,
    /// 32 bytes.
    Random,
    /// Sealing so many bytes from one place to another as a record.
    Seal(Suite, usize),
    /// Opening them in place.
    Open(Suite, usize),
}

/// One library's way to do it.
pub struct Primitive {
    pub operation: Operation,
    pub library: &'static str,
    /// Nanoseconds of each of so many runs.
    pub run: Box<dyn FnMut(usize) -> Vec<f64>>,
}

/// A primitive whose single run is long enough to be timed.
fn primitive<T>(operation: Operation, library: &'static str, mut work: impl FnMut() -> T + 'static) -> Primitive {
    let run = move |runs| (0..runs).map(|_| timed(|| std::hint::black_box(work())).1).collect();
    Primitive { operation, library, run: Box::new(run) }
}

/// A primitive that takes less than a microsecond: sixteen in a row are timed.
fn brief<T>(operation: Operation, library: &'static str, mut work: impl FnMut() -> T + 'static) -> Primitive {
    let run = move |runs| {
        let sixteen = |_| timed(|| (0..16).for_each(|_| _ = std::hint::black_box(work()))).1 / 16.0;
        (0..runs).map(sixteen).collect()
    };
    Primitive { operation, library, run: Box::new(run) }
}

/// All primitives of all libraries.
pub fn primitives() -> Vec<Primitive> {
    let mut all = aws_lc::primitives();
    all.extend(graviola::primitives());
    all.extend(rust_crypto::primitives());
    all
}

/// What the primitives took in one round.
pub struct Round(Vec<(Operation, &'static str, f64)>);

impl Round {
    /// Measures all that `wanted` wants.
    pub fn measure(primitives: &mut [Primitive], wanted: impl Fn(Operation) -> bool) -> Self {
        let wanted = primitives.iter_mut().filter(|primitive| wanted(primitive.operation));
        let measure = |primitive: &mut Primitive| {
            (primitive.run)(2);
            (primitive.operation, primitive.library, median(&(primitive.run)(15)))
        };
        Self(wanted.map(measure).collect())
    }

    /// Nanoseconds of the library that is fastest.
    pub fn best(&self, operation: Operation) -> f64 {
        let of = self.0.iter().filter(|(each, ..)| *each == operation);
        of.map(|(.., nanoseconds)| *nanoseconds).fold(f64::INFINITY, f64::min)
    }

    /// Prints each library's figures.
    pub fn print(&self) {
        println!("primitives, ns");
        for (operation, library, nanoseconds) in &self.0 {
            println!("{:30} {library:12} {nanoseconds:>10.0}", format!("{operation:?}"));
        }
        println!();
    }
}
