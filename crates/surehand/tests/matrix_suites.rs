//! RFC 8446 B.4, §4.2.7: every cipher suite with every group, between the crypto libraries in both directions.

mod peer;

use std::sync::Arc;

use peer::{Local, Rigged};
use surehand::provider::Mixed;
use surehand_codec::code_point::NamedGroup;
use surehand_core::config::{ClientConfig, Retry, ServerConfig};
use surehand_core::connection::Connection;
use surehand_core::crypto::{Provider, Suite};
use surehand_core::handshake::client::Intent;

const AMOUNT: usize = 100_000;

/// A library's name and its rows.
type Library = (&'static str, fn() -> Rigged);

/// The libraries that this build and this CPU have.
fn libraries() -> Vec<Library> {
    let mut libraries: Vec<Library> = Vec::new();
    if Mixed::aws_lc().is_ok() {
        libraries.push(("aws-lc", || Rigged::over(Mixed::aws_lc().unwrap())));
    }
    if Mixed::graviola().is_ok() {
        libraries.push(("graviola", || Rigged::over(Mixed::graviola().unwrap())));
    }
    libraries
}

/// Everything that one end has to say goes to the other, until both are silent.
fn exchange(client: &mut Local, server: &mut Local) {
    for _ in 0..10 {
        let output = client.output();
        server.feed(&output).unwrap();
        let output = server.output();
        client.feed(&output).unwrap();
    }
}

fn handshake(client: Rigged, server: Rigged, suite: Suite, group: NamedGroup, retry: bool) {
    let mut client_config = ClientConfig::new(&client);
    client_config.cipher_suites = vec![suite.cipher_suite];
    client_config.groups = vec![group];
    client_config.key_share_groups = if retry { Vec::new() } else { vec![group] };
    let mut server_config = ServerConfig::new(&server);
    server_config.retry = if retry { Retry::RandomCookie(32) } else { Retry::Plain };
    let (client, server) = (Arc::new(client), Arc::new(server));
    let connection = Connection::client(client.clone(), (), Arc::new(client_config), Intent::default());
    let mut client = Local::new(client, connection.map_err(|error| panic!("{error}")).unwrap());
    let connection = Connection::server(server.clone(), (), Arc::new(server_config));
    let mut server = Local::new(server, connection);
    exchange(&mut client, &mut server);
    for end in [&client, &server] {
        assert_eq!(end.connection.connected().unwrap().suite.cipher_suite, suite.cipher_suite);
    }
    let data: Vec<u8> = (0..AMOUNT).map(|number| (number % 251) as u8).collect();
    let sent = client.send(&data).unwrap();
    server.feed(&sent).unwrap();
    let sent = server.send(&data).unwrap();
    client.feed(&sent).unwrap();
    assert!(client.data == data && server.data == data);
    let mut exported = [[0; 64]; 2];
    for (end, out) in [&client, &server].into_iter().zip(&mut exported) {
        end.connection.export(b"EXPORTER-surehand-test", b"context", out).unwrap();
    }
    assert_eq!(exported[0], exported[1]);
}

#[test]
fn every_suite_and_group_between_all_libraries() {
    let mut done = 0;
    for (client_name, client) in libraries() {
        for (server_name, server) in libraries() {
            let (client_rows, server_rows) = (client(), server());
            let all = Rigged::new();
            for suite in all.suites() {
                for group in all.groups() {
                    let has = |rows: &Rigged| rows.suite(suite.cipher_suite).is_some() && rows.groups.contains(group);
                    if !has(&client_rows) || !has(&server_rows) {
                        println!("skipped: {} with {group}, {client_name} to {server_name}", suite.cipher_suite);
                        continue;
                    }
                    for retry in [false, true] {
                        handshake(client(), server(), *suite, *group, retry);
                        done += 1;
                    }
                }
            }
        }
    }
    println!("{done} handshakes");
    assert!(done >= 3 * 4 * 2);
}
