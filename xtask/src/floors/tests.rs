//! Small workspaces, each with one thing wrong.

use std::fs;
use std::path::{Path, PathBuf};

use super::check;

/// A workspace in a temporary folder.
struct Tree(PathBuf);

impl Tree {
    /// Two crates in order: the codec, and the core that imports it.
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("xtask-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let tree = Self(root);
        tree.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n");
        tree.package("codec", "surehand-codec", "");
        tree.package("core", "surehand-core", "[dependencies]\nsurehand-codec = { path = \"../codec\" }\n");
        tree
    }

    fn package(&self, folder: &str, name: &str, rest: &str) {
        let head = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        self.write(&format!("crates/{folder}/Cargo.toml"), &format!("{head}{rest}"));
        self.write(&format!("crates/{folder}/src/lib.rs"), "#![forbid(unsafe_code)]\n");
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).unwrap();
        fs::write(path, text).unwrap();
    }

    /// What is wrong, one line each: check, path, line.
    fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for finding in check(&self.0).unwrap() {
            let places = finding.offences.iter().map(|it| format!("{} {}:{}", finding.check, it.path, it.line));
            wrong.extend(places);
        }
        wrong
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn nothing_is_wrong_with_two_crates_in_order() {
    assert_eq!(Tree::new("order").wrong(), [""; 0]);
}

#[test]
fn an_upward_arrow_is_wrong() {
    let tree = Tree::new("arrow");
    tree.package("codec", "surehand-codec", "[dependencies]\nsurehand-core = { path = \"../core\" }\n");
    tree.package("core", "surehand-core", "");
    assert_eq!(tree.wrong(), ["crates crates/codec/Cargo.toml:0"]);
}

#[test]
fn a_dev_dependency_may_not_close_a_circle() {
    let tree = Tree::new("dev");
    tree.package("codec", "surehand-codec", "[dev-dependencies]\nsurehand-core = { path = \"../core\" }\n");
    assert_eq!(tree.wrong(), ["crates crates/codec/Cargo.toml:0"]);
}

#[test]
fn evidence_is_for_tests_only() {
    let tree = Tree::new("evidence");
    tree.package("evidence", "surehand-evidence", "");
    tree.package("codec", "surehand-codec", "[dev-dependencies]\nsurehand-evidence = { path = \"../evidence\" }\n");
    tree.package("core", "surehand-core", "[dependencies]\nsurehand-evidence = { path = \"../evidence\" }\n");
    assert_eq!(tree.wrong(), ["crates crates/core/Cargo.toml:0"]);
}

#[test]
fn a_crate_and_a_module_need_a_floor() {
    let tree = Tree::new("unlisted");
    tree.package("other", "surehand-other", "");
    tree.write("crates/core/src/attic.rs", "");
    assert_eq!(tree.wrong(), ["crates crates/other/Cargo.toml:0", "folders crates/core/src/attic.rs:0"]);
}

#[test]
fn an_import_goes_down() {
    let tree = Tree::new("folders");
    tree.write("crates/core/src/crypto/mod.rs", "\nuse crate::record::Limits;\n");
    tree.write("crates/core/src/transcript.rs", "fn a() { super::connection::go() }\n");
    tree.write("crates/core/src/handshake/mod.rs", "fn a() {\n    vec![crate::record::Limits]\n}\n");
    tree.write("crates/core/src/record/mod.rs", "use crate::{crypto, transcript::{self, X}};\npub struct Limits;\n");
    tree.write("crates/core/src/connection/mod.rs", "use crate::record::Limits;\n");
    let wrong = tree.wrong();
    let folders = wrong.iter().filter(|line| line.starts_with("folders"));
    assert_eq!(
        folders.collect::<Vec<_>>(),
        [
            "folders crates/core/src/crypto/mod.rs:2",
            "folders crates/core/src/handshake/mod.rs:2",
            "folders crates/core/src/transcript.rs:1"
        ]
    );
}

#[test]
fn an_import_is_seen_through_a_re_export() {
    let tree = Tree::new("re-export");
    tree.write("crates/codec/src/lib.rs", "#![forbid(unsafe_code)]\npub use message::Hello;\n mod message;\n");
    tree.write("crates/codec/src/wire/mod.rs", "use crate::Hello;\n");
    tree.write("crates/codec/src/message/mod.rs", "pub struct Hello;\n");
    assert_eq!(tree.wrong(), ["folders crates/codec/src/wire/mod.rs:1"]);
}

#[test]
fn a_cycle_is_wrong_and_a_parent_is_none() {
    let tree = Tree::new("cycle");
    tree.write("crates/codec/src/wire/mod.rs", "mod a;\nmod b;\nmod c;\npub use a::A;\npub struct Of;\n");
    tree.write("crates/codec/src/wire/a.rs", "use super::b::B;\nuse super::Of;\n");
    tree.write("crates/codec/src/wire/b.rs", "use super::c::C;\n");
    tree.write("crates/codec/src/wire/c.rs", "use super::A;\n");
    assert_eq!(tree.wrong(), ["cycles crates/codec/src/wire/a.rs:1"]);
    tree.write("crates/codec/src/wire/c.rs", "#[cfg(test)]\nmod tests {\n use crate::wire::A;\n}\n");
    assert_eq!(tree.wrong(), [""; 0]);
}

#[test]
fn an_exception_is_listed_and_needed() {
    let tree = Tree::new("exception");
    tree.write("crates/codec/src/reject.rs", "use crate::wire::Item;\n");
    tree.write("crates/codec/src/wire/mod.rs", "use crate::reject::Reject;\n");
    assert_eq!(tree.wrong(), ["folders crates/codec/src/reject.rs:1", "cycles crates/codec/src/reject.rs:1"]);
    let row = "path\twhat\treason\ncrates/codec/src/reject\timports wire\ta reason\n";
    tree.write("xtask/exceptions.tsv", row);
    assert_eq!(tree.wrong(), [""; 0]);
    tree.write("crates/codec/src/reject.rs", "");
    assert_eq!(tree.wrong(), ["exceptions xtask/exceptions.tsv:2"]);
}

#[test]
fn house_rules() {
    let tree = Tree::new("house");
    let long = format!("fn long() {{\n{}}}\n", "    go();\n".repeat(59));
    tree.write("crates/core/src/record/long.rs", &long);
    tree.write("crates/core/src/record/large.rs", &"// a line\n".repeat(301));
    tree.write("crates/core/src/record/helpers.rs", "");
    tree.write("crates/core/src/record/glob.rs", "\nuse alloc::*;\n#[cfg(feature = \"x\")]\nfn a() {}\n");
    tree.write("crates/core/src/lib.rs", "");
    assert_eq!(
        tree.wrong(),
        [
            "unsafe crates/core/src/lib.rs:0",
            "sizes crates/core/src/record/large.rs:0",
            "sizes crates/core/src/record/long.rs:1",
            "globs crates/core/src/record/glob.rs:2",
            "names crates/core/src/record/helpers.rs:0",
            "seams crates/core/src/record/glob.rs:3",
        ]
    );
}
