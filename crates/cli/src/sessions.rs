//! A client's sessions in files (`--sess-out`, `--sess-in`).

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use surehand::session::{ClientSession, ServerKey, SessionStore, Timestamp};
use zeroize::Zeroizing;

use crate::exit::{Failure, tell};
use crate::files;

/// What such a file begins with.
const MAGIC: &[u8] = b"surehand sessions 1\n";
/// How many sessions are kept for a server, the newest.
const PER_SERVER: usize = 4;

/// Sessions in files, readable for their owner alone. Each is used once, and leaves its file then (RFC 8446 C.4).
pub struct FileSessions {
    input: Option<PathBuf>,
    output: Option<PathBuf>,
    /// One thread at a time reads and writes.
    lock: Mutex<()>,
}

/// A session, and which connections may resume it.
struct Entry {
    server_name: Vec<u8>,
    configuration: Vec<u8>,
    session: ClientSession,
}

impl FileSessions {
    /// Takes sessions from `input`, and puts them into `output`; both can be the same file.
    pub fn new(input: Option<PathBuf>, output: Option<PathBuf>) -> Result<Self, Failure> {
        for path in input.iter().chain(output.iter().filter(|path| path.exists())) {
            load(path)?;
        }
        Ok(Self { input, output, lock: Mutex::default() })
    }

    /// Loads, changes and stores. This is not worth ending a connection for.
    fn change<T>(&self, path: &Path, change: impl FnOnce(&mut Vec<Entry>) -> Option<T>) -> Option<T> {
        let _one = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded = if path.exists() { load(path) } else { Ok(Vec::new()) };
        let changed = loaded.and_then(|mut entries| {
            let done = change(&mut entries);
            store(path, &entries).map(|()| done)
        });
        changed.unwrap_or_else(|failure| {
            tell!("the session is not kept, or not used: {failure}");
            None
        })
    }
}

impl SessionStore for FileSessions {
    fn put(&self, server: &ServerKey, session: ClientSession, _now: Timestamp) {
        let Some(path) = &self.output else { return };
        self.change(path, |entries| {
            let (server_name, configuration) = (server.server_name().into(), server.configuration().into());
            entries.push(Entry { server_name, configuration, session });
            let mut same = entries.iter().filter(|entry| entry.is_of(server)).count();
            entries.retain(|entry| {
                let keep = !entry.is_of(server) || same <= PER_SERVER;
                same -= usize::from(entry.is_of(server));
                keep
            });
            Some(())
        });
    }

    fn take(&self, server: &ServerKey, now: Timestamp) -> Option<ClientSession> {
        self.change(self.input.as_ref()?, |entries| {
            entries.retain(|entry| entry.session.is_good(now));
            let newest = entries.iter().rposition(|entry| entry.is_of(server))?;
            Some(entries.remove(newest).session)
        })
    }
}

impl Entry {
    fn is_of(&self, server: &ServerKey) -> bool {
        self.server_name == server.server_name().as_bytes() && self.configuration == server.configuration()
    }

    fn read(rest: &mut &[u8]) -> Option<Self> {
        let (server_name, configuration) = (next(rest)?.into(), next(rest)?.into());
        Some(Self { server_name, configuration, session: ClientSession::from_bytes(next(rest)?)? })
    }
}

fn load(path: &Path) -> Result<Vec<Entry>, Failure> {
    let bytes = Zeroizing::new(files::read(path)?);
    let foreign = || Failure::local(format!("{}: no sessions of this version are in it", path.display()));
    let mut rest = bytes.strip_prefix(MAGIC).ok_or_else(foreign)?;
    let mut entries = Vec::new();
    while !rest.is_empty() {
        entries.push(Entry::read(&mut rest).ok_or_else(foreign)?);
    }
    Ok(entries)
}

fn store(path: &Path, entries: &[Entry]) -> Result<(), Failure> {
    let mut parts = Vec::new();
    for entry in entries {
        let Some(session) = entry.session.to_bytes() else { continue };
        for part in [&entry.server_name[..], &entry.configuration, &session] {
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            parts.push(Zeroizing::new([&length.to_be_bytes(), part].concat()));
        }
    }
    let mut bytes =
        Zeroizing::new(Vec::with_capacity(MAGIC.len() + parts.iter().map(|part| part.len()).sum::<usize>()));
    bytes.extend_from_slice(MAGIC);
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    files::write(path, &bytes, 0o600).map_err(|error| Failure::file(path, error))
}

/// The next part: its length, and then so many bytes.
fn next<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let (part, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    *rest = after;
    Some(part)
}
