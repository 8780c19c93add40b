//! Switches of mutants, and what becomes of text around them.

use serde_json::json;

use super::judge::{Whose, whose};
use super::list::{Kind, Mutant, byte, mutant};
use super::switch::switched;
use super::{Reasons, Which, chosen};

fn at(text: &str, kind: Kind, place: &str, replacement: &str) -> Mutant {
    Mutant {
        path: "p.rs".to_owned(),
        line: 1,
        what: "w".to_owned(),
        kind,
        at: text.find(place).unwrap(),
        replacement: replacement.to_owned(),
    }
}

/// The text with its mutants, numbered from 0.
fn switch(text: &str, mutants: &[Mutant]) -> String {
    let numbered: Vec<(usize, &Mutant)> = mutants.iter().enumerate().collect();
    let (text, regions, missing) = switched(text, &numbered).unwrap();
    assert_eq!(missing, [0; 0]);
    assert!(syn::parse_file(&text).is_ok(), "{text}");
    assert!(regions.iter().all(|(range, _)| text.get(range.clone()).is_some()));
    text.replace("crate::mutants::", "").replace("use alloc::{boxed::Box, vec, vec::Vec}; ", "")
}

#[test]
fn a_body_returns_at_its_start() {
    let text = "fn f() -> u8 { a + b }";
    let wanted = "fn f() -> u8 { if on(0) { return 1; } (if on(1) { a - b } else { a + b }) }";
    assert_eq!(switch(text, &[at(text, Kind::Body, "a +", "1"), at(text, Kind::Binary, "+", "-")]), wanted);
}

#[test]
fn operators_nest() {
    let text = "fn f() { !a == b && c }";
    let mutants =
        [at(text, Kind::Binary, "&&", "||"), at(text, Kind::Binary, "==", "!="), at(text, Kind::Unary, "!", "")];
    let wanted = "fn f() { (if on(0) { !a == b || c } else { (if on(1) { !a != b } else { (if on(2) { a } else { !a }) == b }) && c }) }";
    assert_eq!(switch(text, &mutants), wanted);
}

#[test]
fn an_arm_and_its_guard() {
    let text = "fn f() { match a { 1 if b => c, 2 => d, _ => e } }";
    let mutants = [
        at(text, Kind::Arm, "1 if", ""),
        at(text, Kind::Guard, "b =>", "true"),
        at(text, Kind::Guard, "b =>", "false"),
        at(text, Kind::Arm, "2 =>", ""),
    ];
    let wanted = "fn f() { match a { 1 if !on(0) && !on(2) && (on(1) || (b)) => c, 2 if !on(3) => d, _ => e } }";
    assert_eq!(switch(text, &mutants), wanted);
}

#[test]
fn a_field_is_left_out() {
    let text = "fn f() { S { a: 1, b, ..s } }";
    let mutants = [at(text, Kind::Field, "a:", ""), at(text, Kind::Field, "b,", "")];
    let wanted = "fn f() { (if on(0) { S { b, ..s } } else if on(1) { S { a: 1, ..s } } else { S { a: 1, b, ..s } }) }";
    assert_eq!(switch(text, &mutants), wanted);
}

#[test]
fn a_chain_with_let_has_no_switch() {
    let text = "fn f() { if let Some(a) = b && a {} }";
    let mutant = at(text, Kind::Binary, "&&", "||");
    let (same, _, missing) = switched(text, &[(3, &mutant)]).unwrap();
    assert_eq!((same.as_str(), missing), (text, vec![3]));
}

#[test]
fn a_mutant_is_read() {
    let value = json!({
        "file": "p.rs",
        "genre": "UnaryOperator",
        "name": "p.rs:2:3: delete ! in A::f",
        "replacement": "",
        "span": { "start": { "line": 2, "column": 3 } },
    });
    let read = mutant(&value, "// §\n  !a\n").unwrap();
    assert_eq!((read.what.as_str(), read.at, read.kind), ("delete ! in A::f", 8, Kind::Unary));
    assert_eq!(byte("§a", 1, 2), Some(2));
    assert_eq!(byte("a", 2, 1), None);
}

#[test]
fn a_reason_that_is_of_no_use_is_named() {
    let row = |line: usize, what: &str| (line, ["p.rs", what, "why"].map(str::to_owned).to_vec());
    let mut reasons = Reasons(vec![row(2, "w"), row(3, "v")], Default::default());
    assert_eq!(reasons.of(&at("a", Kind::Body, "a", "")).as_deref(), Some("why"));
    assert_eq!(reasons.idle(), [3]);
}

#[test]
fn a_sample_is_spread() {
    assert_eq!(chosen(10, &Which::Sample(3)), [0, 3, 6]);
    assert_eq!(chosen(10, &Which::Number(9)), [9]);
    assert_eq!(chosen(10, &Which::Number(10)), [0; 0]);
}

#[test]
fn a_binary_belongs_to_a_package() {
    assert_eq!(whose("explorable::a"), Whose::Core);
    assert_eq!(whose("wire_psk::a"), Whose::Surehand);
    assert_eq!(whose("quick, which did not end"), Whose::Model);
}
