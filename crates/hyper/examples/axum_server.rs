//! An axum server over HTTP/2 and HTTP/1.1: `axum_server [ADDRESS [CHAIN.pem KEY.pem]]`.
//!
//! Without a certificate it makes one for localhost. It prints its address and the pin of its key, and serves until it is
//! killed: a page with a style sheet, a script, a picture and data that the script fetches; `/version`; `/echo`; `/large`.

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{Version, header};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use surehand::{Credential, ServerConfig};
use surehand_hyper::{Listener, PROTOCOLS};
use tokio::net::TcpListener;

const PAGE: &str = r#"<!doctype html>
<title>loading</title>
<link rel="stylesheet" href="/style.css">
<img id="picture" src="/picture.svg" alt="a picture">
<p id="data">no data</p>
<script type="module" src="/script.js"></script>
"#;

/// Says in the page what has been loaded.
const SCRIPT: &str = r#"
const data = await (await fetch("/data")).json();
const parts = await Promise.all([...Array(20).keys()].map(async n => (await fetch("/part/" + n)).text()));
document.getElementById("data").textContent = `${data.answer} over ${data.version}, ${parts.join(" ")}`;
const style = getComputedStyle(document.body).color == "rgb(1, 2, 3)" ? "styled" : "plain";
const picture = document.getElementById("picture");
await picture.decode();
document.title = `loaded, ${style}, ${picture.naturalWidth} wide`;
"#;

const PICTURE: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>"#;

fn router() -> Router {
    let typed =
        |kind: &'static str, body: &'static str| get(move || async move { ([(header::CONTENT_TYPE, kind)], body) });
    let data = async |version: Version| {
        let json = format!(r#"{{"answer": 42, "version": "{version:?}"}}"#);
        ([(header::CONTENT_TYPE, "application/json")], json)
    };
    let part = async |axum::extract::Path(number): axum::extract::Path<u32>| number.to_string();
    Router::new()
        .route("/", get(async || Html(PAGE)))
        .route("/style.css", typed("text/css", "body { color: rgb(1, 2, 3) }"))
        .route("/script.js", typed("text/javascript", SCRIPT))
        .route("/picture.svg", typed("image/svg+xml", PICTURE))
        .route("/data", get(data))
        .route("/part/{number}", get(part))
        .route("/version", get(async |version: Version| format!("{version:?}\n")))
        .route("/large", get(async || vec![b'x'; 10_000_000].into_response()))
        .route("/echo", post(async |body: Bytes| body).layer(DefaultBodyLimit::disable()))
}

fn credential(chain: Option<String>, key: Option<String>) -> Result<Credential, Box<dyn std::error::Error>> {
    if let (Some(chain), Some(key)) = (chain, key) {
        return Ok(Credential::from_pem_files(chain, key)?);
    }
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    Ok(Credential::from_pem(made.cert.pem().as_bytes(), made.signing_key.serialize_pem().as_bytes())?)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let credential = credential(arguments.next(), arguments.next())?;
    let pin = credential.pin()?;
    let config = ServerConfig::builder().credential(credential).application_protocols(PROTOCOLS).build()?;
    let tcp = TcpListener::bind(address).await?;
    println!("https://localhost:{}/ pin {pin}", tcp.local_addr()?.port());
    let listener = Listener::new(tcp, config).on_failure(|peer, error| eprintln!("{peer}: {error}"));
    axum::serve(listener, router()).await?;
    Ok(())
}
