//! Help that teaches: every command has an example, and exit codes are listed.

use crate::run::{assert_code, surehand, text};

#[test]
fn every_command_has_an_example() {
    for command in ["demo", "connect", "serve", "tunnel", "cert", "model"] {
        let output = surehand(&[command, "--help"], b"");
        assert_code(&output, 0);
        let said = text(&output.stdout);
        let example = said.split_once("Example:").unwrap_or_else(|| panic!("no example: {said}")).1;
        assert!(example.contains(&format!("surehand {command} ")), "{said}");
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn exit_codes_are_listed() {
    let output = surehand(&["--help"], b"");
    assert_code(&output, 0);
    let said = text(&output.stdout);
    let codes = said.split_once("Exit codes:").unwrap().1;
    for code in 0..=8 {
        assert!(codes.contains(&format!("\n  {code}  ")), "{code} in {said}");
    }
}

#[test]
fn version() {
    let output = surehand(&["--version"], b"");
    assert_code(&output, 0);
    assert_eq!(text(&output.stdout), format!("surehand {}\n", env!("CARGO_PKG_VERSION")));
}
