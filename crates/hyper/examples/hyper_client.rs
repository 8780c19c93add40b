//! hyper's client: `hyper_client URL (--ca FILE.pem | --pin HEX | --platform) [--http1] [--post TEXT]`.
//!
//! Prints the status and the version, then the body.

use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use surehand::{ClientConfig, Pin, Roots};
use surehand_hyper::{Connector, PROTOCOLS};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("which URL?")?;
    let (mut trust, mut protocols, mut body) = (ClientConfig::builder(), &PROTOCOLS[..], None);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} what?"));
        match argument.as_str() {
            "--ca" => trust = trust.roots(Roots::from_pem_file(value()?)?),
            "--pin" => trust = trust.pins([Pin::from_hex(&value()?).ok_or("a pin has 64 hexadecimal digits")?]),
            "--platform" => trust = trust.roots(Roots::platform()?),
            "--http1" => protocols = &["http/1.1"],
            "--post" => body = Some(value()?),
            other => return Err(format!("{other}?").into()),
        }
    }
    let config = trust.application_protocols(protocols).build()?;
    let client = Client::builder(TokioExecutor::new()).build(Connector::new(config));
    let method = if body.is_some() { Method::POST } else { Method::GET };
    let request =
        Request::builder().method(method).uri(url).body(Full::<bytes::Bytes>::from(body.unwrap_or_default()))?;
    let response = client.request(request).await?;
    println!("{} {:?}", response.status(), response.version());
    let body = response.into_body().collect().await?.to_bytes();
    println!("{}", String::from_utf8_lossy(&body));
    Ok(())
}
