//! `cargo xtask rfc-map`: `docs/rfc-map/` out of the rules in `spec/`, the refusals in the code and what the tests saw.

mod binding;
mod check;
mod code;
mod evidence;
mod figures;
mod modelled;
mod pages;
mod pitfalls;
pub mod prove;
mod spec;
mod summary;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::offence::{Offence, report, verdict};

/// Where the pages are.
const FOLDER: &str = "docs/rfc-map";

/// What becomes of the pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pages {
    /// They are written.
    Write,
    /// They have to be there already.
    Compare,
}

/// Whether a rule without evidence and reason is an offence yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gaps {
    /// They are printed.
    Print,
    /// They fail the check.
    Refuse,
}

/// All that the map is made from.
struct Map {
    rules: spec::Rules,
    sites: Vec<code::Site>,
    mentions: Vec<code::Mention>,
    evidence: Vec<evidence::Line>,
    modelled: modelled::Modelled,
    figures: Vec<figures::Step>,
    waived: check::Waived,
    reasons: binding::Reasons,
    pitfalls: pitfalls::Pitfalls,
    /// The files that are about each section.
    about: BTreeMap<String, Vec<String>>,
}

impl Map {
    fn read(root: &Path, evidence: &Path) -> Result<Self, String> {
        let code::Code { sites, mentions, about } = code::read(root)?;
        let mut evidence = evidence::read(evidence)?;
        let modelled = modelled::Modelled::read(root, &mut evidence)?;
        Ok(Self {
            rules: spec::Rules::read(root)?,
            sites,
            mentions,
            evidence,
            modelled,
            figures: figures::read(root)?,
            waived: check::Waived::read(root)?,
            reasons: binding::Reasons::read(root)?,
            pitfalls: pitfalls::Pitfalls::read(root)?,
            about,
        })
    }

    /// Whether a test saw the rule fire or kept.
    fn seen(&self, rule: &str) -> bool {
        self.evidence.iter().any(|line| line.rule == rule)
    }
}

/// Makes or compares the map, and prints a line for each check.
pub fn run(root: &Path, what: Pages, gaps: Gaps) -> Result<(), String> {
    let map = Map::read(root, &evidence_folder(root))?;
    let wanted = pages::pages(root, &map)?;
    let mut wrong = 0;
    wrong += report("rules", &format!("{} rules", map.rules.len()), check::waived(&map));
    wrong += report(
        "refusals",
        &format!("{} in the code, {} waived", map.sites.len(), map.waived.len()),
        check::sites(&map),
    );
    wrong += report("evidence", &format!("{} lines", map.evidence.len()), check::evidence(&map));
    wrong += rules(&map, gaps);
    wrong += report("bugs", &pitfalls::bugs_subject(&map), pitfalls::bugs(&map));
    wrong += report("alerts", &pitfalls::alerts_subject(&map), pitfalls::alerts(&map));
    wrong += report("model", &modelled::subject(&map), modelled::check(&map));
    let steps = [figures::check(root, &map.figures), modelled::figures(&map)].concat();
    wrong += report("figures", &format!("{} steps", map.figures.len()), steps);
    let offences = if what == Pages::Write { write(root, &wanted)? } else { compare(root, &wanted) };
    wrong += report("pages", &format!("{} pages", wanted.len()), offences);
    wrong += report("summary", "the table in README.md", summary::check(root, &map, what)?);
    verdict("rfc-map", wrong)
}

/// Prints how many rules need evidence and have it; returns how much is wrong.
fn rules(map: &Map, gaps: Gaps) -> usize {
    let mut wrong = 0;
    for (class, filter) in binding::Class::ALL {
        let count = binding::of_class(map, class);
        let offences = if gaps == Gaps::Refuse { binding::without(map, class) } else { Vec::new() };
        wrong += report("binding", &binding::subject(filter, &count), offences);
        if gaps == Gaps::Print {
            print!("{}", binding::list(&count.without));
        }
    }
    let provokable = binding::wire_negative(map);
    let subject = format!("{} wire-negative rules with a reason instead of a test", provokable.len());
    wrong += report("reasons", &subject, binding::reasons(map));
    print!("{}", binding::list(&provokable));
    wrong
}

/// Where the tests write what they saw.
pub fn evidence_folder(root: &Path) -> PathBuf {
    let target = || root.join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or("target".into())).join("evidence");
    std::env::var_os("SUREHAND_EVIDENCE").map_or_else(target, PathBuf::from)
}

fn write(root: &Path, wanted: &BTreeMap<String, String>) -> Result<Vec<Offence>, String> {
    let folder = root.join(FOLDER);
    std::fs::create_dir_all(&folder).map_err(|error| format!("{FOLDER}: {error}"))?;
    for name in present(root).iter().filter(|name| !wanted.contains_key(*name)) {
        std::fs::remove_file(folder.join(name)).map_err(|error| format!("{FOLDER}/{name}: {error}"))?;
    }
    for (name, text) in wanted {
        std::fs::write(folder.join(name), text).map_err(|error| format!("{FOLDER}/{name}: {error}"))?;
    }
    Ok(Vec::new())
}

fn compare(root: &Path, wanted: &BTreeMap<String, String>) -> Vec<Offence> {
    let mut offences = Vec::new();
    for (name, text) in wanted {
        let path = format!("{FOLDER}/{name}");
        let there = std::fs::read_to_string(root.join(&path)).unwrap_or_default();
        if there != *text {
            let same = there.lines().zip(text.lines()).take_while(|(one, two)| one == two).count();
            let new = text.lines().nth(same).unwrap_or("the end of the page");
            let text = format!("out of date (`cargo xtask test --write` writes it); here it would be: {new}");
            offences.push(Offence::at(&path, same + 1, text));
        }
    }
    let strange = present(root).into_iter().filter(|name| !wanted.contains_key(name));
    offences.extend(strange.map(|name| Offence::at(&format!("{FOLDER}/{name}"), 0, "no page of the map")));
    offences
}

/// The names of the files that are in the folder now.
fn present(root: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(root.join(FOLDER)).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
