//! RFC 8446 §4.2.7: supported_groups.

use super::block::ExtensionData;
use crate::Reject;
use crate::code_point::NamedGroup;
use crate::wire::{List, Reader, Writer};

/// The groups that the sender supports, best first.
pub(crate) struct NamedGroupList;

impl<'a> ExtensionData<'a> for NamedGroupList {
    type Value = List<'a, NamedGroup>;

    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject> {
        List::read_u16(reader, 2).map_err(|_| reject!(DECODE_ERROR, "4.2.7-i1"))
    }

    fn write(value: Self::Value, writer: &mut Writer<'_>) {
        value.write_u16(writer);
    }
}
