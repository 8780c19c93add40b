//! What the flags expect of a complete handshake.

use crate::credential::certificates;
use crate::exchange::Exchange;
use crate::facts::reason;
use crate::failure::{Failure, ensure};

/// Compares what was negotiated with what the flags expect.
pub fn check(exchange: &Exchange) -> Result<(), Failure> {
    let set = &exchange.set();
    ensure(!set.has("handshake-never-done"), || "the handshake is complete".to_owned())?;
    check_protocol(exchange)?;
    let (suite, group) = exchange.seen.parameters.ok_or(Failure::new("no parameters were noted down"))?;
    // AES runs in hardware on every CPU that this project is tested on.
    for flag in ["expect-cipher", "expect-cipher-aes"] {
        let expected = set.number::<u16>(flag)?;
        ensure(expected.is_none_or(|expected| expected == suite.0), || format!("the cipher suite is {suite}"))?;
    }
    let expected = set.number::<u16>("expect-curve-id")?;
    ensure(expected.is_none_or(|expected| group.is_some_and(|group| group.0 == expected)), || {
        format!("the group is {group:?}")
    })?;
    let scheme = exchange.answers.peer.scheme;
    let expected = set.number::<u16>("expect-peer-signature-algorithm")?;
    ensure(expected.is_none_or(|expected| scheme.is_some_and(|scheme| scheme.0 == expected)), || {
        format!("the peer signed with {scheme:?}")
    })?;
    ensure(!set.has("expect-hrr") || exchange.seen.retry, || "no HelloRetryRequest".to_owned())?;
    ensure(!set.has("expect-no-hrr") || !exchange.seen.retry, || "a HelloRetryRequest".to_owned())?;
    check_resumption(exchange)?;
    check_early_data(exchange)?;
    let chosen = exchange.answers.chosen.map_or(-1, |number| number as i64);
    let expected = set.number::<i64>("expect-selected-credential")?;
    ensure(expected.is_none_or(|expected| expected == chosen), || format!("credential {chosen} was used"))?;
    check_certificate(exchange)
}

fn check_protocol(exchange: &Exchange) -> Result<(), Failure> {
    let set = &exchange.set();
    let connected = exchange.core.connected().ok_or(Failure::new("the handshake is not complete"))?;
    let expected = set.last(if set.has("server") { "select-alpn" } else { "expect-alpn" });
    let protocol = connected.application_layer_protocol;
    ensure(protocol.unwrap_or_default() == expected.unwrap_or_default(), || {
        format!("the application protocol is {protocol:?}")
    })?;
    let expected = set.last("expect-server-name");
    ensure(expected.is_none_or(|expected| connected.server_name == Some(expected)), || {
        format!("the server name is {:?}", connected.server_name)
    })
}

/// Whether a session was resumed, as it should be on every connection but the first.
fn check_resumption(exchange: &Exchange) -> Result<(), Failure> {
    let set = exchange.set();
    let (resumed, expected) = (exchange.seen.resumed(), exchange.resumes && !set.has("expect-session-miss"));
    ensure(resumed == expected, || format!("a session was resumed: {resumed}"))?;
    let skew = exchange.answers.facts.age_skew;
    let expected = set.number::<i64>("expect-ticket-age-skew")?.filter(|_| resumed);
    ensure(expected.is_none_or(|expected| expected == skew), || format!("the ticket's age is {skew} seconds off"))
}

fn check_early_data(exchange: &Exchange) -> Result<(), Failure> {
    let set = exchange.set();
    let facts = exchange.answers.facts;
    let unexpected =
        if facts.accepted { set.has("expect-reject-early-data") } else { set.has("expect-accept-early-data") };
    let as_expected = !unexpected && !exchange.refused_against_flags;
    ensure(as_expected, || format!("early data was accepted: {}", facts.accepted))?;
    let reason = reason(facts, exchange.is_server());
    let expected = set.text("expect-early-data-reason")?;
    ensure(expected.is_none_or(|expected| expected == reason), || format!("early data: {reason}"))
}

fn check_certificate(exchange: &Exchange) -> Result<(), Failure> {
    let set = &exchange.set();
    let peer = &exchange.answers.peer;
    if let Some(path) = set.text("expect-peer-cert-file")? {
        ensure(peer.chain == certificates(path)?, || "the peer showed another chain".to_owned())?;
    }
    for (flag, shown) in
        [("expect-ocsp-response", &peer.ocsp_response), ("expect-signed-cert-timestamps", &peer.timestamps)]
    {
        let expected = set.base64(flag)?;
        ensure(expected.is_none() || expected == *shown, || format!("-{flag}: {shown:02x?}"))?;
    }
    let has_chain = !peer.chain.is_empty();
    let expects_none = set.has("expect-no-peer-cert");
    ensure(!expects_none || !has_chain, || "the peer showed a certificate".to_owned())?;
    let expects_some = !expects_none && !exchange.is_server() && !exchange.seen.has_external_psk();
    ensure(!expects_some || has_chain, || "the peer showed no certificate".to_owned())
}
