//! What a connection begins with: keying material, and what is said before anything is read.

use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::flags::Set;

/// What is to be said before anything is read.
pub fn initial_write(set: &Set) -> Result<Vec<u8>, Failure> {
    let times = set.number("repeat-shim-initial-write")?.unwrap_or(1);
    let writes = set.has("shim-writes-first") || set.has("read-with-unfinished-write");
    let text = set.last("shim-initial-write").unwrap_or(b"hello");
    Ok(if writes { text.repeat(times) } else { Vec::new() })
}

/// Keying material, if the runner wants to compare it.
pub fn export(exchange: &mut Exchange) -> Result<(), Failure> {
    let set = &exchange.set();
    if let Some(length) = set.number::<usize>("export-keying-material")? {
        let mut material = vec![0; length];
        let label = set.last("export-label").unwrap_or_default();
        let context = set.last("export-context").unwrap_or_default();
        exchange
            .core
            .export(label, context, &mut material)
            .map_err(|error| Failure::named("HANDSHAKE_NOT_COMPLETE", error))?;
        exchange.send(&material)?;
    }
    if set.has("export-traffic-secrets") {
        let [client, server] = exchange.seen.secrets.clone();
        let [read, write] = if exchange.is_server() { [client, server] } else { [server, client] };
        let length = (read.len() as u16).to_le_bytes();
        exchange.send(&[length.as_slice(), &read, &write].concat())?;
    }
    Ok(())
}
