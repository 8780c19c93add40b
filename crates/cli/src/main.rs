//! The program `surehand`.
#![forbid(unsafe_code)]

mod cert;
mod connect;
mod demo;
mod exchange;
mod exit;
mod files;
mod identity;
mod limited;
mod model;
mod names;
mod psk;
mod serve;
mod served;
mod sessions;
mod settings;
mod trace;
mod tunnel;
mod updating;
mod www;

use clap::{Parser, Subcommand};

/// TLS 1.3 (RFC 8446) on the command line.
///
/// Start with `surehand demo`: it sets up a secure channel between two peers on this machine and shows how.
#[derive(Parser)]
#[command(name = "surehand", version, after_help = exit::CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Demo),
    Connect(connect::Connect),
    Serve(serve::Serve),
    Tunnel(tunnel::Tunnel),
    Cert(cert::Cert),
    Model(model::Model),
}

fn main() -> std::process::ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout and are no failure.
            let _ = error.print();
            return if error.use_stderr() { exit::Failure::USAGE.into() } else { std::process::ExitCode::SUCCESS };
        }
    };
    let done = match arguments.command {
        Command::Demo(demo) => demo.run(),
        Command::Connect(connect) => connect.run(),
        Command::Serve(serve) => serve.run(),
        Command::Tunnel(tunnel) => tunnel.run(),
        Command::Cert(cert) => cert.run(),
        Command::Model(model) => model.run(),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(failure) => {
            failure.report();
            failure.code.into()
        }
    }
}
