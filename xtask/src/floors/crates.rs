//! The floors of the crates: who may depend on whom.

use super::Finding;
use crate::offence::Offence;
use crate::source::{Kind, Package};

/// Each crate, and the crates of the workspace that it may have in `[dependencies]`. Lowest first.
const FLOORS: &[(&str, &[&str])] = &[
    ("surehand-codec", &[]),
    ("surehand-core", &["surehand-codec"]),
    ("surehand-sha2", &["surehand-codec", "surehand-core"]),
    ("surehand-aws-lc", &["surehand-codec", "surehand-core", "surehand-sha2"]),
    ("surehand-graviola", &["surehand-codec", "surehand-core", "surehand-sha2"]),
    ("surehand-model", &["surehand-codec", "surehand-core"]),
    ("surehand", &["surehand-codec", "surehand-core", "surehand-sha2", "surehand-aws-lc", "surehand-graviola"]),
    ("surehand-tokio", &["surehand"]),
    ("surehand-hyper", &["surehand", "surehand-tokio"]),
    ("surehand-quic", &["surehand-codec", "surehand-core", "surehand-sha2", "surehand"]),
    ("surehand-redis", &["surehand"]),
    ("surehand-cli", &["surehand", "surehand-model", "surehand-tokio"]),
    // The workshop: nothing that is published may depend on these.
    ("surehand-evidence", &[]),
    ("surehand-bogo", &["surehand-codec", "surehand-core", "surehand"]),
    ("xtask", &[]),
];

/// Looks at every arrow between two crates of the workspace.
pub fn check(packages: &[Package]) -> Finding {
    let mut offences = Vec::new();
    let mut arrows = 0;
    for package in packages {
        let manifest = format!("{}/Cargo.toml", package.folder);
        let Some((_, below)) = FLOORS.iter().find(|(name, _)| *name == package.name) else {
            offences.push(Offence::at(&manifest, 0, format!("`{}` has no floor", package.name)));
            continue;
        };
        for (name, kind) in &package.arrows {
            if !packages.iter().any(|other| other.name == *name) {
                continue;
            }
            arrows += 1;
            let upward = *kind == Kind::Normal && !below.contains(&name.as_str());
            let circular = *kind == Kind::Dev && reaches(packages, name, &package.name);
            if upward {
                offences.push(Offence::at(&manifest, 0, format!("`{}` may not depend on `{name}`", package.name)));
            } else if circular {
                let text = format!("the dev-dependency `{name}` depends on `{}` itself", package.name);
                offences.push(Offence::at(&manifest, 0, text));
            }
        }
    }
    Finding { check: "crates", subject: format!("{} crates, {arrows} arrows", packages.len()), offences }
}

/// Whether normal arrows lead from one crate to another.
fn reaches(packages: &[Package], from: &str, to: &str) -> bool {
    let mut open = vec![from];
    let mut seen = Vec::new();
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let arrows = packages.iter().filter(|package| package.name == name).flat_map(|package| &package.arrows);
        open.extend(arrows.filter(|(_, kind)| *kind == Kind::Normal).map(|(name, _)| name.as_str()));
    }
    false
}
