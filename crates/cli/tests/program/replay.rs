//! Attacks on the model, made with real crypto.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use surehand_model::explore::moves;
use surehand_model::scenario;
use surehand_model::world::{Action, Model, Outcome};

use crate::run::{Folder, assert_code, surehand, text};

/// Finds the attack of a seeded flaw; its trace.
fn attack(folder: &Folder, flaw: &str) -> String {
    let output = surehand(&["model", "check", "--quiet", "--flaw", flaw, "--charts", &folder.path("")], b"");
    assert_code(&output, 0);
    folder.path(&format!("flaw-{flaw:0>2}.json"))
}

fn replay(trace: &str, more: &[&str]) -> Output {
    surehand(&[&["model", "replay", trace, "--real"], more].concat(), b"")
}

/// The attack of a flaw ends with this code, and says this.
fn ends(folder: &Folder, flaw: &str, more: &[&str], code: i32, words: &str) {
    let output = replay(&attack(folder, flaw), more);
    assert_code(&output, code);
    let said = text(if code == 8 { &output.stderr } else { &output.stdout });
    assert!(said.contains(words), "flaw {flaw}: {words:?} in {said}");
    assert!(code != 8 || output.stdout.is_empty(), "nothing is sent");
}

#[test]
fn what_a_configuration_allows_succeeds_and_not_with_a_better_one() {
    let folder = Folder::new();
    for (flaw, succeeds, fails) in [
        ("15", "for somebody else", "handshake_failure"),
        ("16", "for somebody else", "handshake_failure"),
        ("22", "took the same early data", "does not take the early data"),
    ] {
        ends(&folder, flaw, &[], 0, "the attack succeeds: ");
        ends(&folder, flaw, &[], 0, succeeds);
        ends(&folder, flaw, &["--sound"], 7, fails);
    }
}

#[test]
fn what_the_rfc_does_not_promise_succeeds() {
    let folder = Folder::new();
    let trace = attack(&folder, "22");
    let text_of =
        std::fs::read_to_string(&trace).unwrap().replace("\"early_data_once\"", "\"early_data_once_without_memory\"");
    std::fs::write(
        &trace,
        text_of.replace("\"resume-early\"", "\"resume-replay\"").replace("\"flaw\": 22", "\"flaw\": null"),
    )
    .unwrap();
    let output = replay(&trace, &[]);
    assert_code(&output, 0);
    assert!(text(&output.stdout).contains("4: server, server: waits, its handshake is not complete; takes early data"));
}

#[test]
fn what_needs_a_flaw_of_the_code_is_refused() {
    let folder = Folder::new();
    for (flaw, words) in [
        ("4", "step 4: session 0 refuses it with alert bad_certificate"),
        ("9", "step 5: session 0 refuses it with alert bad_record_mac"),
        ("11", "step 4: session 0 refuses it with alert bad_record_mac"),
    ] {
        ends(&folder, flaw, &[], 7, words);
    }
}

#[test]
fn what_needs_a_broken_primitive_or_a_secret_is_not_tried() {
    let folder = Folder::new();
    ends(&folder, "1", &[], 8, "cannot be made with real crypto: a signature without its key");
    ends(&folder, "29", &[], 8, "(the attacker learns all that session 0 holds) cannot be made with real crypto");
    let output = replay(&attack(&folder, "15"), &["--at", "9=127.0.0.1:1"]);
    assert_code(&output, 1);
    assert!(text(&output.stderr).contains("there is no session 9 in this trace"));
}

/// The step that hands a record of one session to another: to, from, which.
fn from(to: u8, from: u8, which: u8) -> impl Fn(&Action) -> bool {
    move |action| matches!(action, Action::Deliver(at, it) if *at == to && it.from == Some((from, which)))
}

/// Writes a trace of these steps, chosen by what they are; its path.
fn written(folder: &Folder, scenario: &str, property: &str, choices: &[&dyn Fn(&Action) -> bool]) -> String {
    let model = Model::new((scenario::named(scenario).unwrap().setting)());
    let mut world = model.start();
    let mut steps = Vec::new();
    for choice in choices {
        let all = moves(&model, &world);
        let number = all.iter().position(choice).expect("there is such a step");
        steps.push(number.to_string());
        if let Outcome::Next(next) = model.act(&world, &all[number]) {
            world = next;
        }
    }
    let (path, steps) = (folder.path("trace.json"), steps.join(","));
    let text = format!(r#"{{"scenario":"{scenario}","flaw":null,"property":"{property}","steps":[{steps}]}}"#);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn what_only_patched_code_takes_is_refused() {
    let folder = Folder::new();
    let made =
        |what: &'static str| move |action: &Action| matches!(action, Action::Deliver(_, made) if made.what == what);
    for (what, step) in [
        ("HelloRetryRequest for a group not offered", "step 2: session 0 refuses it with alert illegal_parameter"),
        ("ServerHello with a suite not offered", "step 2: session 0 refuses it with alert illegal_parameter"),
        ("ServerHello of TLS 1.2", "step 2: session 0 refuses it with alert protocol_version"),
    ] {
        let output = replay(&written(&folder, "full-1x1", "state_machine", &[&made(what)]), &[]);
        assert_code(&output, 7);
        assert!(text(&output.stdout).contains(step), "{}", text(&output.stdout));
    }
    let whole: [&dyn Fn(&Action) -> bool; 6] = [
        &from(1, 0, 0),
        &from(0, 1, 0),
        &from(0, 1, 1),
        &from(1, 0, 1),
        &|action| *action == Action::Cut(0),
        &|action| *action == Action::Cut(1),
    ];
    let output = replay(&written(&folder, "record-close", "end_of_data", &whole), &[]);
    assert_code(&output, 7);
    let said = text(&output.stdout);
    assert!(said.contains("is complete with server") && said.contains("ended without close_notify"), "{said}");
    assert!(said.contains("the attack fails: end_of_data holds"), "{said}");
}

/// A program that is ended with the value.
struct Peer(Child);

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts `openssl`; `None` where there is none.
fn openssl(arguments: &[&str]) -> Option<Peer> {
    let mut command = Command::new("openssl");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().inspect_err(|_| eprintln!("skipped: no openssl here")).ok().map(Peer)
}

/// `openssl s_server` on a port of its own choice, which it says.
fn s_server(arguments: &[&str]) -> Option<(Peer, String)> {
    let mut peer = openssl(&[&["s_server", "-tls1_3", "-accept", "127.0.0.1:0"], arguments].concat())?;
    let mut said = BufReader::new(peer.0.stdout.as_mut().unwrap());
    let mut line = String::new();
    loop {
        line.clear();
        assert!(said.read_line(&mut line).unwrap() > 0, "s_server has ended");
        if let Some(address) = line.strip_prefix("ACCEPT ") {
            let address = address.trim().to_owned();
            return Some((peer, address));
        }
    }
}

/// The client and the server that the trace brings together: of several attacks alike any may be in it.
fn sides(trace: &str) -> (String, String) {
    let output = replay(trace, &[]);
    let said = text(&output.stdout);
    let verdict = said.lines().find(|line| line.contains("the attack succeeds: session")).expect("a verdict");
    let mut numbers = verdict.split("session ").skip(1).filter_map(|rest| rest.split(' ').next());
    (numbers.next().unwrap().to_owned(), numbers.next().unwrap().to_owned())
}

/// Replays with this session as `openssl s_client`; what comes of it.
fn with_s_client(trace: &str, session: &str, more: &[&str], arguments: &[&str]) -> Output {
    let mut replay = Command::new(env!("CARGO_BIN_EXE_surehand"))
        .args([&["model", "replay", trace, "--real", "--at", &format!("{session}=127.0.0.1:0")], more].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut said = BufReader::new(replay.stdout.take().unwrap());
    said.read_line(&mut line).unwrap();
    let address = line.strip_prefix("listening on ").and_then(|line| line.split(' ').next()).expect("where it listens");
    let _client = openssl(&[&["s_client", "-tls1_3", "-connect", address], arguments].concat());
    let mut stdout = Vec::new();
    std::io::Read::read_to_end(&mut said, &mut stdout).unwrap();
    Output { stdout, ..replay.wait_with_output().unwrap() }
}

#[test]
fn openssl_is_connected_to_itself() {
    let (folder, key) = (Folder::new(), "01".repeat(32));
    let psk = ["-psk_identity", "psk1", "-psk", &key];
    let Some((_server, address)) = s_server(&[&["-nocert"], &psk[..]].concat()) else { return };
    let trace = attack(&folder, "15");
    let (client, server) = sides(&trace);
    let at = format!("{server}={address}");
    let output = with_s_client(&trace, &client, &["--at", &at], &psk);
    assert_code(&output, 0);
    let said = text(&output.stdout);
    assert!(said.contains(&format!("the attack succeeds: session {client} (")), "{said}");
    assert!(said.lines().any(|line| line.contains(&format!(" {client}: ")) && line.contains(": goes on")), "{said}");
    // With another key its server refuses its client.
    let other = "02".repeat(32);
    let output = with_s_client(&trace, &client, &["--at", &at], &["-psk_identity", "psk1", "-psk", &other]);
    assert_code(&output, 7);
    let said = text(&output.stdout);
    assert!(said.contains(&format!("step 3: session {server} sends alert")), "{said}");
}

#[test]
fn openssl_refuses_an_edited_hello_and_we_do_so_from_it() {
    let folder = Folder::new();
    assert_code(&surehand(&["cert", "--out", &folder.path(""), "--name", "server"], b""), 0);
    let trace = attack(&folder, "11");
    let (certs, ca) = (folder.path(""), folder.path("ca.pem"));
    let (chain, key) = (folder.path("leaf.pem"), folder.path("leaf.key"));
    let Some((_server, address)) = s_server(&["-cert", &chain, "-cert_chain", &ca, "-key", &key]) else { return };
    let output = replay(&trace, &["--certs", &certs, "--at", &format!("1={address}")]);
    assert_code(&output, 7);
    let said = text(&output.stdout);
    assert!(said.contains("step 4: session 0 refuses it with alert bad_record_mac"), "{said}");
    // The same without the change, so that it is the change that is refused.
    let honest =
        written(&folder, "full-1x1", "transcript_agreement", &[&from(1, 0, 0), &from(0, 1, 0), &from(0, 1, 1)]);
    let output = replay(&honest, &["--certs", &certs, "--at", &format!("1={address}")]);
    assert!(text(&output.stdout).contains("0: alice, client of server: is complete with server"), "{output:?}");
    let output = with_s_client(&trace, "0", &["--certs", &certs], &["-servername", "server", "-CAfile", &ca]);
    assert_code(&output, 7);
    let said = text(&output.stdout);
    assert!(said.contains("step 4: session 0 sends alert bad_record_mac"), "{said}");
}
