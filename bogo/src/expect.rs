//! What the flags expect of a complete handshake.

use crate::credential::certificates;
use crate::exchange::Exchange;
use crate::failure::{Failure, ensure};

/// Compares what was negotiated with what the flags expect.
pub fn check(exchange: &Exchange) -> Result<(), Failure> {
    let set = &exchange.flags.set;
    ensure(!set.has("handshake-never-done"), || "the handshake is complete".to_owned())?;
    check_protocol(exchange)?;
    let (suite, group) = exchange.seen.parameters.ok_or(Failure::new("no parameters were noted down"))?;
    // AES runs in hardware on every CPU that this project is tested on.
    for flag in ["expect-cipher", "expect-cipher-aes"] {
        let expected = set.number::<u16>(flag)?;
        ensure(expected.is_none_or(|expected| expected == suite.0), || format!("the cipher suite is {suite}"))?;
    }
    let expected = set.number::<u16>("expect-curve-id")?;
    ensure(expected.is_none_or(|expected| expected == group.0), || format!("the group is {group}"))?;
    let scheme = exchange.seen.scheme;
    let expected = set.number::<u16>("expect-peer-signature-algorithm")?;
    ensure(expected.is_none_or(|expected| scheme.is_some_and(|scheme| scheme.0 == expected)), || {
        format!("the peer signed with {scheme:?}")
    })?;
    ensure(!set.has("expect-hrr") || exchange.seen.retry, || "no HelloRetryRequest".to_owned())?;
    ensure(!set.has("expect-no-hrr") || !exchange.seen.retry, || "a HelloRetryRequest".to_owned())?;
    let chosen = exchange.answers.chosen_number().map_or(-1, |number| number as i64);
    let expected = set.number::<i64>("expect-selected-credential")?;
    ensure(expected.is_none_or(|expected| expected == chosen), || format!("credential {chosen} was used"))?;
    check_certificate(exchange)
}

fn check_protocol(exchange: &Exchange) -> Result<(), Failure> {
    let set = &exchange.flags.set;
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

fn check_certificate(exchange: &Exchange) -> Result<(), Failure> {
    let set = &exchange.flags.set;
    let chain = exchange.answers.chain.as_ref();
    if let Some(path) = set.text("expect-peer-cert-file")? {
        ensure(chain == Some(&certificates(path)?), || "the peer showed another chain".to_owned())?;
    }
    let expects_none = set.has("expect-no-peer-cert") || set.has("server");
    ensure(!set.has("expect-no-peer-cert") || chain.is_none(), || "the peer showed a certificate".to_owned())?;
    ensure(expects_none || chain.is_some(), || "the peer showed no certificate".to_owned())
}
