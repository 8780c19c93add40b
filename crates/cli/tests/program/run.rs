//! Starting the program, and ending it.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// A directory of its own, gone with the value.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// With a CA and a leaf in it.
    pub fn with_certificates() -> Self {
        let folder = Self::new();
        let made = surehand(&["cert", "--out", &folder.path("")], b"");
        assert!(made.status.success(), "{}", text(&made.stderr));
        folder
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_surehand"));
    command.args(arguments).env("NO_COLOR", "1");
    command
}

/// Runs the program with this input to its end.
pub fn surehand(arguments: &[&str], input: &[u8]) -> Output {
    let mut child =
        command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A program that ends before it has read everything is no failure of the test.
    let feeder = thread::spawn(move || stdin.write_all(&input).is_ok());
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    output
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub fn assert_code(output: &Output, code: i32) {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "stdout: {}\nstderr: {err}", out.get(..2000).unwrap_or(&out));
}

/// `surehand serve` on a free port, ended with the value.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    pub fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let (chain, key) = (folder.path("leaf.pem"), folder.path("leaf.key"));
        Self::start_with(&[&["--cert", &chain, "--key", &key], arguments].concat())
    }

    /// Without a certificate.
    pub fn start_with(arguments: &[&str]) -> Self {
        let all = [&["serve", "--listen", "127.0.0.1:0"], arguments].concat();
        let mut child = command(&all).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").expect("where it listens").to_owned();
        Self { child, address }
    }

    /// Connects with the folder's CA.
    pub fn connect(&self, folder: &Folder, arguments: &[&str], input: &[u8]) -> Output {
        let ca = folder.path("ca.pem");
        let mut all = vec!["connect", &self.address, "--ca", &ca];
        all.extend_from_slice(arguments);
        surehand(&all, input)
    }

    /// The same, but ends the input only when the echo of it is there; what the client says on stderr.
    pub fn converse(&self, folder: &Folder, arguments: &[&str], input: &[u8]) -> String {
        let ca = folder.path("ca.pem");
        let all = [&["connect", &self.address, "--ca", &ca], arguments].concat();
        let mut child =
            command(&all).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input).unwrap();
        let mut echo = vec![0; input.len()];
        child.stdout.as_mut().unwrap().read_exact(&mut echo).unwrap();
        assert!(echo == input);
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert_code(&output, 0);
        assert!(output.stdout.is_empty());
        text(&output.stderr)
    }

    /// What a server that ends by itself said on stderr.
    pub fn wait(mut self) -> String {
        assert!(self.child.wait().unwrap().success());
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        said
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
