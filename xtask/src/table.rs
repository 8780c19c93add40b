//! Tables as text: columns apart by tabs, the first line their names, `#` before a remark.

use std::path::Path;

/// The rows of a table file, each with its line number; a file that is absent has none.
pub fn rows(root: &Path, path: &str, columns: usize) -> Result<Vec<(usize, Vec<String>)>, String> {
    let Ok(text) = std::fs::read_to_string(root.join(path)) else { return Ok(Vec::new()) };
    parse(&text, path, columns)
}

fn parse(text: &str, path: &str, columns: usize) -> Result<Vec<(usize, Vec<String>)>, String> {
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let row: Vec<String> = line.split('\t').map(str::to_owned).collect();
        if row.len() != columns {
            return Err(format!("{path}:{}: {} columns instead of {columns}", index + 1, row.len()));
        }
        rows.push((index + 1, row));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_row_has_every_column() {
        assert_eq!(parse("a\tb\n# remark\n1\t2\n", "t", 2), Ok(vec![(3, vec!["1".to_owned(), "2".to_owned()])]));
        assert_eq!(parse("a\tb\n1\n", "t", 2), Err("t:2: 1 columns instead of 2".to_owned()));
    }
}
