//! RFC 8446 §4.2.11, §8: a server's answers.

use std::sync::Arc;
use std::time::Duration;

use surehand::provider::Mixed;
use surehand::session::{
    AdmitEarlyData, AntiReplay, BinderKind, ClientHelloRecording, ClientStatus, Context, ExternalPsk, ExternalPskList,
    FindPsks, Freshness, HashAlgorithm, OpenedTicket, SealTicket, ServerSessions, StoredSessions, TicketKeys,
    TicketUse, Tickets, Timestamp,
};

use crate::sample::{AGE_ADD, NOW, after, find_psks, hello, provider, seal_ticket, terms};

fn with_tickets(tickets: impl Tickets + 'static) -> ServerSessions {
    ServerSessions { tickets: Some(Arc::new(tickets)), ..ServerSessions::default() }
}

/// A server with recording that is past its start.
fn recording() -> ServerSessions {
    let anti_replay = Some(Arc::new(ClientHelloRecording::new(before_start())) as Arc<dyn AntiReplay>);
    ServerSessions { anti_replay, ..with_tickets(TicketKeys::new()) }
}

fn before_start() -> Timestamp {
    Timestamp::from_millis(NOW.as_millis() - 60_000)
}

/// Remembers everything, or nothing at all.
struct Forever(bool);

impl AntiReplay for Forever {
    fn admit(&self, _: &AdmitEarlyData, _: Timestamp) -> bool {
        self.0
    }

    fn remembers(&self) -> Option<Duration> {
        None
    }
}

#[test]
fn tickets_and_external_keys_are_found_in_the_clients_order() {
    let provider = provider();
    let raw = ExternalPsk::raw(b"raw", &[9; 16]).unwrap().early_data(terms());
    let imported = ExternalPsk::imported(b"imported", &[8; 16], Context::none()).unwrap();
    let offers = imported.offers(&provider);
    let sessions = ServerSessions {
        external_psks: Some(Arc::new(ExternalPskList::new([raw, imported]).unwrap())),
        ..with_tickets(TicketKeys::new())
    };
    let ticket = sessions.seal(&provider, &seal_ticket(), NOW).unwrap();
    let identities: [(&[u8], u32); 6] = [
        (b"unknown", 0),
        (&offers[1].identity, 77),
        (&ticket, 1_000),
        (b"raw", 123_456),
        (&ticket[1..], 1_000),
        (&offers[0].identity, 0),
    ];
    let found = sessions.find(&provider, &find_psks(&identities), after(1));
    let summary: Vec<_> = found.iter().map(|it| (it.index, it.kind, it.hash)).collect();
    use BinderKind::{External, Imported, Resumption};
    use HashAlgorithm::{Sha256, Sha384};
    assert_eq!(summary, [(1, Imported, Sha384), (2, Resumption, Sha256), (3, External, Sha256), (5, Imported, Sha256)]);
    assert_eq!(found[0].psk, offers[1].psk);
    assert_eq!(found[1].psk, seal_ticket().psk);
    assert_eq!(found[1].early_data, Some(terms()));
    assert_eq!(found[1].session.as_ref().unwrap().origin, Some(NOW.as_millis()));
    assert_eq!(found[2].early_data, Some(terms()), "its age means nothing");
    assert_eq!(found[2].session, None);
    assert!(ServerSessions::default().find(&provider, &find_psks(&identities), after(1)).is_empty());
    surehand_evidence::property("4.2.11-2", "an external PSK is found whatever age the client gives it");
    surehand_evidence::property("4.2.11-6", "unknown identities leave the known ones as they are");
}

#[test]
fn a_stale_hello_loses_its_early_data_and_nothing_else() {
    let (provider, sessions) = (provider(), with_tickets(TicketKeys::new()));
    let ticket = sessions.seal(&provider, &seal_ticket(), NOW).unwrap();
    let found = |claimed: u32, now: Timestamp| {
        let found = sessions.find(&provider, &find_psks(&[(&ticket, claimed)]), now);
        assert_eq!(found.len(), 1, "the PSK itself is good");
        found[0].early_data.is_some()
    };
    // The ticket is 100 seconds old.
    let fresh = [90_000, 99_000, 100_000, 110_000];
    let stale = [0, 89_999, 110_001, 7_200_000, u32::MAX, 0_u32.wrapping_sub(AGE_ADD)];
    assert!(fresh.iter().all(|claimed| found(*claimed, after(100))));
    assert!(!stale.iter().any(|claimed| found(*claimed, after(100))));
    // One and the same hello, as time goes by.
    assert!(found(50_000, after(40)) && found(50_000, after(60)));
    assert!(!found(50_000, after(39)) && !found(50_000, after(61)));
    surehand_evidence::property("4.2.10-3", "the de-obfuscated age is compared with the real one, within 10 seconds");
    surehand_evidence::property("4.2.10-4", "outside of that the PSK stays, without early data");
    surehand_evidence::property("8.3-i1", "early data is admitted within 10 seconds of the expected arrival");
}

#[test]
fn a_ticket_from_a_clock_ahead_is_no_longer_fresh_than_others() {
    let (provider, sessions) = (provider(), with_tickets(TicketKeys::new()));
    // Made by a server that is 40 seconds ahead; the client has had it for 5 seconds.
    let ticket = sessions.seal(&provider, &seal_ticket(), after(40)).unwrap();
    let is_fresh =
        |second| sessions.find(&provider, &find_psks(&[(&ticket, 5_000)]), after(second))[0].early_data.is_some();
    let fresh: Vec<u64> = (0..80).filter(|second| is_fresh(*second)).collect();
    assert_eq!(fresh, (35..=55).collect::<Vec<u64>>(), "for as long as hellos are recorded");
}

#[test]
fn a_late_answer_looks_at_the_age_again() {
    let (provider, sessions) = (provider(), recording());
    let ticket = sessions.seal(&provider, &seal_ticket(), NOW).unwrap();
    assert!(!sessions.admit(&provider, &hello(&ticket, 1), after(11)));
    assert!(sessions.admit(&provider, &hello(&ticket, 1), after(10)));
    assert!(!sessions.admit(&provider, &hello(&ticket[1..], 2), after(1)), "not a ticket");
}

#[test]
fn a_server_that_requires_certificates_takes_no_ticket_of_others() {
    let provider = provider();
    let strict = ServerSessions { only_authenticated_clients: true, ..with_tickets(TicketKeys::new()) };
    for (client, is_found) in [
        (ClientStatus::NotRequested, false),
        (ClientStatus::Declined, false),
        (ClientStatus::Authenticated(b"a client's name".to_vec()), true),
    ] {
        let mut sealed = seal_ticket();
        sealed.session.client = client;
        let ticket = strict.seal(&provider, &sealed, NOW).unwrap();
        let find = |sessions: &ServerSessions| sessions.find(&provider, &find_psks(&[(&ticket, 0)]), NOW).len();
        assert_eq!(find(&strict), usize::from(is_found));
        assert_eq!(find(&ServerSessions { only_authenticated_clients: false, ..strict.clone() }), 1);
    }
}

#[test]
fn the_window_can_be_set() {
    let provider = provider();
    let sessions = ServerSessions { freshness: Freshness(Duration::from_secs(1)), ..with_tickets(TicketKeys::new()) };
    let ticket = sessions.seal(&provider, &seal_ticket(), NOW).unwrap();
    let fresh =
        |claimed| sessions.find(&provider, &find_psks(&[(&ticket, claimed)]), after(100))[0].early_data.is_some();
    assert!(fresh(99_000) && fresh(101_000) && !fresh(98_999) && !fresh(101_001));
}

#[test]
fn a_ticket_counts_under_its_server_name() {
    let (provider, sessions) = (provider(), with_tickets(TicketKeys::new()));
    let ticket = sessions.seal(&provider, &seal_ticket(), NOW).unwrap();
    for (name, is_found) in [(Some("EXAMPLE.com"), true), (Some("example.org"), false), (None, false)] {
        let server_name = name.map(|name| name.as_bytes().to_vec());
        let question = FindPsks { server_name, ..find_psks(&[(&ticket, 0)]) };
        assert_eq!(sessions.find(&provider, &question, NOW).len(), usize::from(is_found), "{name:?}");
    }
    let mut nameless = seal_ticket();
    nameless.session.server_name = None;
    let ticket = sessions.seal(&provider, &nameless, NOW).unwrap();
    assert!(sessions.find(&provider, &find_psks(&[(&ticket, 0)]), NOW).is_empty());
    let question = FindPsks { server_name: None, ..find_psks(&[(&ticket, 0)]) };
    assert_eq!(sessions.find(&provider, &question, NOW).len(), 1);
}

#[test]
fn only_the_first_identities_are_looked_at() {
    let (provider, sessions) = (provider(), with_tickets(TicketKeys::new()));
    let ticket = sessions.seal(&provider, &seal_ticket(), NOW).unwrap();
    let many: Vec<(&[u8], u32)> = (0..1_000).map(|_| (ticket.as_slice(), 0)).collect();
    assert_eq!(sessions.find(&provider, &find_psks(&many), NOW).len(), ServerSessions::DEFAULT_MAX_IDENTITIES);
    let none = ServerSessions { max_identities: 0, ..sessions };
    assert!(none.find(&provider, &find_psks(&many), NOW).is_empty());
}

#[test]
fn early_data_is_admitted_once() {
    let (provider, sessions) = (provider(), recording());
    let ticket = sessions.seal(&provider, &seal_ticket(), NOW).unwrap();
    let twin = sessions.clone();
    assert!(sessions.admit(&provider, &hello(&ticket, 1), after(1)));
    assert!(!sessions.admit(&provider, &hello(&ticket, 1), after(1)));
    assert!(!twin.admit(&provider, &hello(&ticket, 1), after(2)), "a twin with the same recording");
    assert!(twin.admit(&provider, &hello(&ticket, 2), after(2)), "another hello with the same ticket");
    surehand_evidence::property("8-3", "early data of one hello is admitted once, by one of all servers that share it");
}

#[test]
fn a_single_use_ticket_needs_no_recording() {
    let (provider, sessions) = (provider(), with_tickets(StoredSessions::new(10)));
    let ticket = sessions.seal(&provider, &seal_ticket(), NOW).unwrap();
    let twin = sessions.clone();
    assert!(twin.admit(&provider, &hello(&ticket, 1), after(1)));
    assert!(!sessions.admit(&provider, &hello(&ticket, 1), after(1)));
    assert!(!sessions.admit(&provider, &hello(&ticket, 2), after(1)), "not even in another hello");
    assert!(sessions.find(&provider, &find_psks(&[(&ticket, 1_000)]), after(1)).is_empty());

    let both = ServerSessions { anti_replay: recording().anti_replay, ..sessions };
    let ticket = both.seal(&provider, &seal_ticket(), NOW).unwrap();
    assert!(both.admit(&provider, &hello(&ticket, 1), after(1)));
    let ticket = both.seal(&provider, &seal_ticket(), NOW).unwrap();
    assert!(!both.admit(&provider, &hello(&ticket, 1), after(1)), "whoever is asked may say no");
}

#[test]
fn freshness_alone_admits_nothing() {
    let (provider, sessions) = (provider(), with_tickets(TicketKeys::new()));
    let ticket = sessions.seal(&provider, &seal_ticket(), NOW).unwrap();
    let found = sessions.find(&provider, &find_psks(&[(&ticket, 0)]), NOW);
    assert!(found[0].early_data.is_some());
    assert!(!sessions.admit(&provider, &hello(&ticket, 1), NOW));
    assert!(!ServerSessions::default().admit(&provider, &hello(&ticket, 1), NOW));
    surehand_evidence::property("8.3-i2", "without recording or single-use tickets no early data is admitted");
}

#[test]
fn a_recording_that_forgets_too_soon_admits_nothing() {
    let provider = provider();
    let sessions = ServerSessions { freshness: Freshness(Duration::from_secs(11)), ..recording() };
    let ticket = sessions.seal(&provider, &seal_ticket(), NOW).unwrap();
    assert!(!sessions.admit(&provider, &hello(&ticket, 1), after(1)));
    let sessions = ServerSessions { freshness: Freshness(Duration::from_secs(10)), ..sessions };
    assert!(sessions.admit(&provider, &hello(&ticket, 1), after(1)));
}

#[test]
fn an_external_key_has_no_age_so_nobody_may_forget() {
    let provider = provider();
    let raw = ExternalPsk::raw(b"raw", &[9; 16]).unwrap().early_data(terms());
    let external_psks = Some(Arc::new(ExternalPskList::new([raw]).unwrap()) as _);
    let sessions = ServerSessions { external_psks, ..recording() };
    assert!(!sessions.admit(&provider, &hello(b"raw", 1), after(1)));
    let sessions = ServerSessions { anti_replay: Some(Arc::new(Forever(true))), ..sessions };
    assert!(sessions.admit(&provider, &hello(b"raw", 1), after(1)));
    let sessions = ServerSessions { anti_replay: Some(Arc::new(Forever(false))), ..sessions };
    assert!(!sessions.admit(&provider, &hello(b"raw", 1), after(1)));
    let sessions = ServerSessions { anti_replay: None, ..sessions };
    assert!(!sessions.admit(&provider, &hello(b"raw", 1), after(1)));
}

/// Somebody else's tickets.
struct Custom;

impl Tickets for Custom {
    fn seal(&self, _: &Mixed, _: &SealTicket, _: Timestamp) -> Option<Vec<u8>> {
        Some(b"custom".to_vec())
    }

    fn open(&self, _: &Mixed, identity: &[u8], now: Timestamp) -> Option<OpenedTicket> {
        (identity == b"custom").then(|| OpenedTicket::new(&seal_ticket(), now))
    }

    fn take(&self, _: &[u8], _: Timestamp) -> TicketUse {
        TicketUse::First
    }
}

#[test]
fn tickets_can_be_anybodys() {
    let (provider, sessions) = (provider(), with_tickets(Custom));
    assert_eq!(sessions.seal(&provider, &seal_ticket(), NOW).as_deref(), Some(&b"custom"[..]));
    assert_eq!(sessions.find(&provider, &find_psks(&[(b"custom", 0)]), NOW).len(), 1);
    assert!(sessions.admit(&provider, &hello(b"custom", 1), NOW));
    assert!(format!("{sessions:?}").contains("tickets: true"));
}
