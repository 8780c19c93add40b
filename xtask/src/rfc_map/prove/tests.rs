//! Switches, and what becomes of text around them.

use super::super::code::Site;
use super::switch::{Way, switched};
use super::{Which, chosen};

/// The sites of a text that has `reject!(A, "r")` in it.
fn sites(text: &str) -> Vec<Site> {
    let one = "reject!(A, \"r\")";
    let starts = text.match_indices(one).map(|(at, _)| at);
    let site = |at| Site {
        rule: "r".to_owned(),
        alert: "a".to_owned(),
        path: "p".to_owned(),
        function: "f".to_owned(),
        line: 1,
        bytes: (at, at + one.len()),
        row: false,
    };
    starts.map(site).collect()
}

fn switch(text: &str) -> (String, Vec<Way>) {
    let sites = sites(text);
    switched(text, &sites.iter().collect::<Vec<_>>(), 7, "codec").unwrap()
}

#[test]
fn a_condition_becomes_false() {
    let (text, ways) = switch("fn f() { if a || b { return Err(reject!(A, \"r\").into()); } }");
    assert_eq!(text, "fn f() { if !codec::prove::off(7) && ( a || b ) { return Err(reject!(A, \"r\").into()); } }");
    assert_eq!(ways, [Way::Removed]);
    let (text, _) = switch("fn f() { if let Some(a) = b && a { return Err(reject!(A, \"r\")); } }");
    assert_eq!(text, "fn f() { if !codec::prove::off(7) && let Some(a) = b && a { return Err(reject!(A, \"r\")); } }");
    let (text, _) = switch("fn f() { if a { Ok(()) } else { Err(reject!(A, \"r\")) } }");
    assert_eq!(text, "fn f() { if codec::prove::off(7) || ( a ) { Ok(()) } else { Err(reject!(A, \"r\")) } }");
}

#[test]
fn an_arm_is_passed_over_if_another_takes_all() {
    let (text, ways) = switch(
        "fn f() { match a { 1 => Err(reject!(A, \"r\")), 2 if b => return Err(reject!(A, \"r\")), _ => Ok(()) } }",
    );
    let wanted = "fn f() { match a { 1 if !codec::prove::off(7) => Err(reject!(A, \"r\")), \
                  2 if !codec::prove::off(8) && ( b ) => return Err(reject!(A, \"r\")), _ => Ok(()) } }";
    assert_eq!((text.as_str(), ways), (wanted, vec![Way::Removed; 2]));
}

#[test]
fn what_cannot_be_removed_is_altered() {
    let other = "(if codec::prove::off(7) { codec::reject!(INTERNAL_ERROR, \"0-0\") } else { reject!(A, \"r\") })";
    for (before, after) in [
        ("fn f() { a.ok_or(", ")?; }"),
        ("fn f() { a.map_err(|_| ", ") }"),
        ("fn f() { match a { 1 => Ok(()), _ => Err(", ") } }"),
        ("fn f() { let [a] = b else { return Err(", ") }; }"),
        ("fn f() { matches!(c, Err(", ")) }"),
    ] {
        let (text, ways) = switch(&format!("{before}reject!(A, \"r\"){after}"));
        assert_eq!((text, ways), (format!("{before}{other}{after}"), vec![Way::Altered]));
    }
}

#[test]
fn one_of_two_refusals_is_altered() {
    let (_, ways) =
        switch("fn f() { if a { return Err(match b { 1 => reject!(A, \"r\"), _ => reject!(A, \"r\") }); } }");
    assert_eq!(ways, [Way::Altered; 2]);
}

#[test]
fn a_sample_is_spread() {
    let sites = sites(&"reject!(A, \"r\")".repeat(10));
    assert_eq!(chosen(&sites, &Which::Sample(3)), [0, 3, 6]);
    assert_eq!(chosen(&sites, &Which::Sample(0)), [0; 0]);
    assert_eq!(chosen(&sites, &Which::Rule("r".to_owned())).len(), 10);
    assert_eq!(chosen(&sites, &Which::Rule("s".to_owned())), [0; 0]);
}
