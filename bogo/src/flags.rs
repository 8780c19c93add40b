//! The runner's flags: names and values, told apart by connection and by credential.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use crate::base64;
use crate::failure::Failure;
use crate::known::{self, Takes};

/// Flags by name; one that takes no value has an empty one.
#[derive(Clone, Default, Debug)]
pub struct Set {
    values: Vec<(String, Vec<u8>)>,
}

/// A credential of its own, introduced by a `-new-..-credential` flag.
#[derive(Clone, Debug)]
pub struct CredentialFlags {
    /// Which kind: `x509`, `psk`, ..
    pub kind: String,
    /// Its flags.
    pub set: Set,
}

/// The flags that hold for one connection.
#[derive(Clone, Default, Debug)]
pub struct Flags {
    /// What concerns the connection, and the default credential.
    pub set: Set,
    /// Further credentials, in order of preference.
    pub credentials: Vec<CredentialFlags>,
}

/// The flags of a whole run.
#[derive(Default, Debug)]
pub struct Scopes {
    /// For the first connection.
    pub initial: Flags,
    /// For those that may resume it.
    pub resume: Flags,
    /// For what follows on a refusal of early data.
    pub retry: Flags,
}

impl Set {
    /// Whether the flag is there.
    pub fn has(&self, name: &str) -> bool {
        self.last(name).is_some()
    }

    /// The value that was given last.
    pub fn last(&self, name: &str) -> Option<&[u8]> {
        self.all(name).pop()
    }

    /// Every value of a flag, in order.
    pub fn all(&self, name: &str) -> Vec<&[u8]> {
        debug_assert!(known::takes(name).is_some(), "a flag that is not in the table: {name}");
        self.values.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_slice()).collect()
    }

    /// The value as text.
    pub fn text(&self, name: &str) -> Result<Option<&str>, Failure> {
        self.last(name).map(|value| std::str::from_utf8(value).map_err(|_| bad(name))).transpose()
    }

    /// The value as a number.
    pub fn number<N: std::str::FromStr>(&self, name: &str) -> Result<Option<N>, Failure> {
        self.text(name)?.map(|text| text.parse().map_err(|_| bad(name))).transpose()
    }

    /// Every value as a number.
    pub fn numbers<N: std::str::FromStr>(&self, name: &str) -> Result<Vec<N>, Failure> {
        let number = |value: &[u8]| std::str::from_utf8(value).ok().and_then(|text| text.parse().ok()).ok_or(bad(name));
        self.all(name).into_iter().map(number).collect()
    }

    /// The value, which is in base64.
    pub fn base64(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.last(name).map(|value| base64::decode(value).ok_or(bad(name))).transpose()
    }

    /// Flags for a test.
    #[cfg(test)]
    pub fn of(flags: &[(&str, &str)]) -> Self {
        Self { values: flags.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect() }
    }

    fn put(&mut self, name: &str, value: &[u8]) {
        self.values.push((name.to_owned(), value.to_vec()));
    }
}

impl Flags {
    /// Puts a flag where it belongs: a credential's go to the credential that was introduced last.
    fn put(&mut self, name: &str, takes: Takes, value: &[u8]) {
        match (takes, self.credentials.last_mut()) {
            (Takes::NewCredential, _) => {
                let kind = name.trim_start_matches("new-").trim_end_matches("-credential").to_owned();
                self.credentials.push(CredentialFlags { kind, set: Set::default() });
            }
            (Takes::CredentialValue | Takes::CredentialSwitch, Some(credential)) => credential.set.put(name, value),
            _ => self.set.put(name, value),
        }
    }
}

impl Scopes {
    /// Reads the command line; a flag that is not in the table ends the run as unimplemented.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Failure> {
        let mut scopes = Self::default();
        let mut arguments = arguments.into_iter().map(OsString::into_vec);
        while let Some(argument) = arguments.next() {
            let argument = String::from_utf8(argument).map_err(|_| bad("a flag"))?;
            let (name, ours) = match argument.strip_prefix("-on-handshaker") {
                Some(name) => (name, false),
                None => (argument.strip_prefix("-on-shim").unwrap_or(&argument), true),
            };
            let prefixed = [("-on-initial-", 0), ("-on-resume-", 1), ("-on-retry-", 2)]
                .into_iter()
                .find_map(|(prefix, scope)| Some((name.strip_prefix(prefix)?, Some(scope))));
            let (name, scope) = prefixed.unwrap_or((name.strip_prefix('-').unwrap_or(name), None));
            let takes = known::takes(name).ok_or_else(|| Failure::unimplemented(format!("the flag -{name}")))?;
            let value = match takes {
                Takes::Value | Takes::CredentialValue => arguments.next().ok_or_else(|| bad(name))?,
                _ => Vec::new(),
            };
            let all = [&mut scopes.initial, &mut scopes.resume, &mut scopes.retry];
            for (index, flags) in all.into_iter().enumerate() {
                if ours && scope.is_none_or(|scope| scope == index) {
                    flags.put(name, takes, &value);
                }
            }
        }
        Ok(scopes)
    }
}

fn bad(name: &str) -> Failure {
    Failure::new(format!("the value of -{name} cannot be read"))
}
