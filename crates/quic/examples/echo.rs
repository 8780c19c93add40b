//! QUIC by quinn over surehand: a server that sends back what comes on each stream, and a client that speaks to it.
//!
//! `cargo run -p surehand-quic --example echo`

use std::error::Error;
use std::net::Ipv4Addr;

use quinn::{ClientConfig, Endpoint, Incoming, ServerConfig};
use surehand::Credential;

const PROTOCOL: &str = "echo";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    // A server has its own certificate; this one is made on the spot, and the client knows it by its key.
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let credential = Credential::from_pem(made.cert.pem().as_bytes(), made.signing_key.serialize_pem().as_bytes())?;
    let pin = credential.pin()?;

    let config = surehand::ServerConfig::builder().credential(credential).application_protocols([PROTOCOL]).build()?;
    let server =
        Endpoint::server(ServerConfig::with_crypto(surehand_quic::server(config)), (Ipv4Addr::LOCALHOST, 0).into())?;
    let address = server.local_addr()?;
    tokio::spawn(async move {
        while let Some(incoming) = server.accept().await {
            tokio::spawn(async move {
                if let Err(error) = echo(incoming).await {
                    eprintln!("server: {error}");
                }
            });
        }
    });

    let config = surehand::ClientConfig::builder().pins([pin]).application_protocols([PROTOCOL]).build()?;
    let client = Endpoint::client((Ipv4Addr::LOCALHOST, 0).into())?;
    let config = ClientConfig::new(surehand_quic::client(config));
    let connection = client.connect_with(config, address, "localhost")?.await?;
    for words in ["hello", "over QUIC"] {
        let (mut send, mut receive) = connection.open_bi().await?;
        send.write_all(words.as_bytes()).await?;
        send.finish()?;
        println!("the server says: {}", String::from_utf8(receive.read_to_end(1024).await?)?);
    }
    connection.close(0u32.into(), b"done");
    client.wait_idle().await;
    Ok(())
}

/// Serves one client until it closes the connection.
async fn echo(incoming: Incoming) -> Result<(), Box<dyn Error + Send + Sync>> {
    let connection = incoming.await?;
    while let Ok((mut send, mut receive)) = connection.accept_bi().await {
        send.write_all(&receive.read_to_end(1024).await?).await?;
        send.finish()?;
    }
    Ok(())
}
