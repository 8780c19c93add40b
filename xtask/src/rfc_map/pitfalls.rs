//! The commonest bugs and the alerts of errors: every rule that they name has been seen by a test.

use std::path::Path;

use super::Map;
use crate::offence::Offence;
use crate::table;

const BUGS: &str = "xtask/bugs.tsv";
const ALERTS: &str = "xtask/alerts.tsv";

/// A rule that implementations often break.
struct Bug {
    line: usize,
    number: String,
    /// The rules in `spec/` that say so.
    rules: Vec<String>,
    what: String,
}

/// An error, by the rule that is broken, and the alert that it draws.
struct Error {
    line: usize,
    alert: String,
    rule: String,
}

/// `xtask/bugs.tsv` and `xtask/alerts.tsv`.
pub struct Pitfalls {
    bugs: Vec<Bug>,
    errors: Vec<Error>,
}

impl Pitfalls {
    /// Reads the tables.
    pub fn read(root: &Path) -> Result<Self, String> {
        let bug = |(line, row): (usize, Vec<String>)| {
            let rules = row[1].split(' ').map(str::to_owned).collect();
            Bug { line, number: row[0].clone(), rules, what: row[2].clone() }
        };
        let error = |(line, row): (usize, Vec<String>)| Error { line, alert: row[0].clone(), rule: row[1].clone() };
        Ok(Self {
            bugs: table::rows(root, BUGS, 3)?.into_iter().map(bug).collect(),
            errors: table::rows(root, ALERTS, 2)?.into_iter().map(error).collect(),
        })
    }
}

/// What `report` says of the bugs.
pub fn bugs_subject(map: &Map) -> String {
    let bugs = &map.pitfalls.bugs;
    let reasoned = bugs.iter().filter(|bug| bug.rules.iter().any(|rule| !map.seen(rule))).count();
    match reasoned {
        0 => format!("{}, all seen", bugs.len()),
        _ => format!("{}, {} seen, {reasoned} with a reason for a rule", bugs.len(), bugs.len() - reasoned),
    }
}

/// What `report` says of the alerts.
pub fn alerts_subject(map: &Map) -> String {
    format!("{}, all seen", map.pitfalls.errors.len())
}

/// Rules of bugs that no test has seen, and that have no reason.
pub fn bugs(map: &Map) -> Vec<Offence> {
    let mut offences = Vec::new();
    for bug in &map.pitfalls.bugs {
        for id in bug.rules.iter().filter(|id| !map.seen(id)) {
            let text = match map.rules.find(id) {
                None => format!("no rule `{id}` in spec/"),
                Some(_) if map.reasons.find(id).is_some() => continue,
                Some(_) => format!("no test saw rule `{id}` of bug {}", bug.number),
            };
            offences.push(Offence::at(BUGS, bug.line, text));
        }
    }
    offences
}

/// Errors that no test has seen answered by their alert.
pub fn alerts(map: &Map) -> Vec<Offence> {
    let mut offences = Vec::new();
    for Error { line, alert, rule } in &map.pitfalls.errors {
        let text = match map.rules.find(rule) {
            None => format!("no rule `{rule}` in spec/"),
            Some(row) if !row.allows(alert) => format!("rule `{rule}` is answered by {}, not by {alert}", row.alert),
            Some(_) if seen_with(map, rule, alert).next().is_none() => {
                format!("no test saw rule `{rule}` answered by {alert}")
            }
            Some(_) => continue,
        };
        offences.push(Offence::at(ALERTS, *line, text));
    }
    offences
}

/// The tests that saw a rule broken and answered by this alert.
fn seen_with<'a>(map: &'a Map, rule: &'a str, alert: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = map.evidence.iter().filter(move |line| line.rule == rule && line.alert == alert);
    lines.map(|line| line.test.as_str())
}

/// The page of both tables.
pub fn page(map: &Map) -> String {
    let mut text = String::from(INTRODUCTION);
    for bug in &map.pitfalls.bugs {
        let tests: Vec<String> = bug.rules.iter().map(|rule| tests(map, rule)).collect();
        text.push_str(&format!("| {} | {} | {} |\n", bug.number, bug.what, tests.join("<br>")));
    }
    text.push_str("\n## Errors and their alerts\n\n| alert | rule | what it says | a test |\n|---|---|---|---|\n");
    for Error { alert, rule, .. } in &map.pitfalls.errors {
        let summary = map.rules.find(rule).map_or("", |rule| &rule.summary).replace('|', "\\|").replace('<', "&lt;");
        let test = seen_with(map, rule, alert).next().map_or("–".to_owned(), |test| format!("`{test}`"));
        text.push_str(&format!("| {alert} | {rule} | {summary} | {test} |\n"));
    }
    text
}

/// A rule, and the first test that saw it or the reason why none does.
fn tests(map: &Map, rule: &str) -> String {
    let mut names: Vec<&str> =
        map.evidence.iter().filter(|line| line.rule == rule).map(|line| line.test.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    match (names.as_slice(), map.reasons.find(rule)) {
        ([first], _) => format!("{rule}: `{first}`"),
        ([first, rest @ ..], _) => format!("{rule}: `{first}` and {} more", rest.len()),
        ([], Some((reason, _))) => format!("{rule}: *{reason}*"),
        ([], None) => format!("{rule}: –"),
    }
}

const INTRODUCTION: &str = "\
# Common bugs

[All sections](README.md). Made from `xtask/bugs.tsv` and `xtask/alerts.tsv` by `cargo xtask rfc-map`; do not edit.

What other implementations of TLS 1.3 have got wrong most often, and the tests that see it done right here.

| | what has to hold | rules and tests |
|---|---|---|
";
