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
}

impl<R> ReadHalf<R> {
    pub(super) fn new(receiver: Receiver, transport: R, input: Input) -> Self {
        Self { receiver, transport, input }
    }
}

impl<R: Read> Read for ReadHalf<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.input.has_data() && !out.is_empty() {
            let received = self.receiver.receive(self.input.unread())?;
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
