//! `cargo xtask mutants`: the mutants of the handshake, each of which some test or the model has to notice.
//!
//! `cargo mutants` says which there are. All of them are built into one copy of the tree, each behind a switch, for one build
//! of each would take days. What survives needs a reason in `xtask/mutants.tsv`.

mod judge;
mod list;
mod page;
mod switch;
mod tree;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::table;
use judge::{Judges, Verdict};
use list::Mutant;

/// Mutants that may survive. Columns: file, what is mutated, why nothing notices.
const TABLE: &str = "xtask/mutants.tsv";
/// What killed which mutant, for the next run.
const KILLED: &str = "target/mutants/killed.tsv";

/// Which mutants are judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Which {
    /// Every one; the page is written.
    All,
    /// Every one, by the quick judges alone, to see what is to be done.
    Fast,
    /// So many, at equal distances.
    Sample(usize),
    /// This one.
    Number(usize),
}

/// Judges what is asked for, prints a line for each, and fails if one survives without a reason.
pub fn run(root: &Path, which: &Which) -> Result<(), String> {
    let mutants = list::read(root)?;
    let unviable = tree::make(root, &mutants)?;
    let judges = Judges::new(root, *which == Which::Fast)?;
    let mut reasons = Reasons(table::rows(root, TABLE, 3)?, BTreeSet::new());
    let mut killed = killed_before(root);
    let mut verdicts = BTreeMap::new();
    for number in chosen(mutants.len(), which).into_iter().filter(|number| !unviable.contains(number)) {
        let mutant = &mutants[number];
        let verdict = judges.judge(number, killed.get(&key(mutant)).map(String::as_str))?;
        let (word, text) = match &verdict {
            Verdict::Killed(test) => ("killed", format!("by {test}")),
            Verdict::Survived | Verdict::Unreached => match reasons.of(mutant) {
                Some(reason) => ("excused", reason),
                None if verdict == Verdict::Survived => ("SURVIVED", String::new()),
                None => ("SURVIVED", "no test comes by".to_owned()),
            },
        };
        println!("{word:<9}{number} {}:{} {} {text}", mutant.path, mutant.line, mutant.what);
        if let Verdict::Killed(test) = &verdict {
            killed.insert(key(mutant), test.clone());
        }
        verdicts.insert(number, verdict);
    }
    let lines: String = killed.iter().map(|(mutant, test)| format!("{mutant}\t{test}\n")).collect();
    std::fs::write(root.join(KILLED), lines).map_err(|error| format!("{KILLED}: {error}"))?;
    let all = *which == Which::All;
    if all {
        page::write(root, &mutants, &unviable, &verdicts, &mut reasons)?;
    }
    end(&mutants, &verdicts, &mut reasons, all)
}

/// Prints the sums; if all were judged, reasons that were of no use are wrong.
fn end(
    mutants: &[Mutant],
    verdicts: &BTreeMap<usize, Verdict>,
    reasons: &mut Reasons,
    all: bool,
) -> Result<(), String> {
    let living = || verdicts.iter().filter(|(_, verdict)| !matches!(verdict, Verdict::Killed(_)));
    let bare = living().filter(|(number, _)| reasons.of(&mutants[**number]).is_none()).count();
    let (judged, alive) = (verdicts.len(), living().count());
    println!(
        "mutants: {judged} of {} judged: {} killed, {alive} survived, {bare} without a reason",
        mutants.len(),
        judged - alive
    );
    let idle = reasons.idle();
    match (bare, all && !idle.is_empty()) {
        (0, false) => Ok(()),
        (0, true) => Err(format!("{TABLE}: not needed: lines {idle:?}")),
        _ => Err(format!("mutants: {bare} survive without a reason in {TABLE}")),
    }
}

/// The table's rows, and the lines of those that were of use.
struct Reasons(Vec<(usize, Vec<String>)>, BTreeSet<usize>);

impl Reasons {
    fn of(&mut self, mutant: &Mutant) -> Option<String> {
        let (line, row) = self.0.iter().find(|(_, row)| mutant.path.ends_with(&row[0]) && row[1] == mutant.what)?;
        self.1.insert(*line);
        Some(row[2].clone())
    }

    fn idle(&self) -> Vec<usize> {
        self.0.iter().map(|(line, _)| *line).filter(|line| !self.1.contains(line)).collect()
    }
}

/// A mutant's name from one run to the next.
fn key(mutant: &Mutant) -> String {
    format!("{}:{} {}", mutant.path, mutant.line, mutant.what)
}

fn killed_before(root: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(root.join(KILLED)).unwrap_or_default();
    let pairs = text.lines().filter_map(|line| line.split_once('\t'));
    pairs.map(|(mutant, test)| (mutant.to_owned(), test.to_owned())).collect()
}

/// The numbers that are asked for.
fn chosen(all: usize, which: &Which) -> Vec<usize> {
    match which {
        Which::All | Which::Fast => (0..all).collect(),
        Which::Sample(count) => (0..*count).map(|each| each * all / count.max(&1)).filter(|at| *at < all).collect(),
        Which::Number(number) => (*number..all).take(1).collect(),
    }
}
