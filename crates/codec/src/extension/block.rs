//! RFC 8446 §4.2: a block of extensions, read in one loop and written in one order.

use super::table::{Messages, TABLE, row};
use crate::Reject;
use crate::code_point::ExtensionType;
use crate::wire::{Item, List, Reader, Writer};

/// How many extensions one block may hold; RFC 8446 sets no limit, and nobody comes near this one.
pub const MAX_EXTENSIONS: usize = 128;

/// An extension as it stands in its block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RawExtension<'a> {
    /// Which extension.
    pub extension_type: ExtensionType,
    /// Its body.
    pub extension_data: &'a [u8],
}

impl<'a> Item<'a> for RawExtension<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Reject> {
        Ok(Self { extension_type: Item::read(reader)?, extension_data: reader.vector_u16(0)? })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        self.extension_type.write(writer);
        writer.vector_u16(|writer| writer.bytes(self.extension_data));
    }
}

/// The body of one extension in one message.
pub(crate) trait ExtensionData<'a> {
    /// What the body says.
    type Value;
    /// Reads the body; what it leaves over is refused by the caller.
    fn read(reader: &mut Reader<'a>) -> Result<Self::Value, Reject>;
    /// Writes the body.
    fn write(value: Self::Value, writer: &mut Writer<'_>);
}

/// How a field shows that an extension is there: `Option` for one that says something, `bool` for an empty one.
pub(crate) trait Presence<T>: Copy {
    /// The field for an extension that was received.
    fn received(value: T) -> Self;
    /// The value to write, if the extension is there.
    fn value(self) -> Option<T>;
}

impl<T: Copy> Presence<T> for Option<T> {
    fn received(value: T) -> Self {
        Some(value)
    }

    fn value(self) -> Option<T> {
        self
    }
}

impl Presence<()> for bool {
    fn received((): ()) -> Self {
        true
    }

    fn value(self) -> Option<()> {
        self.then_some(())
    }
}

/// The extensions of one message; made by `extensions!`.
pub(crate) trait Block<'a>: Default {
    /// Which message.
    const MESSAGE: Messages;
    /// Whether the extension has a field of its own here.
    fn has_field(extension_type: ExtensionType) -> bool;
    /// Reads the whole body of an extension into its field; does nothing if it has none.
    fn read_field(&mut self, extension: RawExtension<'a>) -> Result<(), Reject>;
    /// Whether the extension has a field here that holds something.
    fn is_set(&self, extension_type: ExtensionType) -> bool;
    /// Writes an extension from its field, if there is such a field and it holds something.
    fn write_field(&self, extension_type: ExtensionType, writer: &mut Writer<'_>);
    /// Every extension received, or those to write whose field is empty or missing.
    fn other(&mut self) -> &mut List<'a, RawExtension<'a>>;
    /// The extensions to write whose field is empty or missing, and the order in which to write all.
    fn to_write(&self) -> (List<'a, RawExtension<'a>>, &'a [ExtensionType]);
}

/// Defines the extensions of a message: their fields, with `extension_type as body` for each.
macro_rules! extensions {
    ($(#[$doc:meta])* $name:ident<$a:lifetime> in $message:ident {
        $($(#[$field_doc:meta])* $field:ident: $type:ty = $extension:ident as $data:ident;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name<$a> {
            $($(#[$field_doc])* pub $field: $type,)*
            /// When received: every extension in the order of the wire. When written: those whose field is empty or missing.
            pub other: $crate::wire::List<$a, $crate::extension::RawExtension<$a>>,
            /// When written: the order; what it does not name follows. When received: empty.
            pub order: &$a [$crate::code_point::ExtensionType],
        }

        impl<$a> $crate::extension::Block<$a> for $name<$a> {
            const MESSAGE: $crate::extension::Messages = $crate::extension::Messages::$message;

            fn has_field(extension_type: $crate::code_point::ExtensionType) -> bool {
                [$($crate::code_point::ExtensionType::$extension),*].contains(&extension_type)
            }

            fn read_field(&mut self, extension: $crate::extension::RawExtension<$a>) -> Result<(), $crate::Reject> {
                use $crate::extension::{ExtensionData, Presence};
                let mut reader = $crate::wire::Reader::new(extension.extension_data);
                match extension.extension_type {
                    $($crate::code_point::ExtensionType::$extension => {
                        self.$field = Presence::received(reader.whole(<$crate::extension::$data as ExtensionData>::read)?);
                    })*
                    _ => {}
                }
                Ok(())
            }

            fn is_set(&self, extension_type: $crate::code_point::ExtensionType) -> bool {
                match extension_type {
                    $($crate::code_point::ExtensionType::$extension => $crate::extension::Presence::value(self.$field).is_some(),)*
                    _ => false,
                }
            }

            fn write_field(&self, extension_type: $crate::code_point::ExtensionType, writer: &mut $crate::wire::Writer<'_>) {
                use $crate::extension::{ExtensionData, Presence};
                match extension_type {
                    $($crate::code_point::ExtensionType::$extension => if let Some(value) = Presence::value(self.$field) {
                        writer.u16(extension_type.0);
                        writer.vector_u16(|writer| <$crate::extension::$data as ExtensionData>::write(value, writer));
                    },)*
                    _ => {}
                }
            }

            fn other(&mut self) -> &mut $crate::wire::List<$a, $crate::extension::RawExtension<$a>> {
                &mut self.other
            }

            fn to_write(
                &self,
            ) -> ($crate::wire::List<$a, $crate::extension::RawExtension<$a>>, &$a [$crate::code_point::ExtensionType]) {
                (self.other, self.order)
            }
        }
    };
}

/// Reads the block of a hello; one of an older version may end before it.
pub(crate) fn read_if_any<'a, B: Block<'a>>(reader: &mut Reader<'a>) -> Result<B, Reject> {
    if reader.is_empty() { Ok(B::default()) } else { read(reader) }
}

/// Reads a block with its length prefix.
///
/// A block that could carry supported_versions and does not (§4.2.1: look for it first) belongs to an older
/// version: then only its shape is checked, and every field stays empty.
pub(crate) fn read<'a, B: Block<'a>>(reader: &mut Reader<'a>) -> Result<B, Reject> {
    let shape = |_| reject!(DECODE_ERROR, "4.2-i1");
    let extensions = List::read(reader.vector_u16(0).map_err(shape)?).map_err(shape)?;
    let mut block = B::default();
    *block.other() = extensions;
    distinct(extensions)?;
    let version = ExtensionType::SUPPORTED_VERSIONS;
    if B::has_field(version) && !types(extensions).any(|each| each == version) {
        return Ok(block);
    }
    let mut pre_shared_key_seen = false;
    for extension in extensions.iter() {
        if pre_shared_key_seen && B::MESSAGE == Messages::CLIENT_HELLO {
            return Err(reject!(ILLEGAL_PARAMETER, "4.2.11-18"));
        }
        pre_shared_key_seen |= extension.extension_type == ExtensionType::PRE_SHARED_KEY;
        match row(extension.extension_type) {
            Some(row) if !row.messages.contains(B::MESSAGE) => return Err(row.elsewhere),
            _ => block.read_field(extension)?,
        }
    }
    Ok(block)
}

fn types<'a>(extensions: List<'a, RawExtension<'a>>) -> impl Iterator<Item = ExtensionType> + use<'a> {
    extensions.iter().map(|each| each.extension_type)
}

/// Refuses a block with too many extensions or with the same one twice, recognised or not.
fn distinct<'a>(extensions: List<'a, RawExtension<'a>>) -> Result<(), Reject> {
    let mut seen = [ExtensionType(0); MAX_EXTENSIONS];
    for (index, each) in types(extensions).enumerate() {
        if seen.iter().take(index).any(|earlier| *earlier == each) {
            return Err(reject!(ILLEGAL_PARAMETER, "4.2-8"));
        }
        // More than MAX_EXTENSIONS is refused as if the block were malformed.
        *seen.get_mut(index).ok_or(reject!(DECODE_ERROR, "4.2-i1"))? = each;
    }
    Ok(())
}

/// Writes a block with its length prefix.
///
/// First what `order` names, then the other fields in the table's order, then what is left of `other`;
/// pre_shared_key stands last in a ClientHello whatever `order` says (§4.2.11).
pub(crate) fn write<'a, B: Block<'a>>(block: &B, writer: &mut Writer<'_>) {
    let (other, order) = block.to_write();
    let other = || other.iter().filter(|each| !block.is_set(each.extension_type));
    let is_last = |each: ExtensionType| each == ExtensionType::PRE_SHARED_KEY && B::MESSAGE == Messages::CLIENT_HELLO;
    writer.vector_u16(|writer| {
        for (index, each) in order.iter().copied().enumerate() {
            if is_last(each) || order.iter().take(index).any(|earlier| *earlier == each) {
                continue;
            }
            block.write_field(each, writer);
            other().filter(|raw| raw.extension_type == each).for_each(|raw| raw.write(writer));
        }
        for each in TABLE.iter().map(|row| row.extension_type).filter(|each| !is_last(*each) && !order.contains(each)) {
            block.write_field(each, writer);
        }
        let left = |raw: &RawExtension<'_>| !is_last(raw.extension_type) && !order.contains(&raw.extension_type);
        other().filter(left).for_each(|raw| raw.write(writer));
        if is_last(ExtensionType::PRE_SHARED_KEY) {
            block.write_field(ExtensionType::PRE_SHARED_KEY, writer);
            other().filter(|raw| is_last(raw.extension_type)).for_each(|raw| raw.write(writer));
        }
    });
}
