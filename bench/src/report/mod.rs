//! What has been measured, and how it is shown.

mod json;
mod page;
mod svg;
mod table;

pub use page::write;
pub use table::print;

/// One question that was put to every peer: a handshake, a write size, a number of bytes.
pub struct Group {
    /// What was measured.
    pub title: String,
    /// The figures of each peer.
    pub columns: Vec<Column>,
    /// What cannot be beaten, in the same columns, round by round.
    pub floor: Option<Row>,
    /// The peers, ours first.
    pub rows: Vec<Row>,
}

/// One figure.
#[derive(Clone)]
pub struct Column {
    pub name: &'static str,
    pub unit: &'static str,
    /// Digits after the point.
    pub digits: usize,
    /// Whether less is better.
    pub less: bool,
}

/// A peer's figures.
pub struct Row {
    pub peer: String,
    /// By column, and then by round.
    pub values: Vec<Vec<f64>>,
}

impl Row {
    /// So many columns of these rounds.
    pub fn of(peer: &str, columns: usize, rounds: Vec<Vec<f64>>) -> Self {
        let column = |index: usize| rounds.iter().filter_map(|round| round.get(index)).copied().collect();
        Self { peer: peer.to_owned(), values: (0..columns).map(column).collect() }
    }
}
