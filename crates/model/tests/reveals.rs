//! Reveals by kind, and two at a time; bounds.

use surehand_core::connection::Direction;
use surehand_model::explore::{Bounds, Run, explore};
use surehand_model::property;
use surehand_model::scenario;
use surehand_model::term::Agent;
use surehand_model::world::{Model, REVEALS, Reveal, Setting};

fn setting(name: &str) -> Setting {
    (scenario::named(name).unwrap().setting)()
}

fn run(setting: Setting, bounds: &Bounds) -> Run {
    explore(&Model::new(setting), property::ALL, bounds, &mut |_| ())
}

#[test]
fn kinds_have_names_and_choose_what_there_is() {
    let every = [
        Reveal::LongTerm(Agent(0)),
        Reveal::Exponents(0),
        Reveal::Psk(0),
        Reveal::TicketKey(Agent(0)),
        Reveal::Ticket(0, 0),
        Reveal::HandshakeKeys(0),
        Reveal::Traffic(0, Direction::Sent),
        Reveal::Exporter(0),
        Reveal::State(0),
    ];
    assert_eq!(every.map(Reveal::kind), REVEALS.map(|(kind, _)| kind));
    // The scenario's own where it has any of a kind, else all.
    let mut own = setting("full-1x1");
    own.reveal_only(&["dh", "exporter"]);
    assert_eq!(own.reveals, [Reveal::Exponents(0), Reveal::Exporter(0), Reveal::Exporter(1)]);
    let mut none = setting("full-2x1");
    assert_eq!(none.most_reveals, 0);
    none.reveal_only(&["psk", "ticket"]);
    assert!(none.reveals.is_empty());
    none.reveal_only(&["traffic", "ltk"]);
    assert_eq!((none.reveals.len(), none.most_reveals), (9, 1));
    let mut tickets = setting("resume-alone");
    tickets.reveal_only(&["psk", "ticket-key", "dh"]);
    assert_eq!(tickets.reveals.len(), 5);
}

#[test]
fn two_reveals_at_a_time_lead_further_and_violate_nothing() {
    let mut last = 0;
    for most in 0..3 {
        let mut setting = setting("retry-psk");
        setting.reveal_only(&REVEALS.map(|(kind, _)| kind));
        setting.most_reveals = most;
        let run = run(setting, &Bounds::default());
        assert!(run.complete && run.states > 3 * last, "{} states after {last}", run.states);
        last = run.states;
        for (name, found) in run.properties {
            let why = found.violation.map(|trace| trace.why);
            assert!(why.is_none() || property::named(name).unwrap().expected_false, "{most}: {name}: {why:?}");
        }
    }
}

#[test]
fn bounds_end_a_search_between_two_levels() {
    let whole = run(setting("full-2x1"), &Bounds::default());
    assert!(whole.complete && whole.memory.total() < 1 << 22);
    assert!(whole.memory.sessions > 10 && whole.visited_bytes() >= 36 && whole.live_bytes() > 100);
    let part = |bounds: Bounds| {
        let part = run(setting("full-2x1"), &bounds);
        assert!(!part.complete && part.states < whole.states);
        (part.depth, part.states)
    };
    assert_eq!(part(Bounds { depth: 3, ..Bounds::default() }).0, 3);
    assert!(part(Bounds { states: 100, ..Bounds::default() }).1 > 100);
    let memory = whole.memory.total() / 2;
    assert!(part(Bounds { memory, ..Bounds::default() }).0 > 1);
}
