//! `surehand model page`: the tables of `docs/model/`, from a run of the whole matrix.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use surehand_model::explore::{Bounds, explore};
use surehand_model::report::{costs, flaws, properties, scenarios};
use surehand_model::world::Model;
use surehand_model::{property, scenario};

use crate::exit::{Failure, say};

/// Explore the whole matrix and write the tables of docs/model/
#[derive(Args)]
pub struct Page {
    /// The file to write
    #[arg(default_value = "docs/model/figures.md")]
    file: PathBuf,
    /// How many threads
    #[arg(long, default_value_t = 2, value_name = "NUMBER")]
    threads: usize,
    /// No level is begun after so many seconds in a scenario
    #[arg(long, default_value_t = 300, value_name = "SECONDS")]
    time: u64,
}

impl Page {
    pub fn run(self) -> Result<(), Failure> {
        let mut runs = Vec::new();
        let bounds = Bounds { threads: self.threads, time: Duration::from_secs(self.time), ..Bounds::default() };
        for scenario in scenario::all() {
            let model = Model::new((scenario.setting)());
            let run = explore(&model, property::ALL, &bounds, &mut |_| ());
            say!("{}: {} states", scenario.name, run.states);
            runs.push((scenario, run));
        }
        let mut out = String::from("# What was explored\n\nWritten by `surehand model page`; do not edit.\n");
        let _ = write!(out, "\n## Scenarios\n\n{}\n{}", scenarios(&runs), costs(&runs));
        let _ = write!(out, "\n## Properties\n\n{}", properties(&runs));
        let _ = write!(out, "\n## Seeded flaws\n\n{}", flaws());
        std::fs::write(&self.file, out).map_err(|error| Failure::local(format!("{}: {error}", self.file.display())))
    }
}
