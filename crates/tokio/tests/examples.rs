//! Each example runs to its end, and says what it should.

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
            Command::new(env!("CARGO")).args(["build", "-q", "-p", "surehand-tokio", "--example", name]).status();
        assert!(cargo.unwrap().success());
    }
    let output = Command::new(path).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name}: {text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[test]
fn psk_device() {
    let text = run("psk_device");
    assert!(text.contains("control room: pump 7 reports pressure 3.1 bar\npump 7 is told: carry on\n"), "{text}");
    assert!(text.contains("with a wrong key: "), "{text}");
}

#[test]
fn pinned_server() {
    let text = run("pinned_server");
    assert!(text.contains("with another pin: refused the peer"), "{text}");
}
