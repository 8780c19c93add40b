//! Early data, and what a server says before the client has finished.

use surehand_core::connection::EarlyData;

use crate::exchange::{Exchange, Step};
use crate::failure::{Failure, ensure};
use crate::names;
use crate::opening::{export, initial_write};

/// A client that offers early data sends what it would send first. What does not fit is left for later.
pub fn offer(exchange: &mut Exchange) -> Result<Vec<u8>, Failure> {
    let set = exchange.set();
    let offers = exchange.core.early_data() == EarlyData::Offered;
    exchange.answers.facts.early_data_offered = offers;
    ensure(!(offers && set.has("expect-no-offer-early-data")), || "early data was offered".to_owned())?;
    if !offers {
        return Ok(Vec::new());
    }
    exchange.flush()?;
    if let Some(message_type) = set.number::<u8>("early-write-after-message")? {
        while !exchange.seen.received.contains(&message_type) {
            ensure(exchange.message()?, || "the message did not come".to_owned())?;
        }
    }
    export(exchange)?;
    let data = initial_write(&set)?;
    let kept = exchange.answers.sessions.kept.as_ref();
    let terms = kept.and_then(|kept| kept.session.ticket().early_data.as_ref());
    let limit = terms.map_or(0, |terms| terms.max_early_data_size as usize);
    let (now, rest) = data.split_at(limit.min(data.len()));
    let at_once = set.last("shim-initial-write").map_or(now.len(), <[u8]>::len).max(1);
    now.chunks(at_once).try_for_each(|part| exchange.send_early(part))?;
    Ok(rest.to_vec())
}

/// A server answers early data at once, in front of the client's Finished.
pub fn answer(exchange: &mut Exchange, data: &[u8]) -> Result<(), Failure> {
    exchange.core.half_rtt().map_err(|error| names::failure(error, "opening"))?;
    let reply: Vec<u8> = data.iter().map(|byte| byte ^ 0xff).collect();
    exchange.send(&reply)
}

impl Exchange {
    /// Reads until a message has come; false if the handshake has gone further than that.
    fn message(&mut self) -> Result<bool, Failure> {
        let before = self.seen.received.len();
        while self.seen.received.len() == before {
            if self.once()?.is_some_and(|step| step != Step::Complete) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
