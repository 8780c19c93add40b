//! RFC 8446 §4: which field each byte of a handshake message belongs to.

use surehand_codec::code_point::ExtensionType;

use super::bytes::Cursor;

/// The name of the message.
pub fn name(message: &[u8]) -> &'static str {
    match message[0] {
        1 => "ClientHello",
        2 if super::Hello::parse(message).is_retry() => "HelloRetryRequest",
        2 => "ServerHello",
        4 => "NewSessionTicket",
        5 => "EndOfEarlyData",
        8 => "EncryptedExtensions",
        11 => "Certificate",
        13 => "CertificateRequest",
        15 => "CertificateVerify",
        20 => "Finished",
        24 => "KeyUpdate",
        _ => "unknown",
    }
}

/// A field's name for every byte of a well-formed message.
pub fn fields(message: &[u8]) -> Vec<String> {
    let mut fields = Fields { names: Vec::new(), cursor: Cursor(message) };
    fields.fixed("msg_type", 1);
    fields.fixed("length", 3);
    match message[0] {
        1 | 2 => fields.hello(message[0] == 1),
        4 => {
            fields.fixed("ticket_lifetime", 4);
            fields.fixed("ticket_age_add", 4);
            fields.vector("ticket_nonce", 1);
            fields.vector("ticket", 2);
            fields.extensions();
        }
        8 => fields.extensions(),
        11 => {
            fields.vector("certificate_request_context", 1);
            fields.fixed("certificate_list length", 3);
            while !fields.cursor.0.is_empty() {
                fields.vector("cert_data", 3);
                fields.extensions();
            }
        }
        13 => {
            fields.vector("certificate_request_context", 1);
            fields.extensions();
        }
        15 => {
            fields.fixed("algorithm", 2);
            fields.vector("signature", 2);
        }
        20 => fields.fixed("verify_data", message.len() - 4),
        24 => fields.fixed("request_update", 1),
        _ => fields.fixed("body", message.len() - 4),
    }
    assert_eq!(fields.names.len(), message.len());
    fields.names
}

struct Fields<'a> {
    names: Vec<String>,
    cursor: Cursor<'a>,
}

impl Fields<'_> {
    fn fixed(&mut self, name: &str, length: usize) {
        self.cursor.take(length);
        self.names.extend(std::iter::repeat_n(name.to_string(), length));
    }

    fn vector(&mut self, name: &str, prefix: usize) {
        let length = Cursor(self.cursor.0).number(prefix);
        self.fixed(&format!("{name} length"), prefix);
        self.fixed(name, length);
    }

    fn hello(&mut self, client: bool) {
        self.fixed("legacy_version", 2);
        self.fixed("random", 32);
        self.vector("legacy_session_id", 1);
        if client {
            self.vector("cipher_suites", 2);
            self.vector("legacy_compression_methods", 1);
        } else {
            self.fixed("cipher_suite", 2);
            self.fixed("legacy_compression_method", 1);
        }
        self.extensions();
    }

    fn extensions(&mut self) {
        let length = Cursor(self.cursor.0).number(2);
        self.fixed("extensions length", 2);
        let end = self.cursor.0.len() - length;
        while self.cursor.0.len() > end {
            let name = ExtensionType(Cursor(self.cursor.0).number(2) as u16).to_string();
            self.fixed(&format!("{name} extension_type"), 2);
            self.vector(&name, 2);
        }
    }
}
