//! Which rules of RFC 8446 the tests saw fire.
#![forbid(unsafe_code)]
