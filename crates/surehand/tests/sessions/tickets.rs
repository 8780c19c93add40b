//! RFC 8446 §4.6.1: tickets, sealed or stored.

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::{any, proptest};
use surehand::ConfigError;
use surehand::provider::Mixed;
use surehand::session::{
    ChainLimit, ClientStatus, MAX_TICKET_LIFETIME, SealTicket, Session, StoredSessions, TicketKeys, TicketUse, Tickets,
};

use crate::sample::{NOW, after, before, provider, seal_ticket, session};

const DAY: u64 = 24 * 60 * 60;

fn both() -> [Box<dyn Tickets>; 2] {
    [Box::new(TicketKeys::new()), Box::new(StoredSessions::new(10))]
}

fn with(change: impl FnOnce(&mut SealTicket)) -> SealTicket {
    let mut ticket = seal_ticket();
    change(&mut ticket);
    ticket
}

#[test]
fn what_is_sealed_is_opened() {
    let provider = provider();
    for tickets in both() {
        let sealed = seal_ticket();
        let identity = tickets.seal(&provider, &sealed, NOW).unwrap();
        let opened = tickets.open(&provider, &identity, after(5)).unwrap();
        assert_eq!(opened.psk, sealed.psk);
        assert_eq!(opened.hash, sealed.hash);
        assert_eq!((opened.lifetime, opened.age_add), (sealed.lifetime, sealed.age_add));
        assert_eq!(opened.issued_at, NOW);
        assert_eq!(opened.early_data, sealed.early_data);
        assert_eq!(opened.session, Session { origin: Some(NOW.as_millis()), ..session() });
        assert_eq!(tickets.open(&provider, &identity, after(6)).unwrap(), opened, "opening does not use it up");
    }
    surehand_evidence::property("4.6.1-15", "sealed tickets and tickets that name a stored session");
}

#[test]
fn sealed_by_either_library_opened_by_the_other() {
    let providers: Vec<Mixed> = [Mixed::new(), Mixed::aws_lc(), Mixed::graviola()].into_iter().flatten().collect();
    let keys = TicketKeys::new();
    for ours in &providers {
        let identity = keys.seal(ours, &seal_ticket(), NOW).unwrap();
        assert!(providers.iter().all(|theirs| keys.open(theirs, &identity, NOW).is_some()));
    }
}

#[test]
fn a_changed_ticket_is_none() {
    let provider = provider();
    for tickets in both() {
        let identity = tickets.seal(&provider, &seal_ticket(), NOW).unwrap();
        for at in 0..identity.len() {
            for bit in [0x01, 0x80] {
                let mut changed = identity.clone();
                changed[at] ^= bit;
                assert_eq!(tickets.open(&provider, &changed, NOW), None, "byte {at}");
                assert_eq!(tickets.open(&provider, &identity[..at], NOW), None, "cut at {at}");
            }
        }
        let longer = [&identity[..], &[0]].concat();
        assert_eq!(tickets.open(&provider, &longer, NOW), None);
        assert!(tickets.open(&provider, &identity, NOW).is_some());
    }
    surehand_evidence::property("4.2.11-6", "a ticket with any bit flipped is as unknown as any other bytes");
}

#[test]
fn halves_of_two_tickets_are_none() {
    let (provider, keys) = (provider(), TicketKeys::new());
    let one = keys.seal(&provider, &seal_ticket(), NOW).unwrap();
    let two = keys.seal(&provider, &seal_ticket(), NOW).unwrap();
    assert_eq!(one[..17], two[..17], "the version and the key's name");
    assert_ne!(one[17..49], two[17..49], "each has a salt of its own");
    assert_ne!(one[49..], two[49..]);
    for at in 18..one.len() - 1 {
        let halves = [&one[..at], &two[at..]].concat();
        // Where the two have a byte in common by chance, this may be one of them.
        assert!(halves == one || halves == two || keys.open(&provider, &halves, NOW).is_none());
    }
}

#[test]
fn a_ticket_shows_nothing() {
    let (provider, keys) = (provider(), TicketKeys::new());
    let seal = |client: &[u8]| {
        let status = ClientStatus::Authenticated(client.to_vec());
        keys.seal(&provider, &with(|ticket| ticket.session.client = status), NOW).unwrap()
    };
    let ticket = seal(b"a client's name");
    let holds = |part: &[u8]| ticket.windows(part.len()).any(|window| window == part);
    assert!(!holds(&[5; 8]) && !holds(b"example") && !holds(b"client"));
    assert_eq!(ticket.len(), seal(b"another client's name").len(), "lengths come in steps");
}

#[test]
fn a_ticket_has_its_time() {
    let provider = provider();
    for tickets in both() {
        let identity = tickets.seal(&provider, &seal_ticket(), NOW).unwrap();
        assert!(tickets.open(&provider, &identity, before(60)).is_some(), "another server's clock may be behind");
        assert!(tickets.open(&provider, &identity, before(61)).is_none());
        assert!(tickets.open(&provider, &identity, after(7_200)).is_some());
        assert!(tickets.open(&provider, &identity, after(7_201)).is_none());
    }
}

#[test]
fn no_ticket_is_good_for_longer_than_a_week() {
    let provider = provider();
    for tickets in both() {
        for lifetime in [0, MAX_TICKET_LIFETIME + 1, u32::MAX] {
            assert_eq!(tickets.seal(&provider, &with(|ticket| ticket.lifetime = lifetime), NOW), None);
        }
        let week = with(|ticket| ticket.lifetime = MAX_TICKET_LIFETIME);
        let identity = tickets.seal(&provider, &week, NOW).unwrap();
        assert!(tickets.open(&provider, &identity, after(7 * DAY)).is_some());
        assert!(tickets.open(&provider, &identity, after(7 * DAY + 1)).is_none());
    }
    surehand_evidence::property("4.6.1-10", "no ticket is made with a lifetime of more than 604800 seconds");
}

#[test]
fn a_chain_of_tickets_ends() {
    let provider = provider();
    for tickets in both() {
        let last = with(|ticket| ticket.session.resumptions = ChainLimit::DEFAULT_RESUMPTIONS - 1);
        assert!(tickets.seal(&provider, &last, NOW).is_some());
        let beyond = with(|ticket| ticket.session.resumptions = ChainLimit::DEFAULT_RESUMPTIONS);
        assert_eq!(tickets.seal(&provider, &beyond, NOW), None);

        let origin = before(7 * DAY - 100).as_millis();
        let old = with(|ticket| ticket.session.origin = Some(origin));
        let identity = tickets.seal(&provider, &old, NOW).unwrap();
        let opened = tickets.open(&provider, &identity, after(100)).unwrap();
        assert_eq!(opened.session.origin, Some(origin), "the next connection's tickets hang on the same handshake");
        assert!(tickets.open(&provider, &identity, after(101)).is_none(), "though its lifetime is longer");
        assert_eq!(tickets.seal(&provider, &old, after(101)), None);
    }
    let none = TicketKeys::new().chain_limit(ChainLimit { resumptions: 0, ..ChainLimit::default() });
    assert_eq!(none.seal(&provider, &seal_ticket(), NOW), None);
    let few = StoredSessions::new(1).chain_limit(ChainLimit { resumptions: 3, ..ChainLimit::default() });
    assert_eq!(few.seal(&provider, &seal_ticket(), NOW), None);
    surehand_evidence::property("4.6.1-19", "a server's chain of tickets ends by count and by total age");
    surehand_evidence::property("4.6.1-13", "a ticket ends with its chain, before its stated lifetime");
}

#[test]
fn keys_follow_each_other() {
    let provider = provider();
    let keys = TicketKeys::new().rotate_every(Duration::from_secs(100)).keep_for(Duration::from_secs(1_000));
    let name = |ticket: &[u8]| ticket[1..17].to_vec();
    let first = keys.seal(&provider, &seal_ticket(), NOW).unwrap();
    assert_eq!(name(&keys.seal(&provider, &seal_ticket(), after(99)).unwrap()), name(&first));
    let second = keys.seal(&provider, &seal_ticket(), after(100)).unwrap();
    assert_ne!(name(&second), name(&first), "by age");
    keys.rotate(&provider, after(150)).unwrap();
    let third = keys.seal(&provider, &seal_ticket(), after(150)).unwrap();
    assert_ne!(name(&third), name(&second), "by call");

    for ticket in [&first, &second, &third] {
        assert!(keys.open(&provider, ticket, after(1_100)).is_some());
    }
    assert!(keys.open(&provider, &first, after(1_101)).is_none(), "it was replaced a thousand seconds ago");
    assert!(keys.open(&provider, &second, after(1_150)).is_some());
    assert!(keys.open(&provider, &second, after(1_151)).is_none());
    assert!(keys.open(&provider, &third, after(1_151)).is_some(), "it is still the newest");
    assert!(keys.open(&provider, &third, after(7_000)).is_some());
}

#[test]
fn threads_agree_on_the_next_key() {
    let (provider, keys) = (provider(), TicketKeys::new());
    let seal = || keys.seal(&provider, &seal_ticket(), NOW).unwrap()[1..17].to_vec();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(seal)).collect();
        let names: Vec<Vec<u8>> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert!(names.iter().all(|name| *name == names[0]));
    });
}

#[test]
fn servers_that_share_material_take_each_others_tickets() {
    let provider = provider();
    let [one, two] = [(); 2].map(|()| TicketKeys::from_secret(&[1; 32]).unwrap());
    let old = one.seal(&provider, &seal_ticket(), NOW).unwrap();
    assert!(two.open(&provider, &old, NOW).is_some());
    let late = one.seal(&provider, &seal_ticket(), after(30 * DAY)).unwrap();
    assert_eq!(old[1..17], late[1..17], "what is shared does not change by itself");

    // The roll-out: everybody learns the new material, then one after the other seals with it.
    for keys in [&one, &two] {
        keys.accept_secret(&[2; 32], after(10)).unwrap();
        keys.accept_secret(&[2; 32], after(11)).unwrap();
    }
    let still_old = two.seal(&provider, &seal_ticket(), after(12)).unwrap();
    assert_eq!(still_old[1..17], old[1..17]);
    one.rotate_to(&[2; 32], after(20)).unwrap();
    one.accept_secret(&[2; 32], after(21)).unwrap();
    let new = one.seal(&provider, &seal_ticket(), after(22)).unwrap();
    assert_ne!(new[1..17], old[1..17]);
    assert!(two.open(&provider, &new, after(23)).is_some());
    two.rotate_to(&[2; 32], after(30)).unwrap();
    for keys in [&one, &two] {
        assert!(keys.open(&provider, &old, after(31)).is_some());
        assert!(keys.open(&provider, &new, after(31)).is_some());
    }

    let strangers = TicketKeys::from_secret(&[3; 32]).unwrap();
    assert!(strangers.open(&provider, &old, NOW).is_none());
    assert!(TicketKeys::new().open(&provider, &old, NOW).is_none());
    assert!(matches!(TicketKeys::from_secret(&[1; 31]), Err(ConfigError::Secret(_))));
    assert!(matches!(one.rotate_to(&[1; 31], NOW), Err(ConfigError::Secret(_))));
    assert!(matches!(one.accept_secret(&[], NOW), Err(ConfigError::Secret(_))));
}

#[test]
fn a_server_that_only_accepts_makes_its_own_key_to_seal() {
    let provider = provider();
    let (theirs, ours) = (TicketKeys::from_secret(&[1; 32]).unwrap(), TicketKeys::new());
    ours.accept_secret(&[1; 32], NOW).unwrap();
    let (their, our) = (theirs.seal(&provider, &seal_ticket(), NOW), ours.seal(&provider, &seal_ticket(), NOW));
    let (their, our) = (their.unwrap(), our.unwrap());
    assert_ne!(their[1..17], our[1..17]);
    assert!(ours.open(&provider, &their, NOW).is_some() && ours.open(&provider, &our, NOW).is_some());
    assert!(theirs.open(&provider, &our, NOW).is_none());
}

#[test]
fn the_number_of_keys_is_bounded() {
    let (provider, keys) = (provider(), TicketKeys::new());
    let first = keys.seal(&provider, &seal_ticket(), NOW).unwrap();
    for _ in 0..64 {
        keys.rotate(&provider, NOW).unwrap();
    }
    assert!(keys.open(&provider, &first, NOW).is_none());
}

#[test]
fn another_context_is_another_server() {
    let provider = provider();
    let (keys, stored) = (TicketKeys::new(), StoredSessions::new(10));
    let pairs: [(Box<dyn Tickets>, Box<dyn Tickets>); 2] = [
        (Box::new(keys.for_context(b"mail")), Box::new(keys.for_context(b"web"))),
        (Box::new(stored.for_context(b"mail")), Box::new(stored.for_context(b"web"))),
    ];
    for (mail, web) in pairs {
        let ticket = mail.seal(&provider, &seal_ticket(), NOW).unwrap();
        assert!(web.open(&provider, &ticket, NOW).is_none());
        assert_ne!(web.take(&ticket, NOW), TicketUse::First);
        assert!(mail.open(&provider, &ticket, NOW).is_some());
    }
    let ticket = keys.for_context(b"mail").seal(&provider, &seal_ticket(), NOW).unwrap();
    assert!(keys.for_context(b"mail").open(&provider, &ticket, NOW).is_some(), "the same context is the same server");
}

#[test]
fn a_ticket_that_would_not_fit_is_not_made() {
    let provider = provider();
    let client = |length| with(|ticket| ticket.session.client = ClientStatus::Authenticated(vec![0; length]));
    let keys = TicketKeys::new();
    assert!(keys.seal(&provider, &client(65_000), NOW).is_some());
    assert_eq!(keys.seal(&provider, &client(65_400), NOW), None);
    assert_eq!(keys.seal(&provider, &client(70_000), NOW), None);
}

#[test]
fn a_stored_session_is_taken_once() {
    let (provider, stored) = (provider(), StoredSessions::new(10));
    let ticket = stored.seal(&provider, &seal_ticket(), NOW).unwrap();
    let late = stored.seal(&provider, &seal_ticket(), NOW).unwrap();
    let twin = stored.clone();
    assert_eq!(stored.len(), 2);
    assert_eq!(twin.take(&ticket, after(1)), TicketUse::First);
    assert_eq!(stored.take(&ticket, after(1)), TicketUse::Again);
    assert_eq!(stored.open(&provider, &ticket, after(1)), None, "so a replay is a full handshake");
    assert_eq!(stored.take(&late, after(7_201)), TicketUse::Again, "too late");
    assert_eq!(stored.take(b"unknown", NOW), TicketUse::Again);
    assert!(stored.is_empty());
    assert_eq!(TicketKeys::new().take(&ticket, NOW), TicketUse::Uncounted);
    surehand_evidence::property("8.1-i1", "a stored session is taken once, by one of all servers that share it");
}

#[test]
fn stored_sessions_are_bounded() {
    let (provider, stored) = (provider(), StoredSessions::new(3));
    let seal = |now| stored.seal(&provider, &seal_ticket(), now).unwrap();
    let tickets: Vec<Vec<u8>> = (0..5).map(|second| seal(after(second))).collect();
    assert_eq!(stored.len(), 3);
    let known: Vec<bool> = tickets.iter().map(|it| stored.open(&provider, it, after(5)).is_some()).collect();
    assert_eq!(known, [false, false, true, true, true], "the oldest go");
    let fresh = seal(after(8_000));
    assert_eq!(stored.len(), 1, "what has expired goes first");
    assert!(stored.open(&provider, &fresh, after(8_000)).is_some());
    assert!(StoredSessions::new(0).seal(&provider, &seal_ticket(), NOW).is_some());
}

#[test]
fn nothing_secret_is_printed() {
    let keys = TicketKeys::from_secret(&[0x5a; 32]).unwrap();
    let stored = StoredSessions::new(1);
    let identity = keys.seal(&provider(), &seal_ticket(), NOW).unwrap();
    let opened = keys.open(&provider(), &identity, NOW);
    for text in [format!("{keys:?}"), format!("{stored:?}"), format!("{opened:?}")] {
        assert!(!text.contains("90") && !text.contains("5, 5") && !text.contains("5a5a"), "{text}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_no_ticket(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let provider = provider();
        let keys = TicketKeys::from_secret(&[1; 32]).unwrap();
        let name = keys.seal(&provider, &seal_ticket(), NOW).unwrap()[..17].to_vec();
        let stored = StoredSessions::new(1);
        for identity in [bytes.clone(), [name, bytes].concat()] {
            assert!(keys.open(&provider, &identity, NOW).is_none());
            assert!(stored.open(&provider, &identity, NOW).is_none());
            assert_eq!(stored.take(&identity, NOW), TicketUse::Again);
        }
    }
}

#[test]
fn tickets_are_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&both());
    let tickets: Arc<dyn Tickets> = Arc::new(TicketKeys::default());
    shared(&tickets);
}
