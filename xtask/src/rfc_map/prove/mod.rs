//! `cargo xtask rfc-map --prove`: each refusal is switched off in turn, and a test that saw it has to fail.
//!
//! All of it happens in a copy of the tree with a target folder of its own, `target/prove`. The tests that saw a rule
//! and alert are known from the evidence of the last test run.

mod copy;
mod switch;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use super::code::{self, Site};
use super::evidence::{self, Line};
use super::evidence_folder;
use crate::table;
use crate::workbench::bench::{self, Binary, Outcome};
use switch::Way;

/// Refusals that no test can provoke. Columns: path, function, rule, reason.
const UNPROVED: &str = "xtask/unproved.tsv";

/// Refusals that are not the library's.
const MODEL: &str = "crates/model/";

/// Which refusals are switched off.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Which {
    /// Every one.
    All,
    /// So many, at equal distances.
    Sample(usize),
    /// Those that name this rule.
    Rule(String),
}

/// Switches off what is asked for, prints a line for each, and fails if any of it is not noticed.
pub fn run(root: &Path, which: &Which) -> Result<(), String> {
    let mut sites = code::read(root)?.sites;
    // The model refuses in place of a user, as its scenarios want it: no rule is kept by that.
    sites.retain(|site| !site.path.starts_with(MODEL));
    // The order of the files' text, which numbers the rows of the extensions' table as the table does.
    sites.sort_by(|one, two| (&one.path, one.bytes).cmp(&(&two.path, two.bytes)));
    let lines = evidence::read(&evidence_folder(root))?;
    let ways = copy::make(root, &sites)?;
    let binaries = bench::build(&copy::folder(root), &["--workspace", "--exclude", "xtask"])?;
    let chosen = chosen(&sites, which);
    let bench = Bench::new(binaries, &sites, &lines)?;
    let mut tally = Tally::new(root)?;
    let start = Instant::now();
    for number in chosen {
        tally.add(&sites[number], ways[number], &bench.notice(number, &sites[number], &lines)?);
    }
    tally.end(*which == Which::All, sites.len(), start.elapsed())
}

/// What has come of the refusals that were switched off.
struct Tally {
    removed: usize,
    altered: usize,
    survived: usize,
    excused: usize,
    /// `xtask/unproved.tsv`, each row with how many refusals it has excused.
    unproved: Vec<(Vec<String>, usize)>,
}

impl Tally {
    fn new(root: &Path) -> Result<Self, String> {
        let rows = table::rows(root, UNPROVED, 4)?.into_iter();
        let unproved = rows.map(|(_, row)| (row, 0)).collect();
        Ok(Self { removed: 0, altered: 0, survived: 0, excused: 0, unproved })
    }

    /// Prints a line, and counts.
    fn add(&mut self, site: &Site, way: Way, outcome: &Outcome) {
        let way = match way {
            Way::Removed => {
                self.removed += 1;
                "removed"
            }
            Way::Altered => {
                self.altered += 1;
                "altered"
            }
        };
        let excuse = |row: &[String]| row[0] == site.path && row[1] == site.function && row[2] == site.rule;
        let (verdict, text) = match outcome {
            Outcome::Red(test) => ("noticed", format!("by {test}")),
            Outcome::Green => match self.unproved.iter_mut().find(|(row, _)| excuse(row)) {
                Some((row, uses)) => {
                    *uses += 1;
                    self.excused += 1;
                    ("excused", row[3].clone())
                }
                None => {
                    self.survived += 1;
                    ("SURVIVED", format!("`{}`: no test that cites it failed", site.function))
                }
            },
        };
        println!("{verdict:<9}{way} {} {} {}:{} {text}", site.rule, site.alert, site.path, site.line);
    }

    /// Prints the sums; `all` says that rows of the table that were of no use are wrong.
    fn end(self, all: bool, sites: usize, time: Duration) -> Result<(), String> {
        let Self { removed, altered, survived, excused, unproved } = self;
        let tried = removed + altered;
        println!(
            "prove: {tried} of {sites} refusals switched off, {removed} removed, {altered} altered: {} noticed, {excused} excused, \
             {survived} survived; {} s",
            tried - excused - survived,
            time.as_secs()
        );
        let idle: Vec<&str> = unproved.iter().filter(|(_, uses)| *uses == 0).map(|(row, _)| row[2].as_str()).collect();
        if all && !idle.is_empty() {
            return Err(format!("{UNPROVED}: not needed: {}", idle.join(", ")));
        }
        if survived == 0 { Ok(()) } else { Err(format!("prove: {survived} refusals can go without a test that fails")) }
    }
}

/// The numbers of the sites that are asked for.
fn chosen(sites: &[Site], which: &Which) -> Vec<usize> {
    let all = 0..sites.len();
    match which {
        Which::All => all.collect(),
        Which::Rule(rule) => all.filter(|number| sites[*number].rule == *rule).collect(),
        Which::Sample(count) => {
            (0..*count).map(|each| each * sites.len() / count.max(&1)).filter(|at| all.contains(at)).collect()
        }
    }
}

/// The tests that saw a rule and alert, by their binary.
fn citing<'l>(lines: &'l [Line], site: &Site) -> BTreeMap<&'l str, BTreeSet<&'l str>> {
    let mut tests: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.rule == site.rule && line.alert == site.alert) {
        if let Some((binary, test)) = line.test.split_once("::") {
            tests.entry(binary).or_default().insert(test);
        }
    }
    tests
}

/// The binaries, quickest first, each with the time that it takes.
struct Bench(Vec<(Duration, Binary)>);

impl Bench {
    /// Runs the tests that saw anything once with nothing switched off: they have to pass.
    fn new(binaries: Vec<Binary>, sites: &[Site], lines: &[Line]) -> Result<Self, String> {
        let mut tests: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (binary, names) in sites.iter().flat_map(|site| citing(lines, site)) {
            tests.entry(binary).or_default().extend(names);
        }
        let mut timed = Vec::new();
        for binary in binaries {
            let Some(tests) = tests.get(binary.name.as_str()) else { continue };
            let start = Instant::now();
            match binary.run(Some(tests), None, Duration::from_secs(600))? {
                Outcome::Green => timed.push((start.elapsed(), binary)),
                Outcome::Red(test) => return Err(format!("{test} fails with nothing switched off")),
            }
        }
        timed.sort_by_key(|(time, _)| *time);
        Ok(Self(timed))
    }

    /// Whether a test that saw a refusal fails when it is switched off.
    fn notice(&self, number: usize, site: &Site, lines: &[Line]) -> Result<Outcome, String> {
        let tests = citing(lines, site);
        for (time, binary) in &self.0 {
            let Some(tests) = tests.get(binary.name.as_str()) else { continue };
            let red = binary.run(Some(tests), Some(number), *time * 5 + Duration::from_secs(30))?;
            if red != Outcome::Green {
                return Ok(red);
            }
        }
        Ok(Outcome::Green)
    }
}
