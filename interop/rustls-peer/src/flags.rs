//! The command line: a command, one bare argument at most, and `--name value` pairs.

use std::collections::HashMap;

use crate::failure::Failure;

const SWITCHES: [&str; 5] = ["echo", "trace", "cookie", "resume", "early-data-retry"];

pub struct Flags {
    pub command: String,
    pub target: Option<String>,
    values: HashMap<String, String>,
}

impl Flags {
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Flags, Failure> {
        let command = arguments.next().ok_or(Failure::Usage)?;
        let mut flags = Flags { command, target: None, values: HashMap::new() };
        while let Some(argument) = arguments.next() {
            let Some(name) = argument.strip_prefix("--") else {
                flags.target = Some(argument);
                continue;
            };
            let value = match SWITCHES.contains(&name) {
                true => String::new(),
                false => arguments.next().ok_or(Failure::Usage)?,
            };
            flags.values.insert(name.to_owned(), value);
        }
        Ok(flags)
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    pub fn require(&self, name: &str) -> Result<&str, Failure> {
        self.get(name).ok_or(Failure::Usage)
    }

    /// The parts of a list flag, or nothing when the flag is absent.
    pub fn list(&self, name: &str, separator: char) -> Vec<String> {
        self.get(name).map(|value| value.split(separator).map(str::to_owned).collect()).unwrap_or_default()
    }
}
