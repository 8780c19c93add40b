//! The rules: `spec/rfc8446.tsv`, and what RFC 9846 changed, `spec/rfc9846-delta.tsv`.

use std::path::Path;

use crate::table;

/// A row of the tables.
pub struct Rule {
    /// `4.1.3-7`, or `9846:4.2.3-1`.
    pub id: String,
    /// MUST, SHOULD and so on.
    pub level: String,
    /// Whom it binds.
    pub role: String,
    /// `protocol`, `crypto`, `doc` and so on.
    pub kind: String,
    /// The alerts that may answer a breach, `-` where none is named.
    pub alert: String,
    /// What it says, in our words.
    pub summary: String,
    /// How it can be shown: `wire-negative+unit` and so on.
    pub verify: String,
    /// The rule of RFC 8446 that a rule of RFC 9846 changes.
    pub changes: Option<String>,
}

impl Rule {
    /// The section that it is in: `4.1.3`, or `9846:4.2.3`.
    pub fn section(&self) -> &str {
        self.id.rsplit_once('-').map_or(&self.id, |(section, _)| section)
    }

    /// Whether a breach may be answered by this alert.
    pub fn allows(&self, alert: &str) -> bool {
        matches!(self.alert.as_str(), "-" | "alert") || self.alert.split('/').any(|one| one == alert)
    }
}

/// Every rule, in the tables' order.
pub struct Rules(Vec<Rule>);

impl Rules {
    /// Reads both tables.
    pub fn read(root: &Path) -> Result<Self, String> {
        let mut rules = Vec::new();
        for (path, columns) in [("spec/rfc8446.tsv", 7), ("spec/rfc9846-delta.tsv", 8)] {
            for (_, row) in table::rows(root, path, columns)? {
                let column = |at: usize| row.get(at).cloned().unwrap_or_default();
                let (id, level, role, kind) = (column(0), column(1), column(2), column(3));
                let (alert, summary, verify) = (column(4), column(5), column(6));
                let changes = row.get(7).filter(|id| !matches!(id.as_str(), "" | "-")).cloned();
                rules.push(Rule { id, level, role, kind, alert, summary, verify, changes });
            }
        }
        Ok(Self(rules))
    }

    /// The rule of this id.
    pub fn find(&self, id: &str) -> Option<&Rule> {
        self.0.iter().find(|rule| rule.id == id)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}
