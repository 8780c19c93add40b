//! The copy of the tree in which refusals have switches.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::code::Site;
use super::switch::{Way, switched};
use crate::workbench::VARIABLE;
use crate::workbench::copy::{read, renew};

/// The crate that every refusal comes from.
const CODEC: &str = "crates/codec/";
/// Where the row of an extension is looked up, and what asks for its switch there.
const LOOKUP: (&str, &str, &str) = (
    "crates/codec/src/extension/block.rs",
    "!row.messages.contains(B::MESSAGE)",
    "!row.messages.contains(B::MESSAGE) && !crate::prove::off_row(row.extension_type)",
);

/// The folder of the copy.
pub fn folder(root: &Path) -> PathBuf {
    root.join("target/prove/tree")
}

/// Makes or renews the copy; says how each site can be switched off there. A site's number is its place in `sites`.
pub fn make(root: &Path, sites: &[Site]) -> Result<Vec<Way>, String> {
    let to = folder(root);
    let mut switches: BTreeMap<String, String> = BTreeMap::new();
    let mut ways = Vec::new();
    for of_file in sites.chunk_by(|one, two| one.path == two.path) {
        let path = &of_file[0].path;
        let text = read(root, path)?;
        let codec = if path.starts_with(CODEC) { "crate" } else { "surehand_codec" };
        let of_file: Vec<&Site> = of_file.iter().collect();
        let (text, mut more) =
            switched(&text, &of_file, ways.len(), codec).map_err(|text| format!("{path}: {text}"))?;
        switches.insert(path.clone(), text);
        ways.append(&mut more);
    }
    let lib = format!("{CODEC}src/lib.rs");
    let library = read(root, &lib)? + &switchboard(sites);
    switches.insert(lib, library);
    let rows = switches.remove(LOOKUP.0).map_or_else(|| read(root, LOOKUP.0), Ok)?;
    switches.insert(LOOKUP.0.to_owned(), lookup(rows)?);
    renew(root, &to, &switches)?;
    Ok(ways)
}

fn lookup(text: String) -> Result<String, String> {
    if text.matches(LOOKUP.1).count() == 1 {
        Ok(text.replace(LOOKUP.1, LOOKUP.2))
    } else {
        Err(format!("{}: the table's rows are no longer looked up by `{}`", LOOKUP.0, LOOKUP.1))
    }
}

/// What the codec gets: whether the refusal of this number is switched off.
fn switchboard(sites: &[Site]) -> String {
    let first_row = sites.iter().position(|site| site.row).unwrap_or(0);
    format!(
        "
#[doc(hidden)]
#[allow(missing_docs)]
pub mod prove {{
    extern crate std;
    static CHOSEN: std::sync::OnceLock<Option<usize>> = std::sync::OnceLock::new();
    pub fn off(number: usize) -> bool {{
        let chosen = || std::env::var(\"{VARIABLE}\").ok()?.parse().ok();
        *CHOSEN.get_or_init(chosen) == Some(number)
    }}
    pub fn off_row(extension: crate::code_point::ExtensionType) -> bool {{
        let row = crate::extension::TABLE.iter().position(|row| row.extension_type == extension);
        row.is_some_and(|row| off({first_row} + row))
    }}
}}
"
    )
}
