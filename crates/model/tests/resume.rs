//! A search that was cut and goes on from a file finds what an uncut one finds; a file that does not fit is refused.

use surehand_model::explore::{Bounds, NoCheckpoint, Run, Search, explore};
use surehand_model::flaw::{self, How};
use surehand_model::property::{self, Property};
use surehand_model::scenario;
use surehand_model::world::{Model, Setting};

fn setting(name: &str) -> Setting {
    (scenario::named(name).unwrap().setting)()
}

/// All that has to be the same.
fn told(run: &Run) -> String {
    let found = |(name, found): &(&str, surehand_model::explore::Found)| {
        let violation = found.violation.as_ref().map(|trace| (trace.numbers(), trace.why.clone()));
        format!("{name} {} {violation:?}", found.witnesses)
    };
    let properties: Vec<_> = run.properties.iter().map(found).collect();
    let counts = [run.states, run.accepted, run.duplicates, run.rejected, run.frontier];
    format!("{counts:?} {} {} {:?} {properties:?}", run.depth, run.complete, run.reached)
}

/// Explores to a depth, and writes down what there is.
fn cut(setting: &Setting, name: &str, depth: u16) -> Vec<u8> {
    let model = Model::new(setting.clone());
    let mut search = Search::new(&model, property::ALL);
    let bounds = Bounds { depth, ..Bounds::default() };
    while search.next_level(&bounds, &mut |_| ()) {}
    let mut file = Vec::new();
    search.save(name, &mut file).unwrap();
    file
}

fn resumed(setting: &Setting, properties: &[Property], name: &str, file: &[u8]) -> Result<String, NoCheckpoint> {
    let model = Model::new(setting.clone());
    let mut search = Search::resume(&model, properties, name, file)?;
    let bounds = Bounds::default();
    while search.next_level(&bounds, &mut |_| ()) {}
    Ok(told(&search.finish(&bounds)))
}

#[test]
fn a_search_that_was_cut_finds_what_an_uncut_one_finds() {
    let mut flawed = setting("psk-peers");
    let Some(How::World(change)) = flaw::numbered(15).map(|flaw| flaw.how) else { panic!() };
    change(&mut flawed);
    for (name, setting) in
        [("full-2x1", setting("full-2x1")), ("resume-early", setting("resume-early")), ("selfie", flawed)]
    {
        let whole = explore(&Model::new(setting.clone()), property::ALL, &Bounds::default(), &mut |_| ());
        for depth in [0, 1, 4, whole.depth / 2, whole.depth - 1, u16::MAX] {
            let file = cut(&setting, name, depth);
            assert_eq!(resumed(&setting, property::ALL, name, &file).unwrap(), told(&whole), "{name} at {depth}");
        }
    }
}

#[test]
fn a_search_may_be_cut_more_than_once() {
    let setting = setting("retry-psk");
    let model = Model::new(setting.clone());
    let whole = explore(&model, property::ALL, &Bounds::default(), &mut |_| ());
    let mut file = cut(&setting, "retry-psk", 0);
    for depth in 1..=whole.depth {
        let bounds = Bounds { depth, threads: 1, ..Bounds::default() };
        let mut search = Search::resume(&model, property::ALL, "retry-psk", file.as_slice()).unwrap();
        assert!(search.next_level(&bounds, &mut |_| ()));
        file.clear();
        search.save("retry-psk", &mut file).unwrap();
    }
    assert_eq!(resumed(&setting, property::ALL, "retry-psk", &file).unwrap(), told(&whole));
}

#[test]
fn a_file_that_does_not_fit_is_refused() {
    let one = setting("full-2x1");
    let file = cut(&one, "full-2x1", 4);
    let error = |setting: &Setting, properties: &[Property], name: &str, file: &[u8]| {
        resumed(setting, properties, name, file).unwrap_err().to_string()
    };
    let whole = |file: &[u8]| error(&one, property::ALL, "full-2x1", file);
    assert_eq!(error(&one, property::ALL, "full-2x2", &file), "the checkpoint is of another scenario");
    assert_eq!(error(&one, &property::ALL[1..], "full-2x1", &file), "the checkpoint is of another list of properties");
    let other = setting("full-2x2");
    assert_eq!(error(&other, property::ALL, "full-2x1", &file), "the checkpoint is of another setting of the scenario");
    assert_eq!(whole(&file[..file.len() - 1]), "no checkpoint, or a damaged one: it ends too early");
    assert_eq!(whole(&[&file[..], b"!"].concat()), "no checkpoint, or a damaged one: its checksum");
    assert_eq!(whole(b"what\n"), "no checkpoint, or a damaged one: its first line");
    assert_eq!(whole(&[b'{'; 2 << 20]), "no checkpoint, or a damaged one: its first line");
    for at in (0..file.len()).step_by(file.len() / 200) {
        let mut damaged = file.clone();
        damaged[at] ^= 1;
        assert!(resumed(&one, property::ALL, "full-2x1", &damaged).is_err(), "{at}");
    }
}
