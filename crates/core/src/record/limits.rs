//! Bounds on what a peer may make us hold or do.

/// Every limit on a peer's demands. [`Limits::default`] fits the public Internet.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// The longest handshake message accepted, in bytes, header included.
    pub handshake_message: usize,
    /// How many empty application data records may follow each other.
    pub empty_records: u32,
    /// How many change_cipher_spec records are dropped in a handshake (§5).
    pub change_cipher_specs: u32,
    /// How many user_canceled alerts are ignored (§6.1).
    pub warning_alerts: u32,
    /// How many extensions a ClientHello may have, at most 128.
    pub client_hello_extensions: usize,
    /// How many certificates a chain may have.
    pub certificate_chain: usize,
    /// How many pre-shared keys of a ClientHello are looked up; those beyond are ignored.
    pub psk_identities: usize,
    /// How many tickets of one connection are taken; those beyond are ignored (§4.6.1).
    pub tickets: u32,
    /// How many certificate requests after the handshake may be open at a time (§4.6.2).
    pub certificate_requests: usize,
    /// How many bytes of records are skipped when a client sends early data that is refused (§4.2.10).
    pub skipped_early_data: usize,
    /// How many KeyUpdates may follow each other without application data between them (§4.6.3).
    pub key_updates: u32,
}

impl Limits {
    /// How many parcels of messages the receiving half may leave for the sending half.
    pub(crate) fn parcels(&self) -> usize {
        self.certificate_requests + self.tickets as usize
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            handshake_message: 128 * 1024,
            empty_records: 32,
            change_cipher_specs: 32,
            warning_alerts: 4,
            client_hello_extensions: 128,
            certificate_chain: 16,
            psk_identities: 8,
            tickets: 32,
            certificate_requests: 8,
            skipped_early_data: 32 * 1024,
            key_updates: 32,
        }
    }
}
