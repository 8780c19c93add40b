//! Static files over HTTP/1.1.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

/// The longest request head, in bytes.
const MAX_HEAD: usize = 16 * 1024;
/// The most header lines in a request.
const MAX_HEADERS: usize = 64;

/// What a request asks for.
struct Request {
    length: usize,
    method: String,
    path: String,
    keep_alive: bool,
}

/// Answers requests until the client closes, or asks for the end. The first `came_early` bytes of them were early data.
pub fn serve(stream: &mut (impl Read + Write), directory: &Path, came_early: usize) -> io::Result<()> {
    let mut head = Vec::new();
    let mut early_left = came_early;
    loop {
        let Some(request) = next_request(stream, &mut head)? else { return Ok(()) };
        head.drain(..request.length);
        if early_left > 0 && !matches!(request.method.as_str(), "GET" | "HEAD") {
            // The client sends it again, and then at a time when nobody else can (RFC 8470 §5.2).
            status(stream, "425 Too Early", request.keep_alive, "")?;
        } else {
            answer(stream, directory, &request)?;
        }
        early_left = early_left.saturating_sub(request.length);
        if !request.keep_alive {
            return Ok(());
        }
    }
}

/// The next request, `None` at the end.
fn next_request(stream: &mut (impl Read + Write), head: &mut Vec<u8>) -> io::Result<Option<Request>> {
    loop {
        match parse(head) {
            Ok(Some(request)) => return Ok(Some(request)),
            Ok(None) if head.len() < MAX_HEAD => {}
            Ok(None) | Err(_) => {
                status(stream, "400 Bad Request", false, "")?;
                return Ok(None);
            }
        }
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk)?;
        if read == 0 {
            return Ok(None);
        }
        head.extend_from_slice(chunk.get(..read).unwrap_or_default());
    }
}

fn parse(head: &[u8]) -> Result<Option<Request>, httparse::Error> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(length) = request.parse(head)? else { return Ok(None) };
    let connection = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case("connection"));
    let says = |word: &str| connection.is_some_and(|header| header.value.eq_ignore_ascii_case(word.as_bytes()));
    // A body would have to be read before the next request; without one there is nothing to get wrong.
    let has_body = request.headers.iter().any(|header| {
        header.name.eq_ignore_ascii_case("transfer-encoding")
            || (header.name.eq_ignore_ascii_case("content-length") && header.value != b"0")
    });
    let keep_alive = !has_body && if request.version == Some(1) { !says("close") } else { says("keep-alive") };
    Ok(Some(Request {
        length,
        method: request.method.unwrap_or_default().to_owned(),
        path: request.path.unwrap_or_default().to_owned(),
        keep_alive,
    }))
}

fn answer(stream: &mut impl Write, directory: &Path, request: &Request) -> io::Result<()> {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return status(stream, "405 Method Not Allowed", request.keep_alive, "Allow: GET, HEAD\r\n");
    }
    let opened = locate(directory, &request.path).and_then(|path| {
        let file = File::open(&path).ok()?;
        let metadata = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
        Some((path, file, metadata.len()))
    });
    let Some((path, file, length)) = opened else {
        return status(stream, "404 Not Found", request.keep_alive, "");
    };
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {length}\r\nConnection: {}\r\n\r\n",
        content_type(&path),
        connection(request.keep_alive),
    )?;
    if request.method == "GET" {
        let mut buffer = vec![0; 64 * 1024];
        let mut body = file.take(length);
        loop {
            let read = body.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            stream.write_all(buffer.get(..read).unwrap_or_default())?;
        }
    }
    stream.flush()
}

fn status(stream: &mut impl Write, status: &str, keep_alive: bool, headers: &str) -> io::Result<()> {
    let body = format!("{status}\n");
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: {}\r\n{headers}\r\n{body}",
        body.len(),
        connection(keep_alive),
    )?;
    stream.flush()
}

fn connection(keep_alive: bool) -> &'static str {
    if keep_alive { "keep-alive" } else { "close" }
}

/// The file that a request path names: below `directory`, whatever the path and links in it say.
fn locate(directory: &Path, request_path: &str) -> Option<PathBuf> {
    let path = request_path.split(['?', '#']).next()?;
    let decoded = percent_decode(path.strip_prefix('/')?)?;
    let relative = Path::new(&decoded);
    if !relative.components().all(|component| matches!(component, Component::Normal(_))) {
        return None;
    }
    let root = directory.canonicalize().ok()?;
    let mut found = root.join(relative).canonicalize().ok()?;
    if found.is_dir() {
        found = found.join("index.html").canonicalize().ok()?;
    }
    found.starts_with(&root).then_some(found)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                let (high, low) = (digit(bytes.next())?, digit(bytes.next())?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(decoded).ok()
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("wasm") => "application/wasm",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::locate;

    #[test]
    fn nothing_outside_the_directory() {
        let directory = std::env::temp_dir().join(format!("surehand-www-{}", std::process::id()));
        std::fs::create_dir_all(directory.join("inner")).unwrap();
        std::fs::write(directory.join("inner/index.html"), "x").unwrap();
        std::fs::write(directory.join("a b.txt"), "x").unwrap();
        for path in
            ["/../etc/passwd", "/inner/../../etc/passwd", "/%2e%2e/etc/passwd", "//etc/passwd", "", "/%", "/%zz"]
        {
            assert_eq!(locate(&directory, path), None, "{path}");
        }
        std::os::unix::fs::symlink("/etc", directory.join("link")).unwrap();
        assert_eq!(locate(&directory, "/link/passwd"), None);
        assert!(locate(&directory, "/inner/").is_some());
        assert!(locate(&directory, "/inner?query").is_some());
        assert!(locate(&directory, "/a%20b.txt").is_some());
        std::fs::remove_dir_all(&directory).unwrap();
    }
}
