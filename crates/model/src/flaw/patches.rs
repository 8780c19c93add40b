//! Class P: a small patch of the production code.

use super::Flaw;

/// The flaws of this file.
pub(super) const FLAWS: &[Flaw] = &[];
