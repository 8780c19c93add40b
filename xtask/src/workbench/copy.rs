//! A copy of the tree, in which some files have another text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes or renews a copy: `changed` has the texts that differ, by path.
pub fn renew(root: &Path, to: &Path, changed: &BTreeMap<String, String>) -> Result<(), String> {
    let tracked = tracked(root)?;
    for path in &tracked {
        put(&root.join(path), &to.join(path), changed.get(path)).map_err(|error| format!("{path}: {error}"))?;
    }
    let kept = tracked.into_iter().map(PathBuf::from).collect();
    prune(to, Path::new(""), &kept).map_err(|error| format!("{}: {error}", to.display()))
}

/// Removes what belongs to the tree no longer; what cargo has built stays.
fn prune(copy: &Path, folder: &Path, kept: &BTreeSet<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(copy.join(folder))?.flatten() {
        let path = folder.join(entry.file_name());
        if path == Path::new("target") || path.ancestors().any(|part| kept.contains(part)) {
            continue;
        }
        if entry.file_type()?.is_dir() { prune(copy, &path, kept)? } else { fs::remove_file(entry.path())? }
    }
    Ok(())
}

/// The text of a file.
pub fn read(root: &Path, path: &str) -> Result<String, String> {
    fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))
}

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
fn put(from: &Path, to: &Path, text: Option<&String>) -> std::io::Result<()> {
    if from.is_dir() {
        for entry in fs::read_dir(from)?.flatten() {
            put(&entry.path(), &to.join(entry.file_name()), None)?;
        }
        return Ok(());
    }
    let bytes = text.map_or_else(|| fs::read(from), |text| Ok(text.clone().into_bytes()))?;
    if fs::read(to).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    to.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(to, bytes)
}
