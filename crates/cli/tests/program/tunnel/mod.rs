//! `surehand tunnel`.

mod carrying;
mod ending;
mod refusing;
mod reloading;
mod world;
