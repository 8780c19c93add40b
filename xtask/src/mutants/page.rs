//! `docs/model/mutants.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Reasons;
use super::judge::{Verdict, is_model};
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
    let by_model =
        verdicts.values().filter(|verdict| matches!(verdict, Verdict::Killed(test) if is_model(test))).count();
    let killed = verdicts.values().filter(|verdict| matches!(verdict, Verdict::Killed(_))).count();
    let mut text = format!(
        "{INTRODUCTION}\n| mutants | do not compile | killed by a test | by the model, where no test does | survive |\n\
         |--:|--:|--:|--:|--:|\n| {} | {} | {} | {by_model} | {} |\n\n## Survivors\n\n| where | mutant | why nothing notices |\n|---|---|---|\n",
        mutants.len(),
        unviable.len(),
        killed - by_model,
        verdicts.len() - killed,
    );
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
another, an arm or a guard of a match that goes, a field that is left out. Each was in force in turn, and the tests of the core and of
`surehand` that come by it ran, then the quick matrix of the model. What neither notices has a reason in `xtask/mutants.tsv`.
";
