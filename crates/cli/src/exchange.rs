//! A client's data: stdin to the peer, the peer's data to stdout, at the same time.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::num::NonZeroU64;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use surehand::{Stream, WriteHalf};

use crate::exit::Failure;
use crate::updating::Updating;

/// How long our own close_notify may wait for a write that is still going on.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

type Writer = Updating<WriteHalf<TcpStream>>;

/// Moves data until both directions are closed. Keys are updated after each `update_keys` KiB.
pub fn exchange(stream: Stream<TcpStream>, update_keys: Option<NonZeroU64>) -> Result<(), Failure> {
    let (mut reader, writer) = stream.split(TcpStream::try_clone)?;
    let writer = Arc::new(Mutex::new(Updating::new(writer, update_keys)));
    let unreadable = Arc::new(OnceLock::new());
    let (for_input, input_failed) = (writer.clone(), unreadable.clone());
    thread::spawn(move || {
        if let Err(error) = send(&for_input) {
            let _ = input_failed.set(error);
            // The peer must not take half of the input for all of it: no close_notify.
            let _ = locked(&for_input).inner.transport().shutdown(Shutdown::Both);
        }
    });
    // What the reading side owes the peer goes out even while stdin is silent.
    let (waker, woken) = channel();
    reader.on_wake(move || _ = waker.send(()));
    let for_debts = writer.clone();
    thread::spawn(move || {
        for () in woken {
            let _ = locked(&for_debts).flush();
        }
    });
    let ended = receive(&mut reader);
    if let Some(error) = unreadable.get() {
        return Err(Failure::local(format!("reading stdin: {error}")));
    }
    close_in_time(&writer);
    ended
}

/// The error is one of stdin.
fn send(writer: &Mutex<Writer>) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = match input.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        let mut writer = locked(writer);
        let Some(data) = buffer.get(..read).filter(|data| !data.is_empty()) else {
            let _ = writer.inner.close();
            return Ok(());
        };
        // A failure shows on the reading side, with its reason.
        if writer.write_all(data).is_err() {
            return Ok(());
        }
    }
}

fn receive(reader: &mut impl Read) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = reader.read(&mut buffer)?;
        let Some(data) = buffer.get(..read).filter(|data| !data.is_empty()) else { return Ok(()) };
        if let Err(error) = output.write_all(data).and_then(|()| output.flush()) {
            return Err(Failure::local(format!("writing to stdout: {error}")));
        }
    }
}

/// After an error this sends the alert; otherwise close_notify, if stdin has not ended before.
fn close_in_time(writer: &Mutex<Writer>) {
    let deadline = Instant::now() + CLOSE_TIMEOUT;
    while Instant::now() < deadline {
        // A write that a peer no longer reads holds the lock for good.
        if let Ok(mut writer) = writer.try_lock() {
            let _ = writer.inner.close();
            break;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn locked(writer: &Mutex<Writer>) -> MutexGuard<'_, Writer> {
    writer.lock().unwrap_or_else(PoisonError::into_inner)
}
