//! The page of the documents with all tables, its plots, and the figures for programs.

use std::fmt::Write;
use std::fs;
use std::io::Result;
use std::path::Path;

use super::table::heading;
use super::{Group, Row, json, svg};
use crate::statistics::Spread;

/// Where the tables start on the page; what is above them is written by hand.
const MARK: &str = "<!-- made by `cargo run --release -- all --write ../docs` in bench/ -->";

/// Writes `benchmarks.md` from its mark on, `benchmarks/*.svg` and `benchmarks/figures.json`.
pub fn write(folder: &Path, groups: &[Group], settings: &[(String, String)]) -> Result<()> {
    let plots = folder.join("benchmarks");
    fs::create_dir_all(&plots)?;
    fs::write(plots.join("figures.json"), json::text(groups, settings))?;
    let page = folder.join("benchmarks.md");
    let old = fs::read_to_string(&page).unwrap_or_default();
    let mut text = old.split(MARK).next().unwrap_or_default().to_owned();
    _ = writeln!(text, "{MARK}\n\n## Settings\n\n| | |\n|---|---|");
    for (peer, settings) in settings {
        _ = writeln!(text, "| {peer} | {settings} |");
    }
    _ = writeln!(text, "\n## Figures\n\nMedians, and in brackets the ratio to the floor.");
    for group in groups {
        table(&mut text, group);
        if group.floor.is_some() {
            let name = file_name(&group.title);
            fs::write(plots.join(&name), svg::text(group))?;
            _ = writeln!(text, "\n![{}](benchmarks/{name})", group.title);
        }
    }
    fs::write(page, text)
}

fn table(text: &mut String, group: &Group) {
    let heads: Vec<_> = group.columns.iter().map(heading).collect();
    _ = writeln!(text, "\n### {}\n\n| | {} |", group.title, heads.join(" | "));
    _ = writeln!(text, "|---|{}", "---:|".repeat(heads.len()));
    for row in group.floor.iter().chain(&group.rows) {
        let cells: Vec<_> = (0..heads.len()).map(|index| cell(group, row, index)).collect();
        _ = writeln!(text, "| {} | {} |", row.peer, cells.join(" | "));
    }
}

fn cell(group: &Group, row: &Row, index: usize) -> String {
    let spread = Spread::of(&row.values[index]);
    let figure = format!("{:.*}", group.columns[index].digits, spread.median);
    match &group.floor {
        Some(floor) if floor.peer != row.peer => {
            format!("{figure} ({:.2})", Spread::of_ratio(&row.values[index], &floor.values[index]).median)
        }
        _ => figure,
    }
}

/// A title as a file's name.
fn file_name(title: &str) -> String {
    let word = |word: &str| word.to_lowercase();
    let words: Vec<_> = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(word).collect();
    format!("{}.svg", words.join("-"))
}
