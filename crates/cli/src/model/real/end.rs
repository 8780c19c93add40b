//! The attacker's end of a session's transport, and what the session has sent through it.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use surehand::AlertDescription;

use super::own::Own;
use crate::exit::Failure;

/// How long an endpoint elsewhere may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// An endpoint elsewhere has said everything when nothing came for so long.
const QUIET: Duration = Duration::from_millis(400);

/// How long a record's header is.
pub const HEADER_LENGTH: usize = 5;
const CHANGE_CIPHER_SPEC: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;

/// A session as the attacker has it.
pub struct End {
    tcp: TcpStream,
    /// The endpoint, if it is ours.
    pub own: Option<Box<Own>>,
    input: Vec<u8>,
    /// What it sent: a unit for each record of the trace, without change_cipher_spec. Nothing where the trace has more.
    pub units: Vec<Option<Vec<u8>>>,
    /// What goes with the next unit: change_cipher_spec, and records of which the trace has none.
    ahead: Vec<u8>,
    /// How an endpoint elsewhere has shown that it goes on no more.
    gone: Option<String>,
    /// How many records it has sent, and how many the trace has.
    counts: (usize, usize),
}

impl End {
    /// The attacker's side of a transport.
    pub fn new(tcp: TcpStream, own: Option<Own>) -> Result<Self, Failure> {
        tcp.set_nodelay(true)?;
        let own = own.map(Box::new);
        let (input, units, ahead) = Default::default();
        Ok(Self { tcp, own, input, units, ahead, gone: None, counts: (0, 0) })
    }

    /// Hands bytes over, and takes what comes back; the trace has so many records of that.
    pub fn deliver(&mut self, bytes: &[u8], expected: usize) -> Result<(), Failure> {
        let written = self.tcp.write_all(bytes);
        match &mut self.own {
            Some(own) => {
                written?;
                let length = own.take(bytes.len())?;
                self.read(length)?;
            }
            // An endpoint elsewhere may have gone: what it said comes first.
            None => self.listen(expected)?,
        }
        self.sort(expected);
        Ok(())
    }

    /// Ends the transport towards the session.
    pub fn cut(&mut self) -> Result<(), Failure> {
        self.tcp.shutdown(Shutdown::Write)?;
        match &mut self.own {
            Some(own) => {
                let length = own.end()?;
                self.read(length)?;
            }
            None => self.listen(0)?,
        }
        self.sort(0);
        Ok(())
    }

    /// Lets our endpoint do something, and takes what it sends then.
    pub fn act(
        &mut self,
        act: impl FnOnce(&mut Own) -> Result<usize, Failure>,
        expected: usize,
    ) -> Result<(), Failure> {
        match &mut self.own {
            Some(own) => {
                let length = act(own)?;
                self.read(length)?;
            }
            None => self.listen(expected)?,
        }
        self.sort(expected);
        Ok(())
    }

    fn read(&mut self, length: usize) -> Result<(), Failure> {
        let from = self.input.len();
        self.input.resize(from + length, 0);
        Ok(self.tcp.read_exact(self.input.get_mut(from..).unwrap_or_default())?)
    }

    /// Reads until an endpoint elsewhere is silent.
    fn listen(&mut self, expected: usize) -> Result<(), Failure> {
        let mut buffer = vec![0; 1 << 14];
        let begun = Instant::now();
        loop {
            let silent = self.input.is_empty() && expected > 0 && begun.elapsed() < PATIENCE;
            self.tcp.set_read_timeout(Some(if silent { PATIENCE } else { QUIET }))?;
            match self.tcp.read(&mut buffer) {
                Ok(0) => self.gone.get_or_insert("ends the transport".to_owned()),
                Ok(read) => {
                    self.input.extend_from_slice(buffer.get(..read).unwrap_or_default());
                    continue;
                }
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return Ok(()),
                Err(_) => self.gone.get_or_insert("resets the transport".to_owned()),
            };
            return Ok(());
        }
    }

    /// Sorts what has come into units.
    ///
    /// Our endpoints send the records of the model. Others may put a flight into more of them: the first protected one takes
    /// as many along as there are too many.
    fn sort(&mut self, expected: usize) {
        let records = split(&mut self.input);
        let counted = records.iter().filter(|record| record.first() != Some(&CHANGE_CIPHER_SPEC)).count();
        self.counts = (self.counts.0 + counted, self.counts.1 + expected);
        let mut surplus = counted.saturating_sub(expected);
        let mut units = 0;
        for record in records {
            let kind = record.first().copied().unwrap_or_default();
            let (alert, length) = (record.get(HEADER_LENGTH + 1).copied(), record.len());
            self.ahead.extend_from_slice(&record);
            if let (true, ALERT, Some(alert)) = (self.own.is_none(), kind, alert) {
                self.gone = Some(format!("sends alert {} and goes on no more", AlertDescription(alert)));
            }
            // Two bytes, a content type and a tag.
            if self.own.is_none() && kind == APPLICATION_DATA && length == HEADER_LENGTH + 19 {
                let gone = "sends a protected record of an alert's length and goes on no more";
                self.gone = Some(gone.to_owned());
            }
            if kind == CHANGE_CIPHER_SPEC || (kind == APPLICATION_DATA && surplus > 0) || units == expected {
                surplus -= usize::from(kind == APPLICATION_DATA && surplus > 0);
                continue;
            }
            self.units.push(Some(std::mem::take(&mut self.ahead)));
            units += 1;
        }
        self.units.extend(std::iter::repeat_n(None, expected - units));
        if self.own.is_none() && expected > 0 && units == 0 {
            self.gone.get_or_insert("is silent".to_owned());
        }
    }

    /// Why it goes on no more, if so.
    pub fn failure(&self) -> Option<String> {
        match &self.own {
            Some(own) => own.refused.as_ref().map(|error| match error.alert() {
                Some(alert) => format!("refuses it with alert {alert}"),
                None => error.to_string(),
            }),
            None => self.gone.clone(),
        }
    }

    /// Which of its units is the last that is not protected.
    pub fn last_hello(&self) -> Option<usize> {
        self.units.iter().rposition(|unit| unit.as_ref().is_some_and(|unit| unit.first() == Some(&HANDSHAKE)))
    }

    /// The handshake message in there.
    pub fn hello(&self) -> Option<&[u8]> {
        self.units.get(self.last_hello()?)?.as_ref()?.get(HEADER_LENGTH..)
    }

    /// How many records it has sent, without change_cipher_spec.
    pub fn records(&self) -> usize {
        self.counts.0
    }

    /// Where it stands, in words.
    pub fn standing(&self) -> String {
        let (real, model) = self.counts;
        match (&self.own, &self.gone) {
            (Some(own), _) => own.standing(),
            (None, Some(gone)) => gone.clone(),
            (None, None) => format!("goes on; it has sent {real} records where the trace has {model}"),
        }
    }
}

/// How long the record is that begins here: nothing if there is no header.
pub fn record_length(input: &[u8]) -> usize {
    match input.first_chunk::<HEADER_LENGTH>() {
        Some([_, _, _, high, low]) => HEADER_LENGTH + usize::from(u16::from_be_bytes([*high, *low])),
        None => 0,
    }
}

/// The whole records at the start; they are taken out.
fn split(input: &mut Vec<u8>) -> Vec<Vec<u8>> {
    let mut records = Vec::new();
    loop {
        let length = record_length(input);
        if length == 0 || input.len() < length {
            return records;
        }
        let rest = input.split_off(length);
        records.push(std::mem::replace(input, rest));
    }
}
