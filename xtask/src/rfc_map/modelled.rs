//! The column *model*: which property of the model stands for a rule, or why none does.
//!
//! Each property names its rules (`crates/model/src/property/`). The tests of the model write down those whose premise
//! was met in a state that they explored, and that held: a property without such a witness stands for nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Map;
use super::evidence::Line;
use super::figures::Step;
use super::spec::Rule;
use crate::offence::Offence;
use crate::table;

const UNMODELLED: &str = "xtask/unmodelled.tsv";
const FIGURES: &str = "xtask/figures.tsv";
/// What stands in place of the alert in a line of evidence that the model wrote.
const MODEL: &str = "model";

/// What the model has seen, and `xtask/unmodelled.tsv`: rules that no property stands for. Columns: rule, reason.
pub struct Modelled {
    /// Properties that have a witness.
    properties: BTreeSet<String>,
    /// By rule: the properties that stand for it.
    rules: BTreeMap<String, BTreeSet<String>>,
    unmodelled: Vec<(usize, Vec<String>)>,
}

impl Modelled {
    /// Takes the lines of the model out of the evidence, and reads the table.
    pub fn read(root: &Path, evidence: &mut Vec<Line>) -> Result<Self, String> {
        let unmodelled = table::rows(root, UNMODELLED, 2)?;
        let mut modelled = Self { properties: BTreeSet::new(), rules: BTreeMap::new(), unmodelled };
        evidence.retain(|line| {
            if line.alert == MODEL {
                modelled.properties.insert(line.test.clone());
                if line.rule != "-" {
                    modelled.rules.entry(line.rule.clone()).or_default().insert(line.test.clone());
                }
            }
            line.alert != MODEL
        });
        Ok(modelled)
    }

    fn reason(&self, rule: &str) -> Option<&str> {
        self.unmodelled.iter().find(|(_, row)| row[0] == rule).map(|(_, row)| row[1].as_str())
    }

    /// What the column says of a rule: properties, or a reason.
    pub fn cell(&self, rule: &str) -> Vec<String> {
        match (self.rules.get(rule), self.reason(rule)) {
            (Some(properties), _) => properties.iter().map(|property| format!("`{property}`")).collect(),
            (None, Some(reason)) => vec![format!("*{reason}*").replace('|', "\\|").replace('<', "&lt;")],
            (None, None) => Vec::new(),
        }
    }
}

/// Whether the table of rules says that a model can show it.
fn wants(rule: &Rule) -> bool {
    rule.verify.split('+').any(|way| way == MODEL)
}

/// How many rules a model can show, have a property with a witness, have a reason, and have neither.
fn counts(map: &Map) -> [usize; 4] {
    let mut counts = [0; 4];
    for rule in map.rules.iter().filter(|rule| wants(rule)) {
        let at = match (map.modelled.rules.get(&rule.id), map.modelled.reason(&rule.id)) {
            (Some(_), _) => 1,
            (None, Some(_)) => 2,
            (None, None) => 3,
        };
        counts[0] += 1;
        counts[at] += 1;
    }
    counts
}

/// Rules that have neither property nor reason, reasons that nothing needs, and what is not in `spec/`.
pub fn check(map: &Map) -> Vec<Offence> {
    let Modelled { rules, unmodelled, .. } = &map.modelled;
    let mut offences = Vec::new();
    for rule in map.rules.iter().filter(|rule| wants(rule)) {
        if !rules.contains_key(&rule.id) && map.modelled.reason(&rule.id).is_none() {
            let text = format!("{} has neither a property with a witness nor a reason in {UNMODELLED}", rule.id);
            offences.push(Offence::at("spec", 0, text));
        }
    }
    for (rule, properties) in rules.iter().filter(|(rule, _)| map.rules.find(rule).is_none()) {
        let names: Vec<&str> = properties.iter().map(String::as_str).collect();
        offences.push(Offence::at(&names.join(", "), 0, format!("no rule `{rule}` in spec/")));
    }
    for (at, (line, row)) in unmodelled.iter().enumerate() {
        let id = &row[0];
        let mut offend = |text| offences.push(Offence::at(UNMODELLED, *line, text));
        match map.rules.find(id) {
            None => offend(format!("no rule `{id}` in spec/")),
            Some(rule) if !wants(rule) => offend(format!("rule `{id}` needs no model")),
            Some(_) if rules.contains_key(id) => offend(format!("a property stands for rule `{id}`")),
            Some(_) if unmodelled.iter().take(at).any(|(_, row)| row[0] == *id) => {
                offend(format!("rule `{id}` has a reason already"));
            }
            Some(_) => {}
        }
    }
    offences
}

/// Steps of the figures with a property that has no witness.
pub fn figures(map: &Map) -> Vec<Offence> {
    let properties = |step: &Step| step.property.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut offences = Vec::new();
    for step in map.figures.iter().filter(|step| step.property != "-") {
        for property in properties(step).iter().filter(|name| !map.modelled.properties.contains(*name)) {
            offences.push(Offence::at(FIGURES, step.line, format!("no property `{property}` with a witness")));
        }
    }
    offences
}

/// What `report` says.
pub fn subject(map: &Map) -> String {
    let [rules, properties, reasons, without] = counts(map);
    format!(
        "{rules} rules that a model can show: {properties} by a property, {reasons} with a reason, {without} without"
    )
}

/// The counts, and the rules by property, for the overview.
pub fn overview(map: &Map) -> String {
    let [rules, properties, reasons, without] = counts(map);
    let mut text = format!(
        "## The model\n\n{INTRODUCTION}\n| rules that a model can show | by a property | with a reason instead | neither |\n\
         |---|---|---|---|\n| {rules} | {properties} | {reasons} | {without} |\n\n| property | rules |\n|---|---|\n"
    );
    for property in &map.modelled.properties {
        let of_property = map.modelled.rules.iter().filter(|(_, names)| names.contains(property));
        let ids: Vec<&str> = of_property.map(|(rule, _)| rule.as_str()).collect();
        text.push_str(&format!("| `{property}` | {} |\n", if ids.is_empty() { "–".to_owned() } else { ids.join(" ") }));
    }
    text.push('\n');
    text
}

const INTRODUCTION: &str = "\
The column *model* has the properties of the [model](../model/README.md) that stand for a rule, of which [a table](../model/figures.md)
says what they promise: who breaks the rule makes the property fail, at least where that helps an attacker. Each was seen to hold in states
that `cargo xtask test` explores. Where none can stand for a rule, `xtask/unmodelled.tsv` says why.
";
