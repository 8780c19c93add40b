//! `surehand model`: the production handshake code, explored with symbolic crypto against an attacker who owns the network.

mod check;
mod list;
mod page;
mod real;
mod replay;
mod within;

use clap::{Args, Subcommand};

use crate::exit::Failure;

/// Explore the handshake code against an attacker who owns the network
///
/// The code that runs in `connect` and `serve` runs here with symbolic crypto, step by step, in every order that an attacker
/// can bring about within the bounds of a scenario. What holds within these bounds is not proved beyond them.
///
/// Example:
///
///   surehand model check --scenario full-2x2
///   surehand model check --flaw 15 --charts attacks
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Model {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Check),
    List(list::List),
    Explain(list::Explain),
    Replay(replay::Replay),
    Page(page::Page),
}

impl Model {
    pub fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Check(check) => check.run(),
            Command::List(list) => list.run(),
            Command::Explain(explain) => explain.run(),
            Command::Replay(replay) => replay.run(),
            Command::Page(page) => page.run(),
        }
    }
}
