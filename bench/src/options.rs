//! The command line.

/// How to call it.
pub const USAGE: &str = "\
usage: surehand-bench [MODE] [--rounds N] [--core N] [--only WORD]... [--peer WORD]...

MODE: short (the default), handshakes, bulk, all
--rounds N   rounds of each case (21)
--core N     the core to run on (the last one)
--only WORD  cases whose name has the word; several: all of them
--peer WORD  peers whose name has the word, beside our default; several: any of them";

/// What to measure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Short,
    All,
    Handshakes,
    Bulk,
}

/// The command line, read.
pub struct Options {
    pub mode: Mode,
    pub rounds: usize,
    pub core: usize,
    only: Vec<String>,
    peers: Vec<String>,
}

impl Options {
    /// Reads the arguments.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let last = core_affinity::get_core_ids().and_then(|ids| ids.last().map(|core| core.id)).unwrap_or(0);
        let mut options = Self { mode: Mode::Short, rounds: 21, core: last, only: Vec::new(), peers: Vec::new() };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} wants a value"));
            match argument.as_str() {
                "short" => options.mode = Mode::Short,
                "all" => options.mode = Mode::All,
                "handshakes" => options.mode = Mode::Handshakes,
                "bulk" => options.mode = Mode::Bulk,
                "--rounds" => options.rounds = value()?.parse().map_err(|_| "not a number of rounds")?,
                "--core" => options.core = value()?.parse().map_err(|_| "not a core")?,
                "--only" => options.only.push(value()?),
                "--peer" => options.peers.push(value()?),
                "--help" => return Err("Surehand beside its peers".to_owned()),
                _ => return Err(format!("what is {argument}?")),
            }
        }
        Ok(options)
    }

    /// Stays on one core.
    pub fn pin(&self) {
        if !core_affinity::set_for_current(core_affinity::CoreId { id: self.core }) {
            eprintln!("core {} is not to be had: figures will be less steady", self.core);
        }
    }

    /// Whether a case is wanted.
    pub fn wants(&self, case: &str) -> bool {
        self.only.iter().all(|word| case.to_lowercase().contains(&word.to_lowercase()))
    }

    /// Whether a peer is wanted: ours always is.
    pub fn wants_peer(&self, peer: &str) -> bool {
        peer == "surehand" || self.peers.is_empty() || self.peers.iter().any(|word| peer.contains(word))
    }
}
