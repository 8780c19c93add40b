//! RFC 8446 §4.2 and RFC 9846: what is allowed and must be taken.

use surehand_codec::code_point::ExtensionType;
use surehand_codec::extension::{Messages, TABLE};
use surehand_codec::message::Message;

use crate::rewrite::rewrite;
use crate::sample::{carrier, data, extension};

/// §4.2: any order but for pre_shared_key in ClientHello.
#[test]
fn extensions_come_in_any_order() {
    for (kind, _) in Messages::EACH {
        let mut types: Vec<_> = TABLE.iter().filter(|row| row.messages.contains(kind)).collect();
        for _ in 0..types.len() {
            types.rotate_left(1);
            let last = |each: ExtensionType| kind == Messages::CLIENT_HELLO && each == ExtensionType::PRE_SHARED_KEY;
            let mut order: Vec<_> = types.iter().map(|row| row.extension_type).collect();
            order.sort_by_key(|each| last(*each));
            let block: Vec<_> = order.iter().flat_map(|each| extension(*each, &data(*each, kind))).collect();
            let bytes = carrier(kind, &block);
            assert_eq!(rewrite(&Message::read(&bytes).unwrap()), bytes);
        }
    }
    surehand_evidence::property("4.2-6", "every rotation of a full block reads");
    surehand_evidence::property("4.2-7", "in a ServerHello pre_shared_key may stand anywhere");
}

/// RFC 9846 §4.4.2: CertificateRequest.extensions may be empty; so may every block but a hello's.
#[test]
fn a_block_may_be_empty() {
    for (kind, _) in Messages::EACH {
        assert!(Message::read(&carrier(kind, &[])).is_ok());
    }
    surehand_evidence::property("9846:4.4.2-1", "a CertificateRequest without extensions reads");
}

/// RFC 9846 §4.7.1: the block of a NewSessionTicket may have 2^16-1 bytes.
#[test]
fn a_block_may_be_as_long_as_its_prefix_says() {
    let block = extension(ExtensionType(0x0a0a), &[0; 65_531]);
    assert_eq!(block.len(), 65_535);
    for kind in [Messages::NEW_SESSION_TICKET, Messages::CERTIFICATE_REQUEST, Messages::CERTIFICATE] {
        let bytes = carrier(kind, &block);
        assert_eq!(rewrite(&Message::read(&bytes).unwrap()), bytes);
    }
    surehand_evidence::property("9846:4.7.1-5", "a block of 65535 bytes reads");
}
