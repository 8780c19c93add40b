//! What the tests saw: lines `rule<TAB>alert<TAB>binary::test`, an alert of `-` for a rule that was seen to be kept.

use std::path::Path;

/// A line of evidence.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Line {
    /// The rule.
    pub rule: String,
    /// The alert that was seen, or `-`.
    pub alert: String,
    /// The test.
    pub test: String,
}

/// Everything in a folder of evidence, each line once, by rule.
pub fn read(folder: &Path) -> Result<Vec<Line>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| {
        format!("{}: {error}: no evidence; `cargo xtask test` runs the tests that write it", folder.display())
    })?;
    let mut lines = Vec::new();
    for path in
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|it| it == "tsv"))
    {
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        lines.extend(text.lines().filter_map(line));
    }
    lines.sort();
    lines.dedup();
    Ok(lines)
}

/// A line of a file; one that is cut short is none.
pub fn line(text: &str) -> Option<Line> {
    let mut columns = text.split('\t');
    let (rule, alert, test) = (columns.next()?, columns.next()?, columns.next()?);
    Some(Line { rule: rule.to_owned(), alert: alert.to_owned(), test: without_hash(test) })
}

/// `codec-0123456789abcdef::test` is `codec::test` whatever it was built from.
fn without_hash(test: &str) -> String {
    let (binary, name) = test.split_once("::").unwrap_or((test, ""));
    let binary = match binary.rsplit_once('-') {
        Some((stem, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => stem,
        _ => binary,
    };
    if name.is_empty() { binary.to_owned() } else { format!("{binary}::{name}") }
}
