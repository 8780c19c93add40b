//! Why a certificate is not believed: the alert, the rule, and what the verifier says.

use std::fmt;

use surehand_codec::code_point::AlertDescription;
use surehand_codec::{Reject, reject};

use super::signed_with::{SignedWith, Weak};

/// Why a peer is refused: an alert for the peer, and a text for ourselves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    pub(crate) reject: Reject,
    pub(crate) text: String,
}

impl Refusal {
    /// A refusal of the caller's own. An alert that is not about certificates is sent as certificate_unknown.
    pub fn new(alert: AlertDescription, text: impl Into<String>) -> Self {
        let reject = match alert {
            AlertDescription::BAD_CERTIFICATE => reject!(BAD_CERTIFICATE, "6.2-i5"),
            AlertDescription::UNSUPPORTED_CERTIFICATE => reject!(UNSUPPORTED_CERTIFICATE, "6.2-i6"),
            AlertDescription::CERTIFICATE_REVOKED => reject!(CERTIFICATE_REVOKED, "6.2-i7"),
            AlertDescription::CERTIFICATE_EXPIRED => reject!(CERTIFICATE_EXPIRED, "6.2-i8"),
            AlertDescription::UNKNOWN_CA => reject!(UNKNOWN_CA, "6.2-i11"),
            AlertDescription::ACCESS_DENIED => reject!(ACCESS_DENIED, "6.2-i12"),
            AlertDescription::BAD_CERTIFICATE_STATUS_RESPONSE => reject!(BAD_CERTIFICATE_STATUS_RESPONSE, "6.2-i22"),
            _ => reject!(CERTIFICATE_UNKNOWN, "6.2-i9"),
        };
        Self::because(reject, text)
    }

    pub(crate) fn because(reject: Reject, text: impl Into<String>) -> Self {
        Self { reject, text: text.into() }
    }

    /// What webpki found in a server's or, if `client`, in a client's chain.
    pub(super) fn of_chain(error: webpki::Error, client: bool) -> Self {
        use webpki::Error as Found;
        let unsupported = if client {
            reject!(UNSUPPORTED_CERTIFICATE, "6.2-i6")
        } else {
            reject!(UNSUPPORTED_CERTIFICATE, "4.4.2.2-13")
        };
        let reject = match &error {
            Found::CertExpired { .. } | Found::CertNotValidYet { .. } => reject!(CERTIFICATE_EXPIRED, "6.2-i8"),
            Found::UnknownIssuer => reject!(UNKNOWN_CA, "6.2-i11"),
            Found::CertNotValidForName(_) => reject!(BAD_CERTIFICATE, "4.4.2.4-i1"),
            Found::InvalidSignatureForPublicKey | Found::BadDer | Found::BadDerTime | Found::TrailingData(_) => {
                reject!(BAD_CERTIFICATE, "6.2-i5")
            }
            Found::UnsupportedCertVersion if client => reject!(UNSUPPORTED_CERTIFICATE, "4.4.2.3-1"),
            Found::UnsupportedCertVersion => reject!(UNSUPPORTED_CERTIFICATE, "4.4.2.2-1"),
            Found::UnsupportedSignatureAlgorithmContext(context) => {
                match SignedWith::algorithm(&context.signature_algorithm_id).weak {
                    Some(Weak::Md5) => reject!(BAD_CERTIFICATE, "4.4.2.4-4"),
                    Some(Weak::Sha1) => reject!(BAD_CERTIFICATE, "4.4.2.4-5"),
                    None => unsupported,
                }
            }
            Found::RequiredEkuNotFoundContext(_) | Found::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => {
                unsupported
            }
            _ => reject!(CERTIFICATE_UNKNOWN, "6.2-i9"),
        };
        Self::because(reject, error.to_string())
    }

    /// A stapled OCSP response that is missing or cannot be accepted.
    pub(super) fn status(text: impl Into<String>) -> Self {
        Self::because(reject!(BAD_CERTIFICATE_STATUS_RESPONSE, "4.4.2.1-i1"), text)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reject.alert, self.text)
    }
}

impl std::error::Error for Refusal {}
