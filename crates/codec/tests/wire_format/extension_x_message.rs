//! RFC 8446 §4.2: every extension in every message, against the table and against a snapshot that people read.
//!
//! `SNAPSHOT=write cargo test` writes the snapshot anew.

use std::fmt::Write;

use surehand_codec::code_point::ExtensionType;
use surehand_codec::extension::{Messages, TABLE, row};
use surehand_codec::message::Message;

use crate::sample::{data, with};

#[test]
fn each_extension_is_taken_where_the_table_says_and_refused_elsewhere() {
    let mut matrix = String::from("extension");
    Messages::EACH.iter().for_each(|(_, name)| write!(matrix, "\t{name}").unwrap());
    let unknown = [ExtensionType(0x0a0a), ExtensionType(17), ExtensionType(65281)];
    for extension_type in ExtensionType::KNOWN.iter().chain(&unknown) {
        write!(matrix, "\n{extension_type}({})", extension_type.0).unwrap();
        for (kind, _) in Messages::EACH {
            let row = row(*extension_type);
            let bytes = with(kind, *extension_type, &data(*extension_type, kind));
            let cell = match (Message::read(&bytes), row) {
                (Ok(_), None) => String::from("unknown"),
                (Ok(_), Some(row)) if row.messages.contains(kind) => String::from("yes"),
                (Err(reject), Some(row)) if !row.messages.contains(kind) => {
                    assert_eq!(reject, row.elsewhere);
                    surehand_evidence::saw(reject.rule.0, &reject.alert.to_string());
                    reject.rule.0.to_owned()
                }
                (result, _) => panic!("{extension_type} in {kind:?}: {result:?}"),
            };
            write!(matrix, "\t{cell}").unwrap();
        }
    }
    matrix.push('\n');
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots/extension_x_message.txt");
    if std::env::var_os("SNAPSHOT").is_some() {
        std::fs::write(path, &matrix).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), matrix);
    surehand_evidence::property("9846:4.3-4", "every extension of both tables in every message");
}

#[test]
fn every_named_extension_has_exactly_one_row() {
    for extension_type in ExtensionType::KNOWN {
        assert_eq!(TABLE.iter().filter(|row| row.extension_type == *extension_type).count(), 1, "{extension_type}");
    }
    assert_eq!(TABLE.len(), ExtensionType::KNOWN.len());
}

/// A message says whose row it is: two rows with a rule of their own never share it.
#[test]
fn a_rule_belongs_to_one_row() {
    let mut rules: Vec<_> = TABLE.iter().map(|row| row.elsewhere.rule).filter(|rule| rule.0 != "4.2-5").collect();
    rules.sort();
    let count = rules.len();
    rules.dedup();
    assert_eq!(rules.len(), count);
    assert_eq!(count, 22);
}
