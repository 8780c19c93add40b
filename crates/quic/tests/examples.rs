//! The example runs to its end, and says what it should.

use std::path::PathBuf;
use std::process::Command;

/// What an example prints, whose program `cargo test` has built beside this one.
fn run(name: &str) -> String {
    let mut path: PathBuf = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push("examples");
    path.push(name);
    if !path.exists() {
        let cargo =
            Command::new(env!("CARGO")).args(["build", "-q", "-p", "surehand-quic", "--example", name]).status();
        assert!(cargo.unwrap().success());
    }
    let output = Command::new(path).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name}: {text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[test]
fn echo() {
    assert_eq!(run("echo"), "the server says: hello\nthe server says: over QUIC\n");
}
