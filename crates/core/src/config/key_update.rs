//! RFC 8446 §5.5: when write keys are updated.

/// When a sender moves to new keys by itself. Whatever it says, no key is used beyond its suite's limit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct KeyUpdatePolicy {
    /// After so many records under one key.
    pub records: Option<u64>,
    /// After so many bytes of application data under one key.
    pub bytes: Option<u64>,
}
