//! `surehand serve --www`.

use crate::run::{Folder, Server, assert_code, text};

struct Site {
    folder: Folder,
    server: Server,
}

impl Site {
    fn new() -> Self {
        let folder = Folder::with_certificates();
        let root = folder.0.join("www");
        std::fs::create_dir_all(root.join("sub")).unwrap();
        std::fs::write(root.join("index.html"), "<h1>front</h1>").unwrap();
        std::fs::write(root.join("sub/index.html"), "inner").unwrap();
        std::fs::write(root.join("a b.txt"), "spaced").unwrap();
        std::fs::write(root.join("big.bin"), vec![7; 300_000]).unwrap();
        let server = Server::start(&folder, &["--www", &root.display().to_string()]);
        Self { folder, server }
    }

    fn ask(&self, requests: &str) -> String {
        let output = self.server.connect(&self.folder, &["--alpn", "http/1.1"], requests.as_bytes());
        assert_code(&output, 0);
        assert!(text(&output.stderr).contains("ALPN http/1.1"));
        text(&output.stdout)
    }

    fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    }
}

#[test]
fn files_by_their_names() {
    let site = Site::new();
    for (path, kind, body) in [
        ("/", "text/html", "<h1>front</h1>"),
        ("/index.html?query", "text/html", "<h1>front</h1>"),
        ("/sub/", "text/html", "inner"),
        ("/a%20b.txt", "text/plain", "spaced"),
    ] {
        let answer = site.get(path);
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains(&format!("Content-Type: {kind}")), "{answer}");
        assert!(answer.contains(&format!("Content-Length: {}\r\n", body.len())), "{answer}");
        assert!(answer.ends_with(&format!("\r\n\r\n{body}")), "{answer}");
    }
    let big = site.get("/big.bin");
    assert!(big.split_once("\r\n\r\n").unwrap().1 == "\x07".repeat(300_000));
}

#[test]
fn nothing_outside_and_nothing_else() {
    let site = Site::new();
    for path in ["/missing", "/../leaf.key", "/sub/../../leaf.key", "/%2e%2e/leaf.key", "//etc/passwd", "/%zz"] {
        let answer = site.get(path);
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        assert!(!answer.contains("PRIVATE KEY"));
    }
    let answer = site.ask("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody");
    assert!(answer.starts_with("HTTP/1.1 405 ") && answer.contains("Allow: GET, HEAD"), "{answer}");
    assert!(site.ask("nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
    let endless = format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", "x".repeat(40_000));
    assert!(site.ask(&endless).starts_with("HTTP/1.1 400 "));
}

#[test]
fn a_head_has_no_body() {
    let answer = Site::new().ask("HEAD /index.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(answer.contains("Content-Length: 14\r\n") && answer.ends_with("\r\n\r\n"), "{answer}");
}

#[test]
fn connections_are_kept_alive() {
    let request = "GET /sub/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let answer = Site::new().ask(&request.repeat(3));
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 3, "{answer}");
    assert_eq!(answer.matches("Connection: keep-alive").count(), 3, "{answer}");
}
