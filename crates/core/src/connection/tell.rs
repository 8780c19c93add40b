//! What a connection has come to, for its caller.

use alloc::vec::Vec;

use super::machine::Connected;
use super::{EarlyData, Receiver};
use crate::crypto::Provider;
use crate::handshake::NewTicket;
use crate::key_schedule::ExportError;

impl<P: Provider> Receiver<P> {
    /// On a client: the tickets that have come since the last call (§4.6.1).
    pub fn take_tickets(&mut self) -> Vec<NewTicket> {
        core::mem::take(&mut self.tickets)
    }

    /// What has become of early data.
    pub fn early_data(&self) -> EarlyData {
        self.early_data
    }

    /// Keying material that early data may use already (§7.5): it lacks what a whole handshake gives.
    pub fn export_early(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), ExportError> {
        let exporter = self.early_exporter.as_ref().ok_or(ExportError::NotYet)?;
        exporter.export(&self.provider, label, context, out)
    }

    /// What the handshake has settled, once it is complete.
    pub fn connected(&self) -> Option<Connected<'_, P>> {
        self.machine.connected()
    }

    pub(super) fn state_name(&self) -> &'static str {
        self.machine.state_name()
    }

    /// Keying material for another protocol (§7.5).
    pub fn export(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<(), ExportError> {
        let connected = self.machine.connected().ok_or(ExportError::NotYet)?;
        connected.exporter.export(&self.provider, label, context, out)
    }
}
