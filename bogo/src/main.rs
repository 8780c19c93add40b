//! The shim that BoGo, BoringSSL's protocol test runner, drives: `bogo/README.md`.
#![forbid(unsafe_code)]

mod answers;
mod base64;
mod certificate;
mod client;
mod conversation;
mod credential;
mod early;
mod exchange;
mod expect;
mod external;
mod facts;
mod failure;
mod flags;
mod known;
mod names;
mod opening;
mod peer;
mod psks;
mod seen;
mod server;
mod sessions;
mod settings;
mod staple;
mod transport;

use std::process::ExitCode;
use std::sync::Arc;

use exchange::Exchange;
use failure::{Failure, ensure};
use flags::Scopes;
use sessions::Sessions;
use surehand::provider::Mixed;

fn main() -> ExitCode {
    let code = run().map_or_else(|failure| failure.report(), |()| ExitCode::SUCCESS);
    // The runner takes what follows this line for the output of a memory checker.
    eprintln!("--- DONE ---");
    code
}

/// One connection after the other, each with what the earlier ones have left.
fn run() -> Result<(), Failure> {
    let scopes = Scopes::parse(std::env::args_os().skip(1))?;
    if scopes.initial.set.has("is-handshaker-supported") {
        println!("No");
        return Ok(());
    }
    let provider = Arc::new(Mixed::new().map_err(|error| Failure::new(error.to_string()))?);
    let mut sessions = Sessions::new();
    for index in 0..=scopes.initial.set.number::<usize>("resume-count")?.unwrap_or(0) {
        let resumes = index > 0;
        let flags = if resumes { &scopes.resume } else { &scopes.initial };
        if resumes {
            sessions.wait(flags.set.number("resumption-delay")?.unwrap_or(0));
            let can_resume = flags.set.has("server") || sessions.kept.is_some();
            ensure(can_resume, || "there is no session to offer".to_owned())?;
        }
        let mut exchange = Exchange::new(flags, &scopes.retry, resumes, &provider, sessions)?;
        conversation::run(&mut exchange)?;
        sessions = exchange.into_sessions();
    }
    Ok(())
}
