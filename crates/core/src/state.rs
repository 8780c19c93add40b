//! How protocol values are defined, so that one explorer can fork and compare them and nobody else can.

/// Defines a struct generic over the provider `P` that is `Clone`, `Eq` and `Hash` exactly when the provider is [`Explorable`](crate::crypto::Explorable).
///
/// A plain derive would ask that of `P` itself instead of its secrets.
macro_rules! state {
    ($(#[$meta:meta])* $visibility:vis struct $name:ident { $($(#[$field_meta:meta])* $field_visibility:vis $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        $visibility struct $name<P: $crate::crypto::Provider> { $($(#[$field_meta])* $field_visibility $field: $type,)* }

        impl<P: $crate::crypto::Explorable> Clone for $name<P> {
            fn clone(&self) -> Self {
                Self { $($field: self.$field.clone(),)* }
            }
        }

        impl<P: $crate::crypto::Explorable> PartialEq for $name<P> {
            fn eq(&self, other: &Self) -> bool {
                true $(&& self.$field == other.$field)*
            }
        }

        impl<P: $crate::crypto::Explorable> Eq for $name<P> {}

        impl<P: $crate::crypto::Explorable> core::hash::Hash for $name<P> {
            fn hash<H: core::hash::Hasher>(&self, hasher: &mut H) {
                $(core::hash::Hash::hash(&self.$field, hasher);)*
            }
        }
    };
}

/// Defines the enum of a role's states, one variant a state, with [`state!`]'s rule for `Clone`, `Eq` and `Hash`.
macro_rules! states {
    ($(#[$meta:meta])* $visibility:vis enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident,)* }) => {
        $(#[$meta])*
        $visibility enum $name<P: $crate::crypto::Provider> { $($(#[$variant_meta])* $variant($variant<P>),)* }

        impl<P: $crate::crypto::Provider> $name<P> {
            /// The state's name.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => stringify!($variant),)* }
            }
        }

        impl<P: $crate::crypto::Explorable> Clone for $name<P> {
            fn clone(&self) -> Self {
                match self { $(Self::$variant(state) => Self::$variant(state.clone()),)* }
            }
        }

        impl<P: $crate::crypto::Explorable> PartialEq for $name<P> {
            fn eq(&self, other: &Self) -> bool {
                match (self, other) {
                    $((Self::$variant(one), Self::$variant(two)) => one == two,)*
                    _ => false,
                }
            }
        }

        impl<P: $crate::crypto::Explorable> Eq for $name<P> {}

        impl<P: $crate::crypto::Explorable> core::hash::Hash for $name<P> {
            fn hash<H: core::hash::Hasher>(&self, hasher: &mut H) {
                core::hash::Hash::hash(&core::mem::discriminant(self), hasher);
                match self { $(Self::$variant(state) => core::hash::Hash::hash(state, hasher),)* }
            }
        }

        $(impl<P: $crate::crypto::Provider> From<$variant<P>> for $name<P> {
            fn from(state: $variant<P>) -> Self {
                Self::$variant(state)
            }
        })*
    };
}

pub(crate) use {state, states};
