//! What a client knows between ServerHello and Finished.

use alloc::vec::Vec;

use crate::crypto::Suite;
use crate::handshake::offered::Offered;
use crate::key_schedule::HandshakeTraffic;
use crate::state::state;
use crate::transcript::Transcript;

state! {
    /// What has been settled by ServerHello, and what grows from there to Finished.
    pub struct Negotiated {
        pub(super) suite: Suite,
        pub(super) transcript: Transcript<P>,
        pub(super) schedule: HandshakeTraffic<P>,
        pub(super) offered: Offered,
        pub(super) server_name: Option<Vec<u8>>,
        pub(super) application_layer_protocol: Option<Vec<u8>>,
    }
}
