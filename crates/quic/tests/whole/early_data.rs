//! 0-RTT: taken, refused, and not without the server's transport parameters.

use quinn::Endpoint;

use crate::rig::{PAIRS, Tls, client, connect, echo, exchange, made, soon};

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

/// By a server that has seen the ClientHello before, or that takes none: the session is resumed all the same.
#[tokio::test]
async fn not_offered_where_the_server_takes_none() {
    let made = made();
    let config = made.serving().early_data(
        0,
        std::sync::Arc::new(surehand::session::ClientHelloRecording::new(surehand::session::Timestamp::now())),
    );
    let (server, client) = (echo(crate::rig::surehand_server(config)), client(made.client(Tls::Surehand)));
    first(&client, &server).await;
    assert!(client.connect(server.local_addr().unwrap(), "localhost").unwrap().into_0rtt().is_err());
}
