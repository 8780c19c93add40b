//! Cipher suites, groups and providers by name.

use std::sync::Arc;

use clap::ValueEnum;
use surehand::provider::Mixed;
use surehand::{CipherSuite, NamedGroup};

use crate::exit::Failure;

/// Which crypto library.
#[derive(Clone, Copy, Default, ValueEnum)]
pub enum Provider {
    /// For each algorithm whichever library is faster
    #[default]
    Default,
    /// aws-lc alone
    AwsLc,
    /// graviola alone
    Graviola,
}

impl Provider {
    /// The provider, if this CPU can run it.
    pub fn load(self) -> Result<Arc<Mixed>, Failure> {
        match self {
            Self::Default => Mixed::new(),
            Self::AwsLc => Mixed::aws_lc(),
            Self::Graviola => Mixed::graviola(),
        }
        .map(Arc::new)
        .map_err(|error| Failure::local(format!("the crypto provider cannot be used: {error}")))
    }
}

/// Groups in order, separated by colons or commas.
pub fn groups(text: &str) -> Result<Vec<NamedGroup>, String> {
    list(text, |name| match name {
        "p-256" | "prime256v1" => Some(NamedGroup::SECP256R1),
        "p-384" => Some(NamedGroup::SECP384R1),
        "p-521" => Some(NamedGroup::SECP521R1),
        _ => find(name, NamedGroup::KNOWN, |group| group.name()),
    })
}

/// Cipher suites in order, separated by colons or commas.
pub fn cipher_suites(text: &str) -> Result<Vec<CipherSuite>, String> {
    list(text, |name| find(name, CipherSuite::KNOWN, |suite| suite.name()))
}

fn find<T: Copy>(name: &str, known: &[T], text: impl Fn(T) -> Option<&'static str>) -> Option<T> {
    known.iter().copied().find(|value| text(*value).is_some_and(|known| known.eq_ignore_ascii_case(name)))
}

fn list<T>(text: &str, find: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    text.split([':', ','])
        .map(|name| find(&name.to_ascii_lowercase()).ok_or_else(|| format!("{name:?} is not known here")))
        .collect()
}
