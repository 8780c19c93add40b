//! The quick matrix: its scenarios are clean and not vacuous, counts do not depend on threads, and flaws are found.

use std::collections::BTreeMap;
use std::time::Duration;

use surehand_model::explore::{Bounds, Run, Trace, explore};
use surehand_model::flaw::{self, Expected, How};
use surehand_model::property::{self, Property};
use surehand_model::scenario;
use surehand_model::world::{Model, Setting};

fn run(setting: Setting, bounds: Bounds) -> (Model, Run) {
    let model = Model::new(setting);
    let run = explore(&model, property::ALL, &bounds, &mut |_| ());
    (model, run)
}

fn bounds() -> Bounds {
    Bounds { time: Duration::from_secs(300), ..Bounds::default() }
}

fn property(name: &str) -> &'static Property {
    property::named(name).unwrap()
}

#[test]
fn the_quick_matrix_is_clean_and_not_vacuous() {
    let mut witnesses: BTreeMap<&str, usize> = BTreeMap::new();
    let mut violated = Vec::new();
    for scenario in scenario::all().into_iter().filter(|scenario| scenario.quick) {
        let (_, run) = run((scenario.setting)(), bounds());
        assert!(run.complete, "{}", scenario.name);
        for (name, found) in &run.properties {
            *witnesses.entry(name).or_default() += found.witnesses;
            if let Some(trace) = &found.violation {
                assert!(property(name).expected_false, "{}: {name}: {}", scenario.name, trace.why);
                violated.push(*name);
            }
        }
    }
    for property in property::ALL {
        if property.expected_false {
            assert!(violated.contains(&property.name), "{} was not violated, as it has to be", property.name);
        } else {
            let states = witnesses[property.name];
            assert!(states > 0, "{} is vacuous", property.name);
            for rule in ["-"].iter().chain(property.rules) {
                surehand_evidence::witness(rule, property.name, states);
            }
        }
    }
}

#[test]
fn counts_do_not_depend_on_the_number_of_threads() {
    for name in ["full-2x1", "resume-early", "psk-peers", "retry-psk"] {
        let counts = |threads: usize| {
            let setting = (scenario::named(name).unwrap().setting)();
            let (_, run) = run(setting, Bounds { threads, ..bounds() });
            let properties: Vec<_> = run
                .properties
                .iter()
                .map(|(name, found)| (*name, found.witnesses, found.violation.as_ref().map(Trace::numbers)))
                .collect();
            (run.states, run.accepted, run.duplicates, run.rejected, run.depth, run.reached, properties)
        };
        let one = counts(1);
        assert_eq!(one, counts(2), "{name}");
        assert_eq!(one, counts(3), "{name}");
    }
}

#[test]
fn every_flaw_of_the_world_leads_to_what_is_expected_of_it() {
    for flaw in flaw::all() {
        let How::World(change) = flaw.how else { continue };
        let mut setting = (scenario::named(flaw.scenario).unwrap().setting)();
        change(&mut setting);
        let stop = match flaw.expected {
            Expected::Violates(name) => Some(name),
            Expected::Equivalent(_) => None,
        };
        let (model, run) = run(setting, Bounds { stop, ..bounds() });
        let violations = run.properties.iter().filter(|(name, _)| !property(name).expected_false);
        let violations: Vec<_> =
            violations.filter_map(|(name, found)| Some((*name, found.violation.as_ref()?))).collect();
        match flaw.expected {
            Expected::Violates(name) => {
                let trace = violations.iter().find(|(violated, _)| *violated == name);
                let (_, trace) = trace.unwrap_or_else(|| panic!("flaw {}: {name} holds", flaw.number));
                // The trace can be followed again, and ends in the violation.
                let (_, worlds) = Trace::follow(&model, &trace.numbers()).unwrap();
                let verdict = (property(name).check)(&model, worlds.last().unwrap());
                assert_eq!(verdict, property::Verdict::Violated(trace.why.clone()), "flaw {}", flaw.number);
            }
            Expected::Equivalent(_) => assert!(run.complete && violations.is_empty(), "flaw {}", flaw.number),
        }
    }
}

/// Whether a property has a witness, and whether it is violated.
type Said = (&'static str, bool, bool);

/// What a run says: which properties have a witness, which are violated, which states of the machines are reached.
fn verdicts(setting: Setting) -> (usize, Vec<Said>, Vec<String>) {
    let (_, run) = run(setting, bounds());
    assert!(run.complete);
    let said = |(name, found): &(&'static str, surehand_model::explore::Found)| {
        (*name, found.witnesses > 0 || found.violation.is_some(), found.violation.is_some())
    };
    // A refused delivery leads nowhere when it is reduced, so what a session says after one is for the scenarios `halves-*`.
    let said = |found: &_| match said(found) {
        ("last_words", _, violated) => ("last_words", false, violated),
        said => said,
    };
    let reached = run.reached.keys().filter(|name| *name != "Failed").cloned();
    (run.states, run.properties.iter().map(said).collect(), reached.collect())
}

#[test]
fn what_the_reductions_leave_out_changes_no_verdict() {
    for name in ["record-exporter", "full-2x1", "psk-dhe", "full-shares", "retry-psk"] {
        let reduced = (scenario::named(name).unwrap().setting)();
        let whole = Setting { reduced: false, ..reduced.clone() };
        let (fewer, verdict, reached) = verdicts(reduced);
        let (more, whole_verdict, whole_reached) = verdicts(whole);
        assert!(fewer < more, "{name}: {fewer} states, {more} without the reductions");
        assert_eq!(verdict, whole_verdict, "{name}");
        assert_eq!(reached, whole_reached, "{name}");
    }
}
