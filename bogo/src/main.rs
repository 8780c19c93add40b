//! The shim that BoGo, BoringSSL's protocol test runner, drives: `bogo/README.md`.
#![forbid(unsafe_code)]

mod answers;
mod base64;
mod conversation;
mod credential;
#[cfg_attr(not(test), expect(dead_code, reason = "the machine does not do this yet"))]
mod early;
mod exchange;
mod expect;
#[cfg_attr(not(test), expect(dead_code, reason = "the machine does not do this yet"))]
mod external;
mod failure;
mod flags;
#[cfg_attr(not(test), expect(dead_code, reason = "the machine does not do this yet"))]
mod issuer;
mod known;
mod names;
mod seen;
mod settings;
mod transport;

use std::process::ExitCode;
use std::sync::Arc;

use exchange::Exchange;
use failure::Failure;
use flags::Scopes;
use surehand::provider::Mixed;

fn main() -> ExitCode {
    let code = run().map_or_else(|failure| failure.report(), |()| ExitCode::SUCCESS);
    // The runner takes what follows this line for the output of a memory checker.
    eprintln!("--- DONE ---");
    code
}

fn run() -> Result<(), Failure> {
    let scopes = Scopes::parse(std::env::args_os().skip(1))?;
    if scopes.initial.set.has("is-handshaker-supported") {
        println!("No");
        return Ok(());
    }
    let provider = Arc::new(Mixed::new().map_err(|error| Failure::new(error.to_string()))?);
    if scopes.initial.set.number("resume-count")?.unwrap_or(0) > 0 {
        return Err(Failure::unimplemented("resumption"));
    }
    conversation::run(&mut Exchange::new(&scopes.initial, &provider)?)
}
