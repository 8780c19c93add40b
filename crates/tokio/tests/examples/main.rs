//! Each example runs to its end, and says what it should.

mod program;

use program::run;

#[test]
fn psk_device() {
    let text = run("psk_device", &[]);
    assert!(text.contains("control room: pump 7 reports pressure 3.1 bar\npump 7 is told: carry on\n"), "{text}");
    assert!(text.contains("with a wrong key: "), "{text}");
}

#[test]
fn pinned_server() {
    let text = run("pinned_server", &[]);
    assert!(text.contains("with another pin: refused the peer"), "{text}");
}
