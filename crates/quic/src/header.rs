//! RFC 9001 §5.4: header protection.

use aws_lc_rs::aead::quic::HeaderProtectionKey;
use quinn_proto::crypto::HeaderKey;

use crate::suite::Suite;

/// The sample begins where the packet number would end if it were as long as it can be.
const MAX_PACKET_NUMBER: usize = 4;
/// The header form bit: set in long headers.
const LONG: u8 = 0x80;

/// What protects the headers of one direction.
pub(crate) struct Header {
    suite: &'static Suite,
    /// As [`Packet`](crate::packet::Packet) has it.
    key: Option<HeaderProtectionKey>,
}

impl Header {
    pub(crate) fn new(suite: &'static Suite, key: &[u8]) -> Self {
        Self { suite, key: HeaderProtectionKey::new(suite.header, key).ok() }
    }

    /// Puts the mask on or takes it off; `plain` tells the first byte without it, given those before and after.
    fn apply(&self, number_offset: usize, packet: &mut [u8], plain: fn(u8, u8) -> u8) -> Option<()> {
        let sample = packet.get(number_offset.checked_add(MAX_PACKET_NUMBER)?..)?.get(..self.sample_size())?;
        let [first_mask, mask @ ..] = self.key.as_ref()?.new_mask(sample).ok()?;
        let first = packet.first_mut()?;
        let before = *first;
        *first ^= first_mask & if before & LONG == 0 { 0x1f } else { 0x0f };
        let number_length = 1 + usize::from(plain(before, *first) & 0x03);
        let number = packet.get_mut(number_offset..)?.get_mut(..number_length)?;
        number.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
        Some(())
    }
}

impl HeaderKey for Header {
    fn decrypt(&self, pn_offset: usize, packet: &mut [u8]) {
        // What keeps its mask does not authenticate.
        let _ = self.apply(pn_offset, packet, |_, after| after);
    }

    fn encrypt(&self, pn_offset: usize, packet: &mut [u8]) {
        if self.apply(pn_offset, packet, |before, _| before).is_none() {
            packet.fill(0);
        }
    }

    fn sample_size(&self) -> usize {
        self.suite.header.sample_len()
    }
}
