//! A device and its control room, with a pre-shared key and no certificates (RFC 9257, RFC 9258). The control room looks
//! keys up in a database, and awaits that.

use std::error::Error;
use std::time::Duration;

use surehand::provider::Mixed;
use surehand::session::{Context, ExternalPsk, ImportedIdentity, Known, KnownPsk};
use surehand::{ClientConfig, ConfigError, ServerConfig};
use surehand_tokio::{Acceptor, Answer, Question, Reply};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Whose key it is: bound to both ends, so that no device can pass for the control room.
fn key_of(device: &[u8], key: &[u8; 32]) -> Result<ExternalPsk, ConfigError> {
    ExternalPsk::imported(device, key, Context::between(device, b"control room")?)
}

/// A query.
async fn query(identity: &[u8]) -> Option<KnownPsk> {
    tokio::time::sleep(Duration::from_millis(5)).await;
    let device = ImportedIdentity::read(identity).ok()?.external_identity;
    let key = (device == b"pump 7").then_some([7; 32])?;
    key_of(device, &key).ok()?.find(&Mixed::new().ok()?, identity)
}

fn database(question: &Question) -> Option<Answer> {
    let Question::FindPsks(psks) = question else { return None };
    let identities: Vec<Vec<u8>> = psks.identities.iter().map(|offered| offered.identity.clone()).collect();
    Some(Box::pin(async move {
        let mut known = Vec::new();
        for identity in identities {
            if let Some(psk) = query(&identity).await {
                known.push((identity, Known::External(psk)));
            }
        }
        Reply::Psks(known)
    }))
}

/// A device reports a reading, and is told what to do.
async fn report(port: u16, device: &[u8], key: &[u8; 32]) -> Result<String, Box<dyn Error>> {
    let config = ClientConfig::builder().external_psk(key_of(device, key)?).build()?;
    let tcp = TcpStream::connect(("127.0.0.1", port)).await?;
    let mut stream = surehand_tokio::connect(&config, "localhost".try_into()?, tcp).await?;
    stream.write_all(b"pressure 3.1 bar").await?;
    stream.shutdown().await?;
    let mut order = String::new();
    stream.read_to_string(&mut order).await?;
    Ok(order)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // Some key has to be in the configuration for it to work without certificates: that of a device in the next room.
    let next_door = surehand::session::ExternalPskList::new([key_of(b"pump 1", &[1; 32])?])?;
    let config = ServerConfig::builder().external_psks(std::sync::Arc::new(next_door)).build()?;
    let control_room = Acceptor::new(config).answers(database);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            let control_room = control_room.clone();
            tokio::spawn(async move {
                let mut stream = control_room.accept(tcp).await.ok()?;
                let who = stream.connection().session()?.peer_identity?.as_bytes().to_vec();
                let mut reading = String::new();
                stream.read_to_string(&mut reading).await.ok()?;
                println!("control room: {} reports {reading}", String::from_utf8_lossy(&who));
                stream.write_all(b"carry on").await.ok()?;
                stream.shutdown().await.ok()
            });
        }
    });

    let order = report(port, b"pump 7", &[7; 32]).await?;
    println!("pump 7 is told: {order}");
    assert_eq!(order, "carry on");
    let refused = report(port, b"pump 7", &[8; 32]).await.err().ok_or("a wrong key was good")?;
    println!("with a wrong key: {refused}");
    Ok(())
}
