//! RFC 9850: a key log, for looking into one's own traffic. Whoever has it reads everything.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

/// Receives the secrets of every connection whose configuration it was installed in.
pub trait KeyLog: Send + Sync {
    /// One secret, with its label and the ClientHello.random that names the connection.
    fn log(&self, label: &str, client_random: &[u8; 32], secret: &[u8]);
}

/// A key log in a file, in the format that Wireshark reads.
///
/// It is only ever used where a caller installs it; no environment variable switches it on.
#[derive(Debug)]
pub struct KeyLogFile {
    file: Mutex<File>,
}

impl KeyLogFile {
    /// Appends to the file at `path`; a new one is readable by its owner alone.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self { file: Mutex::new(options.open(path)?) })
    }
}

impl KeyLog for KeyLogFile {
    fn log(&self, label: &str, client_random: &[u8; 32], secret: &[u8]) {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let line = format!("{label} {} {}\n", hex(client_random), hex(secret));
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // A key log that cannot be written must not end the connection that it watches.
        let _ = file.write_all(line.as_bytes());
    }
}
