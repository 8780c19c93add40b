//! RFC 8446 §5.4: record padding.

use alloc::sync::Arc;
use core::fmt;
use core::num::NonZeroU16;

use surehand_codec::code_point::ContentType;

/// How many zero bytes follow the content of each protected record that is sent.
///
/// A policy covers every protected record alike: handshake flights, alerts, tickets, early data and application data.
/// The default is [`Padding::None`]: nothing is hidden and nothing is paid for.
/// Received padding is accepted whatever the policy.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Padding {
    /// No padding.
    #[default]
    None,
    /// Up to the next multiple of so many bytes.
    Block(NonZeroU16),
    /// Up to the smallest of these sizes, in ascending order, that the content fits into; none beyond the largest.
    Buckets(Arc<[u16]>),
    /// The padded length that this function gives for a content type and a content length.
    Custom(Arc<dyn Fn(ContentType, usize) -> usize + Send + Sync>),
}

impl Padding {
    /// How many bytes of padding follow `length` bytes of content; both together never outgrow `longest`.
    pub fn padding(&self, content_type: ContentType, length: usize, longest: usize) -> usize {
        let padded = match self {
            Self::None => length,
            Self::Block(block) => length.next_multiple_of(usize::from(block.get())),
            Self::Buckets(sizes) => {
                sizes.iter().map(|size| usize::from(*size)).find(|size| *size >= length).unwrap_or(length)
            }
            Self::Custom(function) => function(content_type, length),
        };
        padded.min(longest).saturating_sub(length)
    }
}

impl fmt::Debug for Padding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Block(block) => write!(f, "Block({block})"),
            Self::Buckets(sizes) => write!(f, "Buckets({sizes:?})"),
            Self::Custom(_) => f.write_str("Custom"),
        }
    }
}
