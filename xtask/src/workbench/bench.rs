//! The test binaries of a copy: built once, then run with one change in force.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::VARIABLE;

/// A test binary.
pub struct Binary {
    /// Its name, as evidence has it.
    pub name: String,
    executable: PathBuf,
    /// The folder in which its tests run: its package's.
    folder: PathBuf,
    /// A variable that is set for it.
    variable: Option<(&'static str, PathBuf)>,
}

/// How tests ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// All passed.
    Green,
    /// This one failed, or was the reason why the rest did not end.
    Red(String),
}

/// Builds the test binaries of these packages, in the target folder beside the copy.
pub fn build(copy: &Path, packages: &[&str]) -> Result<Vec<Binary>, String> {
    let target = copy.with_file_name("target");
    let output = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()))
        .arg("test")
        .args(packages)
        .args(["--no-run", "-q", "--message-format", "json"])
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTFLAGS", "--cap-lints allow")
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo test: {error}"))?;
    if !output.status.success() {
        return Err("the copy does not build".to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).filter_map(|message| binary(&message)).collect())
}

fn binary(message: &serde_json::Value) -> Option<Binary> {
    let executable = PathBuf::from(message.get("executable")?.as_str()?);
    if message.pointer("/profile/test")?.as_bool() != Some(true) {
        return None;
    }
    let folder = Path::new(message.get("manifest_path")?.as_str()?).parent()?.to_owned();
    let name = message.pointer("/target/name")?.as_str()?.replace('-', "_");
    Some(Binary { name, executable, folder, variable: None })
}

impl Binary {
    /// It, with a variable set.
    pub fn with(self, name: &'static str, path: &Path) -> Self {
        Self { variable: Some((name, path.to_owned())), ..self }
    }

    /// Whether it belongs to the package whose manifest has this name.
    pub fn of_package(&self, name: &str) -> bool {
        let manifest = std::fs::read_to_string(self.folder.join("Cargo.toml")).unwrap_or_default();
        manifest.lines().any(|line| line == format!("name = \"{name}\""))
    }

    /// Runs these tests, or all, with the change of this number in force.
    pub fn run(
        &self,
        tests: Option<&BTreeSet<&str>>,
        number: Option<usize>,
        patience: Duration,
    ) -> Result<Outcome, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", self.executable.display());
        let scratch = self.executable.with_extension("output");
        let mut command = Command::new(&self.executable);
        if let Some(tests) = tests {
            command.arg("--exact").args(tests);
        }
        command.current_dir(&self.folder).env("CARGO_MANIFEST_DIR", &self.folder);
        command.env("SUREHAND_EVIDENCE", scratch.with_extension("evidence")).env_remove("SUREHAND_BLESS");
        if let Some((name, path)) = &self.variable {
            command.env(name, path);
        }
        match number {
            Some(number) => command.env(VARIABLE, number.to_string()),
            None => command.env_remove(VARIABLE),
        };
        command.stdout(File::create(&scratch).map_err(failed)?).stderr(Stdio::null());
        let start = Instant::now();
        let mut child = command.spawn().map_err(failed)?;
        let status = loop {
            if let Some(status) = child.try_wait().map_err(failed)? {
                break Some(status);
            }
            if start.elapsed() > patience {
                child.kill().map_err(failed)?;
                child.wait().map_err(failed)?;
                break None;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let output = std::fs::read_to_string(&scratch).unwrap_or_default();
        Ok(match status {
            None => Outcome::Red(format!("{}, which did not end", self.name)),
            Some(status) if status.success() => Outcome::Green,
            Some(_) => Outcome::Red(format!("{}::{}", self.name, first_failure(&output))),
        })
    }
}

/// The first test that the harness says has failed.
pub fn first_failure(output: &str) -> String {
    let failed = |line: &str| Some(line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?.to_owned());
    output.lines().find_map(failed).unwrap_or_else(|| "stopped in the middle".to_owned())
}

#[cfg(test)]
mod tests {
    use super::first_failure;

    #[test]
    fn the_first_failure_is_named() {
        let output = "running 2 tests\ntest a::b ... ok\ntest a::c ... FAILED\n";
        assert_eq!(first_failure(output), "a::c");
        assert_eq!(first_failure(""), "stopped in the middle");
    }
}
