//! The copy of the tree in which refusals have switches.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::code::Site;
use super::switch::{Way, switched};

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
    let mut switches: BTreeMap<&str, String> = BTreeMap::new();
    let mut ways = Vec::new();
    for of_file in sites.chunk_by(|one, two| one.path == two.path) {
        let path = &of_file[0].path;
        let text = fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))?;
        let codec = if path.starts_with(CODEC) { "crate" } else { "surehand_codec" };
        let of_file: Vec<&Site> = of_file.iter().collect();
        let (text, mut more) =
            switched(&text, &of_file, ways.len(), codec).map_err(|text| format!("{path}: {text}"))?;
        switches.insert(path, text);
        ways.append(&mut more);
    }
    let tracked = tracked(root)?;
    let lib = format!("{CODEC}src/lib.rs");
    for path in &tracked {
        let text = switches.get(path.as_str()).cloned();
        let text = match path.as_str() {
            _ if *path == lib => Some(read(root, path)? + &switchboard(sites)),
            path if path == LOOKUP.0 => Some(lookup(text.map_or_else(|| read(root, path), Ok)?)?),
            _ => text,
        };
        put(&root.join(path), &to.join(path), text).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(ways)
}

fn read(root: &Path, path: &str) -> Result<String, String> {
    fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))
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

/// The variable that chooses what is switched off.
pub const VARIABLE: &str = "SUREHAND_PROVE";

/// The files that belong to the tree.
fn tracked(root: &Path) -> Result<Vec<String>, String> {
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").args(arguments).current_dir(root).output();
    let output = output.map_err(|error| format!("git ls-files: {error}"))?;
    if !output.status.success() {
        return Err(format!("git ls-files: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let names = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(names.split('\0').filter(|name| !name.is_empty() && root.join(name).exists()).map(str::to_owned).collect())
}

/// Puts a file where it belongs, with another text if there is one. One that is there already stays, so that cargo
/// does not build it again. A link to a folder becomes the folder.
fn put(from: &Path, to: &Path, text: Option<String>) -> std::io::Result<()> {
    if from.is_dir() {
        for entry in fs::read_dir(from)?.flatten() {
            put(&entry.path(), &to.join(entry.file_name()), None)?;
        }
        return Ok(());
    }
    let bytes = text.map_or_else(|| fs::read(from), |text| Ok(text.into_bytes()))?;
    if fs::read(to).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    to.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(to, bytes)
}
