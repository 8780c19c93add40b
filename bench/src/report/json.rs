//! Everything that was measured, for programs.

use super::{Group, Row};
use crate::statistics::Spread;

/// All groups: titles, columns, and medians and quartiles of every peer.
pub fn text(groups: &[Group], settings: &[(String, String)]) -> String {
    let settings: Vec<_> =
        settings.iter().map(|(peer, settings)| format!("    {}: {}", string(peer), string(settings))).collect();
    let groups: Vec<_> = groups.iter().map(group).collect();
    format!(
        "{{\n  \"settings\": {{\n{}\n  }},\n  \"groups\": [\n{}\n  ]\n}}\n",
        settings.join(",\n"),
        groups.join(",\n")
    )
}

fn group(group: &Group) -> String {
    let columns: Vec<_> = group.columns.iter().map(|column| string(&super::table::heading(column))).collect();
    let rows: Vec<_> = group.floor.iter().chain(&group.rows).map(row).collect();
    format!(
        "    {{\"title\": {}, \"columns\": [{}], \"rows\": [\n{}\n    ]}}",
        string(&group.title),
        columns.join(", "),
        rows.join(",\n")
    )
}

fn row(row: &Row) -> String {
    let figures: Vec<_> = row
        .values
        .iter()
        .map(|values| {
            let spread = Spread::of(values);
            format!("[{}, {}, {}]", number(spread.low), number(spread.median), number(spread.high))
        })
        .collect();
    format!("      {{\"peer\": {}, \"low, median, high\": [{}]}}", string(&row.peer), figures.join(", "))
}

fn number(value: f64) -> String {
    if value.is_finite() { format!("{value:.4}") } else { "null".to_owned() }
}

/// Names and settings hold nothing but quotes and backslashes that JSON minds.
fn string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
