//! RFC 8446 §4.6.1: tickets, made, kept, used again, and what a resumed connection has to have in common.

mod peer;

use std::collections::BTreeSet;

use peer::bytes::{Cursor, extensions};
use peer::pair::client_authentication;
use peer::{Broken, HandBuilt, Hello, Known, Pair, Rigged, vector};
use surehand_codec::code_point::{AlertDescription as Alert, ExtensionType as E};
use surehand_codec::extension::PskKeyExchangeMode as Mode;
use surehand_codec::reject;
use surehand_core::config::{ClientConfig, ServerConfig};
use surehand_core::connection::{Error, Event};
use surehand_core::crypto::Purpose;
use surehand_core::handshake::{Answer, ClientStatus, Question, SealTicket, Session};

/// A NewSessionTicket, taken apart.
#[derive(Debug)]
struct Ticket {
    lifetime: usize,
    age_add: usize,
    nonce: Vec<u8>,
    ticket: Vec<u8>,
    extensions: Vec<(E, Vec<u8>)>,
}

fn tickets(peer: &HandBuilt) -> Vec<Ticket> {
    let parse = |message: &Vec<u8>| {
        let mut body = Cursor(&message[4..]);
        let ticket = Ticket {
            lifetime: body.number(4),
            age_add: body.number(4),
            nonce: body.vector(1).to_vec(),
            ticket: body.vector(2).to_vec(),
            extensions: extensions(&mut body),
        };
        assert_eq!(body.0, b"");
        ticket
    };
    peer.late.iter().map(|(message, _)| message).filter(|message| message[0] == 4).map(parse).collect()
}

fn alpn(names: &[&[u8]]) -> Vec<u8> {
    vector(2, &names.iter().flat_map(|name| vector(1, name)).collect::<Vec<_>>())
}

fn server_name(name: &[u8]) -> Vec<u8> {
    vector(2, &[&[0][..], &vector(2, name)].concat())
}

/// A server that makes tickets and a client that can use them, connected.
fn with_tickets(number: u8, change: impl FnOnce(&mut ServerConfig)) -> Pair {
    connected(&[], number, change, |hello| hello)
}

/// The same with what the server knows and the client offers, and with another hello.
fn connected(
    psks: &[Known],
    number: u8,
    change: impl FnOnce(&mut ServerConfig),
    hello: impl FnOnce(Hello) -> Hello,
) -> Pair {
    let mut pair = Pair::server_knowing(psks, false, |config| {
        config.tickets = number;
        config.max_early_data_size = 0;
        change(config);
    });
    let hello = hello(pair.client_hello().set(E::PSK_KEY_EXCHANGE_MODES, vec![1, 1]));
    let hello = if psks.is_empty() { hello } else { pair.peer.bound(hello) };
    pair.tell(hello.bytes()).unwrap();
    let mut pair = pair.to("Connected");
    pair.give(b"").unwrap();
    pair.agree();
    pair
}

fn sealed(pair: &Pair) -> Vec<SealTicket> {
    let seal = |question: &Question| match question {
        Question::SealTicket(seal) => Some(seal.clone()),
        _ => None,
    };
    pair.local.asked.iter().filter_map(seal).collect()
}

#[test]
fn tickets_follow_the_handshake() {
    for number in [0, 1, 4, 9] {
        let pair = with_tickets(number, |_| {});
        let tickets = tickets(&pair.peer);
        let number = usize::from(number);
        assert_eq!(tickets.len(), number);
        let of = |part: fn(&Ticket) -> Vec<u8>| tickets.iter().map(part).collect::<BTreeSet<_>>().len();
        assert_eq!(of(|ticket| ticket.nonce.clone()), number);
        assert_eq!(of(|ticket| ticket.age_add.to_be_bytes().to_vec()), number);
        for (ticket, seal) in tickets.iter().zip(sealed(&pair)) {
            assert_eq!((ticket.lifetime, &ticket.extensions[..]), (24 * 3600, &[][..]));
            assert_eq!((ticket.age_add, ticket.lifetime), (seal.age_add as usize, seal.lifetime as usize));
            assert_eq!(pair.peer.ticket_key(&ticket.nonce), seal.psk.as_ref());
        }
        assert!(pair.local.events.contains(&Event::Complete));
    }
    for (rule, what) in [
        ("4.6.1-1", "tickets after the client's Finished"),
        ("4.6.1-3", "nine tickets on one connection"),
        ("4.6.1-14", "each ticket_age_add is drawn anew"),
        ("4.6.1-i3", "each ticket_nonce is its own"),
        ("4.6.1-i7", "a peer of another make derives the same key"),
    ] {
        surehand_evidence::property(rule, what);
    }
}

#[test]
fn no_ticket_for_those_who_cannot_use_it() {
    let mut pair = Pair::server_with(Rigged::new(), |config| {
        config.tickets = 4;
        config.psk_key_exchange_modes = vec![Mode::PSK_DHE_KE];
    })
    .to("Connected");
    assert_eq!(pair.local.connection.make_ticket(), Err(Error::NotPossible));
    assert!(tickets(&pair.peer).is_empty());
    pair.agree();
    let pair = connected(&[], 4, |_| {}, |hello| hello.set(E::PSK_KEY_EXCHANGE_MODES, vec![1, 0]));
    assert!(tickets(&pair.peer).is_empty());
    surehand_evidence::property("4.2.9-5", "no ticket without a mode in common");
}

#[test]
fn a_lifetime_is_no_longer_than_a_week() {
    for (configured, said) in [(1, 1), (604_800, 604_800), (604_801, 604_800), (u32::MAX, 604_800)] {
        let pair = with_tickets(1, |config| config.ticket_lifetime = configured);
        assert_eq!(tickets(&pair.peer)[0].lifetime, said);
        assert_eq!(sealed(&pair)[0].lifetime as usize, said);
    }
    surehand_evidence::property("4.6.1-10", "a server's lifetimes are cut to 604800 seconds");
}

#[test]
fn early_data_is_admitted_where_the_server_takes_any() {
    let pair = with_tickets(2, |config| config.max_early_data_size = 0x0102_0304);
    for (ticket, seal) in tickets(&pair.peer).iter().zip(sealed(&pair)) {
        assert_eq!(ticket.extensions, [(E::EARLY_DATA, vec![1, 2, 3, 4])]);
        let terms = seal.early_data.unwrap();
        assert_eq!((terms.max_early_data_size, terms.cipher_suite), (0x0102_0304, pair.peer.suite.cipher_suite));
    }
}

#[test]
fn a_ticket_may_be_left_out() {
    let mut pair = Pair::server_knowing(&[], false, |config| config.tickets = 3);
    let hello = pair.client_hello().set(E::PSK_KEY_EXCHANGE_MODES, vec![1, 1]);
    pair.tell(hello.bytes()).unwrap();
    let mut pair = pair.to("WaitFinished");
    pair.local.answers = false;
    let finished = pair.peer.finished();
    pair.tell(finished).unwrap();
    for ticket in [Some(b"one".to_vec()), None, Some(b"three".to_vec())] {
        let (id, question) = pair.local.connection.question().unwrap();
        assert!(matches!(question, Question::SealTicket(_)));
        pair.local.connection.answer(id, Answer::Ticket(Ok(ticket))).unwrap();
    }
    pair.settle();
    let found: Vec<_> = tickets(&pair.peer).into_iter().map(|ticket| ticket.ticket).collect();
    assert_eq!(found, [b"one".to_vec(), b"three".to_vec()]);
    pair.agree();
}

#[test]
fn a_refusal_instead_of_a_ticket_ends_the_connection() {
    for ticket in [Err(reject!(INTERNAL_ERROR, "6.2-i17")), Ok(Some(vec![0; 1 << 16])), Ok(Some(vec![]))] {
        let mut pair = with_tickets(0, |_| {});
        pair.local.answers = false;
        pair.local.connection.make_ticket().unwrap();
        let (id, _) = pair.local.connection.question().unwrap();
        let result = pair.local.connection.answer(id, Answer::Ticket(ticket)).map(drop);
        pair.refused(result, Alert::INTERNAL_ERROR, "6.2-i17");
    }
    // Without randomness there is none.
    let broken = |number| Rigged::broken(Broken::Random(Purpose::TicketAgeAdd(number)));
    let with = |provider, tickets| {
        let mut pair = Pair::server_with(provider, |config| {
            config.tickets = tickets;
            config.psk_key_exchange_modes = vec![Mode::PSK_DHE_KE];
        });
        let hello = pair.client_hello().set(E::PSK_KEY_EXCHANGE_MODES, vec![1, 1]);
        pair.tell(hello.bytes()).unwrap();
        pair
    };
    let pair = with(broken(0), 1).to("WaitFinished");
    let finished = pair.peer.finished();
    pair.refuses_message(&finished, Alert::INTERNAL_ERROR, "6.2-i17");
    let mut pair = with(broken(1), 1).to("Connected");
    pair.agree();
    let result = pair.local.connection.make_ticket();
    pair.refused(result, Alert::INTERNAL_ERROR, "6.2-i17");
}

#[test]
fn more_tickets_at_any_time() {
    let mut pair = with_tickets(1, |_| {});
    for number in 2..6 {
        pair.local.connection.make_ticket().unwrap();
        assert_eq!(pair.local.connection.make_ticket(), Err(Error::NotPossible), "one question at a time");
        pair.give(b"").unwrap();
        assert_eq!(tickets(&pair.peer).len(), number);
        pair.agree();
    }
    let nonces: BTreeSet<_> = tickets(&pair.peer).into_iter().map(|ticket| ticket.nonce).collect();
    assert_eq!(nonces.len(), 5);
    assert_eq!(Pair::server_at("WaitFinished").local.connection.make_ticket(), Err(Error::NotPossible));
    assert_eq!(Pair::client_at("Connected").local.connection.make_ticket(), Err(Error::NotPossible));
}

#[test]
fn after_the_split_a_server_makes_tickets() {
    let pair = with_tickets(0, |_| {});
    let mut peer = pair.peer;
    let Ok((mut sender, mut receiver)) = pair.local.connection.split() else { panic!("not connected") };
    for number in 0..5 {
        receiver.make_ticket().unwrap();
        let (id, _) = receiver.question().unwrap();
        receiver.answer(id, Answer::Ticket(Ok(Some(vec![number])))).unwrap();
    }
    let mut out = Vec::new();
    sender.send(b"data", &mut out).unwrap();
    peer.hear(&out);
    assert_eq!((peer.unopened, &peer.data[peer.data.len() - 4..]), (0, &b"data"[..]));
    let found: Vec<_> = tickets(&peer).into_iter().map(|ticket| ticket.ticket).collect();
    assert_eq!(found, (0..5).map(|number| vec![number]).collect::<Vec<_>>());
}

#[test]
fn tickets_wait_for_the_sending_half_up_to_a_limit() {
    let pair = with_tickets(0, |_| {});
    let mut peer = pair.peer;
    let Ok((mut sender, mut receiver)) = pair.local.connection.split() else { panic!("not connected") };
    let limits = surehand_core::record::Limits::default();
    let most = limits.certificate_requests + limits.tickets as usize;
    for _ in 0..most {
        receiver.make_ticket().unwrap();
        let (id, _) = receiver.question().unwrap();
        receiver.answer(id, Answer::Ticket(Ok(Some(b"ticket".to_vec())))).unwrap();
    }
    assert_eq!(receiver.make_ticket(), Err(Error::NotPossible));
    let mut out = Vec::new();
    sender.output(&mut out).unwrap();
    peer.hear(&out);
    assert_eq!((peer.unopened, tickets(&peer).len()), (0, most));
    receiver.make_ticket().unwrap();
}

/// What a client of another make keeps of the server's last ticket.
fn last_ticket(pair: &Pair) -> Known {
    let ticket = tickets(&pair.peer).pop().unwrap();
    let key = pair.peer.ticket_key(&ticket.nonce);
    let age = (ticket.age_add as u32).wrapping_add(2000);
    let known = pair.local.known.last().unwrap();
    assert_eq!((&known.identity, &known.key), (&ticket.ticket, &key));
    known.clone().with(|known| known.age = age)
}

#[test]
fn a_ticket_resumes_again_and_again() {
    let mut pair = with_tickets(1, |_| {});
    for resumptions in 1..4 {
        let ticket = last_ticket(&pair).with(|known| {
            // Whoever keeps tickets notes when the full handshake was.
            known.session.as_mut().unwrap().origin = Some(77);
        });
        pair = connected(&[ticket], 1, |_| {}, |hello| hello);
        assert!(pair.local.connection.connected().unwrap().by_psk);
        let session = &sealed(&pair)[0].session;
        assert_eq!((session.resumptions, session.origin), (resumptions, Some(77)));
    }
    surehand_evidence::property("4.6.1-2", "tickets of tickets resume");
    surehand_evidence::property("4.6.1-19", "how far a ticket is from a full handshake stands in it");
}

/// Whether a connection with this hello and this server continues that of a ticket.
fn resumes(
    change_ticket: impl FnOnce(&mut Session),
    change: impl FnOnce(&mut ServerConfig),
    hello: impl FnOnce(Hello) -> Hello,
) -> bool {
    let ticket = Known::ticket(b"ticket").with(|known| change_ticket(known.session.as_mut().unwrap()));
    let pair = connected(&[ticket], 0, change, hello);
    let by_psk = pair.local.connection.connected().unwrap().by_psk;
    assert_eq!(pair.peer.types().contains(&15), !by_psk, "a full handshake otherwise");
    by_psk
}

#[test]
fn a_ticket_is_bound_to_the_name() {
    let named = |session: &mut Session| session.server_name = Some(b"name".to_vec());
    assert!(resumes(named, |_| {}, |hello| hello.set(E::SERVER_NAME, server_name(b"name"))));
    assert!(!resumes(named, |_| {}, |hello| hello.set(E::SERVER_NAME, server_name(b"other"))));
    assert!(!resumes(named, |_| {}, |hello| hello));
    assert!(!resumes(|_| {}, |_| {}, |hello| hello.set(E::SERVER_NAME, server_name(b"name"))));
    // It stands in the ticket.
    let pair = connected(&[], 1, |_| {}, |hello| hello.set(E::SERVER_NAME, server_name(b"name")));
    assert_eq!(sealed(&pair)[0].session.server_name.as_deref(), Some(&b"name"[..]));
    surehand_evidence::property("4.6.1-6", "a ticket resumes under the same name alone");
    surehand_evidence::property("4.6.1-8", "the name is that of this ClientHello");
}

#[test]
fn a_ticket_is_bound_to_the_application_protocol() {
    let protocols =
        |config: &mut ServerConfig| config.application_layer_protocols = vec![b"h2".to_vec(), b"h3".to_vec()];
    let h2 = |session: &mut Session| session.application_layer_protocol = Some(b"h2".to_vec());
    let offer = |names: &'static [&'static [u8]]| {
        move |hello: Hello| hello.set(E::APPLICATION_LAYER_PROTOCOL_NEGOTIATION, alpn(names))
    };
    assert!(resumes(h2, protocols, offer(&[b"h2"])));
    assert!(!resumes(h2, protocols, offer(&[b"h3"])));
    assert!(!resumes(h2, protocols, |hello| hello));
    assert!(!resumes(|_| {}, protocols, offer(&[b"h2"])));
    let pair = connected(&[], 1, protocols, offer(&[b"h3"]));
    assert_eq!(sealed(&pair)[0].session.application_layer_protocol.as_deref(), Some(&b"h3"[..]));
}

#[test]
fn a_ticket_is_bound_to_what_the_client_has_shown() {
    let shown = |client: ClientStatus| move |session: &mut Session| session.client = client;
    let known = || ClientStatus::Authenticated(b"somebody".to_vec());
    let policy = |in_handshake, required| {
        move |config: &mut ServerConfig| {
            let mut policy = client_authentication();
            (policy.in_handshake, policy.required) = (in_handshake, required);
            config.client_authentication = Some(policy);
        }
    };
    // Nobody is asked any more: whoever was asked before does a full handshake.
    assert!(resumes(shown(ClientStatus::NotRequested), |_| {}, |hello| hello));
    assert!(!resumes(shown(ClientStatus::Declined), |_| {}, |hello| hello));
    assert!(!resumes(shown(known()), |_| {}, |hello| hello));
    // Everybody is asked.
    assert!(!resumes(shown(ClientStatus::NotRequested), policy(true, false), |hello| hello));
    assert!(resumes(shown(ClientStatus::Declined), policy(true, false), |hello| hello));
    assert!(!resumes(shown(ClientStatus::Declined), policy(true, true), |hello| hello));
    assert!(resumes(shown(known()), policy(true, true), |hello| hello));
    // Some are asked later.
    for client in [ClientStatus::NotRequested, ClientStatus::Declined, known()] {
        assert!(resumes(shown(client), policy(false, true), |hello| hello));
    }
}

#[test]
fn a_resumed_connection_knows_its_client() {
    let asking = |config: &mut ServerConfig| config.client_authentication = Some(client_authentication());
    let mut pair = connected(&[], 1, asking, |hello| hello);
    let expected = ClientStatus::Authenticated(b"the test client".to_vec());
    for _ in 0..3 {
        assert_eq!(pair.local.connection.connected().unwrap().client, Some(&expected));
        let ticket = last_ticket(&pair);
        pair = connected(&[ticket], 1, asking, |hello| hello);
        assert!(pair.local.connection.connected().unwrap().by_psk);
    }
}

#[test]
fn an_external_psk_is_bound_to_nothing() {
    let pair = connected(
        &[Known::external(b"psk")],
        1,
        |config| config.client_authentication = Some(client_authentication()),
        |hello| hello.set(E::SERVER_NAME, server_name(b"name")),
    );
    assert!(pair.local.connection.connected().unwrap().by_psk);
    assert_eq!(pair.local.connection.connected().unwrap().client, Some(&ClientStatus::NotRequested));
    assert_eq!(sealed(&pair)[0].session.resumptions, 0, "a chain of tickets begins here");
}

/// The rest is about clients.
fn client(change: impl FnOnce(&mut ClientConfig)) -> Pair {
    Pair::client_offering(&[], false, change).to("Connected")
}

#[test]
fn a_client_keeps_what_it_is_given() {
    let mut pair = client(|config| config.application_layer_protocols = vec![b"h2".to_vec()]);
    let early = (E::EARLY_DATA, vec![0, 0, 4, 0]);
    let unknown = (E(0xfafa), b"ignored".to_vec());
    for (lifetime, nonce, extensions) in
        [(1, &b""[..], vec![]), (604_801, b"nonce", vec![unknown.clone(), early]), (u32::MAX, &[9; 255], vec![unknown])]
    {
        pair.give_record(22, &HandBuilt::new_session_ticket(lifetime, nonce, b"ticket", &extensions)).unwrap();
        let [ticket] = &pair.local.connection.take_tickets()[..] else { panic!("one ticket") };
        assert_eq!((&ticket.ticket[..], ticket.lifetime), (&b"ticket"[..], lifetime.min(604_800)));
        assert_eq!((ticket.age_add, ticket.resumptions), (0x0908_0706, 0));
        assert_eq!(ticket.psk.as_ref(), pair.peer.ticket_key(nonce));
        assert_eq!(
            ticket.early_data.as_ref().map(|terms| terms.max_early_data_size),
            (nonce == b"nonce").then_some(1024)
        );
    }
    assert!(pair.local.connection.take_tickets().is_empty());
    pair.agree();
    for rule in ["4.6.1-16", "4.6.1-11", "4.2-2"] {
        surehand_evidence::property(rule, "a client keeps tickets, for a week at most, whatever extensions they have");
    }
}

#[test]
fn a_client_discards_what_it_cannot_use() {
    let mut pair = client(|_| {});
    pair.give_record(22, &HandBuilt::new_session_ticket(0, b"n", b"ticket", &[])).unwrap();
    assert!(pair.local.connection.take_tickets().is_empty());
    pair.agree();
    let mut pair = Pair::client_at("Connected");
    pair.give_record(22, &HandBuilt::new_session_ticket(10, b"n", b"ticket", &[])).unwrap();
    assert!(pair.local.connection.take_tickets().is_empty());
    pair.agree();
    surehand_evidence::property("9846:4.7.1-2", "a client without resumption ignores tickets");
    surehand_evidence::property("4.6.1-i2", "a ticket with a lifetime of 0 is discarded");
}

#[test]
fn a_client_keeps_so_many() {
    let mut pair = client(|config| config.limits.tickets = 3);
    for number in 0..9_u8 {
        pair.give_record(22, &HandBuilt::new_session_ticket(10, &[number], &[number], &[])).unwrap();
    }
    let kept: Vec<_> = pair.local.connection.take_tickets().into_iter().map(|ticket| ticket.ticket).collect();
    assert_eq!(kept, [[0], [1], [2]]);
    pair.agree();
}

#[test]
fn a_malformed_ticket_is_refused() {
    let ticket = HandBuilt::new_session_ticket;
    let empty = ticket(10, b"n", b"", &[]);
    client(|_| {}).refuses_message(&empty, Alert::DECODE_ERROR, "4.6.1-i4");
    for length in [0, 3, 5] {
        let early = ticket(10, b"n", b"ticket", &[(E::EARLY_DATA, vec![0; length])]);
        client(|_| {}).refuses_message(&early, Alert::DECODE_ERROR, "4.2.10-i1");
    }
    let twice = ticket(10, b"n", b"ticket", &[(E::EARLY_DATA, vec![0; 4]), (E::EARLY_DATA, vec![0; 4])]);
    client(|_| {}).refuses_message(&twice, Alert::ILLEGAL_PARAMETER, "4.2-8");
    let mut long = ticket(10, b"n", b"ticket", &[]);
    long.push(0);
    long[3] += 1;
    client(|_| {}).refuses_message(&long, Alert::DECODE_ERROR, "4-i1");
}

#[test]
fn a_client_resumes() {
    let mut pair = client(|_| {});
    for resumptions in 1..4 {
        pair.give_record(22, &HandBuilt::new_session_ticket(10, b"nonce", b"ticket", &[])).unwrap();
        let tickets = pair.local.connection.take_tickets();
        let psk = Known::kept(&tickets[0]);
        assert_eq!(psk.key, pair.peer.ticket_key(b"nonce"));
        let mut offered = psk.offered();
        offered.resumptions = tickets[0].resumptions;
        assert_eq!(tickets[0].resumptions, resumptions - 1);
        pair = resume(&psk, offered);
        pair = pair.to("Connected");
        assert!(pair.local.connection.connected().unwrap().by_psk);
        pair.agree();
    }
}

/// A client that offers this PSK; `Pair` offers PSKs of its own making only.
fn resume(psk: &Known, offered: surehand_core::handshake::OfferedPsk) -> Pair {
    use std::sync::Arc;
    use surehand_core::connection::Connection;
    use surehand_core::handshake::client::Intent;
    let mut pair = Pair::client_offering(std::slice::from_ref(psk), false, |_| {});
    let mut config = peer::pair::client_config(&pair.local.provider);
    config.psk_key_exchange_modes = vec![Mode::PSK_DHE_KE];
    let intent = Intent { psks: vec![offered], ..Intent::default() };
    let provider = pair.local.provider.clone();
    let Ok(connection) = Connection::client(provider.clone(), (), Arc::new(config), intent) else { panic!("a client") };
    pair.local = peer::Local::new(provider.clone(), connection);
    pair.peer = HandBuilt::new(provider, peer::Role::Server);
    (pair.peer.psks, pair.peer.select) = (vec![psk.clone()], Some(0));
    pair.settle();
    pair
}

#[test]
fn after_the_split_a_client_keeps_tickets() {
    let pair = client(|_| {});
    let mut peer = pair.peer;
    let Ok((_sender, mut receiver)) = pair.local.connection.split() else { panic!("not connected") };
    for number in 0..3_u8 {
        let mut record = peer.record(22, &HandBuilt::new_session_ticket(10, &[number], &[number], &[]));
        assert!(!receiver.receive(&mut record).unwrap().wake);
    }
    let tickets = receiver.take_tickets();
    assert_eq!(tickets.len(), 3);
    for ticket in &tickets {
        assert_eq!(ticket.psk.as_ref(), peer.ticket_key(&ticket.ticket));
    }
}

#[test]
fn a_server_takes_no_ticket() {
    let ticket = HandBuilt::new_session_ticket(10, b"n", b"ticket", &[]);
    Pair::server_at("Connected").refuses_message(&ticket, Alert::UNEXPECTED_MESSAGE, "4.6.1-i1");
}

#[test]
fn no_more_tickets_than_nonces() {
    let mut pair = with_tickets(0, |_| {});
    let connection = &mut pair.local.connection;
    for _ in 0..u16::MAX {
        connection.make_ticket().unwrap();
        let (id, _) = connection.question().unwrap();
        connection.answer(id, Answer::Ticket(Ok(None))).unwrap();
    }
    assert_eq!(connection.make_ticket(), Err(Error::NotPossible));
    pair.agree();
}
