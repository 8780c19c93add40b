//! RFC 8446 §4 and Appendix B: messages and extensions as bytes, by theme.

mod extension_x_message;
mod property;
mod refusal;
mod rewrite;
mod rfc8448;
mod round_trip;
mod sample;
mod truncation;
mod unknown;
