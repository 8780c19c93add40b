//! RFC 5280 §4.1: the fields of a certificate that webpki keeps to itself.

use spki::ObjectIdentifier;
use spki::der::asn1::{AnyRef, BitStringRef};
use spki::der::{self, Decode, Reader, SliceReader, Tag, TagNumber, Tagged};
use x509_cert::ext::{Extension, pkix::ExtendedKeyUsage};

/// id-ce-subjectAltName.
const SUBJECT_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
/// id-ce-keyUsage.
pub(super) const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
/// id-ce-extKeyUsage.
pub(super) const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
/// id-pe-tlsfeature (RFC 7633).
const TLS_FEATURE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.24");
/// status_request, as a TLS feature.
const STATUS_REQUEST: u16 = 5;
/// digitalSignature, the first bit of a Key Usage.
const DIGITAL_SIGNATURE: usize = 0;

/// The fields of a certificate, as the bytes that stand there, each with its own header unless it says otherwise.
pub(crate) struct Fields<'a> {
    /// The content of the AlgorithmIdentifier of the issuer's signature.
    pub signature_algorithm: &'a [u8],
    pub serial_number: &'a [u8],
    pub issuer: &'a [u8],
    pub subject: &'a [u8],
    extensions: Vec<Extension>,
}

impl<'a> Fields<'a> {
    /// Reads a certificate; the signature is not looked at.
    pub fn read(certificate: &'a [u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(certificate)?;
        let (to_be_signed, signature_algorithm) = reader.sequence(|certificate| {
            let to_be_signed = certificate.tlv_bytes()?;
            let signature_algorithm = content_of(Tag::Sequence, certificate)?;
            let _signature = BitStringRef::decode(certificate)?;
            Ok((to_be_signed, signature_algorithm))
        })?;
        reader.finish(())?;
        SliceReader::new(to_be_signed)?.sequence(|fields| {
            if fields.peek_byte() == Some(u8::from(context_specific(TagNumber::N0))) {
                let _version = fields.tlv_bytes()?;
            }
            let serial_number = fields.tlv_bytes()?;
            let _signature = fields.tlv_bytes()?;
            let issuer = fields.tlv_bytes()?;
            let _validity = fields.tlv_bytes()?;
            let subject = fields.tlv_bytes()?;
            let _subject_public_key_info = fields.tlv_bytes()?;
            let mut extensions = Vec::new();
            while !fields.is_finished() {
                let field = AnyRef::decode(fields)?;
                if field.tag() == context_specific(TagNumber::N3) {
                    extensions = Vec::from_der(field.value())?;
                }
            }
            Ok(Self { signature_algorithm, serial_number, issuer, subject, extensions })
        })
    }

    /// Whether issuer and subject are the same, as in a self-signed certificate.
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// The value of an extension.
    pub fn extension(&self, id: ObjectIdentifier) -> Option<&[u8]> {
        self.extensions.iter().find(|extension| extension.extn_id == id).map(|found| found.extn_value.as_bytes())
    }

    /// The GeneralNames of the subject.
    pub fn subject_alt_name(&self) -> Option<&[u8]> {
        self.extension(SUBJECT_ALT_NAME)
    }

    /// §4.4.2.2: whether Key Usage, if present, has digitalSignature. One that cannot be read has nothing.
    pub fn may_sign(&self) -> bool {
        self.extension(KEY_USAGE).is_none_or(|value| bits(value).is_some_and(|bits| bits.contains(&DIGITAL_SIGNATURE)))
    }

    /// The bits of Key Usage that are set.
    pub fn key_usage(&self) -> Option<Vec<usize>> {
        bits(self.extension(KEY_USAGE)?)
    }

    /// The purposes of Extended Key Usage.
    pub fn extended_key_usage(&self) -> Option<Vec<ObjectIdentifier>> {
        purposes(self.extension(EXTENDED_KEY_USAGE)?)
    }

    /// RFC 7633: whether the certificate is good only with a stapled OCSP response.
    pub fn must_staple(&self) -> bool {
        self.extension(TLS_FEATURE)
            .is_some_and(|value| Vec::<u16>::from_der(value).is_ok_and(|features| features.contains(&STATUS_REQUEST)))
    }
}

/// The numbers of the bits that are set in a BIT STRING.
pub(super) fn bits(value: &[u8]) -> Option<Vec<usize>> {
    let bits = BitStringRef::from_der(value).ok()?;
    Some(bits.bits().enumerate().filter_map(|(number, set)| set.then_some(number)).collect())
}

/// The purposes in a value of Extended Key Usage.
pub(super) fn purposes(value: &[u8]) -> Option<Vec<ObjectIdentifier>> {
    ExtendedKeyUsage::from_der(value).ok().map(|usage| usage.0)
}

/// The content of the next value, which has this tag.
pub(super) fn content_of<'a>(tag: Tag, reader: &mut impl Reader<'a>) -> der::Result<&'a [u8]> {
    let value = AnyRef::decode(reader)?;
    value.tag().assert_eq(tag)?;
    Ok(value.value())
}

pub(super) const fn context_specific(number: TagNumber) -> Tag {
    Tag::ContextSpecific { constructed: true, number }
}
