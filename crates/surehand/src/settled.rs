//! What a complete handshake has settled.

use rustls_pki_types::CertificateDer;
use surehand_codec::code_point::{CipherSuite, NamedGroup, SignatureScheme};

use crate::verify::PeerIdentity;

/// What a complete handshake has settled.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Session<'a> {
    /// The cipher suite.
    pub cipher_suite: CipherSuite,
    /// The group of the key exchange; `None` where a pre-shared key stands alone.
    pub group: Option<NamedGroup>,
    /// The application protocol (ALPN), if one was agreed.
    pub application_protocol: Option<&'a [u8]>,
    /// On a server: the host name that the client asked for.
    pub server_name: Option<&'a [u8]>,
    /// Whether this connection continues an earlier one.
    pub resumed: bool,
    /// The peer's certificate chain, end-entity certificate first; empty if it showed none.
    pub peer_certificates: &'a [CertificateDer<'static>],
    /// How the peer was authenticated, in words; `None` if it was not.
    pub peer_authenticated: Option<&'a str>,
    /// Who the peer is; `None` if it was not authenticated.
    pub peer_identity: Option<&'a PeerIdentity>,
    /// The scheme of the peer's signature, if it has signed in this connection.
    pub signature_scheme: Option<SignatureScheme>,
}
