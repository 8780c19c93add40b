//! What the receiving half owes and the sending half pays: a few bits, wait-free.

use core::sync::atomic::{AtomicBool, AtomicU16, AtomicUsize, Ordering};

use surehand_codec::code_point::AlertDescription;

/// Shared by the two halves of a connection. An alert and a KeyUpdate are one bit each however often they are due;
/// the number of parcels is bounded by what a peer may ask for.
#[derive(Default, Debug)]
pub(super) struct Mailbox {
    /// 0 for none, else 0x100 with the description in the low byte.
    alert: AtomicU16,
    key_update: AtomicBool,
    request_outstanding: AtomicBool,
    /// How many parcels of messages are under way.
    parcels: AtomicUsize,
    failed: AtomicBool,
    /// How many observations the two halves have made.
    observed: AtomicUsize,
}

impl Mailbox {
    /// The connection has failed; the peer is told why, unless it was the peer who said so.
    pub(super) fn fail(&self, alert: Option<AlertDescription>) {
        if let Some(alert) = alert {
            self.alert.store(0x100 | u16::from(alert.0), Ordering::Release);
        }
        self.failed.store(true, Ordering::Release);
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }

    pub(super) fn take_alert(&self) -> Option<AlertDescription> {
        let [some, alert] = self.alert.swap(0, Ordering::AcqRel).to_be_bytes();
        (some != 0).then_some(AlertDescription(alert))
    }

    /// A KeyUpdate must be answered (§4.6.3); several while we are silent need one answer.
    pub(super) fn owe_key_update(&self) {
        self.key_update.store(true, Ordering::Release);
    }

    pub(super) fn take_key_update(&self) -> bool {
        self.key_update.swap(false, Ordering::AcqRel)
    }

    /// Notes our request for a KeyUpdate; false if one is outstanding already (RFC 9846 §4.7.3).
    pub(super) fn request_key_update(&self) -> bool {
        !self.request_outstanding.swap(true, Ordering::AcqRel)
    }

    /// Whether the sending half has anything to pay.
    pub(super) fn owes(&self) -> bool {
        self.key_update.load(Ordering::Acquire) || self.alert.load(Ordering::Acquire) != 0 || self.parcels() > 0
    }

    /// How many parcels are under way.
    pub(super) fn parcels(&self) -> usize {
        self.parcels.load(Ordering::Acquire)
    }

    pub(super) fn parcel_added(&self) {
        self.parcels.fetch_add(1, Ordering::AcqRel);
    }

    pub(super) fn parcel_taken(&self) {
        self.parcels.fetch_sub(1, Ordering::AcqRel);
    }

    /// Numbers observations, so that those of the two halves can be put in order.
    pub(super) fn next_order(&self) -> usize {
        self.observed.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn key_update_came(&self) {
        self.request_outstanding.store(false, Ordering::Release);
    }

    /// Another mailbox with the same content, for a connection that is forked.
    pub(super) fn fork(&self) -> Self {
        Self {
            alert: self.alert.load(Ordering::Acquire).into(),
            key_update: self.key_update.load(Ordering::Acquire).into(),
            request_outstanding: self.request_outstanding.load(Ordering::Acquire).into(),
            parcels: self.parcels().into(),
            failed: self.has_failed().into(),
            observed: self.observed.load(Ordering::Relaxed).into(),
        }
    }

    /// The content, but for the number of observations.
    pub(super) fn owed(&self) -> (u16, bool, bool, usize, bool) {
        let (key_update, requested) = (&self.key_update, &self.request_outstanding);
        let alert = self.alert.load(Ordering::Acquire);
        let bits = (key_update.load(Ordering::Acquire), requested.load(Ordering::Acquire));
        (alert, bits.0, bits.1, self.parcels(), self.has_failed())
    }
}
