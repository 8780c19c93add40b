//! Which mutants there are: `cargo mutants --list` says.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What is mutated.
const FILES: &str = "crates/core/src/handshake/**";

/// How a mutant differs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A function does nothing but return a value.
    Body,
    /// A binary operator becomes another.
    Binary,
    /// A unary operator goes.
    Unary,
    /// An arm of a match goes.
    Arm,
    /// The guard of an arm becomes `true` or `false`.
    Guard,
    /// A field of a struct expression is left to its `..`.
    Field,
}

/// A mutant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mutant {
    /// The file.
    pub path: String,
    /// The line.
    pub line: usize,
    /// What is done, in words that do not depend on the place in the file.
    pub what: String,
    /// How it differs.
    pub kind: Kind,
    /// Where, by byte.
    pub at: usize,
    /// What comes instead; empty where something goes.
    pub replacement: String,
}

/// All mutants, in the order of the files' text.
pub fn read(root: &Path) -> Result<Vec<Mutant>, String> {
    let output = Command::new("cargo")
        .args(["mutants", "--list", "--json", "--file", FILES])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cargo mutants: {error}"))?;
    if !output.status.success() {
        let help = "`cargo install cargo-mutants --locked` installs it";
        return Err(format!("cargo mutants --list: {} ({help})", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let list: Vec<Value> = serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo mutants: {error}"))?;
    let mutant = |value: &Value| {
        let path = value.get("file").and_then(Value::as_str).unwrap_or_default();
        let text = std::fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))?;
        mutant(value, &text).ok_or_else(|| format!("cargo mutants: not understood: {value}"))
    };
    let mut mutants: Vec<Mutant> = list.iter().map(mutant).collect::<Result<_, String>>()?;
    mutants.sort_by(|one, two| (&one.path, one.at, &one.what).cmp(&(&two.path, two.at, &two.what)));
    Ok(mutants)
}

/// A mutant as cargo-mutants writes it; its name is `path:line:column: what`.
pub fn mutant(value: &Value, text: &str) -> Option<Mutant> {
    let string = |pointer: &str| Some(value.pointer(pointer)?.as_str()?.to_owned());
    let number = |pointer: &str| usize::try_from(value.pointer(pointer)?.as_u64()?).ok();
    let kind = match string("/genre")?.as_str() {
        "FnValue" => Kind::Body,
        "BinaryOperator" => Kind::Binary,
        "UnaryOperator" => Kind::Unary,
        "MatchArm" => Kind::Arm,
        "MatchArmGuard" => Kind::Guard,
        "StructField" => Kind::Field,
        _ => return None,
    };
    let (line, column) = (number("/span/start/line")?, number("/span/start/column")?);
    Some(Mutant {
        path: string("/file")?,
        line,
        what: string("/name")?.splitn(4, ':').nth(3)?.trim().to_owned(),
        kind,
        at: byte(text, line, column)?,
        replacement: string("/replacement")?,
    })
}

/// The byte at a line and column, both counted from 1, the column in characters.
pub fn byte(text: &str, line: usize, column: usize) -> Option<usize> {
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let rest = text.get(start..)?;
    Some(start + rest.char_indices().nth(column.checked_sub(1)?)?.0)
}
