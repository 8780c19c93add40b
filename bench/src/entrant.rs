//! Who takes part: the peers of this program, and those of others that it runs.
//!
//! BoringSSL and OpenSSL have the same symbols, so that one of them needs a process of its own. It runs on the same core, and only in
//! its turn.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::mode::{Job, Sampler};
use crate::peer::{Failure, Peer};

/// A peer, wherever it is.
pub trait Entrant {
    /// What stands in the table.
    fn name(&self) -> &str;
    /// Version and settings.
    fn settings(&self) -> &str;
    /// Prepares a job; whether the peer can do it.
    fn start(&mut self, job: Job) -> Result<bool, Failure>;
    /// The figures of one round.
    fn sample(&mut self) -> Result<Vec<f64>, Failure>;
}

/// A peer of this program.
pub struct Local {
    name: String,
    settings: String,
    peer: Box<dyn Peer>,
    sampler: Option<Sampler>,
}

impl Local {
    /// This peer.
    pub fn new(peer: Box<dyn Peer>) -> Self {
        Self { name: peer.name(), settings: peer.settings(), peer, sampler: None }
    }
}

impl Entrant for Local {
    fn name(&self) -> &str {
        &self.name
    }

    fn settings(&self) -> &str {
        &self.settings
    }

    fn start(&mut self, job: Job) -> Result<bool, Failure> {
        self.sampler = None;
        self.sampler = job.start(&*self.peer)?;
        Ok(self.sampler.is_some())
    }

    fn sample(&mut self) -> Result<Vec<f64>, Failure> {
        self.sampler.as_mut().ok_or("nothing is prepared")?()
    }
}

/// A peer of another program.
pub struct Remote {
    name: String,
    settings: String,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Remote {
    /// Runs this harness, built with another peer, on this core.
    pub fn new(program: &str, core: usize) -> Result<Self, Failure> {
        let mut command = Command::new(program);
        command.args(["worker", "--core", &core.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("{program}: {error}"))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("no pipe".to_owned());
        };
        let (name, settings) = (String::new(), String::new());
        let mut remote = Self { name, settings, child, input, output: BufReader::new(output) };
        remote.name = remote.ask("name")?;
        remote.settings = remote.ask("settings")?;
        Ok(remote)
    }

    fn ask(&mut self, question: &str) -> Result<String, Failure> {
        writeln!(self.input, "{question}").map_err(|error| error.to_string())?;
        let mut answer = String::new();
        self.output.read_line(&mut answer).map_err(|error| error.to_string())?;
        match answer.trim_end().split_once(' ') {
            Some(("ok", rest)) => Ok(rest.to_owned()),
            Some(("failed", rest)) => Err(rest.to_owned()),
            _ => Err("the other program has gone".to_owned()),
        }
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Entrant for Remote {
    fn name(&self) -> &str {
        &self.name
    }

    fn settings(&self) -> &str {
        &self.settings
    }

    fn start(&mut self, job: Job) -> Result<bool, Failure> {
        Ok(self.ask(&format!("start {}", job.to_line()))? == "yes")
    }

    fn sample(&mut self) -> Result<Vec<f64>, Failure> {
        let answer = self.ask("sample")?;
        answer.split(' ').map(|word| word.parse().map_err(|_| format!("not a figure: {word}"))).collect()
    }
}

/// The other end of [`Remote`]: answers lines until there are no more.
pub fn work(mut entrant: impl Entrant) {
    for line in std::io::stdin().lines() {
        let Ok(line) = line else { return };
        let answer = match line.split_once(' ') {
            None if line == "name" => Ok(entrant.name().to_owned()),
            None if line == "settings" => Ok(entrant.settings().to_owned()),
            None if line == "sample" => entrant.sample().map(|figures| {
                let words: Vec<_> = figures.iter().map(f64::to_string).collect();
                words.join(" ")
            }),
            Some(("start", job)) => match Job::from_line(job) {
                Some(job) => entrant.start(job).map(|can| if can { "yes" } else { "no" }.to_owned()),
                None => Err("what job?".to_owned()),
            },
            _ => Err("what?".to_owned()),
        };
        match answer {
            Ok(answer) => println!("ok {answer}"),
            Err(failure) => println!("failed {}", failure.replace('\n', " ")),
        }
    }
}

/// Runs `job` with everybody who can: `rounds` rounds, each in turn; `between` is called before each round.
pub fn compete(
    job: Job,
    entrants: &mut [Box<dyn Entrant>],
    rounds: usize,
    mut between: impl FnMut(),
) -> Vec<(String, Vec<Vec<f64>>)> {
    let mut able = Vec::new();
    for entrant in entrants {
        match entrant.start(job) {
            Ok(true) => able.push((entrant, Vec::new())),
            Ok(false) => {}
            Err(failure) => eprintln!("{job:?}: {}: {failure}", entrant.name()),
        }
    }
    for _ in 0..rounds {
        between();
        for (entrant, figures) in &mut able {
            match entrant.sample() {
                Ok(sample) => figures.push(sample),
                Err(failure) => eprintln!("{job:?}: {}: {failure}", entrant.name()),
            }
        }
    }
    able.into_iter().map(|(entrant, figures)| (entrant.name().to_owned(), figures)).collect()
}
