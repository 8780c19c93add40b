//! RFC 8446 §4.4.2.2, §4.4.2.3: which of several credentials is shown.

use surehand_codec::code_point::SignatureScheme;

use super::Loaded;
use crate::provider::Mixed;

/// What a peer has said about the certificates that it likes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Wanted<'a> {
    /// From a client: the host name.
    pub server_name: Option<&'a [u8]>,
    pub signature_algorithms: &'a [SignatureScheme],
    pub signature_algorithms_cert: Option<&'a [SignatureScheme]>,
    /// Names in DER; empty for no preference.
    pub certificate_authorities: &'a [Vec<u8>],
    /// From a server: object identifiers and values in DER.
    pub oid_filters: &'a [(Vec<u8>, Vec<u8>)],
}

impl Wanted<'_> {
    /// §4.2.3: without signature_algorithms_cert, signature_algorithms counts for certificates too.
    fn for_certificates(&self) -> &[SignatureScheme] {
        self.signature_algorithms_cert.unwrap_or(self.signature_algorithms)
    }
}

/// The server's choice: its index, and the scheme to sign with.
///
/// The key has to have a scheme of the client's, and SHA-1 in the chain has to be one of them. Among what is left, a
/// certificate for the name comes first; then chains whose signatures the client knows, those without SHA-1, those from an
/// authority that it trusts; and then the order of the configuration.
pub(crate) fn choose_for_server(
    provider: &Mixed,
    credentials: &[Loaded],
    wanted: &Wanted<'_>,
) -> Option<(usize, SignatureScheme)> {
    let mut best: Option<([bool; 4], usize, SignatureScheme)> = None;
    for (index, credential) in credentials.iter().enumerate() {
        let Some(scheme) = credential.scheme(provider, wanted.signature_algorithms) else { continue };
        if !credential.sha1_is_allowed(wanted.for_certificates()) {
            continue;
        }
        if credentials.len() == 1 {
            // There is nothing to compare it with.
            return Some((index, scheme));
        }
        let merit = [
            credential.is_for(wanted.server_name),
            credential.is_signed_with(wanted.for_certificates()),
            !credential.uses_sha1(),
            credential.is_issued_by(wanted.certificate_authorities),
        ];
        if best.is_none_or(|(known, ..)| merit > known) {
            best = Some((merit, index, scheme));
        }
    }
    best.map(|(_, index, scheme)| (index, scheme))
}

/// The client's choice: the first credential that has everything the server asks for.
pub(crate) fn choose_for_client(
    provider: &Mixed,
    credentials: &[Loaded],
    wanted: &Wanted<'_>,
) -> Option<(usize, SignatureScheme)> {
    credentials.iter().enumerate().find_map(|(index, credential)| {
        let fits = credential.is_signed_with(wanted.for_certificates())
            && credential.is_issued_by(wanted.certificate_authorities)
            && credential.matches(wanted.oid_filters);
        fits.then(|| credential.scheme(provider, wanted.signature_algorithms)).flatten().map(|scheme| (index, scheme))
    })
}
