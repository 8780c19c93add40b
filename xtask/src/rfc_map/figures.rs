//! The RFC's figures, step by step: `xtask/figures.tsv`. Columns: figure, step, file, function, property.
//!
//! A file or function of `-` is one that does not exist yet.

use std::path::Path;

use super::code::functions;
use crate::offence::Offence;
use crate::table;

const TABLE: &str = "xtask/figures.tsv";

/// Each figure's page and title, in the RFC's order.
pub const FIGURES: &[(&str, &str)] = &[
    ("figure-1", "Figure 1: the full handshake"),
    ("figure-2", "Figure 2: a handshake with mismatched parameters (HelloRetryRequest)"),
    ("figure-3", "Figure 3: resumption and PSK"),
    ("figure-4", "Figure 4: 0-RTT"),
    ("figure-a1", "Appendix A.1: the client's state machine"),
    ("figure-a2", "Appendix A.2: the server's state machine"),
    ("figure-7.1", "Section 7.1: the key schedule"),
];

/// A step of a figure.
pub struct Step {
    /// The line in the table.
    pub line: usize,
    /// The figure's page.
    pub figure: String,
    /// What the RFC shows.
    pub step: String,
    /// Where it is done.
    pub file: String,
    /// The function that does it.
    pub function: String,
    /// The model's properties, apart by spaces, or `-`.
    pub property: String,
}

/// Reads the table, in its order.
pub fn read(root: &Path) -> Result<Vec<Step>, String> {
    let rows = table::rows(root, TABLE, 5)?.into_iter();
    let steps = rows.map(|(line, row)| {
        let column = |at: usize| row.get(at).cloned().unwrap_or_default();
        Step { line, figure: column(0), step: column(1), file: column(2), function: column(3), property: column(4) }
    });
    Ok(steps.collect())
}

/// Steps of unknown figures, and steps whose file or function is not there.
pub fn check(root: &Path, steps: &[Step]) -> Vec<Offence> {
    let mut offences = Vec::new();
    for step in steps {
        let mut offend = |text| offences.push(Offence::at(TABLE, step.line, text));
        if !FIGURES.iter().any(|(name, _)| *name == step.figure) {
            offend(format!("no figure `{}`", step.figure));
        }
        if step.file == "-" {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(root.join(&step.file)) else {
            offend(format!("no file `{}`", step.file));
            continue;
        };
        let names = syn::parse_file(&text).map(|file| functions(&file)).unwrap_or_default();
        if step.function != "-" && !names.contains(&step.function) {
            offend(format!("no function `{}` in `{}`", step.function, step.file));
        }
    }
    offences
}
