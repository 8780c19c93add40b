//! The traces as data (`spec/rfc8448.json`).

use serde_json::Value;

/// One example handshake.
pub struct Trace {
    json: Value,
}

pub fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2));
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn file() -> Value {
    serde_json::from_str(include_str!("../../spec/rfc8448.json")).unwrap()
}

/// The servers' RSA key of §2: modulus and public exponent.
pub fn rsa_key() -> (Vec<u8>, Vec<u8>) {
    let file = file();
    let part = |name: &str| unhex(file["rsa_private_key"][name].as_str().unwrap());
    (part("modulus"), part("public_exponent"))
}

impl Trace {
    /// The trace of a section of RFC 8448.
    pub fn of_section(section: u64) -> Self {
        let file = file();
        let of_section = |trace: &&Value| trace["section"] == section;
        Self { json: file["traces"].as_array().unwrap().iter().find(of_section).unwrap().clone() }
    }

    /// A value of the summary.
    pub fn value(&self, name: &str) -> Vec<u8> {
        unhex(self.json["summary"][name].as_str().unwrap_or_else(|| panic!("no {name}")))
    }

    /// A value of the summary, where the trace has it.
    pub fn has(&self, name: &str) -> bool {
        self.json["summary"][name].is_string()
    }

    pub fn signed_content(&self, signer: &str) -> Vec<u8> {
        unhex(self.json["summary"]["certificate_verify"][signer]["signed_content"].as_str().unwrap())
    }

    /// The messages of the transcript called `name` ("client ClientHello"), in order.
    pub fn messages(&self, name: &str) -> Vec<Vec<u8>> {
        self.transcript().into_iter().filter(|(each, _)| each == name).map(|(_, bytes)| bytes).collect()
    }

    pub fn message(&self, name: &str) -> Vec<u8> {
        self.messages(name).into_iter().next_back().unwrap_or_else(|| panic!("no {name}"))
    }

    /// The whole transcript in order.
    pub fn transcript(&self) -> Vec<(String, Vec<u8>)> {
        let entry =
            |entry: &Value| (entry["message"].as_str().unwrap().to_owned(), unhex(entry["hex"].as_str().unwrap()));
        self.json["transcript"].as_array().unwrap().iter().map(entry).collect()
    }

    /// A field of a step ("3.3").
    pub fn step(&self, number: &str, field: &str) -> Vec<u8> {
        let steps = self.json["steps"].as_array().unwrap();
        let step = steps.iter().find(|step| step["n"] == number).unwrap_or_else(|| panic!("no step {number}"));
        unhex(step["fields"][field].as_str().unwrap_or_else(|| panic!("no {field} in {number}")))
    }

    /// The private keys that `actor` makes, in order.
    pub fn private_keys(&self, actor: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
        let made =
            |step: &&Value| step["actor"] == actor && step["op"].as_str().unwrap().starts_with("create an ephemeral");
        let pair = |step: &Value| {
            let part = |name: &str| unhex(step["fields"][name].as_str().unwrap());
            (part("private_key"), part("public_key"))
        };
        self.json["steps"].as_array().unwrap().iter().filter(made).map(pair).collect()
    }

    /// The records in order: step, sender, epoch, whole record, payload.
    pub fn records(&self) -> Vec<Record> {
        let record = |entry: &Value| {
            let text = |name: &str| entry[name].as_str().unwrap().to_owned();
            let step = text("step");
            Record {
                bytes: self.step(&step, "complete_record"),
                payload: self.step(&step, "payload"),
                content_type: text("type"),
                sender: text("sender"),
                epoch: text("epoch"),
            }
        };
        self.json["records"].as_array().unwrap().iter().map(record).collect()
    }
}

/// A record of a trace.
#[derive(Clone)]
pub struct Record {
    pub bytes: Vec<u8>,
    pub payload: Vec<u8>,
    pub content_type: String,
    pub sender: String,
    pub epoch: String,
}
