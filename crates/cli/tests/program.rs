//! The real binary, run as its users run it.

#[path = "program/certificates.rs"]
mod certificates;
#[path = "program/demo.rs"]
mod demo;
#[path = "program/exit_codes.rs"]
mod exit_codes;
#[path = "program/help.rs"]
mod help;
#[path = "program/run.rs"]
mod run;
#[path = "program/transfer.rs"]
mod transfer;
#[path = "program/web.rs"]
mod web;
