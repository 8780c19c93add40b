//! RFC 8446 §4.2.5: what a server wants in a client's certificate.

use spki::ObjectIdentifier;
use spki::der::asn1::BitString;
use spki::der::{Decode, Encode};

use super::fields::{EXTENDED_KEY_USAGE, Fields, KEY_USAGE, bits, purposes};
use crate::error::ConfigError;

/// anyExtendedKeyUsage, which says nothing.
const ANY_EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
/// decipherOnly, the last bit that Key Usage has.
const LAST_KEY_USAGE: usize = 8;

/// What a server wants in the certificate of a client, beyond a chain to its authorities.
///
/// The client picks a certificate that fits, as far as it knows the extensions; the server checks Key Usage and Extended Key
/// Usage, and leaves others to the application, which has the chain.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct OidFilters(Vec<(Vec<u8>, Vec<u8>)>);

impl OidFilters {
    /// No wishes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Wants these bits in Key Usage, by their number: digitalSignature is 0 (RFC 5280 §4.2.1.3).
    pub fn key_usage(self, wanted: impl IntoIterator<Item = usize>) -> Result<Self, ConfigError> {
        let mut octets = vec![0u8; 2];
        let mut last = None;
        for bit in wanted {
            let octet = octets.get_mut(bit / 8).filter(|_| bit <= LAST_KEY_USAGE);
            *octet.ok_or_else(|| unusable(format!("Key Usage has no bit {bit}")))? |= 0x80 >> (bit % 8);
            last = last.max(Some(bit));
        }
        // DER leaves out the zeros at the end of a list of named bits.
        octets.truncate(last.map_or(0, |bit| bit / 8 + 1));
        let unused = last.map_or(0, |bit| 7 - bit % 8);
        let value = u8::try_from(unused).ok().and_then(|unused| BitString::new(unused, octets).ok());
        self.add(KEY_USAGE, value.and_then(|value| value.to_der().ok()))
    }

    /// Wants these purposes in Extended Key Usage, each an object identifier in dotted text.
    pub fn extended_key_usage<'t>(self, wanted: impl IntoIterator<Item = &'t str>) -> Result<Self, ConfigError> {
        let read = |text: &str| ObjectIdentifier::new(text).map_err(|_| unusable(format!("{text} is no identifier")));
        let wanted = wanted.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        self.add(EXTENDED_KEY_USAGE, wanted.to_der().ok())
    }

    /// Wants an extension by its object identifier in dotted text; `values` are the DER that RFC 8446 leaves to the extension's
    /// own document, or empty when any will do.
    pub fn extension(self, id: &str, values: &[u8]) -> Result<Self, ConfigError> {
        let id = ObjectIdentifier::new(id).map_err(|_| unusable(format!("{id} is no identifier")))?;
        self.add(id, Some(values.to_vec()))
    }

    fn add(mut self, id: ObjectIdentifier, values: Option<Vec<u8>>) -> Result<Self, ConfigError> {
        let too_long = || unusable("values that are too long".to_owned());
        let values = values.filter(|values| u16::try_from(values.len()).is_ok()).ok_or_else(too_long)?;
        let id = id.to_der().map_err(|error| unusable(error.to_string()))?;
        self.0.push((id, values));
        check(&self.0)?;
        Ok(self)
    }

    /// As pairs of DER: the object identifier, and the values.
    pub fn as_der(&self) -> &[(Vec<u8>, Vec<u8>)] {
        &self.0
    }
}

/// §4.2.5: no object identifier twice, no anyExtendedKeyUsage.
fn check(filters: &[(Vec<u8>, Vec<u8>)]) -> Result<(), ConfigError> {
    for (index, (id, values)) in filters.iter().enumerate() {
        if filters.iter().skip(index + 1).any(|(other, _)| other == id) {
            return Err(unusable("an extension twice".to_owned()));
        }
        let id = ObjectIdentifier::from_der(id).map_err(|error| unusable(error.to_string()))?;
        let readable = values.is_empty()
            || match id {
                KEY_USAGE => bits(values).is_some(),
                EXTENDED_KEY_USAGE => {
                    purposes(values).is_some_and(|purposes| !purposes.contains(&ANY_EXTENDED_KEY_USAGE))
                }
                _ => true,
            };
        if !readable {
            return Err(unusable(format!("values for {id} that no certificate is to have")));
        }
    }
    Ok(())
}

fn unusable(why: String) -> ConfigError {
    ConfigError::Unsupported(format!("OID filters with {why}"))
}

/// Whether a certificate has what the filters want: for Key Usage all bits, for Extended Key Usage all purposes. Other
/// extensions are skipped. Values that cannot be read match nothing.
pub(crate) fn matches(filters: &[(Vec<u8>, Vec<u8>)], leaf: &Fields<'_>) -> bool {
    filters.iter().all(|(id, values)| match ObjectIdentifier::from_der(id) {
        Ok(KEY_USAGE) => has_all(leaf.key_usage(), values, bits),
        Ok(EXTENDED_KEY_USAGE) => has_all(leaf.extended_key_usage(), values, purposes),
        _ => true,
    })
}

/// Whether an extension is there and holds all `values`; empty values ask for the extension alone.
fn has_all<T: PartialEq>(found: Option<Vec<T>>, values: &[u8], read: fn(&[u8]) -> Option<Vec<T>>) -> bool {
    let Some(found) = found else { return false };
    values.is_empty() || read(values).is_some_and(|wanted| wanted.iter().all(|item| found.contains(item)))
}
