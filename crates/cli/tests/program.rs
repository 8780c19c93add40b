//! The real binary, run as its users run it.

#[path = "program/certificates.rs"]
mod certificates;
#[path = "program/clients.rs"]
mod clients;
#[path = "program/demo.rs"]
mod demo;
#[path = "program/exit_codes.rs"]
mod exit_codes;
#[path = "program/help.rs"]
mod help;
#[path = "program/openssl.rs"]
mod openssl;
#[path = "program/psk.rs"]
mod psk;
#[path = "program/replay.rs"]
mod replay;
#[path = "program/run.rs"]
mod run;
#[path = "program/sessions.rs"]
mod sessions;
#[path = "program/transfer.rs"]
mod transfer;
#[path = "program/tunnel/mod.rs"]
mod tunnel;
#[path = "program/updates.rs"]
mod updates;
#[path = "program/web.rs"]
mod web;
