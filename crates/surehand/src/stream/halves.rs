//! The two halves of a split stream.

use std::io::{self, Read, Write};

use surehand_core::connection::Event;

use super::MAX_WRITE;
use super::input::Input;
use crate::connection::Sender;
use crate::error::Error;
use crate::receiver::Receiver;

/// The reading half of a split stream.
pub struct ReadHalf<R> {
    receiver: Receiver,
    transport: R,
    input: Input,
    wake: Option<Box<dyn FnMut() + Send>>,
}

impl<R> ReadHalf<R> {
    pub(super) fn new(receiver: Receiver, transport: R, input: Input) -> Self {
        Self { receiver, transport, input, wake: None }
    }

    /// Calls `wake` whenever the writing half owes the peer something and has to be flushed for it: an answer to a
    /// KeyUpdate or to a request for a certificate, or an alert. Without it that goes out with the next write.
    pub fn on_wake(&mut self, wake: impl FnMut() + Send + 'static) {
        self.wake = Some(Box::new(wake));
    }
}

impl<R: Read> Read for ReadHalf<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.input.has_data() && !out.is_empty() {
            let received = self.receiver.receive(self.input.unread());
            let owes = received.as_ref().map_or(true, |received| received.wake);
            if let Some(wake) = self.wake.as_mut().filter(|_| owes) {
                wake();
            }
            let received = received?;
            match received.event {
                Event::WantInput => {
                    if self.input.fill(&mut self.transport)? == 0 {
                        self.receiver.end_of_input()?;
                    }
                }
                Event::ApplicationData(data) => self.input.consume(received.consumed, Some(data)),
                Event::Closed => return Ok(0),
                _ => self.input.consume(received.consumed, None),
            }
        }
        Ok(self.input.take(out))
    }
}

/// The writing half of a split stream. It also sends what the reading half owes the peer, at its next call.
pub struct WriteHalf<W> {
    sender: Sender,
    transport: W,
}

impl<W: Write> WriteHalf<W> {
    pub(super) fn new(sender: Sender, transport: W) -> Self {
        Self { sender, transport }
    }

    /// Ends our direction with close_notify.
    pub fn close(&mut self) -> Result<(), Error> {
        self.sender.close();
        Ok(self.flush()?)
    }

    /// Moves our write keys to the next generation (RFC 8446 §4.6.3), and asks the peer to do so too if `request` says so.
    /// The next write or flush sends it.
    pub fn update_keys(&mut self, request: bool) -> Result<(), Error> {
        self.sender.update_keys(request).map_err(|error| Error::new("CONNECTED", error, None))
    }

    /// The transport.
    pub fn transport(&self) -> &W {
        &self.transport
    }
}

impl<W: Write> Write for WriteHalf<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let data = data.get(..MAX_WRITE).unwrap_or(data);
        let mut output = Vec::new();
        self.sender.send(data, &mut output).map_err(|error| Error::new("CONNECTED", error, None))?;
        self.transport.write_all(&output)?;
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut output = Vec::new();
        let ready = self.sender.output(&mut output);
        self.transport.write_all(&output)?;
        ready.map_err(|error| Error::new("CONNECTED", error, None))?;
        self.transport.flush()
    }
}
