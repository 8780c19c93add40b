//! RFC 8446 §5: every record of a handshake changed, cut short, dropped, doubled and moved, on its way to either role.

mod peer;

use std::collections::BTreeMap;
use std::fmt::Write;

use peer::bytes::plaintext;
use peer::{Pair, Role, message, snapshot};
use surehand_core::connection::Error;

/// A handshake up to the point from which all of the peer's records are known, and those records with their names.
struct Flight {
    pair: Pair,
    records: Vec<(&'static str, Vec<u8>)>,
}

const DATA: &[u8] = b"one and two and three";

/// What both roles say once they are done.
fn epilogue(pair: &mut Pair, records: &mut Vec<(&'static str, Vec<u8>)>) {
    let peer = &mut pair.peer;
    records.push(("application data 1", peer.record(23, b"one and ")));
    records.push(("KeyUpdate", peer.record(22, &message(24, &[0]))));
    peer.update_writing();
    records.push(("application data 2", peer.record(23, b"two and ")));
    records.push(("application data 3", peer.record(23, b"three")));
    records.push(("close_notify", peer.record(21, &[1, 0])));
}

/// The server's flight to a client under test.
fn to_client(retry: bool) -> Flight {
    let mut pair = Pair::client();
    if retry {
        pair = pair.to("WaitSecondServerHello");
    }
    let hello = pair.peer.server_hello().bytes();
    let mut records = vec![("ServerHello", pair.peer.tell(hello))];
    records.push(("change_cipher_spec", plaintext(20, 0x0303, &[1])));
    for (name, say) in [
        ("EncryptedExtensions", peer::HandBuilt::encrypted_extensions as fn(&peer::HandBuilt) -> Vec<u8>),
        ("Certificate", peer::HandBuilt::certificate),
        ("CertificateVerify", peer::HandBuilt::certificate_verify),
        ("Finished", peer::HandBuilt::finished),
    ] {
        let message = say(&pair.peer);
        records.push((name, pair.peer.tell(message)));
    }
    epilogue(&mut pair, &mut records);
    Flight { pair, records }
}

/// The client's last flight to a server under test.
fn to_server() -> Flight {
    let mut pair = Pair::server_at("WaitFinished");
    let mut records = vec![("change_cipher_spec", plaintext(20, 0x0303, &[1]))];
    let finished = pair.peer.finished();
    records.push(("Finished", pair.peer.tell(finished)));
    epilogue(&mut pair, &mut records);
    Flight { pair, records }
}

/// The client's first record to a server under test.
fn first_to_server(retry: bool) -> Flight {
    let mut pair = if retry { Pair::server_at("WaitSecondClientHello") } else { Pair::server() };
    let hello = pair.next_message().unwrap();
    let records = vec![("ClientHello", pair.peer.tell(hello))];
    Flight { pair, records }
}

/// Which end is under test, and when.
type Named = (&'static str, fn() -> Flight);

fn flights() -> Vec<Named> {
    vec![
        ("client", || to_client(false)),
        ("client, retried", || to_client(true)),
        ("server", to_server),
        ("server, hello", || first_to_server(false)),
        ("server, second hello", || first_to_server(true)),
    ]
}

/// Whether the end under test cannot tell the difference. It never delivers what was not sent.
fn unnoticed(flight: Flight, records: &[Vec<u8>]) -> bool {
    let Flight { mut pair, records: original } = flight;
    let result = pair.local.feed(&records.concat());
    assert!(DATA.starts_with(&pair.local.data), "{:?} was delivered", pair.local.data);
    let whole = original.len() > 1;
    match result {
        Err(Error::Rejected(reject)) => {
            // Where both ends still have the same keys the alert is heard, and heard last.
            pair.peer.hear(&pair.local.output());
            if pair.peer.unopened == 0 && pair.peer.role == Role::Client && pair.peer.epoch() > 0 {
                assert_eq!(
                    pair.peer.alert().map(|(level, description, _)| (level, description)),
                    Some((2, reject.alert.0))
                );
            }
            pair.dead();
            false
        }
        // A byte changed in the clear may make an alert of a record.
        Err(Error::AlertReceived(_)) => false,
        Err(error) => panic!("{error}"),
        Ok(()) if whole => {
            let end = pair.local.connection.end_of_input();
            let unnoticed = pair.local.data == DATA && end.is_ok();
            assert!(unnoticed || end == Err(Error::Truncated), "cut short without notice");
            unnoticed
        }
        Ok(()) => {
            pair.peer.hear(&pair.local.output());
            pair.local.state() == "WaitFinished" && {
                let before = pair.local.data.len();
                let finished = pair.peer.finished();
                let record = pair.peer.tell(finished);
                let agreed = pair.local.feed(&record).is_ok();
                assert_eq!(pair.local.data.len(), before);
                agreed
            }
        }
    }
}

/// The rule that lets this go unnoticed.
fn rule(key: &str) -> &'static str {
    let rules = [
        ("legacy_record_version", "5.1-17"),
        ("change_cipher_spec", "5-1"),
        // With the change_cipher_spec beside it.
        ("swapped", "5-1"),
        ("close_notify", "6.1-1"),
    ];
    rules.iter().find(|(part, _)| key.contains(part)).unwrap_or_else(|| panic!("no rule lets this pass: {key}")).1
}

#[derive(Default)]
struct Table {
    counts: BTreeMap<String, (usize, usize)>,
    order: Vec<String>,
}

impl Table {
    fn add(&mut self, key: String, unnoticed: bool) {
        let (yes, of) = self.counts.entry(key.clone()).or_insert_with(|| {
            self.order.push(key);
            (0, 0)
        });
        *yes += usize::from(unnoticed);
        *of += 1;
    }

    fn check(&self, name: &str) {
        let mut text = String::new();
        for key in &self.order {
            let (yes, of) = self.counts[key];
            if yes > 0 {
                writeln!(text, "{key:<66}{yes:>3} of {of:>3}  {}", rule(key)).unwrap();
            }
        }
        snapshot::check(name, &text);
    }
}

fn originals(flight: &Flight) -> Vec<Vec<u8>> {
    flight.records.iter().map(|(_, record)| record.clone()).collect()
}

#[test]
fn every_byte_of_every_record_is_changed() {
    let mut table = Table::default();
    for (role, flight) in flights() {
        let shape = flight();
        for (number, (name, record)) in shape.records.iter().enumerate() {
            for place in 0..record.len() {
                // What an unprotected body says is another test's matter.
                let in_the_clear = record[0] != 23;
                if in_the_clear && place >= 5 && *name != "change_cipher_spec" {
                    continue;
                }
                let part = match place {
                    0 => "opaque_type",
                    1 | 2 => "legacy_record_version",
                    3 | 4 => "length",
                    _ => "body",
                };
                for mask in [0x01, 0x80, 0xff] {
                    let flight = flight();
                    let mut records = originals(&flight);
                    records[number][place] ^= mask;
                    let unnoticed = unnoticed(flight, &records);
                    assert!(!unnoticed || in_the_clear, "{role}: byte {place} of {name} changed without notice");
                    table.add(format!("{role:<22}{name:<20}{part}"), unnoticed);
                }
            }
        }
    }
    table.check("record_bytes_that_may_change.txt");
    peer::keeps(&["5.2-3"], "a change of any byte of a protected record is noticed");
}

#[test]
fn every_record_is_cut_short_dropped_doubled_and_moved() {
    let mut table = Table::default();
    for (role, flight) in flights() {
        let shape = flight();
        for (number, (name, record)) in shape.records.iter().enumerate() {
            for cut in 0..record.len() {
                let flight = flight();
                let mut records = originals(&flight);
                records[number].truncate(cut);
                let what = if cut == 0 { "dropped" } else { "cut short" };
                table.add(format!("{role:<22}{name:<20}{what}"), unnoticed(flight, &records));
            }
            let doubled = flight();
            let mut records = originals(&doubled);
            records.insert(number, records[number].clone());
            table.add(format!("{role:<22}{name:<20}doubled"), unnoticed(doubled, &records));
            for to in 0..shape.records.len() {
                let flight = flight();
                let mut records = originals(&flight);
                records.swap(number, to);
                if number != to {
                    table.add(format!("{role:<22}{name:<20}swapped with another"), unnoticed(flight, &records));
                }
            }
        }
    }
    table.check("records_that_may_be_missed.txt");
    peer::keeps(&["2-i1", "1-i1", "E.2-i2"], "a record that is lost, doubled or moved ends the connection");
}

#[test]
fn what_was_meant_to_arrive_arrives() {
    for (_, flight) in flights() {
        let flight = flight();
        let records = originals(&flight);
        assert!(unnoticed(flight, &records));
    }
}
