//! Which rules of RFC 8446 the tests saw fire: one line a rule, alert and test, for `cargo xtask rfc-map`.
//!
//! A line is `rule<TAB>alert<TAB>binary::test`, with a note in a fourth column for a rule that is kept; what the model explored is
//! `rule<TAB>model<TAB>property<TAB>states`. The files are
//! `<binary>-<pid>.tsv` in `$SUREHAND_EVIDENCE`, or in `evidence` under the target directory. Nothing here ever
//! fails a test: what cannot be written is not written.
#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::fs::{OpenOptions, create_dir_all};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static WRITTEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// A test saw `rule` broken and refused with `alert`.
pub fn saw(rule: &str, alert: &str) {
    record(format!("{}\t{}\t{}", field(rule), field(alert), test()));
}

/// A test showed that `rule` is kept, without an alert; `note` says how.
pub fn property(rule: &str, note: &str) {
    record(format!("{}\t-\t{}\t{}", field(rule), test(), field(note)));
}

/// A property of the model that stands for `rule` (`-` for none in particular) had its premise met in so many `states`, and held.
pub fn witness(rule: &str, property: &str, states: usize) {
    record(format!("{}\tmodel\t{}\t{states}", field(rule), field(property)));
}

/// The directory in which this process writes.
pub fn directory() -> PathBuf {
    if let Some(directory) = std::env::var_os("SUREHAND_EVIDENCE") {
        return directory.into();
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    // A relative CARGO_TARGET_DIR is taken from the workspace, for a test runs in its package's folder.
    workspace.join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or("target".into())).join("evidence")
}

/// Appends a line, once in a process.
fn record(line: String) {
    let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    if written.contains(&line) {
        return;
    }
    let directory = directory();
    let path = directory.join(format!("{}-{}.tsv", binary(), std::process::id()));
    let _ = create_dir_all(&directory);
    if let Ok(mut file) = OpenOptions::new().create(true).append(true).open(path) {
        let _ = file.write_all(format!("{line}\n").as_bytes());
    }
    written.insert(line);
}

/// The running test, which the test harness makes its thread's name.
fn test() -> String {
    let thread = std::thread::current();
    format!("{}::{}", binary(), field(thread.name().unwrap_or("main")))
}

/// The name of the test binary, without the hash that cargo appends.
fn binary() -> String {
    let path = std::env::current_exe().unwrap_or_default();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    match stem.rsplit_once('-') {
        Some((name, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => name.into(),
        _ => stem.into_owned(),
    }
}

/// Keeps a column a column.
fn field(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::{directory, property, saw, witness};

    #[test]
    fn a_line_is_written_once() {
        for _ in 0..2 {
            saw("0-0", "an\talert");
            property("0-0", "a note");
            witness("0-0", "a_property", 3);
        }
        let path = directory().join(format!("surehand_evidence-{}.tsv", std::process::id()));
        let Ok(text) = std::fs::read_to_string(&path) else { return };
        let test = "surehand_evidence::tests::a_line_is_written_once";
        assert_eq!(text, format!("0-0\tan alert\t{test}\n0-0\t-\t{test}\ta note\n0-0\tmodel\ta_property\t3\n"));
        let _ = std::fs::remove_file(path);
    }
}
