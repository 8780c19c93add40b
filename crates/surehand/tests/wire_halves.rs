//! RFC 8446 §4.6.3, §6: the two halves of a connection, on one thread and on two.

mod peer;

use std::sync::mpsc::channel;
use std::thread;

use peer::{HandBuilt, Pair, Rigged, message};
use surehand_codec::code_point::AlertDescription as Alert;
use surehand_core::connection::{Error, Event, Receiver, Sender};
use surehand_core::handshake::Answer;

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

/// A client that answers requests after the handshake, and the peer that makes them.
fn answering() -> (Sender<Rigged>, Receiver<Rigged>, HandBuilt) {
    halves(Pair::client_with(Rigged::new(), |config| config.post_handshake_auth = true))
}

fn decline(receiver: &mut Receiver<Rigged>) {
    let (id, _) = receiver.question().unwrap();
    receiver.answer(id, Answer::ClientCredential(Ok(None))).unwrap();
}

#[test]
fn parcels_come_out_in_order_and_before_further_data() {
    let (mut sender, mut receiver, mut peer) = answering();
    let requests: Vec<_> = (0..6_u8).map(|number| peer.request_for(&[number])).collect();
    for (number, request) in requests.iter().enumerate() {
        let mut record = peer.record(22, request);
        receiver.receive(&mut record).unwrap();
        decline(&mut receiver);
        if number == 3 {
            let mut record = peer.record(22, &message(24, &[1]));
            peer.update_writing();
            receiver.receive(&mut record).unwrap();
        }
    }
    let heard = peer.seen.len();
    let mut out = Vec::new();
    sender.send(b"data", &mut out).unwrap();
    peer.hear(&out);
    assert_eq!((peer.unopened, &peer.data[..]), (0, &b"data"[..]));
    assert_eq!(peer.seen.last().unwrap().content_type, 23);
    assert_eq!(peer.late.len(), 12);
    for (request, answer) in requests.iter().zip(peer.late.chunks(2)) {
        peer.check_answer(request, answer);
    }
    // The KeyUpdate that was owed comes last, so that each Finished is under the keys that it was made with.
    assert!(peer.seen[peer.seen.len() - 2].content.ends_with(&message(24, &[0])));
    assert!(peer.seen.len() > heard);
}

#[test]
fn an_idle_sender_is_woken_for_a_parcel() {
    let (mut sender, mut receiver, mut peer) = answering();
    // Without a question the request of a record that is read leads to the answer at once; with one the answerer knows.
    let mut record = peer.record(22, &peer.request_for(b"one"));
    assert!(!receiver.receive(&mut record).unwrap().wake);
    decline(&mut receiver);
    // Whatever comes next does not say so again.
    let mut record = peer.record(22, &message(24, &[1]));
    peer.update_writing();
    assert!(!receiver.receive(&mut record).unwrap().wake, "the sender owes already");
    peer.hear(&output(&mut sender));
    assert_eq!((peer.late.len(), peer.unopened), (2, 0));
    assert_eq!(output(&mut sender), b"");
}

#[test]
fn nothing_is_sent_for_a_parcel_after_the_end() {
    // Our close_notify comes first; then nothing, not even what was owed.
    let (mut sender, mut receiver, mut peer) = answering();
    sender.close();
    peer.hear(&output(&mut sender));
    let mut record = peer.record(22, &peer.request_for(b"one"));
    receiver.receive(&mut record).unwrap();
    decline(&mut receiver);
    assert_eq!(output(&mut sender), b"");
    // It is paid before a close_notify that comes later.
    let (mut sender, mut receiver, mut peer) = answering();
    let mut record = peer.record(22, &peer.request_for(b"one"));
    receiver.receive(&mut record).unwrap();
    decline(&mut receiver);
    sender.close();
    peer.hear(&output(&mut sender));
    assert_eq!((peer.late.len(), peer.unopened), (2, 0));
    assert_eq!(peer.alert().map(|(level, description, _)| (level, description)), Some((1, 0)));
    // A failure leaves it out.
    let (mut sender, mut receiver, mut peer) = answering();
    let mut record = peer.record(22, &peer.request_for(b"one"));
    receiver.receive(&mut record).unwrap();
    decline(&mut receiver);
    let mut record = peer.record(22, &message(24, &[9]));
    assert!(receiver.receive(&mut record).is_err());
    peer.hear(&output(&mut sender));
    assert_eq!((peer.late.len(), peer.unopened), (0, 0));
    assert_eq!(peer.alert().map(|(level, description, _)| (level, description)), Some((2, 47)));
}

#[test]
fn parcels_cross_threads() {
    let (mut sender, mut receiver, mut peer) = answering();
    let requests: Vec<_> = (0..200_u8).map(|number| peer.request_for(&[number])).collect();
    let (wake, woken) = channel::<()>();
    let (transmit, transmitted) = channel::<Vec<u8>>();
    let sending = thread::spawn(move || {
        for () in woken {
            let mut out = Vec::new();
            sender.update_keys(false).unwrap();
            sender.send(b"data", &mut out).unwrap();
            transmit.send(out).unwrap();
        }
    });
    let records: Vec<_> = requests.iter().map(|request| peer.record(22, request)).collect();
    let receiving = thread::spawn(move || {
        for mut record in records {
            receiver.receive(&mut record).unwrap();
            decline(&mut receiver);
            wake.send(()).unwrap();
            // The sender keeps up: the number of parcels is bounded.
            thread::sleep(std::time::Duration::from_micros(200));
        }
    });
    receiving.join().unwrap();
    sending.join().unwrap();
    transmitted.iter().for_each(|bytes| peer.hear(&bytes));
    assert_eq!((peer.unopened, peer.late.len(), peer.data.len()), (0, 400, 800));
    for (request, answer) in requests.iter().zip(peer.late.chunks(2)) {
        peer.check_answer(request, answer);
    }
}
