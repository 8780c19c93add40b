//! Surehand beside its peers, in one run and in memory: handshakes, bulk transfer, heap, threads and instructions.
//!
//! Rounds of the peers alternate; figures are medians, and what counts are the ratios within a round.

mod case;
mod certificates;
mod clock;
mod drive;
mod entrant;
mod floor;
mod malloc;
mod mode;
mod options;
mod peer;
mod report;
mod statistics;

use std::process::ExitCode;

use case::{Sessions, cases};
use entrant::{Entrant, Local, Remote};
use mode::{bulk, handshakes, heap, instructions, smoke, threads};
use options::{Mode, Options};
use peer::{Failure, Peer};
use report::Group;

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}\n\n{}", options::USAGE);
            return ExitCode::FAILURE;
        }
    };
    match run(&options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<bool, Failure> {
    match options.mode {
        Mode::Smoke => {
            let (passed, failed) = smoke::run(&peer::peers());
            println!("{passed} passed, {failed} failed");
            Ok(failed == 0)
        }
        Mode::Instructions => instructions::measure(options.write_counts),
        Mode::Counted => {
            let peers = peer::peers();
            let peer = peers.iter().find(|peer| peer.name().contains("aws-lc alone")).ok_or("no such peer")?;
            instructions::run_counted(&**peer, options.case).map(|()| true)
        }
        Mode::Worker => {
            options.pin();
            let peer = peer::peers().pop().ok_or("no peer")?;
            entrant::work(Local::new(peer));
            Ok(true)
        }
        _ => measure(options),
    }
}

fn measure(options: &Options) -> Result<bool, Failure> {
    options.pin();
    let mut entrants: Vec<Box<dyn Entrant>> = Vec::new();
    for peer in peer::peers() {
        if options.wants_peer(&peer.name()) {
            entrants.push(Box::new(Local::new(peer)));
        }
    }
    for program in &options.with {
        entrants.push(Box::new(Remote::new(program, options.core)?));
    }
    let settings: Vec<_> =
        entrants.iter().map(|entrant| (entrant.name().to_owned(), entrant.settings().to_owned())).collect();
    print_settings(options, &settings);
    let mut groups = Vec::new();
    let mut add = |group: Group| {
        report::print(&group);
        groups.push(group);
    };
    if options.is(Mode::Handshakes) {
        time_handshakes(options, &mut entrants, &mut add);
    }
    if options.is(Mode::Bulk) {
        time_bulk(options, &mut entrants, &mut add);
    }
    if options.is(Mode::Heap) {
        weigh(options, &mut entrants, &mut add);
        idle(options)?;
    }
    if options.is(Mode::Threads) && options.mode != Mode::Short {
        race(options, &mut add);
    }
    if let Some(folder) = &options.write {
        report::write(folder.as_ref(), &groups, &settings).map_err(|error| format!("{folder}: {error}"))?;
    }
    Ok(true)
}

fn print_settings(options: &Options, settings: &[(String, String)]) {
    println!("{} rounds, peers in turn within each; medians; core {}", options.rounds, options.core);
    println!(
        "every client checks leaf, intermediate and name; one group and one suite; the time includes a connection's end"
    );
    println!("full handshakes: no tickets; resumed ones: one ticket a connection, which the next one uses");
    for (peer, settings) in settings {
        println!("  {peer:30} {settings}");
    }
    println!();
}

fn time_handshakes(options: &Options, entrants: &mut [Box<dyn Entrant>], add: &mut impl FnMut(Group)) {
    let mut floor = floor::primitives();
    for (index, case) in cases().iter().enumerate() {
        if options.wants(case.name) && (case.short || options.mode != Mode::Short) {
            add(handshakes::measure((index, case), entrants, &mut floor, options.rounds));
        }
    }
    if options.mode == Mode::All {
        floor::Round::measure(&mut floor, |_| true).print();
    }
}

fn time_bulk(options: &Options, entrants: &mut [Box<dyn Entrant>], add: &mut impl FnMut(Group)) {
    let mut floor = floor::primitives();
    for (index, suite) in case::SUITES.iter().enumerate() {
        for write in bulk::WRITES {
            let short = index == 0 && write == 16 << 10;
            if options.wants(&format!("{suite:?} {write}")) && (short || options.mode != Mode::Short) {
                add(bulk::measure(index, write, entrants, &mut floor, options.rounds));
            }
        }
    }
}

fn weigh(options: &Options, entrants: &mut [Box<dyn Entrant>], add: &mut impl FnMut(Group)) {
    for (index, case) in cases().iter().enumerate() {
        let first = index == 0;
        let resumed = case.setup.sessions == Sessions::PskDheKe || case.setup.mutual;
        if options.wants(case.name) && (first || (resumed && options.mode != Mode::Short)) {
            add(heap::measure((index, case), entrants));
        }
    }
}

fn idle(options: &Options) -> Result<(), Failure> {
    let connections = if options.mode == Mode::Short { 1000 } else { 100_000 };
    let peers = peer::peers();
    let peer: &dyn Peer = &**peers.first().ok_or("no peer")?;
    let pair = peer.pair(&cases()[0].setup).ok_or("no configuration")?;
    let mebibytes = heap::idle(&*pair, connections)?;
    println!("heap: {connections} idle connections of a server: {}: {mebibytes:.1} MiB\n", peer.name());
    Ok(())
}

fn race(options: &Options, add: &mut impl FnMut(Group)) {
    let cores = [options.core, options.core.checked_sub(1).unwrap_or(options.core + 1)];
    for case in
        cases().iter().filter(|case| ["full, X25519, ECDSA P-256", "resumed, psk_dhe_ke, X25519"].contains(&case.name))
    {
        let pairs = peer::peers().into_iter().filter(|peer| options.wants_peer(&peer.name()));
        let pairs: Vec<_> = pairs.filter_map(|peer| Some((peer.name(), peer.pair(&case.setup)?))).collect();
        add(threads::measure(case.name, &pairs, &cores, options.rounds.min(7)));
    }
    options.pin();
}
