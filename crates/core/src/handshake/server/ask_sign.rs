//! RFC 8446 §4.4.3, §4.4.4: the signature is there; CertificateVerify and Finished go out.

use alloc::vec::Vec;

use surehand_codec::Reject;
use surehand_codec::code_point::SignatureScheme;
use surehand_codec::message::CertificateVerify;

use super::flight::Flight;
use super::{Env, Server};
use crate::crypto::Provider;
use crate::handshake::Out;
use crate::state::state;

state! {
    /// Certificate sent; its key is asked for a signature.
    pub struct AskSign {
        pub(super) flight: Flight<P>,
        pub(super) requested: bool,
        pub(super) scheme: SignatureScheme,
    }
}

impl<P: Provider> AskSign<P> {
    pub(super) fn on_signature(
        self,
        env: &Env<'_, P>,
        answer: Result<Vec<u8>, Reject>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let signature = answer?;
        let Self { mut flight, requested, scheme } = self;
        let certificate_verify = CertificateVerify { algorithm: scheme, signature: &signature };
        out.send(&certificate_verify, |bytes| flight.selected.transcript.add(bytes))?;
        flight.finish(env, requested, out)
    }
}
