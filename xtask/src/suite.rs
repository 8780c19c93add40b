//! `cargo xtask test`
use std::path::Path;
use crate::rfc_map;
pub fn run(_: &Path, _: rfc_map::Pages) -> Result<(), String> { Ok(()) }
