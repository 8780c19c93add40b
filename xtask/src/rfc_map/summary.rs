//! The table in `README.md`, between two marks: how many rules tests have seen.

use std::path::Path;

use super::binding::{Class, of_class};
use super::{Map, Pages};
use crate::offence::Offence;

const PAGE: &str = "README.md";
const BEGIN: &str = "<!-- rfc-map: `cargo xtask rfc-map` writes this table -->\n";
const END: &str = "<!-- /rfc-map -->\n";

/// The table.
pub fn summary(map: &Map) -> String {
    let mut text = String::from(
        "\n| rules | in all | seen by a test | with a reason instead | neither |\n|---|---|---|---|---|\n",
    );
    let names = [
        (Class::Must, "RFC 8446, MUST and MUST NOT"),
        (Class::Should, "RFC 8446, SHOULD and SHOULD NOT"),
        (Class::Newer, "RFC 9846, what changed"),
    ];
    for (class, name) in names {
        let count = of_class(map, class);
        let (rules, seen, reasons, without) = (count.rules, count.seen, count.reasons, count.without.len());
        text.push_str(&format!("| {name} | {rules} | {seen} | {reasons} | {without} |\n"));
    }
    text.push('\n');
    text
}

/// Puts the table into a page; `None` where the page has no place for it.
pub fn insert(page: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{table}{END}{after}"))
}

/// Writes the table, or compares it.
pub fn check(root: &Path, map: &Map, what: Pages) -> Result<Vec<Offence>, String> {
    let path = root.join(PAGE);
    let page = std::fs::read_to_string(&path).map_err(|error| format!("{PAGE}: {error}"))?;
    let Some(wanted) = insert(&page, &summary(map)) else {
        return Ok(vec![Offence::at(PAGE, 0, format!("no place for the table: {}", BEGIN.trim()))]);
    };
    if wanted == page {
        return Ok(Vec::new());
    }
    if what == Pages::Write {
        std::fs::write(&path, wanted).map_err(|error| format!("{PAGE}: {error}"))?;
        return Ok(Vec::new());
    }
    Ok(vec![Offence::at(PAGE, 0, "the table of rules is out of date (`cargo xtask test --write` writes it)")])
}
