//! A table in the terminal.

use super::{Column, Group, Row};
use crate::statistics::Spread;

/// Prints a group: a line a peer with median and quartiles, how it stands to the floor, and how ours stands to it.
pub fn print(group: &Group) {
    println!("{}", group.title);
    let mut head = format!("{:28}", "");
    for column in &group.columns {
        let name = format!("{}, {}", column.name, column.unit);
        head += &format!("{name:>16} {:>17} {:>8} {:>8}", "quartiles", "/ floor", "/ ours");
    }
    println!("{head}");
    if let Some(floor) = &group.floor {
        line("(floor)", &group.columns, floor, None, group.rows.first());
    }
    for row in &group.rows {
        line(&row.peer, &group.columns, &row.values, group.floor.as_deref(), group.rows.first());
    }
    println!();
}

fn line(name: &str, columns: &[Column], values: &[Vec<f64>], floor: Option<&[Vec<f64>]>, ours: Option<&Row>) {
    let mut text = format!("{name:28}");
    for (index, column) in columns.iter().enumerate() {
        let Some(values) = values.get(index).filter(|values| !values.is_empty()) else { continue };
        let spread = Spread::of(values);
        let digits = column.digits;
        text += &format!("{:>16.digits$}", spread.median);
        text += &format!(" {:>17}", format!("{:.digits$}-{:.digits$}", spread.low, spread.high));
        let ratio = |other: Option<&Vec<f64>>| match other {
            Some(other) => format!("{:.3}", Spread::of_ratio(values, other).median),
            None => String::new(),
        };
        text += &format!(" {:>8}", ratio(floor.and_then(|floor| floor.get(index))));
        text += &format!(" {:>8}", ratio(ours.and_then(|row| row.values.get(index))));
    }
    println!("{text}");
}
