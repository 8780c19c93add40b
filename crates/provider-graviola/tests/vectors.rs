//! Wycheproof's vectors against this library: the modules of aws-lc's tests, with this one as `library`.

use surehand_graviola as library;

#[path = "../../provider-aws-lc/tests/vectors/aead.rs"]
mod aead;
#[path = "../../provider-aws-lc/tests/vectors/certificate.rs"]
mod certificate;
#[path = "../../provider-aws-lc/tests/vectors/kem.rs"]
mod kem;
#[path = "../../provider-aws-lc/tests/vectors/key_exchange.rs"]
mod key_exchange;
#[path = "../../provider-aws-lc/tests/vectors/signature.rs"]
mod signature;

/// Whether this CPU can run the library.
fn runs_here() -> bool {
    library::is_cpu_supported()
}
