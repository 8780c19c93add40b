//! hyper's client and axum's server, over HTTP/2 and HTTP/1.1.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use http::{Request, StatusCode, Version};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use surehand::{ClientAuthentication, ClientConfig, Credential, Error, PeerIdentity, Pin, ServerConfig};
use surehand_hyper::{Connector, Listener, PROTOCOLS, Peer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

type HttpClient = Client<Connector, Full<Bytes>>;

fn made() -> Credential {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    Credential::from_pem(made.cert.pem().as_bytes(), made.signing_key.serialize_pem().as_bytes()).unwrap()
}

fn client(pin: Pin, protocols: &[&str]) -> HttpClient {
    let config = ClientConfig::builder().pins([pin]).application_protocols(protocols).build().unwrap();
    Client::builder(TokioExecutor::new()).build(Connector::new(config))
}

fn router() -> Router {
    Router::new().route("/hello", get(async || "hello")).route("/echo", post(async |body: Bytes| body)).route(
        "/who",
        get(async |ConnectInfo(peer): ConnectInfo<Peer>| match peer.identity {
            Some(PeerIdentity::Pin(_)) => "a pinned client",
            _ => "anybody",
        }),
    )
}

async fn serve(config: ServerConfig) -> SocketAddr {
    serve_with(|tcp| Listener::new(tcp, config)).await
}

async fn serve_with(listener: impl FnOnce(TcpListener) -> Listener) -> SocketAddr {
    let listener = listener(TcpListener::bind("127.0.0.1:0").await.unwrap());
    let address = listener.local_addr().unwrap();
    let service = router().into_make_service_with_connect_info::<Peer>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

async fn fetch(client: &HttpClient, address: SocketAddr, path: &str, body: Option<Bytes>) -> (Version, Bytes) {
    let request = Request::builder()
        .method(if body.is_some() { "POST" } else { "GET" })
        .uri(format!("https://localhost:{}{path}", address.port()))
        .body(Full::new(body.unwrap_or_default()))
        .unwrap();
    let response = tokio::time::timeout(Duration::from_secs(20), client.request(request)).await.unwrap().unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    (response.version(), response.into_body().collect().await.unwrap().to_bytes())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_version_is_what_both_speak() {
    for (client_has, server_has, version) in [
        (&PROTOCOLS[..], &PROTOCOLS[..], Version::HTTP_2),
        (&["h2"], &PROTOCOLS, Version::HTTP_2),
        (&["http/1.1"], &PROTOCOLS, Version::HTTP_11),
        (&PROTOCOLS, &["http/1.1"], Version::HTTP_11),
        (&[], &PROTOCOLS, Version::HTTP_11),
    ] {
        let credential = made();
        let client = client(credential.pin().unwrap(), client_has);
        let config = ServerConfig::builder().credential(credential).application_protocols(server_has).build().unwrap();
        let address = serve(config).await;
        assert_eq!(fetch(&client, address, "/hello", None).await, (version, Bytes::from_static(b"hello")));
        let much = Bytes::from_iter((0..1_000_000u32).map(|place| (place ^ (place >> 8)) as u8));
        let together = (0..8).map(|_| fetch(&client, address, "/echo", Some(much.clone())));
        for (seen, body) in futures(together).await {
            assert_eq!(seen, version);
            assert!(body == much);
        }
    }
}

/// All at once.
async fn futures<T: Send + 'static>(all: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut all: Vec<_> = all.map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|cx| {
        all.retain_mut(|future| match future.as_mut().poll(cx) {
            std::task::Poll::Ready(value) => {
                done.push(value);
                false
            }
            std::task::Poll::Pending => true,
        });
        if all.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

#[tokio::test]
async fn a_handler_learns_who_the_client_is() {
    let (server, known) = (made(), made());
    let (pin, clients) = (server.pin().unwrap(), ClientAuthentication::pins([known.pin().unwrap()]).optional());
    let address =
        serve(ServerConfig::builder().credential(server).client_authentication(clients).build().unwrap()).await;
    let config = ClientConfig::builder().pins([pin]).credential(known).build().unwrap();
    let shown = Client::builder(TokioExecutor::new()).build(Connector::new(config));
    assert_eq!(fetch(&shown, address, "/who", None).await.1, "a pinned client");
    assert_eq!(fetch(&client(pin, &[]), address, "/who", None).await.1, "anybody");
}

#[tokio::test]
async fn a_client_that_says_nothing_holds_nobody_up() {
    let credential = made();
    let pin = credential.pin().unwrap();
    let config = ServerConfig::builder().credential(credential).build().unwrap();
    let address = serve(config).await;
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    assert_eq!(fetch(&client(pin, &[]), address, "/hello", None).await.1, "hello");
}

#[tokio::test]
async fn failures_are_told_and_room_is_made() {
    let credential = made();
    let pin = credential.pin().unwrap();
    let timeout = Some(Duration::from_millis(100));
    let config = ServerConfig::builder().credential(credential).handshake_timeout(timeout).build().unwrap();
    let failures = Arc::new(Mutex::new(Vec::new()));
    let told = failures.clone();
    let address = serve_with(|tcp| {
        let told = move |_, error: Error| told.lock().unwrap().push(error.to_string());
        Listener::new(tcp, config).max_handshakes(1).on_failure(told)
    })
    .await;
    let mut garbled = TcpStream::connect(address).await.unwrap();
    garbled.write_all(b"GET / HTTP/1.0\r\n\r\n").await.unwrap();
    let mut alert = Vec::new();
    let _ = garbled.read_to_end(&mut alert).await;
    assert_eq!(alert, [21, 3, 3, 0, 2, 2, 10]);
    // There is room for one handshake, and this one takes it for a while.
    let _silent = TcpStream::connect(address).await.unwrap();
    assert_eq!(fetch(&client(pin, &[]), address, "/hello", None).await.1, "hello");
    let failures = failures.lock().unwrap();
    assert_eq!(failures.len(), 2, "{failures:?}");
    assert!(failures[1].contains("took too long"), "{failures:?}");
}

#[tokio::test]
async fn only_https_and_only_whom_we_trust() {
    let address = serve(ServerConfig::builder().credential(made()).build().unwrap()).await;
    let client = client(Pin::sha256([0; 32]), &[]);
    for (uri, why) in [
        (format!("http://{address}/"), "only https"),
        (format!("https://{address}/"), "certificate_unknown"),
        ("https://a_b..c/".to_owned(), "neither a DNS name"),
    ] {
        let error = client.request(Request::get(&uri).body(Full::default()).unwrap()).await.unwrap_err();
        let source = std::error::Error::source(&error).unwrap();
        assert!(source.to_string().contains(why), "{uri}: {source}");
    }
}
