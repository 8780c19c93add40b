//! The program of an example of this crate; other crates' tests include this file.

use std::path::PathBuf;
use std::process::Command;

/// The program, which `cargo test` has built beside this one.
pub fn example(name: &str) -> Command {
    let mut path: PathBuf = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push("examples");
    path.push(name);
    if !path.exists() {
        let build = ["build", "-q", "-p", env!("CARGO_PKG_NAME"), "--example", name];
        assert!(Command::new(env!("CARGO")).args(build).status().unwrap().success());
    }
    Command::new(path)
}

/// What it prints, if it ends well.
pub fn run(name: &str, arguments: &[&str]) -> String {
    let output = example(name).args(arguments).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name}: {text}{}", String::from_utf8_lossy(&output.stderr));
    text
}
