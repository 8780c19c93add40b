//! `cargo xtask flaw`: seeded flaws of class P, each a patch that is applied to a copy of the tree.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workbench::copy;

/// Where the patches are.
const FOLDER: &str = "crates/model/flaws";
/// Where the copy is.
const TREE: &str = "target/flaw/tree";

/// Looks whether every patch still applies.
pub fn check(root: &Path) -> Result<(), String> {
    let patches = patches(root)?;
    for patch in &patches {
        git(root, &["apply", "--check"], patch)?;
    }
    println!("flaws      {} patches apply; ok", patches.len());
    Ok(())
}

/// Applies one patch, or each in turn, to a copy of the tree, and explores its scenario there; the attack is written to
/// `target/flaw/flaw-NN.json`.
pub fn run(root: &Path, which: &str) -> Result<(), String> {
    let chosen: Vec<PathBuf> =
        patches(root)?.into_iter().filter(|patch| which == "all" || number(patch) == which).collect();
    if chosen.is_empty() {
        return Err(format!("no {FOLDER}/{which}.patch; flaws without one: `surehand model check --flaw {which}`"));
    }
    let mut missed = Vec::new();
    for patch in &chosen {
        copy::renew(root, &root.join(TREE), &BTreeMap::new())?;
        git(root, &["apply", &format!("--directory={TREE}")], patch)?;
        let status = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()))
            .args(["run", "-q", "-p", "surehand-model", "--example", "flaw", "--", &number(patch)])
            .arg(root.join(format!("target/flaw/flaw-{}.json", number(patch))))
            .current_dir(root.join(TREE))
            .env("CARGO_TARGET_DIR", root.join("target/flaw/target"))
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", "0")
            .status()
            .map_err(|error| format!("cargo run: {error}"))?;
        if !status.success() {
            missed.push(number(patch));
        }
    }
    match missed.is_empty() {
        true => Ok(()),
        false => Err(format!("not as expected: flaw {}", missed.join(", "))),
    }
}

fn patches(root: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(root.join(FOLDER)).map_err(|error| format!("{FOLDER}: {error}"))?;
    let mut patches: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    patches.retain(|path| path.extension().is_some_and(|extension| extension == "patch"));
    patches.sort();
    Ok(patches)
}

/// The number in a patch's name.
fn number(patch: &Path) -> String {
    patch.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn git(root: &Path, arguments: &[&str], patch: &Path) -> Result<(), String> {
    let output = Command::new("git").args(arguments).arg(patch).current_dir(root).output();
    let output = output.map_err(|error| format!("git: {error}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{}: {}", patch.display(), String::from_utf8_lossy(&output.stderr).trim())),
    }
}
