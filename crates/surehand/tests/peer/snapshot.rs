//! A committed table that a test fills in anew: `SUREHAND_BLESS=1` writes it, otherwise it must be the same.

use std::path::Path;

pub fn check(name: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("SUREHAND_BLESS").is_some() {
        std::fs::write(&path, now).expect("the snapshot");
        return;
    }
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    let (old, new): (Vec<_>, Vec<_>) = (before.lines().collect(), now.lines().collect());
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("- {line}\n"));
    let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+ {line}\n"));
    let difference: String = gone.chain(come).collect();
    assert!(before == now, "{name} differs (SUREHAND_BLESS=1 writes it):\n{difference}");
}
