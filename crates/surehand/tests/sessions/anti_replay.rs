//! RFC 8446 §8.2: recording ClientHellos.

use std::sync::Arc;
use std::time::Duration;

use surehand::session::{AdmitEarlyData, AntiReplay, ClientHelloRecording, Freshness};

use crate::sample::{NOW, after, hello};

/// A recording that is past its start.
fn open() -> ClientHelloRecording {
    let recording = ClientHelloRecording::new(NOW);
    assert!(!recording.admit(&hello(b"", 255), after(20)));
    recording
}

#[test]
fn a_hello_is_admitted_once() {
    let recording = open();
    assert!(recording.admit(&hello(b"ticket", 1), after(21)));
    assert!(!recording.admit(&hello(b"ticket", 1), after(21)));
    assert!(recording.admit(&hello(b"ticket", 2), after(21)));
    surehand_evidence::property("8.2-i1", "a recorded ClientHello loses its early data when it comes again");
}

#[test]
fn a_twin_with_the_same_recording_refuses_the_replay() {
    let ours: Arc<dyn AntiReplay> = Arc::new(open());
    let theirs = ours.clone();
    assert!(ours.admit(&hello(b"ticket", 1), after(21)));
    assert!(!theirs.admit(&hello(b"ticket", 1), after(21)));
    surehand_evidence::property("8-4", "servers that share a recording admit a hello once between them");
}

#[test]
fn the_binder_is_what_is_recorded() {
    let recording = open();
    assert!(recording.admit(&hello(b"ticket", 1), after(21)));
    let other = AdmitEarlyData { identity: b"other".to_vec(), obfuscated_ticket_age: 7, ..hello(b"", 1) };
    assert!(!recording.admit(&other, after(21)), "nothing that is not validated makes a hello another one");
    let short = AdmitEarlyData { binder: vec![3; 31], ..hello(b"ticket", 0) };
    assert!(!recording.admit(&short, after(21)), "no binder is so short");
    surehand_evidence::property("8.2-4", "the verified binder alone is the key of the record");
}

#[test]
fn it_remembers_for_as_long_as_a_hello_is_fresh() {
    let window = Freshness::DEFAULT.window();
    assert_eq!(window, Duration::from_secs(20));
    assert_eq!(open().remembers(), Some(window));
    for admitted in 21..100 {
        let recording = open();
        // Something else moves the generations on.
        assert!(recording.admit(&hello(b"ticket", 2), after(21)));
        assert!(recording.admit(&hello(b"ticket", 1), after(admitted)));
        for step in [1, 3, 7, 20] {
            let mut now = admitted;
            while now <= admitted + 20 {
                assert!(!recording.admit(&hello(b"ticket", 1), after(now)), "{admitted}, {now}");
                now += step;
            }
        }
        assert!(!recording.admit(&hello(b"ticket", 1), after(admitted) + window));
    }
}

#[test]
fn it_forgets_at_last() {
    let recording = open();
    assert!(recording.admit(&hello(b"ticket", 1), after(21)));
    assert!(recording.admit(&hello(b"ticket", 1), after(100)), "such a hello is not fresh, and does not get here");
}

#[test]
fn nothing_is_admitted_while_an_earlier_life_may_have_taken_it() {
    let recording = ClientHelloRecording::new(NOW);
    for second in 0..=20 {
        assert!(!recording.admit(&hello(b"ticket", second as u8), after(second)));
    }
    assert!(recording.admit(&hello(b"ticket", 100), after(21)));
    surehand_evidence::property("8.2-5", "after the start early data is rejected for one window");
}

#[test]
fn a_full_recording_admits_nothing_more() {
    let recording = ClientHelloRecording::with(NOW, Freshness::DEFAULT, 3);
    let admitted: Vec<bool> = (0..5).map(|binder| recording.admit(&hello(b"", binder), after(30))).collect();
    assert_eq!(admitted, [true, true, true, false, false]);
    assert!(!recording.admit(&hello(b"", 0), after(30)));
    assert!(recording.admit(&hello(b"", 9), after(51)), "in the next window there is room");
}

#[test]
fn a_clock_that_goes_back_opens_nothing() {
    let recording = open();
    assert!(recording.admit(&hello(b"", 1), after(30)));
    assert!(recording.admit(&hello(b"", 2), after(3_600)), "and so the first is forgotten");
    assert!(!recording.admit(&hello(b"", 1), after(31)));
    assert!(!recording.admit(&hello(b"", 3), after(3_599)));
    assert!(recording.admit(&hello(b"", 3), after(3_600)));
}

#[test]
fn of_many_at_once_one_is_admitted() {
    let recording = open();
    let admitted = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| recording.admit(&hello(b"ticket", 1), after(21)))).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).filter(|admitted| *admitted).count()
    });
    assert_eq!(admitted, 1);
}
