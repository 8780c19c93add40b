//! What a check found: a place and a sentence, and how many of them.

use std::fmt;

/// Something that a check does not allow.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Offence {
    /// The file, relative to the workspace.
    pub path: String,
    /// The line, from 1; 0 for the whole file.
    pub line: usize,
    /// What is wrong.
    pub text: String,
}

impl Offence {
    /// An offence at a line.
    pub fn at(path: &str, line: usize, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, text: text.into() }
    }
}

impl fmt::Display for Offence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line.max(1), self.text)
    }
}

/// Prints a line for a check that looked at `subject`, then its offences; returns how many there were.
pub fn report(check: &str, subject: &str, mut offences: Vec<Offence>) -> usize {
    offences.sort();
    offences.dedup();
    println!(
        "{check:<10} {subject}; {}",
        if offences.is_empty() { "ok".into() } else { format!("{} wrong", offences.len()) }
    );
    for offence in &offences {
        println!("  {offence}");
    }
    offences.len()
}

/// The end of a command: an error if anything was wrong.
pub fn verdict(command: &str, offences: usize) -> Result<(), String> {
    if offences == 0 { Ok(()) } else { Err(format!("{command}: {offences} wrong")) }
}
