//! A small map, right and wrong.

use std::fs;
use std::path::{Path, PathBuf};

use super::binding::{self, Class, of_class};
use super::evidence::line;
use super::{Map, check, compare, modelled, pages, pitfalls, summary, write};

const SPEC: &str = "id\tlevel\trole\tkind\talert\tsummary\tverify
4.1.3-6\tMUST\tclient\tprotocol\tillegal_parameter/decode_error\tThe suite was offered.\twire
4.1.3-7\tMUST\tclient\tprotocol\t-\tNo alert is named.\twire
";

/// A workspace of one crate in a temporary folder.
struct Tree(PathBuf);

impl Tree {
    fn new(name: &str, code: &str, evidence: &str) -> Self {
        let root = std::env::temp_dir().join(format!("xtask-map-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let tree = Self(root);
        tree.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n");
        tree.write("crates/core/Cargo.toml", "[package]\nname = \"core\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        tree.write("crates/core/src/lib.rs", code);
        tree.write("spec/rfc8446.tsv", SPEC);
        tree.write("evidence/a-1.tsv", evidence);
        tree
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).unwrap();
        fs::write(path, text).unwrap();
    }

    fn map(&self) -> Map {
        Map::read(&self.0, &self.0.join("evidence")).unwrap()
    }

    /// What is wrong with code, evidence and waivers.
    fn wrong(&self) -> Vec<String> {
        let map = self.map();
        let offences = [check::sites(&map), check::evidence(&map), check::waived(&map)].concat();
        offences.iter().map(ToString::to_string).collect()
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const REFUSES: &str =
    "fn on_server_hello() {\n    reject!(\n        ILLEGAL_PARAMETER,\n        \"4.1.3-6\"\n    )\n}\n";
const SEEN: &str = "4.1.3-6\tillegal_parameter\twire-0123456789abcdef::suite\n";

#[test]
fn what_a_test_saw_is_right() {
    assert_eq!(Tree::new("right", REFUSES, SEEN).wrong(), [""; 0]);
}

#[test]
fn what_no_test_saw_is_wrong_unless_waived() {
    let other_alert = "4.1.3-6\tdecode_error\twire::suite\n";
    let tree = Tree::new("unseen", REFUSES, other_alert);
    let text = "crates/core/src/lib.rs:3: no test saw rule `4.1.3-6` fire with illegal_parameter";
    assert_eq!(tree.wrong(), [text]);
    tree.write("xtask/waived.tsv", "rule\tpath\treason\n4.1.3-6\t-\ta reason\n");
    assert_eq!(tree.wrong(), [""; 0]);
    tree.write("evidence/a-1.tsv", SEEN);
    assert_eq!(tree.wrong(), ["xtask/waived.tsv:2: rule `4.1.3-6` needs no waiver"]);
}

#[test]
fn rules_and_alerts_are_those_of_the_table() {
    let code =
        "fn a() { reject!(BAD_RECORD_MAC, \"4.1.3-6\") }\nfn b() { matches!(c(), reject!(CLOSE_NOTIFY, \"9-9\")) }\n";
    let seen = "4.1.3-6\tbad_record_mac\ta::b\n9-8\t-\ta::b\n4.1.3-7\tany\ta::b\n";
    assert_eq!(
        Tree::new("table", code, seen).wrong(),
        [
            "crates/core/src/lib.rs:1: rule `4.1.3-6` is answered by illegal_parameter/decode_error, not by bad_record_mac",
            "crates/core/src/lib.rs:2: no rule `9-9` in spec/",
            "a::b:1: rule `4.1.3-6` is answered by illegal_parameter/decode_error, not by bad_record_mac",
            "a::b:1: no rule `9-8` in spec/",
        ]
    );
}

#[test]
fn a_refusal_in_a_test_or_a_macro_variable_is_none() {
    let code = "#[cfg(test)]\nmod tests {\n fn a() { reject!(A, \"9-9\") }\n}\nmacro_rules! m { ($r:literal) => { reject!(A, $r) } }\n";
    assert_eq!(Tree::new("none", code, "").wrong(), [""; 0]);
}

#[test]
fn a_rule_that_is_named_elsewhere_is_known() {
    let code = "fn a(r: &str) { match r { \"4.1.3-6\" => {} \"4.1.3-i9\" | \"3-way\" => {} } }\n";
    assert_eq!(Tree::new("named", code, "").wrong(), ["crates/core/src/lib.rs:1: no rule `4.1.3-i9` in spec/"]);
}

#[test]
fn a_page_is_compared() {
    let tree = Tree::new("pages", REFUSES, SEEN);
    let wanted = pages::pages(&tree.0, &tree.map()).unwrap();
    let row = "| 4.1.3-6 | MUST | client | The suite was offered. | illegal_parameter/decode_error | \
               [`core/lib.rs`](../../crates/core/src/lib.rs) `on_server_hello` | `wire::suite` | – |\n";
    assert!(wanted["section-4.1.md"].contains(row), "{}", wanted["section-4.1.md"]);
    assert_eq!(compare(&tree.0, &wanted).len(), wanted.len());
    assert_eq!(write(&tree.0, &wanted), Ok(Vec::new()));
    assert_eq!(compare(&tree.0, &wanted), []);
    tree.write("docs/rfc-map/strange.md", "");
    assert_eq!(compare(&tree.0, &wanted).len(), 1);
}

#[test]
fn a_line_may_have_a_note() {
    let line = line("1-1\t-\tcodec::a::b\ta note").unwrap();
    assert_eq!((line.rule.as_str(), line.alert.as_str(), line.test.as_str()), ("1-1", "-", "codec::a::b"));
}

/// A tree with a rule of every sort.
fn binding_tree(name: &str, reasons: &str, evidence: &str) -> Tree {
    let tree = Tree::new(name, "//! RFC 8446 §4.1.3, Appendix D.4: hellos.\n", evidence);
    let spec = "id\tlevel\trole\tkind\talert\tsummary\tverify\n\
                1-1\tMUST\tboth\tprotocol\t-\tA must.\twire-negative\n\
                1-2\tMUST NOT\tboth\ttls12-only\t-\tAn older version.\tunit\n\
                1-3\tMUST\tboth\tdoc\t-\tA document.\treview\n\
                1-4\tSHOULD\tboth\tapi\t-\tA should.\treview\n\
                1-5\tMAY\tboth\tapi\t-\tA may.\treview\n";
    tree.write("spec/rfc8446.tsv", spec);
    let newer =
        "id\tlevel\trole\tkind\talert\tsummary\tverify\trfc8446\n9846:1-1\tMUST\tboth\tdoc\t-\tNewer.\treview\t1-1\n";
    tree.write("spec/rfc9846-delta.tsv", newer);
    tree.write("xtask/reasons.tsv", &format!("rule\treason\twhy no test\n{reasons}"));
    tree
}

#[test]
fn a_binding_rule_has_evidence_or_a_reason() {
    let tree = binding_tree("binding", "1-4\ta reason\tnone can\n", "1-1\t-\ta::b\n");
    let map = tree.map();
    let counts = Class::ALL.map(|(class, _)| of_class(&map, class));
    let numbers = counts.each_ref().map(|count| (count.rules, count.seen, count.reasons, count.without.len()));
    assert_eq!(numbers, [(1, 1, 0, 0), (1, 0, 1, 0), (1, 0, 0, 1)]);
    assert_eq!(binding::reasons(&map), []);
    let bare = binding::without(&map, Class::Newer);
    assert_eq!(bare.len(), 1);
    assert_eq!(bare[0].to_string(), "spec:1: 9846:1-1 has neither evidence nor a reason: Newer.");
    assert!(summary::summary(&map).contains("| RFC 8446, MUST and MUST NOT | 1 | 1 | 0 | 0 |\n"));
    assert!(pages::pages(&tree.0, &map).unwrap()["section-1.md"].contains("| *a reason* No test: none can |"));
}

#[test]
fn a_reason_is_needed() {
    let rows = "1-1\ta\tb\n1-2\ta\tb\n1-5\ta\tb\n1-9\ta\tb\n1-4\ta\tb\n1-4\ta\tb\n";
    let tree = binding_tree("reasons", rows, "1-1\t-\ta::b\n");
    let wrong: Vec<String> = binding::reasons(&tree.map()).iter().map(ToString::to_string).collect();
    let wanted = [
        "2: rule `1-1` is seen by a test and needs no reason",
        "3: rule `1-2` needs nothing",
        "4: rule `1-5` needs nothing",
        "5: no rule `1-9` in spec/",
        "7: rule `1-4` has a reason already",
    ];
    assert_eq!(wrong, wanted.map(|text| format!("xtask/reasons.tsv:{text}")));
}

#[test]
fn a_rule_that_a_peer_can_break_is_listed_with_its_reason() {
    let map = binding_tree("provokable", "1-1\ta\tb\n", "").map();
    let rules: Vec<&str> = binding::wire_negative(&map).iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(rules, ["1-1"]);
}

#[test]
fn a_file_is_about_the_sections_of_its_first_line() {
    let map = binding_tree("about", "", "").map();
    assert_eq!(map.about.keys().collect::<Vec<_>>(), ["4.1.3", "D.4"]);
}

#[test]
fn the_table_stands_between_its_marks() {
    let page = "a\n<!-- rfc-map: `cargo xtask rfc-map` writes this table -->\nold\n<!-- /rfc-map -->\nb\n";
    assert_eq!(summary::insert(page, "new\n"), Some(page.replace("old", "new")));
    assert_eq!(summary::insert("a\n", "new\n"), None);
}

#[test]
fn a_bug_wants_each_of_its_rules_seen() {
    let tree = Tree::new("bugs", REFUSES, SEEN);
    tree.write("xtask/bugs.tsv", "number\trules\twhat\n1\t4.1.3-6\ta bug\n2\t4.1.3-6 0-0\tanother\n");
    let wrong: Vec<String> = pitfalls::bugs(&tree.map()).iter().map(ToString::to_string).collect();
    assert_eq!(wrong, ["xtask/bugs.tsv:3: no rule `0-0` in spec/"]);
    tree.write("evidence/a-1.tsv", "");
    assert_eq!(pitfalls::bugs(&tree.map()).len(), 3);
    assert!(pitfalls::page(&tree.map()).contains("| 1 | a bug | 4.1.3-6: – |"));
}

#[test]
fn an_error_wants_its_alert() {
    let tree = Tree::new("alerts", REFUSES, SEEN);
    tree.write("xtask/alerts.tsv", "alert\trule\nillegal_parameter\t4.1.3-6\nunexpected_message\t4.1.3-6\n");
    let wrong: Vec<String> = pitfalls::alerts(&tree.map()).iter().map(ToString::to_string).collect();
    let alerts = "illegal_parameter/decode_error, not by unexpected_message";
    assert_eq!(wrong, [format!("xtask/alerts.tsv:3: rule `4.1.3-6` is answered by {alerts}")]);
    tree.write("evidence/a-1.tsv", "4.1.3-6\t-\ta::kept\n");
    assert_eq!(pitfalls::alerts(&tree.map()).len(), 2);
}

/// A tree with two rules for the model, of which a property stands for one.
fn modelled_tree(name: &str, unmodelled: &str, evidence: &str) -> Tree {
    let tree = Tree::new(name, "", evidence);
    let spec = "id\tlevel\trole\tkind\talert\tsummary\tverify\n\
                1-1\tMUST\tboth\tprotocol\t-\tA.\twire-negative+model\n\
                1-2\tMUST\tboth\tprotocol\t-\tB.\tmodel\n\
                1-3\tMUST\tboth\tprotocol\t-\tC.\twire\n";
    tree.write("spec/rfc8446.tsv", spec);
    tree.write("xtask/unmodelled.tsv", &format!("rule\twhy\n{unmodelled}"));
    tree.write("xtask/figures.tsv", "figure\tstep\tfile\tfunction\tproperty\nfigure-1\ta step\t-\t-\tsecrecy order\n");
    tree
}

const WITNESS: &str = "-\tmodel\tsecrecy\t3\n-\tmodel\torder\t3\n1-1\tmodel\tsecrecy\t3\n1-1\tmodel\torder\t3\n";

fn of_model(tree: &Tree) -> Vec<String> {
    let map = tree.map();
    [modelled::check(&map), modelled::figures(&map)].concat().iter().map(ToString::to_string).collect()
}

#[test]
fn a_rule_for_the_model_has_a_property_with_a_witness_or_a_reason() {
    let tree = modelled_tree("modelled", "1-2\ta reason\n", WITNESS);
    assert_eq!(of_model(&tree), [""; 0]);
    let map = tree.map();
    assert!(map.evidence.is_empty(), "what the model saw is no test's evidence");
    assert_eq!(modelled::subject(&map), "2 rules that a model can show: 1 by a property, 1 with a reason, 0 without");
    let pages = pages::pages(&tree.0, &map).unwrap();
    let page = &pages["section-1.md"];
    assert!(page.contains("| – | – | `order`<br>`secrecy` |\n") && page.contains("| *a reason* |\n"), "{page}");
    assert!(pages["README.md"].contains("| 2 | 1 | 1 | 0 |\n\n"));
    assert!(pages["figure-1.md"].contains("| `secrecy`, `order` |\n"));
}

#[test]
fn a_rule_for_the_model_with_neither_is_wrong() {
    let tree =
        modelled_tree("unmodelled", "", "-\tmodel\tsecrecy\t3\n1-1\tmodel\tsecrecy\t3\n9-9\tmodel\tsecrecy\t3\n");
    let wanted = [
        "spec:1: 1-2 has neither a property with a witness nor a reason in xtask/unmodelled.tsv",
        "secrecy:1: no rule `9-9` in spec/",
        "xtask/figures.tsv:2: no property `order` with a witness",
    ];
    assert_eq!(of_model(&tree), wanted);
}

#[test]
fn a_reason_that_the_model_does_not_need_is_wrong() {
    let tree = modelled_tree("unneeded", "1-1\ta\n1-2\ta\n1-2\ta\n1-3\ta\n1-9\ta\n", WITNESS);
    let wanted = [
        "2: a property stands for rule `1-1`",
        "4: rule `1-2` has a reason already",
        "5: rule `1-3` needs no model",
        "6: no rule `1-9` in spec/",
    ];
    assert_eq!(of_model(&tree), wanted.map(|text| format!("xtask/unmodelled.tsv:{text}")));
}
