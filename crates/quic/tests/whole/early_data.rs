//! 0-RTT: taken, refused, and not without the server's transport parameters.

use quinn::Endpoint;
use surehand::NamedGroup;

use crate::rig::{PAIRS, Tls, client, connect, echo, exchange, made, soon, surehand_server};

/// A first connection; it is kept open until a ticket has come.
async fn first(client: &Endpoint, server: &Endpoint) {
    let connection = connect(client, server).await;
    exchange(&connection, b"first").await;
    exchange(&connection, b"and tickets").await;
    connection.close(0u32.into(), b"");
}

#[tokio::test]
async fn taken() {
    for (ours, theirs) in PAIRS {
        let made = made();
        let (server, client) = (echo(made.server(theirs)), client(made.client(ours)));
        assert!(client.connect(server.local_addr().unwrap(), "localhost").unwrap().into_0rtt().is_err());
        for _ in 0..2 {
            first(&client, &server).await;
            let connecting = client.connect(server.local_addr().unwrap(), "localhost").unwrap();
            let Ok((connection, accepted)) = connecting.into_0rtt() else { panic!("{ours:?}: no early data") };
            exchange(&connection, b"early").await;
            assert!(soon(accepted).await, "{ours:?} {theirs:?}");
            exchange(&connection, b"later").await;
        }
    }
}

/// By a server that cannot read the ticket.
#[tokio::test]
async fn refused() {
    for (ours, theirs) in PAIRS {
        let made = made();
        let client = client(made.client(ours));
        first(&client, &echo(made.server(theirs))).await;
        let other = echo(made.server(theirs));
        let connecting = client.connect(other.local_addr().unwrap(), "localhost").unwrap();
        let Ok((connection, accepted)) = connecting.into_0rtt() else { panic!("{ours:?}: no early data") };
        let (mut send, mut receive) = connection.open_bi().await.unwrap();
        send.write_all(b"early").await.unwrap();
        send.finish().unwrap();
        assert!(!soon(accepted).await);
        assert!(matches!(
            soon(receive.read_to_end(9)).await,
            Err(quinn::ReadToEndError::Read(quinn::ReadError::ZeroRttRejected))
        ));
        exchange(&connection, b"later").await;
    }
}

/// A HelloRetryRequest answers all of it.
#[tokio::test]
async fn refused_with_a_hello_retry_request() {
    for ours in [Tls::Surehand, Tls::Rustls] {
        let made = made();
        let server = echo(surehand_server(made.serving().groups([NamedGroup::SECP256R1])));
        let client = client(made.client(ours));
        first(&client, &server).await;
        let connecting = client.connect(server.local_addr().unwrap(), "localhost").unwrap();
        let Ok((connection, accepted)) = connecting.into_0rtt() else { panic!("{ours:?}: no early data") };
        // Some clients remember the group, so that there is nothing to ask again.
        assert!(!soon(accepted).await || ours == Tls::Rustls);
        exchange(&connection, b"later").await;
    }
}

#[tokio::test]
async fn not_offered_where_the_server_takes_none() {
    let made = made();
    let (server, client) =
        (echo(surehand_server(made.serving_without_early_data())), client(made.client(Tls::Surehand)));
    first(&client, &server).await;
    assert!(client.connect(server.local_addr().unwrap(), "localhost").unwrap().into_0rtt().is_err());
}
