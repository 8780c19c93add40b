//! RFC 8470: requests in early data. A GET is answered; what must not happen twice is told 425 (Too Early), and the client
//! sends it again once the handshake is complete.

use std::convert::Infallible;
use std::future::ready;
use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use surehand::session::{ClientHelloRecording, Timestamp};
use surehand::{ClientConfig, Credential, EarlyData, ServerConfig};
use surehand_tokio::{Acceptor, Connector};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Answers one request. What has come early may have been replayed (RFC 8446 §8).
fn answer(request: &Request<Incoming>, is_early: bool) -> Response<Full<Bytes>> {
    let (status, text) = match *request.method() {
        Method::GET => (StatusCode::OK, "the price is 7"),
        _ if is_early => (StatusCode::TOO_EARLY, ""),
        _ => (StatusCode::OK, "bought"),
    };
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response
}

async fn serve(acceptor: Acceptor, tcp: TcpStream) -> Result<(), Failure> {
    let mut stream = acceptor.start(tcp);
    let mut early = Vec::new();
    stream.early_data().read_to_end(&mut early).await?;
    stream.complete_handshake().await?;
    let (rest, mut write) = tokio::io::split(stream);
    if !early.is_empty() {
        // A connection of its own, so that no early request is ever taken for a late one.
        let io = TokioIo::new(tokio::io::join(std::io::Cursor::new(early), write));
        let connection = Builder::new().half_close(true).serve_connection(io, service(true));
        (_, write) = connection.without_shutdown().await?.io.into_inner().into_inner();
    }
    let io = TokioIo::new(tokio::io::join(rest, write));
    Ok(Builder::new().serve_connection(io, service(false)).await?)
}

fn service(
    is_early: bool,
) -> impl Service<Request<Incoming>, Response = Response<Full<Bytes>>, Error = Infallible, Future: Send> {
    service_fn(move |request| ready(Ok(answer(&request, is_early))))
}

/// A request by hand, as it goes into early data.
fn early(method: &str) -> String {
    format!("{method} /price HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n")
}

/// One connection that begins with `method` in early data, if there is a session for that. What came of it, and how.
async fn visit(connector: &Connector, port: u16, method: &str) -> Result<(EarlyData, StatusCode, String), Failure> {
    let mut stream = connector.start("localhost".try_into()?, TcpStream::connect(("127.0.0.1", port)).await?)?;
    let offered = stream.connection().early_data() == EarlyData::Offered;
    if offered {
        stream.send_early(early(method).as_bytes()).await?;
    }
    stream.complete_handshake().await?;
    let outcome = stream.connection().early_data();
    if outcome == EarlyData::Accepted {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        let head = String::from_utf8(head)?;
        let status: StatusCode = head.split(' ').nth(1).ok_or("no status")?.parse()?;
        let length =
            head.to_lowercase().split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        stream.read_exact(&mut body).await?;
        if status != StatusCode::TOO_EARLY {
            stream.shutdown().await?;
            return Ok((outcome, status, String::from_utf8(body)?));
        }
        println!("  {method} in early data: {status}; again, now that the handshake is complete");
    }
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request =
        Request::builder().method(method).uri("/price").header("host", "localhost").body(Empty::<Bytes>::new())?;
    let response = sender.send_request(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    Ok((outcome, status, String::from_utf8(body.to_vec())?))
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let credential = Credential::from_pem(made.cert.pem().as_bytes(), made.signing_key.serialize_pem().as_bytes())?;
    let client = ClientConfig::builder().pins([credential.pin()?]).early_data(true).application_protocols(["http/1.1"]);
    let recording = Arc::new(ClientHelloRecording::new(Timestamp::from_millis(0)));
    let server = ServerConfig::builder().credential(credential).early_data(16_384, recording);
    let acceptor = Acceptor::new(server.application_protocols(["http/1.1"]).build()?);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let _ = serve(acceptor, tcp).await;
            });
        }
    });

    let connector = Connector::new(client.build()?);
    for (method, expected) in [
        ("GET", (EarlyData::NotOffered, StatusCode::OK, "the price is 7")),
        ("GET", (EarlyData::Accepted, StatusCode::OK, "the price is 7")),
        ("POST", (EarlyData::Accepted, StatusCode::OK, "bought")),
    ] {
        let (early, status, body) = visit(&connector, port, method).await?;
        println!("{method}: early data {early:?}, {status}, {body}");
        assert_eq!((early, status, &*body), expected);
    }
    Ok(())
}
