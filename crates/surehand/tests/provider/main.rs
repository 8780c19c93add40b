//! The libraries against each other, through the provider that composes them.
#![cfg(all(feature = "aws-lc", feature = "graviola"))]

mod aead;
mod hybrid;
mod key_exchange;
mod keys;
mod public_key;
mod signature;

use surehand::provider::Mixed;

/// Every mixture that this CPU can run, and its name.
fn mixtures() -> Vec<(&'static str, Mixed)> {
    let made = [("mixed", Mixed::new()), ("aws-lc", Mixed::aws_lc()), ("graviola", Mixed::graviola())];
    made.into_iter().filter_map(|(name, mixed)| Some((name, mixed.ok()?))).collect()
}
