//! AEAD keys of either library.

use surehand_codec::code_point::CipherSuite;
use surehand_core::crypto::{
    CryptoError, Nonce, OpenError, OpeningKey as OpeningKeyTrait, SealingKey as SealingKeyTrait, TAG_LENGTH,
};

use super::library::{Either, aws_lc, graviola};
use super::rows::Library;

/// Defines a key that is one library's or the other's.
macro_rules! either_key {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name(Either<aws_lc::$name, graviola::$name>);

        impl $name {
            pub(super) fn new(library: Library, cipher_suite: CipherSuite, key: &[u8]) -> Result<Self, CryptoError> {
                match library {
                    Library::AwsLc => aws_lc::$name::new(cipher_suite, key).map(Either::AwsLc),
                    Library::Graviola => graviola::$name::new(cipher_suite, key).map(Either::Graviola),
                }
                .map(Self)
            }
        }
    };
}

either_key! {
    /// A key that seals records.
    SealingKey
}

either_key! {
    /// A key that opens records.
    OpeningKey
}

impl SealingKeyTrait for SealingKey {
    fn seal_in_place(
        &self,
        nonce: &Nonce,
        additional_data: &[u8],
        in_out: &mut [u8],
    ) -> Result<[u8; TAG_LENGTH], CryptoError> {
        match &self.0 {
            Either::AwsLc(key) => key.seal_in_place(nonce, additional_data, in_out),
            Either::Graviola(key) => key.seal_in_place(nonce, additional_data, in_out),
        }
    }

    fn seal(
        &self,
        nonce: &Nonce,
        additional_data: &[u8],
        content: &[u8],
        trailer: &[u8],
        out: &mut [u8],
    ) -> Result<(), CryptoError> {
        match &self.0 {
            Either::AwsLc(key) => key.seal(nonce, additional_data, content, trailer, out),
            Either::Graviola(key) => key.seal(nonce, additional_data, content, trailer, out),
        }
    }
}

impl OpeningKeyTrait for OpeningKey {
    fn open_in_place<'b>(
        &self,
        nonce: &Nonce,
        additional_data: &[u8],
        in_out: &'b mut [u8],
    ) -> Result<&'b mut [u8], OpenError> {
        match &self.0 {
            Either::AwsLc(key) => key.open_in_place(nonce, additional_data, in_out),
            Either::Graviola(key) => key.open_in_place(nonce, additional_data, in_out),
        }
    }
}
