//! RFC 8446 Appendix B: the numbers. Unknown ones survive: each type is its number, with names for those known.

/// Defines a code point type: its number, the names of the known values, reading and writing.
macro_rules! code_point {
    ($(#[$doc:meta])* $name:ident($int:ident, $read:ident) { $($(#[$value_doc:meta])* $value:ident = $number:literal, $text:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub $int);

        impl $name {
            $($(#[$value_doc])* pub const $value: Self = Self($number);)*

            /// Every value that has a name here, in the RFC's order.
            pub const KNOWN: &'static [Self] = &[$(Self::$value),*];

            /// The RFC's name, where the value has one.
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($number => Some($text),)*
                    _ => None,
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => write!(f, "{}({:#x})", stringify!($name), self.0),
                }
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(self, f)
            }
        }

        impl<'a> $crate::wire::Item<'a> for $name {
            fn read(reader: &mut $crate::wire::Reader<'a>) -> Result<Self, $crate::Reject> {
                reader.$read().map(Self)
            }

            fn write(&self, writer: &mut $crate::wire::Writer<'_>) {
                writer.$read(self.0);
            }
        }
    };
}

mod alert;
mod cipher_suite;
mod content_type;
mod extension_type;
mod handshake_type;
mod named_group;
mod protocol_version;
mod signature_scheme;

pub use alert::{AlertDescription, AlertLevel};
pub use cipher_suite::CipherSuite;
pub use content_type::ContentType;
pub use extension_type::ExtensionType;
pub use handshake_type::HandshakeType;
pub use named_group::NamedGroup;
pub use protocol_version::ProtocolVersion;
pub use signature_scheme::SignatureScheme;
