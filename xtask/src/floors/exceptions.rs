//! `xtask/exceptions.tsv`: what is allowed in one place, and why. An exception that is no longer needed is an offence.

use std::cell::RefCell;
use std::path::Path;

use super::Finding;
use crate::offence::Offence;
use crate::table;

const TABLE: &str = "xtask/exceptions.tsv";

/// The exceptions, and which of them were needed.
pub struct Exceptions {
    rows: Vec<(usize, String, String)>,
    needed: RefCell<Vec<usize>>,
}

impl Exceptions {
    /// Reads the table: path, what, reason.
    pub fn read(root: &Path) -> Result<Self, String> {
        let rows = table::rows(root, TABLE, 3)?;
        let rows =
            rows.into_iter().map(|(line, mut row)| (line, std::mem::take(&mut row[0]), std::mem::take(&mut row[1])));
        Ok(Self { rows: rows.collect(), needed: RefCell::default() })
    }

    /// Whether `what` is allowed in `path`, a file or a folder.
    pub fn allow(&self, path: &str, what: &str) -> bool {
        let Some((line, ..)) = self.rows.iter().find(|(_, place, thing)| place == path && thing == what) else {
            return false;
        };
        self.needed.borrow_mut().push(*line);
        true
    }

    /// The rows that nothing needed.
    pub fn unused(&self) -> Finding {
        let needed = self.needed.borrow();
        let stale = self.rows.iter().filter(|(line, ..)| !needed.contains(line));
        let offences = stale.map(|(line, path, what)| {
            Offence::at(TABLE, *line, format!("`{path}` no longer needs its exception `{what}`"))
        });
        Finding {
            check: "exceptions",
            subject: format!("{} exceptions with a reason", self.rows.len()),
            offences: offences.collect(),
        }
    }
}
