//! RFC 8448: the messages of its five handshakes read, and written from their fields they are the same bytes.

use surehand_codec::message::{Message, length};

use crate::rewrite::rewrite;

/// Every message in the file: a hex string under "hex" in a transcript, or a ticket's own field.
fn messages() -> Vec<(String, Vec<u8>)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/rfc8448.json");
    let json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut messages = Vec::new();
    for trace in json["traces"].as_array().unwrap() {
        for message in trace["transcript"].as_array().unwrap() {
            messages.push((message["message"].as_str().unwrap().to_owned(), hex(message["hex"].as_str().unwrap())));
        }
        for step in trace["steps"].as_array().unwrap() {
            if let Some(ticket) = step["fields"]["newsessionticket"].as_str() {
                messages.push(("server NewSessionTicket".to_owned(), hex(ticket)));
            }
        }
    }
    messages
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn each_message_reads_and_writes_back() {
    let messages = messages();
    assert_eq!(messages.len(), 40);
    for (name, bytes) in &messages {
        let message = Message::read(bytes).unwrap();
        assert_eq!(name.split_once(' ').unwrap().1, message.name());
        assert_eq!(length(bytes), Some(bytes.len()));
        assert_eq!(rewrite(&message), *bytes, "{name}");
    }
    surehand_evidence::property("3.3-i1", "RFC 8448's messages read and write back byte for byte");
    surehand_evidence::property("3.4-i1", "RFC 8448's messages read and write back byte for byte");
    surehand_evidence::property("3.5-i2", "RFC 8448's messages read and write back byte for byte");
    surehand_evidence::property("4-i1", "RFC 8448's messages read and write back byte for byte");
    surehand_evidence::property("4.1.3-i3", "RFC 8448's HelloRetryRequest is told from its ServerHellos");
}

/// §4.2.11.2: what a binder covers ends before the list of binders; RFC 8448 §4 gives that prefix's length.
#[test]
fn a_client_hello_is_truncated_before_its_binders() {
    let mut seen = 0;
    for (_, bytes) in messages() {
        let Message::ClientHello(hello) = Message::read(&bytes).unwrap() else { continue };
        let Some(truncated) = hello.truncated() else { continue };
        assert_eq!((bytes.len(), truncated.len()), (512, 477));
        assert_eq!(bytes[477..480], [0, 33, 32]);
        seen += 1;
    }
    assert_eq!(seen, 1);
}
