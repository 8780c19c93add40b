//! The protocol's instructions, counted by callgrind: those of functions that are not a crypto library's.
//!
//! The harness runs itself under valgrind, which counts while [`at_client`] or [`at_server`] is at work. valgrind has no AVX-512, so that
//! aws-lc's rows are used, and what belongs to crypto is left out by name.

use std::collections::HashMap;
use std::process::Command;

use crate::case::{Case, cases};
use crate::drive::{Meter, Side, Wire, connect};
use crate::mode::handshakes::warm;
use crate::peer::{Failure, Peer};

/// The cases by name, as far as they are counted.
const COUNTED: [&str; 4] = [
    "full, X25519, ECDSA P-256",
    "full, X25519MLKEM768, ECDSA P-256",
    "full with client authentication, X25519, ECDSA P-256",
    "resumed, psk_dhe_ke, X25519",
];
/// Handshakes that are counted.
const HANDSHAKES: u64 = 20;
/// The growth that goes unnoticed.
const TOLERANCE: f64 = 0.03;
/// Where the counts are kept.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.tsv");

/// Rust code that belongs to a crypto library, by a part of the function's name.
const CRYPTO: [&str; 9] = [
    "aws_lc",
    "surehand_sha2",
    "sha2::",
    "hmac::",
    "digest::",
    "block_buffer",
    "hybrid_array",
    "graviola",
    "getrandom",
];

/// What the protocol calls of the C library; what crypto libraries call of it cannot be told apart.
const MEMORY: [&str; 6] = ["mem", "malloc", "free", "realloc", "calloc", "_int_"];

/// What runs under valgrind: warm-up, and then the handshakes that are counted.
pub fn run_counted(peer: &dyn Peer, case: usize) -> Result<(), Failure> {
    let setup = cases()[case].setup;
    let pair = peer.pair(&setup).ok_or("no configuration")?;
    let mut wire = Wire::default();
    warm(&*pair, &setup, &mut wire)?;
    for _ in 0..HANDSHAKES {
        let connected = connect(&*pair, &mut wire, &mut Counted)?;
        Counted.measure(Side::Client, || drop(connected.client));
        Counted.measure(Side::Server, || drop(connected.server));
    }
    Ok(())
}

/// Does each side's work in a function that callgrind knows by name.
struct Counted;

impl Meter for Counted {
    fn measure<T>(&mut self, side: Side, work: impl FnOnce() -> T) -> T {
        let mut work = Some(work);
        let mut result = None;
        let mut run = || result = work.take().map(|work| work());
        match side {
            Side::Client => at_client(&mut run),
            Side::Server => at_server(&mut run),
        }
        result.expect("the work is done")
    }
}

/// A client's work.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "Rust" fn at_client(work: &mut dyn FnMut()) {
    work();
    std::hint::black_box(1);
}

/// A server's work.
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "Rust" fn at_server(work: &mut dyn FnMut()) {
    work();
    std::hint::black_box(2);
}

/// Counts everything, prints it beside what the file says, and writes or checks that; whether it is in order.
pub fn measure(write: bool) -> Result<bool, Failure> {
    let known = read();
    let mut rows = String::from("# case\tside\tinstructions of the protocol in one handshake, crypto left out\n");
    let mut in_order = true;
    for (index, Case { name, .. }) in cases().iter().enumerate().filter(|(_, case)| COUNTED.contains(&case.name)) {
        for side in ["client", "server"] {
            let counted = count(index, side)?;
            let before = known.get(&(name.to_string(), side.to_owned())).copied();
            let growth = before.map(|before| counted as f64 / before as f64 - 1.0);
            let grown = growth.is_none_or(|growth| growth > TOLERANCE);
            in_order &= !grown;
            let told = growth.map_or("new".to_owned(), |growth| format!("{:+.2} %", growth * 100.0));
            println!("{name:55} {side:6} {counted:>9} {told:>9}{}", if grown { "  GROWN" } else { "" });
            rows += &format!("{name}\t{side}\t{counted}\n");
        }
    }
    if write {
        std::fs::write(FILE, rows).map_err(|error| error.to_string())?;
    }
    Ok(in_order || write)
}

fn read() -> HashMap<(String, String), u64> {
    let text = std::fs::read_to_string(FILE).unwrap_or_default();
    let row = |line: &str| {
        let mut columns = line.split('\t').map(str::to_owned);
        Some(((columns.next()?, columns.next()?), columns.next()?.parse().ok()?))
    };
    text.lines().filter_map(row).collect()
}

/// The protocol's instructions of one side of one handshake.
fn count(case: usize, side: &str) -> Result<u64, Failure> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let out = std::env::temp_dir().join(format!("surehand-bench-{}.callgrind", std::process::id()));
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", &format!("--toggle-collect=at_{side}")])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(program)
        .args(["counted", "--case", &case.to_string()])
        .status()
        .map_err(|error| format!("valgrind: {error}"))?;
    let text = std::fs::read_to_string(&out).map_err(|error| error.to_string());
    _ = std::fs::remove_file(&out);
    if !status.success() {
        return Err(format!("valgrind: {status}"));
    }
    let by_function = self_costs(&text?);
    if std::env::var_os("BENCH_FUNCTIONS").is_some() {
        print_functions(&by_function);
    }
    let protocol = by_function.iter().filter(|(name, _)| is_protocol(name)).map(|(_, cost)| cost).sum::<u64>();
    Ok(protocol / HANDSHAKES)
}

/// Rust code has paths; everything else is a crypto library's C and assembly, or the C library.
fn is_protocol(function: &str) -> bool {
    let is_memory =
        MEMORY.iter().any(|name| function.trim_start_matches('_').starts_with(name.trim_start_matches('_')));
    (function.contains("::") && !CRYPTO.iter().any(|part| function.contains(part))) || is_memory
}

fn print_functions(costs: &HashMap<String, u64>) {
    let mut sorted: Vec<_> = costs.iter().collect();
    sorted.sort_by_key(|(_, cost)| std::cmp::Reverse(**cost));
    for (name, cost) in sorted.iter().take(80) {
        println!("  {:>9} {} {name}", **cost / HANDSHAKES, if is_protocol(name) { "protocol" } else { "crypto  " });
    }
}

/// Each function's own cost in callgrind's format: what it calls has a line of its own after `calls=`, which is not counted.
fn self_costs(text: &str) -> HashMap<String, u64> {
    let mut names: HashMap<&str, String> = HashMap::new();
    let mut costs: HashMap<String, u64> = HashMap::new();
    let mut function = String::new();
    let mut skip = false;
    for line in text.lines() {
        if let Some(named) = line.strip_prefix("fn=") {
            // `(id) name` the first time, `(id)` later.
            let (id, name) = named.split_once(' ').unwrap_or((named, ""));
            if !name.is_empty() {
                names.insert(id, name.to_owned());
            }
            function = names.get(id).cloned().unwrap_or_default();
        } else if let Some(named) = line.strip_prefix("cfn=") {
            if let Some((id, name)) = named.split_once(' ') {
                names.insert(id, name.to_owned());
            }
        } else if line.starts_with("calls=") {
            skip = true;
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            let cost = line.split(' ').nth(1).and_then(|cost| cost.parse::<u64>().ok()).unwrap_or_default();
            if !std::mem::take(&mut skip) {
                *costs.entry(function.clone()).or_default() += cost;
            }
        }
    }
    costs
}
