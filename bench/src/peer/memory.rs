//! A transport in memory, for libraries that read and write one. The bytes are lent, not copied.

use std::io::{ErrorKind, Read, Result, Write};

/// What has arrived, and what is to be sent.
#[derive(Default)]
pub struct Memory {
    input: Vec<u8>,
    read: usize,
    output: Vec<u8>,
}

impl Memory {
    /// Takes both buffers over; again to give them back.
    pub fn swap(&mut self, input: &mut Vec<u8>, output: &mut Vec<u8>) {
        std::mem::swap(&mut self.input, input);
        std::mem::swap(&mut self.output, output);
        self.read = 0;
    }

    /// Whether there is anything left to read.
    pub fn has_input(&self) -> bool {
        self.read < self.input.len()
    }
}

impl Read for Memory {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = (&self.input[self.read..]).read(buffer)?;
        if read == 0 && !buffer.is_empty() {
            return Err(ErrorKind::WouldBlock.into());
        }
        self.read += read;
        Ok(read)
    }
}

impl Write for Memory {
    fn write(&mut self, buffer: &[u8]) -> Result<usize> {
        self.output.extend_from_slice(buffer);
        Ok(buffer.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
