//! Calibration: RFC 8446 8 promises nothing where servers do not remember ClientHellos.

use super::early_data_once::replayed;
use super::view::View;
use super::{Property, Verdict};
use crate::world::{Model, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "early_data_once_without_memory",
    rfc: "8 (not promised)",
    statement: "Without a memory of ClientHellos early data is taken once. RFC 8446 says that it may be replayed: a violation has to be found.",
    rules: &[],
    under: "none",
    expected_false: true,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    if model.setting.single_use { Verdict::Silent } else { replayed(View { model, world }) }
}
