//! What must hold between the rules, the code and the evidence.

use std::path::Path;

use super::Map;
use super::code::Site;
use crate::offence::Offence;
use crate::table;

const WAIVED: &str = "xtask/waived.tsv";

/// `xtask/waived.tsv`: refusals that no test has to see, each with a reason. Columns: rule, path or `-`, reason.
pub struct Waived(Vec<(usize, Vec<String>)>);

impl Waived {
    /// Reads the table.
    pub fn read(root: &Path) -> Result<Self, String> {
        table::rows(root, WAIVED, 3).map(Self)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    fn covers(row: &[String], site: &Site) -> bool {
        row[0] == site.rule && (row[1] == "-" || row[1] == site.path)
    }
}

/// Refusals of unknown rules, with an alert that the table does not name, or that no test saw.
pub fn sites(map: &Map) -> Vec<Offence> {
    let unknown = map.mentions.iter().filter(|(id, ..)| map.rules.find(id).is_none());
    let mut offences: Vec<Offence> =
        unknown.map(|(id, path, line)| Offence::at(path, *line, format!("no rule `{id}` in spec/"))).collect();
    for site in &map.sites {
        let (id, alert) = (&site.rule, &site.alert);
        let mut offend = |text| offences.push(Offence::at(&site.path, site.line, text));
        let Some(rule) = map.rules.find(id) else {
            offend(format!("no rule `{id}` in spec/"));
            continue;
        };
        if !rule.allows(alert) {
            offend(format!("rule `{id}` is answered by {}, not by {alert}", rule.alert));
        }
        if !fired(map, site) && !map.waived.0.iter().any(|(_, row)| Waived::covers(row, site)) {
            offend(format!("no test saw rule `{id}` fire with {alert}"));
        }
    }
    offences
}

/// Evidence for unknown rules, or with an alert that the table does not name.
pub fn evidence(map: &Map) -> Vec<Offence> {
    let mut offences = Vec::new();
    for line in &map.evidence {
        match map.rules.find(&line.rule) {
            None => offences.push(Offence::at(&line.test, 0, format!("no rule `{}` in spec/", line.rule))),
            Some(rule) if line.alert != "-" && !rule.allows(&line.alert) => {
                let text = format!("rule `{}` is answered by {}, not by {}", rule.id, rule.alert, line.alert);
                offences.push(Offence::at(&line.test, 0, text));
            }
            Some(_) => {}
        }
    }
    offences
}

/// Waivers that no refusal needs.
pub fn waived(map: &Map) -> Vec<Offence> {
    let needed = |row: &[String]| map.sites.iter().any(|site| Waived::covers(row, site) && !fired(map, site));
    let stale = map.waived.0.iter().filter(|(_, row)| !needed(row));
    stale.map(|(line, row)| Offence::at(WAIVED, *line, format!("rule `{}` needs no waiver", row[0]))).collect()
}

fn fired(map: &Map, site: &Site) -> bool {
    map.evidence.iter().any(|line| line.rule == site.rule && line.alert == site.alert)
}
