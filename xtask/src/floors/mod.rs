//! `cargo xtask floors`: an arrow may only go down, nothing imports in a circle, and the house rules hold.

mod crates;
mod cycles;
mod exceptions;
mod folders;
mod house;
mod imports;
mod seams;

#[cfg(test)]
mod tests;

use std::path::Path;

use crate::offence::{Offence, report, verdict};
use crate::source::{File, Package, files, packages};

use exceptions::Exceptions;

/// What a check looked at, and what it found.
struct Finding {
    check: &'static str,
    subject: String,
    offences: Vec<Offence>,
}

/// Checks the workspace, and prints a line for each check.
pub fn run(root: &Path) -> Result<(), String> {
    let wrong = check(root)?.into_iter().map(|finding| report(finding.check, &finding.subject, finding.offences)).sum();
    verdict("floors", wrong)
}

fn check(root: &Path) -> Result<Vec<Finding>, String> {
    let exceptions = Exceptions::read(root)?;
    let packages = packages(root)?;
    let mut sources: Vec<(&Package, Vec<File>)> = Vec::new();
    for package in &packages {
        sources.push((package, files(root, package)?));
    }
    let mut findings = vec![crates::check(&packages)];
    findings.push(folders::check(&sources, &exceptions));
    findings.push(cycles::check(&sources, &exceptions));
    findings.append(&mut house::check(root, &sources, &exceptions));
    findings.push(seams::check(root, &sources));
    findings.push(exceptions.unused());
    Ok(findings)
}
