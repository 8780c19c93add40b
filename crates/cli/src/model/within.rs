//! How far `surehand model check` goes, what may be revealed, and how a search is cut and resumed.

use std::fs::File;
use std::io::{BufReader, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use surehand_model::explore::{Bounds, Progress, Run, Search};
use surehand_model::property::Property;
use surehand_model::world::{Model, REVEALS, Setting};

use crate::exit::Failure;

/// Bounds of a search.
#[derive(Args)]
pub struct Within {
    /// What may be revealed, by kind, whatever the scenario says: see `surehand model list`; `none` for nothing
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    reveal: Vec<String>,
    /// At most so many reveals at a time, whatever the scenario says
    #[arg(long, value_name = "NUMBER")]
    reveals: Option<u32>,
    /// At most so many steps
    #[arg(long, value_name = "STEPS")]
    depth: Option<u16>,
    /// No level is begun with more states than this
    #[arg(long, default_value_t = 5_000_000, value_name = "NUMBER")]
    states: usize,
    /// No level is begun with more than so many MiB
    #[arg(long, default_value_t = 4096, value_name = "MIB")]
    memory: usize,
    /// No level is begun after so many seconds in a scenario
    #[arg(long, default_value_t = 300, value_name = "SECONDS")]
    time: u64,
    /// How many threads
    #[arg(long, default_value_t = 2, value_name = "NUMBER")]
    threads: usize,
    /// Write what is needed to go on, after every level
    #[arg(long, value_name = "FILE", requires = "scenario")]
    checkpoint: Option<PathBuf>,
    /// Go on from such a file
    #[arg(long, value_name = "FILE", requires = "scenario")]
    resume: Option<PathBuf>,
    /// Say nothing while it runs
    #[arg(long, short)]
    quiet: bool,
}

impl Within {
    /// Whether the scenarios are explored as they are.
    pub fn is_standard(&self) -> bool {
        self.depth.is_none() && self.reveal.is_empty() && self.reveals.is_none()
    }

    /// Whether the run is written to a file, or read from one.
    pub fn is_kept(&self) -> bool {
        self.checkpoint.is_some() || self.resume.is_some()
    }

    fn bounds(&self, stop: Option<&'static str>) -> Bounds {
        Bounds {
            depth: self.depth.unwrap_or(u16::MAX),
            states: self.states,
            memory: self.memory << 20,
            time: Duration::from_secs(self.time),
            threads: self.threads,
            stop,
        }
    }

    fn change(&self, setting: &mut Setting) -> Result<(), Failure> {
        let kinds: Vec<&str> = self.reveal.iter().map(String::as_str).collect();
        match kinds.as_slice() {
            [] => {}
            ["none"] => setting.reveals.clear(),
            kinds => {
                let unknown = kinds.iter().find(|kind| REVEALS.iter().all(|(name, _)| name != *kind));
                if let Some(kind) = unknown {
                    return Err(Failure::usage(format!("no reveal {kind}; see `surehand model list`")));
                }
                setting.reveal_only(kinds);
            }
        }
        if setting.reveals.len() > Setting::MOST_REVEALS {
            return Err(Failure::usage(format!("more than {} reveals", Setting::MOST_REVEALS)));
        }
        setting.most_reveals = self.reveals.unwrap_or(setting.most_reveals);
        Ok(())
    }

    /// Explores a setting.
    pub fn explore(
        &self,
        name: &str,
        mut setting: Setting,
        properties: &[Property],
        stop: Option<&'static str>,
    ) -> Result<(Model, Run), Failure> {
        self.change(&mut setting)?;
        let model = Model::new(setting);
        let bounds = self.bounds(stop);
        let shown = !self.quiet && std::io::stderr().is_terminal();
        let mut told = |progress: Progress| {
            if shown {
                show(name, &progress);
            }
        };
        let mut search = match &self.resume {
            None => Search::new(&model, properties),
            Some(path) => resume(path, name, &model, properties)?,
        };
        while search.next_level(&bounds, &mut told) {
            if let Some(path) = &self.checkpoint {
                save(path, name, &search).map_err(|error| Failure::local(format!("{}: {error}", path.display())))?;
            }
        }
        let run = search.finish(&bounds);
        if shown {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
        Ok((model, run))
    }
}

fn resume<'a>(path: &Path, name: &str, model: &'a Model, properties: &'a [Property]) -> Result<Search<'a>, Failure> {
    let file = File::open(path).map_err(|error| Failure::local(format!("{}: {error}", path.display())))?;
    Search::resume(model, properties, name, BufReader::new(file))
        .map_err(|error| Failure::local(format!("{}: {error}", path.display())))
}

/// The file is there whole, or as it was before.
fn save(path: &Path, name: &str, search: &Search<'_>) -> std::io::Result<()> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    search.save(name, BufWriter::new(File::create(&new)?))?;
    std::fs::rename(new, path)
}

fn show(name: &str, progress: &Progress) {
    let seconds = progress.time.as_secs_f64();
    let rate = progress.states as f64 / seconds.max(0.001);
    let _ = write!(
        std::io::stderr(),
        "\r\x1b[K{name}: {} states, {rate:.0} a second, frontier {}, depth {}, {} of {} properties clean",
        progress.states,
        progress.frontier,
        progress.depth,
        progress.properties - progress.violated,
        progress.properties
    );
}
