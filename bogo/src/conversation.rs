//! What is said over a connection, from its handshake to its end.

use surehand_codec::code_point::AlertDescription;
use surehand_core::connection::EarlyData;

use crate::exchange::{Exchange, Step};
use crate::failure::{Failure, ensure};
use crate::opening::{export, initial_write};
use crate::{early, expect};

/// Runs a connection as its flags say.
pub fn run(exchange: &mut Exchange) -> Result<(), Failure> {
    let rest = early::offer(exchange)?;
    handshake(exchange)?;
    expect::check(exchange)?;
    let set = exchange.set();
    if set.has("send-alert") {
        exchange.core.abort(AlertDescription(DECOMPRESSION_FAILURE));
        return exchange.flush();
    }
    export(exchange)?;
    if set.has("write-different-record-sizes") {
        for length in [0, 1, 255, 256, 257, 16383, 16384, 16385, 32767, 32768, 32769] {
            exchange.send(&vec![0x42; length])?;
        }
    } else {
        let accepted = exchange.answers.facts.accepted && !exchange.is_server();
        let first = if accepted { rest } else { initial_write(&set)? };
        exchange.send(&first)?;
        if !set.has("shim-shuts-down") {
            echo(exchange)?;
        }
    }
    take_tickets(exchange)?;
    shut_down(exchange)?;
    let expected = set.text("expect-msg-callback")?;
    ensure(expected.is_none_or(|expected| expected == exchange.seen.trace), || {
        format!("other messages were exchanged:\n{}", exchange.seen.trace)
    })
}

/// An alert of TLS 1.2 that this shim sends on demand.
const DECOMPRESSION_FAILURE: u8 = 30;

fn handshake(exchange: &mut Exchange) -> Result<(), Failure> {
    loop {
        match exchange.step()? {
            Step::Early(data) => early::answer(exchange, &data)?,
            Step::Complete => break,
            Step::Data(_) => return Err(Failure::new("data in the handshake")),
            Step::Closed => return Err(Failure::named("CONNECTION_CLOSED", "close_notify in the handshake")),
            Step::End => {
                let state = exchange.core.state_name();
                let ended = exchange.core.end_of_input();
                return Err(ended.map_or_else(|error| exchange.fail(error, state), |()| Failure::new("the end")));
            }
        }
    }
    let early_data = exchange.core.early_data();
    let facts = &mut exchange.answers.facts;
    facts.accepted = early_data == EarlyData::Accepted;
    facts.resumed = exchange.seen.resumed();
    facts.retry = exchange.seen.retry;
    facts.early_data_offered |= exchange.seen.hello == Some(true);
    Ok(())
}

/// Answers everything with its complement until the peer ends.
fn echo(exchange: &mut Exchange) -> Result<(), Failure> {
    let set = exchange.set();
    let at_once = set.number::<usize>("read-size")?.filter(|size| *size > 0).unwrap_or(512);
    loop {
        if set.has("key-update-before-read") {
            update_keys(exchange)?;
            exchange.flush()?;
        }
        let step = exchange.step()?;
        if set.has("use-exporter-between-reads") {
            let exported = exchange.core.export(b"label", b"", &mut [0]);
            exported.map_err(|error| Failure::new(format!("failed to export keying material: {error:?}")))?;
        }
        let Step::Data(data) = step else { return Ok(()) };
        for (index, part) in data.chunks(at_once).enumerate() {
            if index > 0 && set.has("key-update-before-read") {
                update_keys(exchange)?;
            }
            if set.has("key-update") {
                update_keys(exchange)?;
            }
            let reply: Vec<u8> = part.iter().map(|byte| byte ^ 0xff).collect();
            exchange.send(&reply)?;
        }
    }
}

fn update_keys(exchange: &mut Exchange) -> Result<(), Failure> {
    let updated = exchange.core.update_keys(false);
    updated.map_err(|error| exchange.fail(error, "updating keys"))
}

/// A client gets a ticket unless the flags say otherwise; the newest is kept.
fn take_tickets(exchange: &mut Exchange) -> Result<(), Failure> {
    let set = exchange.set();
    let tickets = exchange.core.take_tickets();
    if exchange.is_server() {
        return Ok(());
    }
    let expected = !set.has("expect-no-session") && !set.has("shim-shuts-down");
    ensure(tickets.is_empty() != expected, || format!("{} tickets came", tickets.len()))?;
    let answers = &mut exchange.answers;
    answers.sessions.kept = None;
    if let Some(ticket) = tickets.into_iter().next_back() {
        let early_data = ticket.early_data.is_some();
        ensure(!expected || early_data == set.has("expect-ticket-supports-early-data"), || {
            format!("early data with the ticket: {early_data}")
        })?;
        answers.sessions.keep(ticket, &answers.peer);
    }
    Ok(())
}

fn shut_down(exchange: &mut Exchange) -> Result<(), Failure> {
    let set = exchange.set();
    exchange.close()?;
    if !set.has("shim-shuts-down") || !set.has("check-close-notify") {
        return Ok(());
    }
    match exchange.step()? {
        Step::Closed => Ok(()),
        Step::Data(_) => Err(Failure::named("APPLICATION_DATA_ON_SHUTDOWN", "data after our close_notify")),
        // The reference shim's words, which a test compares.
        _ => Err(Failure::new("Unexpected SSL_shutdown result: -1 != 1")),
    }
}
