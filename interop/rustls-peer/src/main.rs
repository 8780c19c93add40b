//! rustls behind the flags and exit codes of `surehand connect` and `surehand serve`: a peer for both
//! roles, and a stand-in for the program under test when the harness itself is tested.
#![forbid(unsafe_code)]

mod configuration;
mod failure;
mod flags;
mod serve;
mod transfer;

use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;

use rustls::ClientConnection;
use rustls_pki_types::ServerName;

use failure::Failure;
use flags::Flags;

fn connect(flags: &Flags) -> Result<(), Failure> {
    let target = flags.target.as_deref().ok_or(Failure::Usage)?;
    let host = target.rsplit_once(':').ok_or(Failure::Usage)?.0;
    let name = flags.get("servername").unwrap_or(host).to_owned();
    let name = ServerName::try_from(name).map_err(|_| Failure::Usage)?;
    let config = configuration::client(flags)?;
    let early = match flags.get("early-data") {
        Some(path) => std::fs::read(path).map_err(|error| Failure::Local(format!("{path}: {error}")))?,
        None => Vec::new(),
    };
    if flags.get("resume").is_some() {
        transfer::rehearse(ClientConnection::new(config.clone(), name.clone())?, TcpStream::connect(target)?)?;
    }
    transfer::stdin_to_stdout(ClientConnection::new(config, name)?, TcpStream::connect(target)?, &early)
}

fn listen(flags: &Flags) -> Result<(), Failure> {
    let config = configuration::server(flags)?;
    let listener = TcpListener::bind(flags.require("listen")?)?;
    eprintln!("listening on {}", listener.local_addr()?);
    let limit = flags.get("connections").and_then(|n| n.parse().ok()).unwrap_or(u64::MAX);
    let mut last = Ok(());
    for _ in 0..limit {
        let (socket, _) = listener.accept()?;
        last = serve::one(config.clone(), socket, flags.get("www"));
        if let Err(failure) = &last {
            eprintln!("{failure}");
        }
    }
    last
}

fn main() -> ExitCode {
    let result = Flags::parse(std::env::args().skip(1)).and_then(|flags| match flags.command.as_str() {
        "connect" => connect(&flags),
        "serve" => listen(&flags),
        "version" => {
            println!("rustls, see interop/rustls-peer/Cargo.lock");
            Ok(())
        }
        _ => Err(Failure::Usage),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            failure.exit_code()
        }
    }
}
