//! `cargo xtask test`: everything that has to hold, in order, up to the first thing that does not.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{flaw, floors, rfc_map};

/// Whether every binding rule has to have evidence or a reason.
const GAPS: rfc_map::Gaps = rfc_map::Gaps::Refuse;

/// How many tests there were.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// Runs every step; the last line on standard output is how many tests passed, failed and were skipped.
pub fn run(root: &Path, pages: rfc_map::Pages) -> Result<(), String> {
    let mut count = Count::default();
    let result = steps(root, pages, &mut count);
    if let Err(message) = &result {
        println!("\n{message}");
    }
    println!("\n{count}");
    result.map_err(|_| String::new())
}

fn steps(root: &Path, pages: rfc_map::Pages, count: &mut Count) -> Result<(), String> {
    cargo(root, "fmt", &["--all", "--check"], &[])?;
    cargo(root, "clippy", &["--workspace", "--all-targets", "--", "-D", "warnings"], &[])?;
    heading("floors");
    floors::run(root)?;
    flaw::check(root)?;
    let evidence = rfc_map::evidence_folder(root);
    tests(root, &["--workspace", "--no-fail-fast"], &evidence, count)?;
    heading("rfc-map");
    rfc_map::run(root, pages, GAPS)?;
    cargo(root, "doc", &["--workspace", "--no-deps"], &[("RUSTDOCFLAGS", "-D warnings")])?;
    // Each crypto library alone, with whichever rows it has. The map has its evidence already.
    for library in ["graviola", "aws-lc"] {
        let arguments = ["-p", "surehand", "--no-fail-fast", "--no-default-features", "--features", library];
        tests(root, &arguments, &evidence.with_extension(library), count)?;
    }
    without_c(root)
}

/// The build with graviola alone compiles no C: none of its packages brings C or a way to compile it.
fn without_c(root: &Path) -> Result<(), String> {
    let arguments =
        ["-p", "surehand", "--no-default-features", "--features", "graviola", "-e", "normal,build", "--prefix", "none"];
    let output = command(root, "tree", &arguments).output().map_err(|error| format!("cargo tree: {error}"))?;
    let tree = String::from_utf8_lossy(&output.stdout);
    let needs_c = |package: &&str| ["cc ", "cmake ", "aws-lc"].iter().any(|name| package.starts_with(name));
    match tree.lines().find(needs_c) {
        Some(package) => Err(format!("the build without a C compiler has {package}")),
        None if output.status.success() => Ok(()),
        None => Err(format!("cargo tree: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

fn heading(step: &str) {
    println!("\n== {step}");
}

fn command(root: &Path, subcommand: &str, arguments: &[&str]) -> Command {
    heading(&format!("cargo {subcommand} {}", arguments.join(" ")));
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    command.arg(subcommand).args(arguments).current_dir(root);
    command
}

fn cargo(root: &Path, subcommand: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Result<(), String> {
    let status = command(root, subcommand, arguments).envs(environment.iter().copied()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("cargo {subcommand}: {status}")),
        Err(error) => Err(format!("cargo {subcommand}: {error}")),
    }
}

/// Runs tests with a fresh folder for their evidence, and adds up what the test binaries report.
fn tests(root: &Path, arguments: &[&str], evidence: &Path, count: &mut Count) -> Result<(), String> {
    if evidence.exists() {
        std::fs::remove_dir_all(evidence).map_err(|error| format!("{}: {error}", evidence.display()))?;
    }
    std::fs::create_dir_all(evidence).map_err(|error| format!("{}: {error}", evidence.display()))?;
    let mut child = command(root, "test", arguments)
        .env("SUREHAND_EVIDENCE", evidence)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cargo test: {error}"))?;
    for line in child.stdout.take().into_iter().flat_map(|output| BufReader::new(output).lines()).map_while(Result::ok)
    {
        println!("{line}");
        add(count, &line);
    }
    let status = child.wait().map_err(|error| format!("cargo test: {error}"))?;
    if status.success() && count.failed == 0 { Ok(()) } else { Err(format!("cargo test: {status}")) }
}

/// Adds `test result: ok. 5 passed; 0 failed; 1 ignored; ..`.
fn add(count: &mut Count, line: &str) {
    let Some((_, results)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) else { return };
    for result in results.split("; ") {
        let Some((number, what)) = result.split_once(' ') else { continue };
        let number = number.parse().unwrap_or(0);
        match what {
            "passed" => count.passed += number,
            "failed" => count.failed += number,
            "ignored" => count.skipped += number,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, add};

    #[test]
    fn results_are_added_up() {
        let mut count = Count::default();
        add(
            &mut count,
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.09s",
        );
        add(
            &mut count,
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s",
        );
        add(&mut count, "test tests::a ... ok");
        assert_eq!(count, Count { passed: 7, failed: 3, skipped: 1 });
    }
}
