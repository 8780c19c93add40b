//! Two ends and the bytes between them.

use crate::peer::{End, Failure, Pair};

/// Whose work it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Client,
    Server,
}

/// Watches each side's work.
pub trait Meter {
    /// Does `work`, and counts it as this side's.
    fn measure<T>(&mut self, side: Side, work: impl FnOnce() -> T) -> T;
    /// So many bytes in buffers were lent to this side for its last work, and the buffers have grown by so many.
    fn lent(&mut self, _: Side, _: usize, _: isize) {}
}

/// Watches nothing.
pub struct Unwatched;

impl Meter for Unwatched {
    fn measure<T>(&mut self, _: Side, work: impl FnOnce() -> T) -> T {
        work()
    }
}

/// The bytes on their way. They are lent to the ends, and used again by the next connection.
#[derive(Default)]
pub struct Wire {
    to_client: Vec<u8>,
    to_server: Vec<u8>,
    /// How many bytes have been sent in the last handshake.
    pub sent: usize,
}

impl Wire {
    /// The size of both buffers.
    fn room(&self) -> isize {
        (self.to_client.capacity() + self.to_server.capacity()) as isize
    }
}

/// Two ends after their handshake.
pub struct Connected {
    pub client: Box<dyn End>,
    pub server: Box<dyn End>,
}

/// A handshake, with all that follows it until both sides are silent.
pub fn connect(pair: &dyn Pair, wire: &mut Wire, meter: &mut impl Meter) -> Result<Connected, Failure> {
    wire.to_client.clear();
    wire.to_server.clear();
    wire.sent = 0;
    let mut client = meter.measure(Side::Client, || pair.client())?;
    meter.lent(Side::Client, 0, 0);
    let mut server = meter.measure(Side::Server, || pair.server())?;
    meter.lent(Side::Server, 0, 0);
    loop {
        let (lent, room) = (wire.to_client.len(), wire.room());
        meter
            .measure(Side::Client, || client.step(&mut wire.to_client, &mut wire.to_server))
            .map_err(|error| format!("client: {error}"))?;
        meter.lent(Side::Client, lent + wire.to_server.len(), wire.room() - room);
        wire.sent += wire.to_server.len();
        if wire.to_server.is_empty() {
            break;
        }
        let (lent, room) = (wire.to_server.len(), wire.room());
        meter
            .measure(Side::Server, || server.step(&mut wire.to_server, &mut wire.to_client))
            .map_err(|error| format!("server: {error}"))?;
        meter.lent(Side::Server, lent + wire.to_client.len(), wire.room() - room);
        wire.sent += wire.to_client.len();
        if wire.to_client.is_empty() {
            break;
        }
    }
    if client.is_handshaking() || server.is_handshaking() {
        return Err("both ends wait".to_owned());
    }
    Ok(Connected { client, server })
}
