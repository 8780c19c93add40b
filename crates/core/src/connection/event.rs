//! What comes of a record, and the standing of the receiving half.

use core::ops::Range;

/// Names one question of one connection; an answer to any other is stale.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct QuestionId(pub(super) u64);

/// What a call to `receive` made of its input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Received {
    /// How many bytes at the start of the input are done with.
    pub consumed: usize,
    /// What they were.
    pub event: Event,
    /// Whether the sending half, if it is idle, must be woken to pay what this half owes.
    pub wake: bool,
}

/// What a record turned out to be.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Event {
    /// Nothing: the record is not complete yet.
    WantInput,
    /// Something that needs no attention; call again.
    Progress,
    /// The handshake is complete.
    Complete,
    /// A question is open, and what follows has to wait for the answer.
    Question,
    /// Early data, at this place in the input: it may have been replayed (§8). It is gone with the input.
    EarlyData(Range<usize>),
    /// A client has answered requests for its certificate (§4.6.2), one or several; `connected` says how.
    ClientAnswered,
    /// Application data, at this place in the input. It is gone with the input.
    ApplicationData(Range<usize>),
    /// The peer has ended its direction with close_notify; what follows is ignored.
    Closed,
}

/// What has become of early data (§4.2.10).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum EarlyData {
    /// There is none.
    #[default]
    NotOffered,
    /// A client has offered it, and the server has not said yet.
    Offered,
    /// The server does not take it: none of it has been read.
    Rejected,
    /// The server takes it.
    Accepted,
}

/// Whether anything may still be read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Reading {
    Open,
    Closed,
    Failed,
}

/// How often the peer has done what [`Limits`] bounds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Counters {
    pub(super) empty_records: u32,
    pub(super) change_cipher_specs: u32,
    pub(super) warning_alerts: u32,
    pub(super) key_updates: u32,
}
