//! RFC 8446 §6: random messages and random bytes into both machines: no panic, and an error is the end.

mod peer;

use peer::bytes::plaintext;
use peer::pair::{CLIENT_STATES, GROUP, OTHER_GROUP, SERVER_STATES};
use peer::{Pair, Role, message};
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use surehand_core::connection::Error;

/// Something that the peer does.
#[derive(Clone, Debug)]
enum Step {
    /// What is to come next.
    Next,
    /// A well-formed message out of its place, by its number.
    Message(u8),
    /// Any body under any type.
    Body(u8, Vec<u8>),
    /// Any record under the present keys.
    Record(u8, Vec<u8>),
    /// Any unprotected record.
    Unprotected(u8, Vec<u8>),
    /// Any bytes.
    Bytes(Vec<u8>),
    /// The peer's keys move on without a word.
    Update,
    /// The end under test answers its question, or is told to leave it open.
    Answer(bool),
    /// The end under test does something of its own accord.
    Own(u8),
    /// The peer answers the last request for its certificate.
    Late(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let bytes = || vec(any::<u8>(), 0..80);
    prop_oneof![
        8 => Just(Step::Next),
        2 => (0..14_u8).prop_map(Step::Message),
        1 => (any::<u8>(), bytes()).prop_map(|(msg_type, body)| Step::Body(msg_type, body)),
        1 => (18..26_u8, bytes()).prop_map(|(content_type, content)| Step::Record(content_type, content)),
        1 => (18..26_u8, bytes()).prop_map(|(content_type, content)| Step::Unprotected(content_type, content)),
        1 => bytes().prop_map(Step::Bytes),
        1 => Just(Step::Update),
        1 => any::<bool>().prop_map(Step::Answer),
        2 => (0..12_u8).prop_map(Step::Own),
        1 => any::<bool>().prop_map(Step::Late),
    ]
}

fn sample(pair: &mut Pair, number: u8) -> Vec<u8> {
    let peer = &mut pair.peer;
    match number {
        0 => peer.client_hello(&[GROUP, OTHER_GROUP], &[GROUP]).bytes(),
        1 => peer.server_hello().bytes(),
        2 => peer.hello_retry_request(OTHER_GROUP).bytes(),
        3 => peer.encrypted_extensions(),
        4 => peer.certificate_request(),
        5 => peer.certificate(),
        6 => peer.certificate_verify(),
        7 => peer.finished(),
        8 => message(24, &[0]),
        9 => message(24, &[1]),
        10 => message(5, &[]),
        11 => peer.request_for(b"context"),
        12 => message(11, &[0; 4]),
        _ => message(4, &[0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0]),
    }
}

/// Applies a step; what the peer says enters its transcript only where it was its turn.
fn apply(pair: &mut Pair, step: Step) -> Result<(), Error> {
    match step {
        Step::Next => match pair.next_message() {
            Some(message) => pair.tell(message),
            None if pair.local.state() == "Connected" => pair.give_record(23, b"data"),
            None => Ok(()),
        },
        Step::Message(number) => {
            let message = sample(pair, number);
            pair.give_record(22, &message)
        }
        Step::Body(msg_type, body) => pair.give_record(22, &message(msg_type, &body)),
        Step::Record(content_type, content) => pair.give_record(content_type, &content),
        Step::Unprotected(content_type, content) => pair.give(&plaintext(content_type, 0x0303, &content)),
        Step::Bytes(bytes) => pair.give(&bytes),
        Step::Update => {
            pair.peer.update_writing();
            Ok(())
        }
        Step::Late(shows) => answer(pair, shows),
        Step::Answer(answers) => {
            pair.local.answers = answers;
            pair.give(b"")
        }
        Step::Own(what) => {
            let mut out = Vec::new();
            let connection = &mut pair.local.connection;
            let _ = match what {
                0 => connection.update_keys(false),
                1 => connection.update_keys(true),
                2 => connection.send(b"data", &mut out),
                3 => connection.output(&mut out),
                4 => connection.send_early(b"early", &mut out),
                5 => connection.half_rtt(),
                6 => {
                    // What the peer hears is what it answers.
                    let result = connection.request_certificate();
                    pair.settle();
                    result
                }
                7 => connection.make_ticket(),
                8 => {
                    connection.take_tickets();
                    Ok(())
                }
                9 => connection.export_early(b"label", b"", &mut [0; 32]).map_err(|_| Error::NotYet),
                _ => connection.export(b"label", b"", &mut [0; 32]).map_err(|_| Error::NotYet),
            };
            Ok(())
        }
    }
}

/// The peer answers the last request that it has heard.
fn answer(pair: &mut Pair, shows: bool) -> Result<(), Error> {
    let request = pair.peer.late.iter().rev().map(|(message, _)| message.clone()).find(|message| message[0] == 13);
    match request {
        Some(request) if pair.peer.role == Role::Client && pair.peer.writing.is_some() => {
            let answer = pair.peer.answer(&request, shows).concat();
            pair.give_record(22, &answer)
        }
        _ => Ok(()),
    }
}

fn run(mut pair: Pair, steps: Vec<Step>) {
    for step in steps {
        match apply(&mut pair, step) {
            Ok(()) => {}
            Err(error) => {
                assert!(matches!(error, Error::Rejected(_) | Error::AlertReceived(_) | Error::Failed), "{error}");
                pair.settle();
                pair.dead();
                return;
            }
        }
    }
    let _ = pair.local.connection.end_of_input();
}

fn at(state: usize, retry: bool) -> Pair {
    let mut pair = match CLIENT_STATES.get(state) {
        Some(state) => Pair::client_at(state),
        None => Pair::server_at(SERVER_STATES[state - CLIENT_STATES.len()]),
    };
    pair.retry |= retry;
    pair
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_steps(state in 0..30_usize, retry in any::<bool>(), steps in vec(step(), 1..20)) {
        run(at(state, retry), steps);
    }

    #[test]
    fn random_bytes(state in 0..30_usize, bytes in vec(vec(any::<u8>(), 0..400), 1..5)) {
        run(at(state, false), bytes.into_iter().map(Step::Bytes).collect());
    }

    #[test]
    fn random_messages(state in 0..30_usize, messages in vec((0..26_u8, vec(any::<u8>(), 0..300)), 1..4)) {
        run(at(state, false), messages.into_iter().map(|(msg_type, body)| Step::Body(msg_type, body)).collect());
    }
}
