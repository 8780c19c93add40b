//! What has been measured, and how it is shown.

mod table;

pub use table::print;

/// One question that was put to every peer: a handshake, a write size, a number of bytes.
pub struct Group {
    /// What was measured.
    pub title: String,
    /// The figures of each peer.
    pub columns: Vec<Column>,
    /// What cannot be beaten, in the same columns, round by round.
    pub floor: Option<Vec<Vec<f64>>>,
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
    /// No rounds yet.
    pub fn new(peer: String, columns: usize) -> Self {
        Self { peer, values: vec![Vec::new(); columns] }
    }

    /// One round more.
    pub fn push(&mut self, round: &[f64]) {
        self.values.iter_mut().zip(round).for_each(|(column, value)| column.push(*value));
    }
}
