//! The example handshakes of RFC 8448, byte for byte: all five by both ends, and the key schedule of each.

#[path = "rfc8448/handshake.rs"]
mod handshake;
#[path = "rfc8448/schedule.rs"]
mod schedule;
#[path = "rfc8448/scripted.rs"]
mod scripted;
#[path = "rfc8448/trace.rs"]
mod trace;
