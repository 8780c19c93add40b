//! The example handshakes of RFC 8448, byte for byte: §3, §5 and §7 by both ends, the key schedule of all five.

#[path = "rfc8448/handshake.rs"]
mod handshake;
#[path = "rfc8448/schedule.rs"]
mod schedule;
#[path = "rfc8448/scripted.rs"]
mod scripted;
#[path = "rfc8448/trace.rs"]
mod trace;
