//! A server with a self-signed certificate, and a client that knows the pin of its key: no authority is needed.

use std::error::Error;

use surehand::{ClientConfig, Credential, Pin, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

async fn visit(port: u16, pin: Pin) -> Result<String, Box<dyn Error>> {
    let config = ClientConfig::builder().pins([pin]).build()?;
    let tcp = TcpStream::connect(("127.0.0.1", port)).await?;
    let mut stream = surehand_tokio::connect(&config, "localhost".try_into()?, tcp).await?;
    let mut greeting = String::new();
    stream.read_to_string(&mut greeting).await?;
    Ok(greeting)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let (chain, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let credential = Credential::from_pem(chain.as_bytes(), key.as_bytes())?;
    let pin = credential.pin()?;
    let config = ServerConfig::builder().credential(credential).build()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            let config = config.clone();
            tokio::spawn(async move {
                let mut stream = surehand_tokio::accept(&config, tcp).await?;
                stream.write_all(b"hello").await?;
                stream.shutdown().await?;
                Ok::<_, surehand::Error>(())
            });
        }
    });

    println!("the pin is {pin}");
    assert_eq!(visit(port, pin).await?, "hello");
    let refused = visit(port, Pin::sha256([0; 32])).await.err().ok_or("a wrong pin was good")?;
    println!("with another pin: {refused}");
    Ok(())
}
