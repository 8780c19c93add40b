//! The example runs to its end, and says what it should.

#[path = "../../tokio/tests/examples/program.rs"]
mod program;

use program::run;

#[test]
fn echo() {
    assert_eq!(run("echo", &[]), "the server says: hello\nthe server says: over QUIC\n");
}
