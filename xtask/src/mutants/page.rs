//! `docs/model/mutants.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Reasons;
use super::judge::{Verdict, Whose, whose};
use super::list::Mutant;

const PAGE: &str = "docs/model/mutants.md";
const FOLDER: &str = "crates/core/src/handshake/";

/// Writes the page.
pub fn write(
    root: &Path,
    mutants: &[Mutant],
    unviable: &BTreeSet<usize>,
    verdicts: &BTreeMap<usize, Verdict>,
    reasons: &mut Reasons,
) -> Result<(), String> {
    let by = |judge: Whose| {
        let killed = |verdict: &&Verdict| matches!(verdict, Verdict::Killed(test) if whose(test) == judge);
        verdicts.values().filter(killed).count()
    };
    let (core, surehand, model) = (by(Whose::Core), by(Whose::Surehand), by(Whose::Model));
    let alive = verdicts.len() - core - surehand - model;
    let mut text = format!(
        "{INTRODUCTION}\n| mutants | no switch, or do not compile | killed by tests of the core | by those of `surehand` | by the model alone | survive |\n\
         |--:|--:|--:|--:|--:|--:|\n| {} | {} | {core} | {surehand} | {model} | {alive} |\n\n\
         ## Survivors\n\n",
        mutants.len(),
        unviable.len(),
    );
    text.push_str(if alive == 0 { "None.\n" } else { "| where | mutant | why nothing notices |\n|---|---|---|\n" });
    for (number, _) in verdicts.iter().filter(|(_, verdict)| !matches!(verdict, Verdict::Killed(_))) {
        let mutant = &mutants[*number];
        let reason = reasons.of(mutant).unwrap_or_else(|| "**no reason**".to_owned());
        let file = mutant.path.trim_start_matches(FOLDER);
        let cells = format!("| `{file}` | {} | {reason} |\n", mutant.what.replace('|', "\\|").replace('<', "&lt;"));
        text.push_str(&cells);
    }
    std::fs::write(root.join(PAGE), text).map_err(|error| format!("{PAGE}: {error}"))
}

const INTRODUCTION: &str = "\
# Mutants of the handshake

Written by `cargo xtask mutants`; do not edit.

`cargo mutants` lists small changes of `crates/core/src/handshake/`: a function that only returns something, an operator that becomes
another, an arm or a guard of a match that goes, a field that is left out. All that compile are in one build, each behind a switch. Each was
in force in turn: the tests of the core and of `surehand` that come by it ran, quick binaries first, up to the first that failed, and where none
did, the quick matrix of the model. What neither notices has a reason in `xtask/mutants.tsv`. What does not compile is nearly all of one
sort: functions that return a state, or another type that cannot be made out of nothing.
";
