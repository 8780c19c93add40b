//! Which rules need evidence or a reason, and which have it.
//!
//! RFC 8446's rules on what older versions do (`tls12-only`) and on what other documents say (`doc`) bind no part of
//! this library. Of RFC 9846's, which are few, every one that is not a MAY counts.

use std::path::Path;

use super::Map;
use super::spec::Rule;
use crate::offence::Offence;
use crate::table;

const REASONS: &str = "xtask/reasons.tsv";
/// How many rules of the kind that a peer can be made to break may have a reason instead of a test.
const MAX_WIRE_NEGATIVE: usize = 20;
/// Ids on one line of a list.
const PER_LINE: usize = 12;

/// What a rule demands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// RFC 8446: MUST or MUST NOT.
    Must,
    /// RFC 8446: SHOULD or SHOULD NOT.
    Should,
    /// RFC 9846: any of these.
    Newer,
}

impl Class {
    /// All of them, each with the words that stand for its filter.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Must, "RFC 8446, MUST and MUST NOT, kind not tls12-only or doc"),
        (Self::Should, "RFC 8446, SHOULD and SHOULD NOT, kind not tls12-only or doc"),
        (Self::Newer, "RFC 9846, all but MAY"),
    ];

    /// The class of a rule; none if it needs nothing.
    pub fn of(rule: &Rule) -> Option<Self> {
        let binds = !matches!(rule.kind.as_str(), "tls12-only" | "doc");
        match (rule.id.starts_with("9846:"), rule.level.as_str()) {
            (_, "MAY") => None,
            (true, _) => Some(Self::Newer),
            (false, "MUST" | "MUST NOT") => binds.then_some(Self::Must),
            (false, _) => binds.then_some(Self::Should),
        }
    }
}

/// `xtask/reasons.tsv`: rules that no test shows. Columns: rule, how it is kept or whom it binds, why no test shows it.
pub struct Reasons(Vec<(usize, Vec<String>)>);

impl Reasons {
    /// Reads the table.
    pub fn read(root: &Path) -> Result<Self, String> {
        table::rows(root, REASONS, 3).map(Self)
    }

    /// How the rule is kept, and why no test shows it.
    pub fn find(&self, rule: &str) -> Option<(&str, &str)> {
        let (_, row) = self.0.iter().find(|(_, row)| row[0] == rule)?;
        Some((&row[1], &row[2]))
    }

    fn has(&self, rule: &Rule) -> bool {
        self.find(&rule.id).is_some()
    }
}

/// How many rules of a class there are, are seen by a test, have a reason; and those that have neither.
pub struct Count<'a> {
    /// All of them.
    pub rules: usize,
    /// Seen to fire or to be kept.
    pub seen: usize,
    /// With a reason instead.
    pub reasons: usize,
    /// With neither.
    pub without: Vec<&'a Rule>,
}

/// Counts the rules that a filter lets through.
pub fn count<'a>(map: &'a Map, filter: impl Fn(&Rule) -> bool) -> Count<'a> {
    let mut count = Count { rules: 0, seen: 0, reasons: 0, without: Vec::new() };
    for rule in map.rules.iter().filter(|rule| filter(rule)) {
        count.rules += 1;
        match (map.seen(&rule.id), map.reasons.has(rule)) {
            (true, _) => count.seen += 1,
            (false, true) => count.reasons += 1,
            (false, false) => count.without.push(rule),
        }
    }
    count
}

/// Counts the rules of a class.
pub fn of_class(map: &Map, class: Class) -> Count<'_> {
    count(map, |rule| Class::of(rule) == Some(class))
}

/// Rules of a class without evidence or reason.
pub fn without(map: &Map, class: Class) -> Vec<Offence> {
    let bare = of_class(map, class).without.into_iter();
    bare.map(|rule| Offence::at("spec", 0, format!("{} has neither evidence nor a reason: {}", rule.id, rule.summary)))
        .collect()
}

/// Reasons that nothing needs, that are given twice, or that stand where a test could.
pub fn reasons(map: &Map) -> Vec<Offence> {
    let mut offences = Vec::new();
    for (at, (line, row)) in map.reasons.0.iter().enumerate() {
        let id = &row[0];
        let mut offend = |text| offences.push(Offence::at(REASONS, *line, text));
        match map.rules.find(id) {
            None => offend(format!("no rule `{id}` in spec/")),
            Some(rule) if Class::of(rule).is_none() => offend(format!("rule `{id}` needs nothing")),
            Some(_) if map.seen(id) => offend(format!("rule `{id}` is seen by a test and needs no reason")),
            Some(_) if map.reasons.0.iter().take(at).any(|(_, row)| row[0] == *id) => {
                offend(format!("rule `{id}` has a reason already"));
            }
            Some(_) => {}
        }
    }
    let many = wire_negative(map);
    for rule in many.iter().skip(MAX_WIRE_NEGATIVE) {
        let text =
            format!("rule `{}` can be broken by a peer: at most {MAX_WIRE_NEGATIVE} of these have a reason", rule.id);
        offences.push(Offence::at(REASONS, 0, text));
    }
    offences
}

/// MUST and MUST NOT rules that a peer can be made to break, but that have a reason instead of a test.
pub fn wire_negative(map: &Map) -> Vec<&Rule> {
    let provokable = |rule: &&Rule| rule.level.starts_with("MUST") && rule.verify.contains("wire-negative");
    map.rules.iter().filter(provokable).filter(|rule| map.reasons.has(rule) && !map.seen(&rule.id)).collect()
}

/// What `report` says of a class.
pub fn subject(filter: &str, count: &Count<'_>) -> String {
    let Count { rules, seen, reasons, without } = count;
    format!("{rules} rules ({filter}): {seen} seen by tests, {reasons} with a reason, {} without", without.len())
}

/// A list of rules, a few on each line.
pub fn list(rules: &[&Rule]) -> String {
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    ids.chunks(PER_LINE).map(|ids| format!("  {}\n", ids.join(" "))).collect()
}
