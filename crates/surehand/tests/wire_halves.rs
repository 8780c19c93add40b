//! RFC 8446 §4.6.3, §6: the two halves of a connection, on one thread and on two.

mod peer;

use std::sync::mpsc::channel;
use std::thread;

use peer::{HandBuilt, Pair, Rigged, message};
use surehand_codec::code_point::AlertDescription as Alert;
use surehand_core::connection::{Error, Event, Receiver, Sender};

fn halves(pair: Pair) -> (Sender<Rigged>, Receiver<Rigged>, HandBuilt) {
    let pair = pair.to("Connected");
    let Ok((sender, receiver)) = pair.local.connection.split() else { panic!("not connected") };
    (sender, receiver, pair.peer)
}

fn both() -> [(Sender<Rigged>, Receiver<Rigged>, HandBuilt); 2] {
    [halves(Pair::client()), halves(Pair::server())]
}

fn output(sender: &mut Sender<Rigged>) -> Vec<u8> {
    let mut out = Vec::new();
    let _ = sender.output(&mut out);
    out
}

#[test]
fn a_connection_is_whole_until_the_handshake_is_complete() {
    for state in ["WaitServerHello", "WaitFinished"] {
        assert!(Pair::client_at(state).local.connection.split().is_err());
    }
    assert!(Pair::server_at("WaitFinished").local.connection.split().is_err());
}

#[test]
fn an_idle_sender_is_woken_once() {
    for (mut sender, mut receiver, mut peer) in both() {
        let mut wakes = Vec::new();
        for _ in 0..3 {
            let mut record = peer.record(22, &message(24, &[1]));
            peer.update_writing();
            wakes.push(receiver.receive(&mut record).unwrap().wake);
        }
        assert_eq!(wakes, [true, false, false]);
        peer.hear(&output(&mut sender));
        assert_eq!(peer.seen.last().unwrap().content, message(24, &[0]));
        let mut record = peer.record(22, &message(24, &[1]));
        peer.update_writing();
        assert!(receiver.receive(&mut record).unwrap().wake);
        let mut record = peer.record(23, b"data");
        assert!(!receiver.receive(&mut record).unwrap().wake);
        let mut out = Vec::new();
        sender.send(b"after the reply", &mut out).unwrap();
        peer.hear(&out);
        let said: Vec<_> = peer.seen.iter().rev().take(2).map(|seen| seen.content.clone()).collect();
        assert_eq!(said, [b"after the reply".to_vec(), message(24, &[0])]);
    }
}

#[test]
fn a_failing_receiver_makes_the_sender_say_why() {
    for (mut sender, mut receiver, mut peer) in both() {
        let mut record = peer.record(22, &message(24, &[9]));
        let Err(Error::Rejected(reject)) = receiver.receive(&mut record) else { panic!("accepted") };
        assert_eq!((reject.alert, reject.rule.0), (Alert::ILLEGAL_PARAMETER, "4.6.3-4"));
        let mut out = Vec::new();
        assert_eq!(sender.send(b"never sent", &mut out), Err(Error::Failed));
        peer.hear(&out);
        assert_eq!(peer.alert().map(|(level, description, _)| (level, description)), Some((2, 47)));
        assert_eq!(peer.data, b"");
        assert_eq!(output(&mut sender), b"");
        assert!(matches!(receiver.receive(&mut []), Err(Error::Failed)));
    }
}

#[test]
fn an_alert_received_silences_the_sender() {
    for (mut sender, mut receiver, mut peer) in both() {
        let heard = peer.seen.len();
        let mut record = peer.record(21, &[2, 80]);
        assert_eq!(receiver.receive(&mut record), Err(Error::AlertReceived(Alert::INTERNAL_ERROR)));
        let mut out = Vec::new();
        assert_eq!(sender.send(b"never sent", &mut out), Err(Error::Failed));
        sender.close();
        out.extend(output(&mut sender));
        peer.hear(&out);
        assert_eq!(peer.seen.len(), heard);
    }
}

#[test]
fn nothing_follows_our_close_notify() {
    for (mut sender, mut receiver, mut peer) in both() {
        sender.close();
        peer.hear(&output(&mut sender));
        assert_eq!(peer.alert().map(|(level, description, _)| (level, description)), Some((1, 0)));
        let mut record = peer.record(22, &message(24, &[1]));
        peer.update_writing();
        receiver.receive(&mut record).unwrap();
        assert_eq!(output(&mut sender), b"");
        let mut record = peer.record(24, b"heartbeat");
        assert!(receiver.receive(&mut record).is_err());
        assert_eq!(output(&mut sender), b"", "not even an alert");
    }
}

#[test]
fn a_debt_is_paid_before_close_notify() {
    for (mut sender, mut receiver, mut peer) in both() {
        let mut record = peer.record(22, &message(24, &[1]));
        receiver.receive(&mut record).unwrap();
        sender.close();
        peer.hear(&output(&mut sender));
        assert_eq!(peer.unopened, 0);
        assert_eq!(peer.alert().map(|(level, description, _)| (level, description)), Some((1, 0)));
    }
}

/// What the sending thread is told.
enum Do {
    Send(Vec<u8>),
    Update(bool),
    Wake,
    Close,
}

#[test]
fn on_two_threads_with_updates_both_ways() {
    for (mut sender, mut receiver, mut peer) in both() {
        let (tell, told) = channel::<Do>();
        let (transmit, transmitted) = channel::<Vec<u8>>();
        let (arrive, arrived) = channel::<Vec<u8>>();
        let wake = tell.clone();
        let sending = thread::spawn(move || {
            for each in told {
                let mut out = Vec::new();
                match each {
                    Do::Send(data) => sender.send(&data, &mut out).unwrap(),
                    Do::Update(request) => {
                        sender.update_keys(request).unwrap();
                        sender.output(&mut out).unwrap();
                    }
                    Do::Wake => sender.output(&mut out).unwrap(),
                    Do::Close => {
                        sender.close();
                        sender.output(&mut out).unwrap();
                        transmit.send(out).unwrap();
                        break;
                    }
                }
                transmit.send(out).unwrap();
            }
        });
        let receiving = thread::spawn(move || {
            let mut data = Vec::new();
            for mut record in arrived {
                let received = receiver.receive(&mut record).unwrap();
                assert_eq!(received.consumed, record.len());
                if let Event::ApplicationData(range) = received.event {
                    data.extend_from_slice(&record[range]);
                }
                if received.wake {
                    let _ = wake.send(Do::Wake);
                }
            }
            data
        });
        for number in 0..200_u8 {
            tell.send(Do::Send(vec![number; 1000])).unwrap();
            if number % 10 == 0 {
                tell.send(Do::Update(number % 20 == 0)).unwrap();
            }
            arrive.send(peer.record(23, &[number; 500])).unwrap();
            if number % 7 == 0 {
                let request = u8::from(number % 14 == 0);
                arrive.send(peer.record(22, &message(24, &[request]))).unwrap();
                peer.update_writing();
            }
        }
        drop(arrive);
        let data = receiving.join().unwrap();
        tell.send(Do::Close).unwrap();
        sending.join().unwrap();
        transmitted.iter().for_each(|bytes| peer.hear(&bytes));
        assert_eq!(data, (0..200_u8).flat_map(|number| [number; 500]).collect::<Vec<_>>());
        assert_eq!(peer.data, (0..200_u8).flat_map(|number| [number; 1000]).collect::<Vec<_>>());
        assert_eq!(peer.unopened, 0);
        assert_eq!(peer.alert().map(|(level, description, _)| (level, description)), Some((1, 0)));
    }
}
