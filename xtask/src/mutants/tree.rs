//! The copy of the tree that has all mutants in it, and which of them compile.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::list::Mutant;
use super::switch::{Region, switched};
use crate::workbench::VARIABLE;
use crate::workbench::copy::{read, renew};

/// The crate that gets the switches.
const LIBRARY: &str = "crates/core/src/lib.rs";
/// How often the compiler is asked.
const MOST_ROUNDS: usize = 40;
/// The variable that names a file for the mutants that a run comes by.
pub const REACHED: &str = "SUREHAND_REACHED";

/// The folder of the copy.
pub fn folder(root: &Path) -> PathBuf {
    root.join("target/mutants/tree")
}

/// The folder of a copy in which it is found out what compiles: the other one changes only when the outcome does.
fn trial(root: &Path) -> PathBuf {
    root.join("target/mutants/trial")
}

/// Makes or renews the copy, and leaves out what does not compile; returns the numbers of those mutants.
pub fn make(root: &Path, mutants: &[Mutant]) -> Result<BTreeSet<usize>, String> {
    let mut unviable = BTreeSet::new();
    for _ in 0..MOST_ROUNDS {
        let regions = put(root, &trial(root), mutants, &mut unviable)?;
        let errors = errors(root)?;
        if errors.is_empty() {
            put(root, &folder(root), mutants, &mut unviable)?;
            return Ok(unviable);
        }
        let before = unviable.len();
        for error in &errors {
            unviable.extend(at_fault(error, &regions));
        }
        println!("mutants: {} errors, {} mutants do not compile", errors.len(), unviable.len());
        if unviable.len() == before {
            return Err(format!("the copy does not compile: {}", errors[0].get("rendered").unwrap_or(&Value::Null)));
        }
    }
    Err("the copy still does not compile".to_owned())
}

type Regions = BTreeMap<String, Vec<Region>>;

/// Writes the copy with all mutants but these, and adds those for which there is no switch.
fn put(root: &Path, to: &Path, mutants: &[Mutant], unviable: &mut BTreeSet<usize>) -> Result<Regions, String> {
    let mut by_path: BTreeMap<&str, Vec<(usize, &Mutant)>> = BTreeMap::new();
    for (number, mutant) in mutants.iter().enumerate().filter(|(number, _)| !unviable.contains(number)) {
        by_path.entry(&mutant.path).or_default().push((number, mutant));
    }
    let mut changed = BTreeMap::from([(LIBRARY.to_owned(), read(root, LIBRARY)? + &switchboard())]);
    let mut regions = Regions::new();
    for (path, of_file) in by_path {
        let (text, of_text, missing) =
            switched(&read(root, path)?, &of_file).map_err(|text| format!("{path}: {text}"))?;
        changed.insert(path.to_owned(), text);
        regions.insert(path.to_owned(), of_text);
        unviable.extend(missing);
    }
    renew(root, to, &changed)?;
    Ok(regions)
}

/// What the compiler has against the copy.
fn errors(root: &Path) -> Result<Vec<Value>, String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["check", "-q", "-p", "surehand-core", "--message-format", "json"])
        .current_dir(trial(root))
        .env("CARGO_TARGET_DIR", trial(root).with_file_name("target"))
        .env("RUSTFLAGS", "--cap-lints allow")
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo check: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let is_error = |message: &Value| message.get("level").and_then(Value::as_str) == Some("error");
    let located =
        |message: &Value| message.get("spans").and_then(Value::as_array).is_some_and(|spans| !spans.is_empty());
    let errors = messages.filter_map(|message| message.get("message").cloned());
    Ok(errors.filter(|message| is_error(message) && located(message)).collect())
}

/// The mutants of the smallest place that an error is about: of its main place if there are any there.
fn at_fault(error: &Value, regions: &Regions) -> Vec<usize> {
    let spans = error.get("spans").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let main = |span: &&Value| span.get("is_primary").and_then(Value::as_bool) == Some(true);
    let (first, others): (Vec<&Value>, Vec<&Value>) = spans.iter().partition(main);
    let of_span = |span: &&Value| {
        let of_file = regions.get(span.get("file_name")?.as_str()?)?;
        let at = usize::try_from(span.get("byte_start")?.as_u64()?).ok()?;
        let around = of_file.iter().filter(|(range, _)| range.contains(&at));
        around.min_by_key(|(range, _)| range.len()).map(|(_, numbers)| numbers.clone())
    };
    first.iter().chain(&others).find_map(of_span).unwrap_or_default()
}

/// What the core gets: whether the mutant of this number is in force, and a note of those that are asked for.
fn switchboard() -> String {
    format!(
        "
extern crate std;
#[doc(hidden)]
#[allow(missing_docs)]
pub mod mutants {{
    use std::io::Write;
    static CHOSEN: std::sync::OnceLock<Option<usize>> = std::sync::OnceLock::new();
    static NOTES: std::sync::OnceLock<Option<std::fs::File>> = std::sync::OnceLock::new();
    std::thread_local! {{
        static SEEN: std::cell::RefCell<std::collections::BTreeSet<usize>> = const {{ std::cell::RefCell::new(std::collections::BTreeSet::new()) }};
    }}
    pub fn on(number: usize) -> bool {{
        match *CHOSEN.get_or_init(|| std::env::var(\"{VARIABLE}\").ok()?.parse().ok()) {{
            Some(chosen) => chosen == number,
            None => {{
                note(number);
                false
            }}
        }}
    }}
    fn note(number: usize) {{
        let open = || {{
            let path = std::env::var_os(\"{REACHED}\")?;
            std::fs::OpenOptions::new().append(true).create(true).open(path).ok()
        }};
        let Some(mut file) = NOTES.get_or_init(open).as_ref() else {{ return }};
        if SEEN.with(|seen| seen.borrow_mut().insert(number)) {{
            let thread = std::thread::current();
            let _ = file.write_all(std::format!(\"{{number}}\\t{{}}\\n\", thread.name().unwrap_or(\"?\")).as_bytes());
        }}
    }}
}}
"
    )
}
