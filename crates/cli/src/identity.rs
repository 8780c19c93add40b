//! Who a peer is, in words.

use std::net::IpAddr;

use surehand::PeerIdentity;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::name::{GeneralName, GeneralNames};
use x509_cert::name::Name;

/// A name for a line of text: nothing in it can end the line.
pub fn name(identity: &PeerIdentity) -> String {
    match identity {
        PeerIdentity::SubjectAltName(der) => GeneralNames::from_der(der)
            .map(|names| names.iter().map(general_name).collect::<Vec<_>>().join(" "))
            .unwrap_or_else(|_| hex(der)),
        PeerIdentity::Subject(der) => {
            Name::from_der(der).map_or_else(|_| hex(der), |name| printable(name.to_string().as_bytes()))
        }
        PeerIdentity::Pin(hash) => format!("with key {}", hex(hash)),
        other => printable(other.as_bytes()),
    }
}

fn general_name(name: &GeneralName) -> String {
    match name {
        GeneralName::DnsName(name) => printable(name.as_bytes()),
        GeneralName::Rfc822Name(name) => printable(name.as_bytes()),
        GeneralName::UniformResourceIdentifier(name) => printable(name.as_bytes()),
        GeneralName::DirectoryName(name) => printable(name.to_string().as_bytes()),
        GeneralName::IpAddress(octets) => match octets.as_bytes() {
            v4 @ [_, _, _, _] => <[u8; 4]>::try_from(v4).map_or_else(|_| hex(v4), |v4| IpAddr::from(v4).to_string()),
            other => <[u8; 16]>::try_from(other).map_or_else(|_| hex(other), |v6| IpAddr::from(v6).to_string()),
        },
        _ => "another name".to_owned(),
    }
}

fn printable(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).escape_debug().to_string()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{PeerIdentity, name};

    #[test]
    fn every_kind_has_words() {
        let names = [0x82, 4, b'h', b'o', b's', b't', 0x87, 4, 127, 0, 0, 1, 0x81, 3, b'a', b'@', b'b'];
        let der = [&[0x30, names.len() as u8][..], &names].concat();
        let subject = [0x30, 12, 0x31, 10, 0x30, 8, 0x06, 3, 0x55, 4, 3, 0x0c, 1, b'x'];
        for (identity, words) in [
            (PeerIdentity::SubjectAltName(der), "host 127.0.0.1 a@b"),
            (PeerIdentity::SubjectAltName(vec![1, 2]), "0102"),
            (PeerIdentity::Subject(subject.to_vec()), "CN=x"),
            (PeerIdentity::Pin([0xab; 32]), &format!("with key {}", "ab".repeat(32))),
            (PeerIdentity::PreSharedKey(b"pump\n7".to_vec()), "pump\\n7"),
        ] {
            assert_eq!(name(&identity), words);
        }
    }
}
