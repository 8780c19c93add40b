//! QUIC connections by quinn, with this crate at one end or at both.

#[path = "whole/early_data.rs"]
mod early_data;
#[path = "whole/handshake.rs"]
mod handshake;
#[path = "whole/refusals.rs"]
mod refusals;
#[path = "whole/rig.rs"]
mod rig;
#[path = "whole/transfer.rs"]
mod transfer;
