//! RFC 8446 §4.4.2.4: the server's chain is out for verification.

use alloc::boxed::Box;

use surehand_codec::Reject;

use super::{Client, Negotiated, WaitCertificateVerify};
use crate::crypto::Provider;
use crate::handshake::{RequestedCertificate, Verified};
use crate::state::state;

state! {
    /// The server's chain is out for verification.
    pub struct AskVerifyPeer {
        pub(super) negotiated: Box<Negotiated<P>>,
        pub(super) requested: Option<RequestedCertificate>,
    }
}

impl<P: Provider> AskVerifyPeer<P> {
    pub(super) fn on_peer(self, answer: Result<Verified<P::PublicKey>, Reject>) -> Result<Client<P>, Reject> {
        let Verified { public_key, identity } = answer?;
        Ok(WaitCertificateVerify { negotiated: self.negotiated, requested: self.requested, public_key, identity }
            .into())
    }
}
