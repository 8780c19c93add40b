//! RFC 8446 §4.4.3: WAIT_CV.

use alloc::boxed::Box;
use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::message::{CertificateVerify, Received};

use super::{Client, Env, Negotiated, WaitFinished};
use crate::crypto::Provider;
use crate::handshake::certificate_verify::{Signer, check};
use crate::handshake::{Action, Claim, Out, RequestedCertificate};
use crate::state::state;

state! {
    /// The chain is good; does the server hold its key?
    pub struct WaitCertificateVerify {
        pub(super) negotiated: Box<Negotiated<P>>,
        pub(super) requested: Option<RequestedCertificate>,
        pub(super) public_key: P::PublicKey,
        pub(super) identity: Vec<u8>,
    }
}

impl<P: Provider> WaitCertificateVerify<P> {
    pub(super) fn on_certificate_verify(
        self,
        env: &Env<'_, P>,
        message: Received<'_, CertificateVerify<'_>>,
        out: &mut Out<P>,
    ) -> Result<Client<P>, Reject> {
        let mut negotiated = self.negotiated;
        check(
            env.provider,
            Signer::Server,
            &env.config.signature_algorithms,
            &self.public_key,
            &negotiated.transcript.hash(),
            &message,
        )?;
        negotiated.transcript.add(message.bytes);
        out.push(Action::Claim(Claim::PeerAuthenticated { scheme: message.algorithm, identity: self.identity }));
        Ok(WaitFinished { negotiated, requested: self.requested }.into())
    }
}
