//! The floors inside a crate: each module imports only from those before it.

use super::Finding;
use super::exceptions::Exceptions;
use super::imports::imports;
use crate::offence::Offence;
use crate::source::{File, Package};

/// A crate and its top-level modules, lowest first.
const FLOORS: &[(&str, &[&str])] = &[
    ("surehand-codec", &["code_point", "reject", "wire", "extension", "message"]),
    (
        "surehand-core",
        &["crypto", "state", "transcript", "key_schedule", "record", "config", "handshake", "connection"],
    ),
    (
        "surehand-model",
        &["term", "book", "provider", "attacker", "world", "property", "explore", "scenario", "flaw", "report"],
    ),
];

/// Pairs that are apart although the order would allow them.
const APART: &[(&str, &str, &str)] = &[("surehand-core", "handshake", "record")];

/// Looks at every import between two top-level modules of a crate with floors.
pub fn check(sources: &[(&Package, Vec<File>)], exceptions: &Exceptions) -> Finding {
    let mut offences = Vec::new();
    let mut modules = 0;
    for (package, files) in sources {
        let Some((_, floors)) = FLOORS.iter().find(|(name, _)| *name == package.name) else { continue };
        modules += floors.len();
        let floor =
            |file: &File| floors.iter().position(|name| file.module.get(1).is_some_and(|module| module == name));
        for file in files.iter().filter(|file| file.module.len() > 1 && floor(file).is_none()) {
            offences.push(Offence::at(&file.path, 0, format!("`{}` has no floor", file.module[1])));
        }
        for import in imports(files) {
            let (from, to) = (&files[import.from], &files[import.to]);
            let (Some(one), Some(two)) = (floor(from), floor(to)) else { continue };
            let apart = APART.contains(&(&package.name, floors[one], floors[two]));
            if two > one || apart {
                let place = format!("{}/src/{}", package.folder, floors[one]);
                if !exceptions.allow(&place, &format!("imports {}", floors[two])) {
                    let text = format!("`{}` may not import from `{}`", floors[one], floors[two]);
                    offences.push(Offence::at(&from.path, import.line, text));
                }
            }
        }
    }
    Finding { check: "folders", subject: format!("{modules} modules with a floor"), offences }
}
