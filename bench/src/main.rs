//! Surehand beside its peers, in one process and one run: handshakes and bulk transfer, in memory.
//!
//! Rounds of the peers alternate; figures are medians, and what counts are the ratios within a round.

mod case;
mod certificates;
mod clock;
mod drive;
mod floor;
mod mode;
mod options;
mod peer;
mod report;
mod statistics;

use std::process::ExitCode;

use case::{SUITES, Suite, cases};
use mode::{bulk, handshakes};
use options::{Mode, Options};
use peer::Peer;

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}\n\n{}", options::USAGE);
            return ExitCode::FAILURE;
        }
    };
    options.pin();
    let peers = peer::peers().into_iter().filter(|peer| options.wants_peer(&peer.name())).collect::<Vec<_>>();
    print_settings(&options, &peers);
    if matches!(options.mode, Mode::Short | Mode::All | Mode::Handshakes) {
        time_handshakes(&options, &peers);
    }
    if matches!(options.mode, Mode::Short | Mode::All | Mode::Bulk) {
        time_bulk(&options, &peers);
    }
    ExitCode::SUCCESS
}

fn print_settings(options: &Options, peers: &[Box<dyn Peer>]) {
    println!("{} rounds, peers in turn within each; medians; core {:?}", options.rounds, options.core);
    println!(
        "every client checks leaf, intermediate and name; one group and one suite; the time includes a connection's end"
    );
    println!("full handshakes: no tickets; resumed ones: one ticket a connection, which the next one uses");
    for peer in peers {
        println!("  {:26} {}", peer.name(), peer.settings());
    }
    println!();
}

fn time_handshakes(options: &Options, peers: &[Box<dyn Peer>]) {
    let mut floor = floor::primitives();
    for case in cases() {
        if options.wants(case.name) && (case.short || options.mode != Mode::Short) {
            report::print(&handshakes::measure(&case, peers, &mut floor, options.rounds));
        }
    }
}

fn time_bulk(options: &Options, peers: &[Box<dyn Peer>]) {
    let mut floor = floor::primitives();
    for suite in SUITES {
        for write in bulk::WRITES {
            let short = suite == Suite::Aes128Gcm && write == 16 << 10;
            if options.wants(&format!("{suite:?} {write}")) && (short || options.mode != Mode::Short) {
                report::print(&bulk::measure(suite, write, peers, &mut floor, options.rounds));
            }
        }
    }
}
