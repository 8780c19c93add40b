//! Who notices a mutant: the tests that come by it, cheapest first, and then the model.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use super::tree::{REACHED, folder};
use crate::workbench::bench::{self, Binary, Outcome};

/// The packages whose tests judge.
const PACKAGES: [&str; 6] = ["-p", "surehand-core", "-p", "surehand", "-p", "surehand-model"];
/// The test binary of the model's quick matrix, and the one test of it that judges.
const MODEL: (&str, &str) = ("quick", "the_quick_matrix_is_clean_and_not_vacuous");
/// How the names of slow test binaries begin.
const SLOW: &str = "matrix_";
/// Test binaries that judge nothing: the model's other tests, which are about the model.
const OTHERS: [&str; 4] = ["surehand_model", "provider", "deduction", "connection"];

/// The judges, quickest first, the model last.
pub struct Judges(Vec<Judge>);

struct Judge {
    binary: Binary,
    time: Duration,
    /// By mutant: the tests that come by it; none if the thread that did had no name.
    tests: BTreeMap<usize, BTreeSet<Option<String>>>,
}

/// A judgement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// This test fails.
    Killed(String),
    /// None that comes by it fails.
    Survived,
    /// None comes by it.
    Unreached,
}

impl Judges {
    /// Builds the copy's tests and runs them once without a mutant: they have to pass, and tell which mutants they come by.
    /// With `fast`, only those that take little time.
    pub fn new(root: &Path, fast: bool) -> Result<Self, String> {
        let mut judges = Vec::new();
        for binary in bench::build(&folder(root), &PACKAGES)? {
            let model = binary.name == MODEL.0;
            if fast && (model || binary.name.starts_with(SLOW)) {
                continue;
            }
            if OTHERS.contains(&binary.name.as_str()) && binary.of_package("surehand-model") {
                continue;
            }
            let notes = folder(root).with_file_name(format!("{}.reached", binary.name));
            let _ = std::fs::remove_file(&notes);
            let only = BTreeSet::from([MODEL.1]);
            let start = Instant::now();
            let binary = binary.with(REACHED, &notes);
            match binary.run(model.then_some(&only), None, Duration::from_secs(900))? {
                Outcome::Green => {}
                Outcome::Red(test) => return Err(format!("{test} fails without a mutant")),
            }
            let time = start.elapsed();
            let mut tests: BTreeMap<usize, BTreeSet<Option<String>>> = BTreeMap::new();
            for line in std::fs::read_to_string(&notes).unwrap_or_default().lines() {
                let Some((number, thread)) = line.split_once('\t') else { continue };
                let Ok(number) = number.parse() else { continue };
                let test = Some(thread.to_owned()).filter(|thread| !model && thread != "?" && thread != "main");
                tests.entry(number).or_default().insert(test);
            }
            println!("mutants: {} comes by {} in {} ms", binary.name, tests.len(), time.as_millis());
            judges.push(Judge { binary, time, tests });
        }
        judges.sort_by_key(|judge| (judge.binary.name == MODEL.0, judge.time));
        Ok(Self(judges))
    }

    /// What becomes of a mutant. A test that has killed it before goes first.
    pub fn judge(&self, number: usize, before: Option<&str>) -> Result<Verdict, String> {
        let mut verdict = Verdict::Unreached;
        if let Some((binary, test)) = before.and_then(|before| before.split_once("::"))
            && let Some(judge) = self.0.iter().find(|judge| judge.binary.name == binary && binary != MODEL.0)
            && judge.tests.contains_key(&number)
            && let Outcome::Red(test) = judge.run(Some(&BTreeSet::from([test])), number)?
        {
            return Ok(Verdict::Killed(test));
        }
        for judge in &self.0 {
            let Some(tests) = judge.tests.get(&number) else { continue };
            let named: Option<BTreeSet<&str>> = tests.iter().map(Option::as_deref).collect();
            let only = BTreeSet::from([MODEL.1]);
            let named = if judge.binary.name == MODEL.0 { Some(only) } else { named };
            if let Outcome::Red(test) = judge.run(named.as_ref(), number)? {
                return Ok(Verdict::Killed(test));
            }
            verdict = Verdict::Survived;
        }
        Ok(verdict)
    }
}

impl Judge {
    fn run(&self, tests: Option<&BTreeSet<&str>>, number: usize) -> Result<Outcome, String> {
        self.binary.run(tests, Some(number), self.time * 4 + Duration::from_secs(10))
    }
}

/// Whose a test is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// The core's.
    Core,
    /// `surehand`'s.
    Surehand,
    /// The model's.
    Model,
}

/// Whose the test of a binary is.
pub fn whose(test: &str) -> Whose {
    match test.split([':', ',']).next() {
        Some(binary) if binary == MODEL.0 => Whose::Model,
        Some("surehand_core" | "explorable") => Whose::Core,
        _ => Whose::Surehand,
    }
}
