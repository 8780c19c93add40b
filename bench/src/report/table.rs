//! A table in the terminal.

use super::{Column, Group, Row};
use crate::statistics::Spread;

/// Prints a group: a line a peer with median and quartiles, how it stands to the floor, and how it stands to ours.
pub fn print(group: &Group) {
    println!("{}", group.title);
    let names: Vec<_> = group.columns.iter().map(heading).collect();
    let mut head = format!("{:30}", "");
    for (column, name) in group.columns.iter().zip(&names) {
        head += &if column.unit.is_empty() || group.floor.is_none() {
            format!("{name:>width$}", width = name.len().max(8) + 2)
        } else {
            format!("{name:>16} {:>15} {:>7} {:>7}", "quartiles", "/ floor", "/ ours")
        };
    }
    println!("{head}");
    for row in group.floor.iter().chain(&group.rows) {
        println!("{}", line(row, group, &names));
    }
    println!();
}

/// Name and unit.
pub fn heading(column: &Column) -> String {
    if column.unit.is_empty() { column.name.to_owned() } else { format!("{}, {}", column.name, column.unit) }
}

fn line(row: &Row, group: &Group, names: &[String]) -> String {
    let mut text = format!("{:30}", row.peer);
    for (index, column) in group.columns.iter().enumerate() {
        let spread = Spread::of(&row.values[index]);
        let digits = column.digits;
        if group.floor.is_none() {
            text += &format!("{:>width$.digits$}", spread.median, width = names[index].len().max(8) + 2);
            continue;
        }
        text += &format!("{:>16.digits$}", spread.median);
        text += &format!(" {:>15}", format!("{:.digits$}-{:.digits$}", spread.low, spread.high));
        let ratio = |other: Option<&Row>| match other {
            Some(other) => format!("{:.3}", Spread::of_ratio(&row.values[index], &other.values[index]).median),
            None => String::new(),
        };
        text += &format!(" {:>7} {:>7}", ratio(group.floor.as_ref()), ratio(group.rows.first()));
    }
    text
}
