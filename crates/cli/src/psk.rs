//! An external pre-shared key on the command line (RFC 8446 §4.2.11, RFC 9258).

use std::path::PathBuf;

use clap::Args;
use surehand::session::{Context, ExternalPsk, Psk};
use zeroize::Zeroizing;

use crate::exit::Failure;
use crate::files;

/// An external pre-shared key.
#[derive(Args)]
pub struct ExternalPskFlags {
    /// Use this pre-shared key, in hexadecimal: at least 16 random bytes. For tests, for command lines are no secrets
    #[arg(long, value_name = "HEX", value_parser = key)]
    psk: Option<Psk>,
    /// Use the pre-shared key in this file, in hexadecimal
    #[arg(long, value_name = "FILE", conflicts_with = "psk")]
    psk_file: Option<PathBuf>,
    /// The name of the pre-shared key
    #[arg(long, value_name = "TEXT", default_value = "Client_identity")]
    psk_identity: String,
    /// Import the pre-shared key (RFC 9258) instead of using it as it is; the peer has to do so too
    #[arg(long)]
    psk_import: bool,
    /// Whom the imported key is between: two names, separated by a comma
    #[arg(long, value_name = "CLIENT,SERVER", requires = "psk_import")]
    psk_context: Option<String>,
}

impl ExternalPskFlags {
    /// Whether there is a key.
    pub fn is_given(&self) -> bool {
        self.psk.is_some() || self.psk_file.is_some()
    }

    /// The bytes of the key, if there is one.
    pub fn key(&self) -> Result<Option<Psk>, Failure> {
        let Some(path) = &self.psk_file else { return Ok(self.psk.clone()) };
        let text = Zeroizing::new(files::read(path)?);
        let text = std::str::from_utf8(text.trim_ascii()).map_err(|error| Failure::file(path, error))?;
        key(text).map(Some).map_err(|why| Failure::file(path, why))
    }

    /// The key, if there is one.
    pub fn load(&self) -> Result<Option<ExternalPsk>, Failure> {
        let Some(key) = self.key()? else {
            let alone = || Failure::usage("--psk-import needs --psk or --psk-file");
            return if self.psk_import { Err(alone()) } else { Ok(None) };
        };
        let (identity, key) = (self.psk_identity.as_bytes(), key.as_ref());
        let context = match &self.psk_context {
            None => Context::none(),
            Some(names) => {
                let (client, server) = names
                    .split_once(',')
                    .ok_or_else(|| Failure::usage(format!("{names:?} is not of the form CLIENT,SERVER")))?;
                Context::between(client.as_bytes(), server.as_bytes())?
            }
        };
        Ok(Some(match self.psk_import {
            true => ExternalPsk::imported(identity, key, context)?,
            false => ExternalPsk::raw(identity, key)?,
        }))
    }
}

fn key(text: &str) -> Result<Psk, String> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0).ok_or("not hexadecimal")?;
    let (pairs, _) = digits.as_chunks::<2>();
    let bytes: Vec<u8> = pairs.iter().map(|[high, low]| (high * 16 + low) as u8).collect();
    Ok(Psk::new(&bytes))
}
