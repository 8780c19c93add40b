//! RFC 5280 §4.1: the fields of certificates that a choice or a refusal depends on.

/// The distinguished names in DER, of whoever issued each certificate of the chain.
pub fn issuers(chain: &[Vec<u8>]) -> impl Iterator<Item = &[u8]> {
    chain.iter().filter_map(|certificate| issuer(certificate))
}

/// The fields of tbsCertificate, but for the version.
fn fields(certificate: &[u8]) -> Option<Vec<Element<'_>>> {
    let (certificate, _) = element(certificate)?;
    let (to_be_signed, _) = element(certificate.content)?;
    let mut fields = elements(to_be_signed.content);
    if fields.first()?.tag == 0xa0 {
        fields.remove(0);
    }
    Some(fields)
}

/// The third field, behind serialNumber and signature.
fn issuer(certificate: &[u8]) -> Option<&[u8]> {
    fields(certificate)?.get(2).map(|issuer| issuer.whole)
}

/// RFC 8446 §4.4.2.2: whether Key Usage, if it is there, has digitalSignature.
pub fn may_sign(certificate: &[u8]) -> bool {
    let Some(fields) = fields(certificate) else { return false };
    let extensions = fields.iter().find(|field| field.tag == 0xa3).and_then(|field| element(field.content));
    let extensions = extensions.map(|(list, _)| elements(list.content)).unwrap_or_default();
    let key_usage = extensions.iter().find_map(|extension| {
        let parts = elements(extension.content);
        (parts.first()?.content == KEY_USAGE).then(|| parts.last().map_or(&[][..], |value| value.content))
    });
    // A BIT STRING: how many bits are unused, and the bits.
    let signs = |value| element(value).and_then(|(bits, _)| bits.content.get(1).map(|first| first & 0x80 != 0));
    key_usage.is_none_or(|value| signs(value).unwrap_or(false))
}

/// id-ce-keyUsage.
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];

struct Element<'a> {
    tag: u8,
    content: &'a [u8],
    whole: &'a [u8],
}

/// The first element, and what follows it.
fn element(der: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, content) = match first {
        0..=0x7f => (usize::from(*first), rest),
        _ => {
            let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (length.iter().try_fold(0usize, |sum, byte| Some(sum.checked_mul(256)? + usize::from(*byte)))?, rest)
        }
    };
    let (content, after) = content.split_at_checked(length)?;
    let whole = der.get(..der.len() - after.len())?;
    Some((Element { tag: *tag, content, whole }, after))
}

/// All elements, one behind the other.
fn elements(der: &[u8]) -> Vec<Element<'_>> {
    let (mut found, mut rest) = (Vec::new(), der);
    while let Some((next, after)) = element(rest) {
        found.push(next);
        rest = after;
    }
    found
}

/// The names of a flag: DER in hexadecimal, separated by commas; none for `<NULL>` and `<EMPTY>`.
pub fn names(flag: &str) -> Option<Vec<Vec<u8>>> {
    if matches!(flag, "<NULL>" | "<EMPTY>" | "") {
        return Some(Vec::new());
    }
    let byte = |digits: &[u8]| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
    flag.split(',').map(|name| name.as_bytes().chunks(2).map(byte).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::{issuers, names};

    #[test]
    fn the_issuer_is_found_with_and_without_a_version() {
        let name: &[u8] = &[0x30, 2, 0x31, 0];
        let parts = [&[0xa0, 3, 2, 1, 2], [2, 1, 7].as_slice(), &[0x30, 0], name, &[0x30, 0]];
        for parts in [&parts[..], &parts[1..]] {
            let tbs = parts.concat();
            let length = tbs.len() as u8;
            let certificate = [&[0x30, 0x81, length + 2, 0x30, length], tbs.as_slice()].concat();
            assert_eq!(issuers(&[certificate]).collect::<Vec<_>>(), [name]);
        }
        assert_eq!(issuers(&[vec![0x30, 0x84, 0xff]]).count(), 0);
    }

    #[test]
    fn names_are_hexadecimal() {
        assert_eq!(names("3000,30023100"), Some(vec![vec![0x30, 0], vec![0x30, 2, 0x31, 0]]));
        assert_eq!(names("<EMPTY>"), Some(Vec::new()));
        assert_eq!(names("3x"), None);
    }
}
