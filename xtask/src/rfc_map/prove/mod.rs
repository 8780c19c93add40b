//! `cargo xtask rfc-map --prove`: each refusal is switched off in turn, and a test that saw it has to fail.
//!
//! All of it happens in a copy of the tree with a target folder of its own, `target/prove`. The tests that saw a rule
//! and alert are known from the evidence of the last test run.

mod bench;
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
use bench::{Binary, Outcome};
use switch::Way;

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
    // The order of the files' text, which numbers the rows of the extensions' table as the table does.
    sites.sort_by(|one, two| (&one.path, one.bytes).cmp(&(&two.path, two.bytes)));
    let lines = evidence::read(&evidence_folder(root))?;
    let ways = copy::make(root, &sites)?;
    let binaries = bench::build(&copy::folder(root))?;
    let chosen = chosen(&sites, which);
    let bench = Bench::new(binaries, &sites, &lines)?;
    let (mut survived, mut counts) = (0, [0; 2]);
    let start = Instant::now();
    for number in chosen {
        let (site, way) = (&sites[number], ways[number]);
        counts[usize::from(way == Way::Altered)] += 1;
        let (verdict, text) = match bench.notice(number, site, &lines)? {
            Outcome::Red(test) => ("noticed ", format!("by {test}")),
            Outcome::Green => ("SURVIVED", "no test that cites it failed".to_owned()),
        };
        survived += usize::from(verdict == "SURVIVED");
        let way = if way == Way::Removed { "removed" } else { "altered" };
        println!("{verdict} {way} {} {} {}:{} {text}", site.rule, site.alert, site.path, site.line);
    }
    let [removed, altered] = counts;
    let (all, seconds) = (removed + altered, start.elapsed().as_secs());
    println!(
        "prove: {all} of {} refusals, {removed} removed, {altered} altered; {survived} not noticed; {seconds} s",
        sites.len()
    );
    if survived == 0 { Ok(()) } else { Err(format!("prove: {survived} refusals can go without a test that fails")) }
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
            match binary.run(tests, None, Duration::from_secs(600))? {
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
            let red = binary.run(tests, Some(number), *time * 5 + Duration::from_secs(30))?;
            if red != Outcome::Green {
                return Ok(red);
            }
        }
        Ok(Outcome::Green)
    }
}
