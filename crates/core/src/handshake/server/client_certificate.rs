//! RFC 8446 §4.4.2, §4.4.3: a client's Certificate and CertificateVerify, in the handshake and after it.

use alloc::vec::Vec;

use surehand_codec::message::{Certificate, CertificateVerify};
use surehand_codec::{Reject, reject};

use super::Env;
use crate::crypto::{Digest, Provider};
use crate::handshake::certificate_verify::check;
use crate::handshake::{Action, Claim, Out, Signer, VerifyPeer, certificate, certificate_request};

/// What a client's Certificate asks of the verifier; `None` for a client that has none to show, where it need not.
pub(super) fn on_certificate<P: Provider>(
    env: &Env<'_, P>,
    message: &Certificate<'_>,
    server_name: Option<Vec<u8>>,
) -> Result<Option<VerifyPeer>, Reject> {
    let policy = env.config.client_authentication.as_ref().ok_or(reject!(INTERNAL_ERROR, "6.2-i17"))?;
    let (offered, longest) = (certificate_request::offered(policy), env.config.limits.certificate_chain);
    let question = certificate::to_verify(Signer::Client, message, &offered, longest, server_name)?;
    if question.is_none() && policy.required {
        return Err(reject!(CERTIFICATE_REQUIRED, "4.4.2.4-2"));
    }
    Ok(question)
}

/// Checks a client's CertificateVerify, and claims whom it authenticates.
pub(super) fn on_certificate_verify<P: Provider>(
    env: &Env<'_, P>,
    public_key: &P::PublicKey,
    identity: &[u8],
    transcript_hash: &Digest,
    message: &CertificateVerify<'_>,
    out: &mut Out<P>,
) -> Result<(), Reject> {
    let policy = env.config.client_authentication.as_ref().ok_or(reject!(INTERNAL_ERROR, "6.2-i17"))?;
    let offered = &policy.signature_algorithms;
    check(env.provider, Signer::Client, offered, public_key, transcript_hash, message)?;
    let identity = identity.to_vec();
    out.push(Action::Claim(Claim::PeerAuthenticated { scheme: message.algorithm, identity }));
    Ok(())
}
