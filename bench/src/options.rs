//! The command line.

/// How to call it.
pub const USAGE: &str = "\
usage: surehand-bench [MODE] [OPTION]...

short          the main handshakes, bulk transfer in writes of 16 KiB, and heap; the default
handshakes     every handshake, client and server apart
bulk           application data, all suites and sizes of a write
heap           allocations, peak and idle heap; 100,000 idle connections
threads        two threads against one
all            all of these
smoke          whether every peer does every case, without figures
instructions   the protocol's instructions, by valgrind; compared with instructions.tsv, or written to it with --acknowledge

--rounds N     rounds of each case (21)
--core N       the core to run on (the last one)
--only WORD    cases whose name has the word; several: all of them
--peer WORD    peers whose name has the word, beside ours; several: any of them
--with PROGRAM the peer of another build of this harness: BoringSSL's
--write FOLDER writes benchmarks.md with plots and JSON there";

/// What to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Short,
    All,
    Handshakes,
    Bulk,
    Heap,
    Threads,
    Smoke,
    Instructions,
    /// What `instructions` runs under valgrind.
    Counted,
    /// What another harness runs.
    Worker,
}

/// The command line, read.
pub struct Options {
    pub mode: Mode,
    pub rounds: usize,
    pub core: usize,
    pub case: usize,
    pub with: Vec<String>,
    pub write: Option<String>,
    pub write_counts: bool,
    only: Vec<String>,
    peers: Vec<String>,
}

impl Options {
    /// Reads the arguments.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let last = core_affinity::get_core_ids().and_then(|ids| ids.last().map(|core| core.id)).unwrap_or(0);
        let mut options = Self {
            mode: Mode::Short,
            rounds: 21,
            core: last,
            case: 0,
            with: Vec::new(),
            write: None,
            write_counts: false,
            only: Vec::new(),
            peers: Vec::new(),
        };
        while let Some(argument) = arguments.next() {
            if let Some(mode) = mode(&argument) {
                options.mode = mode;
                continue;
            }
            let mut value = || arguments.next().ok_or(format!("{argument} wants a value"));
            let mut number = || value()?.parse().map_err(|_| format!("{argument} wants a number"));
            match argument.as_str() {
                "--rounds" => options.rounds = number()?,
                "--core" => options.core = number()?,
                "--case" => options.case = number()?,
                "--only" => options.only.push(value()?),
                "--peer" => options.peers.push(value()?),
                "--with" => options.with.push(value()?),
                "--write" => options.write = Some(value()?),
                "--acknowledge" => options.write_counts = true,
                "--check" => options.write_counts = false,
                "--help" => return Err("Surehand beside its peers".to_owned()),
                _ => return Err(format!("what is {argument}?")),
            }
        }
        Ok(options)
    }

    /// Whether a part is wanted, by itself or as one of several.
    pub fn is(&self, part: Mode) -> bool {
        self.mode == part || matches!(self.mode, Mode::Short | Mode::All)
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

fn mode(word: &str) -> Option<Mode> {
    Some(match word {
        "short" => Mode::Short,
        "all" => Mode::All,
        "handshakes" => Mode::Handshakes,
        "bulk" => Mode::Bulk,
        "heap" => Mode::Heap,
        "threads" => Mode::Threads,
        "smoke" => Mode::Smoke,
        "instructions" => Mode::Instructions,
        "counted" => Mode::Counted,
        "worker" => Mode::Worker,
        _ => return None,
    })
}
