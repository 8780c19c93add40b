//! The workshop: `cargo xtask floors | flaw | mutants | rfc-map | test`.
#![forbid(unsafe_code)]

mod flaw;
mod floors;
mod mutants;
mod offence;
mod rfc_map;
mod source;
mod suite;
mod table;
mod workbench;

use std::path::Path;
use std::process::ExitCode;

use rfc_map::{Gaps, Pages, prove};

const USAGE: &str = "\
cargo xtask COMMAND

  floors             arrows between crates and folders, import cycles, house rules
  flaw NN | all      a seeded flaw that is a patch: applied to a copy of the tree, and explored there
  mutants [--fast | --sample N | --id N]
                     small changes of the handshake, in a copy of the tree: a test or the model has to notice each;
                     with --fast the slow tests and the model do not judge
  rfc-map [--check] [--strict]
                     docs/rfc-map/ out of spec/, the code and the evidence of the last test run;
                     with --check nothing is written, and a page that differs is an offence;
                     with --strict a binding rule without evidence or reason is one
  rfc-map --prove [--sample N | --rule ID]
                     switches off each refusal in turn, in a copy of the tree; a test that saw it has to fail
  test [--write]     everything that has to hold, in order; with --write docs/rfc-map/ is written instead of compared
";

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["floors"] => floors::run(root),
        ["flaw", which] => flaw::run(root, which),
        ["mutants"] => mutants::run(root, &mutants::Which::All),
        ["mutants", "--fast"] => mutants::run(root, &mutants::Which::Fast),
        ["mutants", "--sample", count] => {
            number(count).and_then(|count| mutants::run(root, &mutants::Which::Sample(count)))
        }
        ["mutants", "--id", id] => number(id).and_then(|id| mutants::run(root, &mutants::Which::Number(id))),
        ["rfc-map", "--prove"] => prove::run(root, &prove::Which::All),
        ["rfc-map", "--prove", "--sample", count] => {
            number(count).and_then(|count| prove::run(root, &prove::Which::Sample(count)))
        }
        ["rfc-map", "--prove", "--rule", rule] => prove::run(root, &prove::Which::Rule((*rule).to_owned())),
        ["rfc-map", flags @ ..] if flags.iter().all(|flag| matches!(*flag, "--check" | "--strict")) => {
            let pages = if flags.contains(&"--check") { Pages::Compare } else { Pages::Write };
            rfc_map::run(root, pages, if flags.contains(&"--strict") { Gaps::Refuse } else { Gaps::Print })
        }
        ["test"] => suite::run(root, Pages::Compare),
        ["test", "--write"] => suite::run(root, Pages::Write),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            if !message.is_empty() {
                eprintln!("{message}");
            }
            ExitCode::FAILURE
        }
    }
}

fn number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| USAGE.to_owned())
}
