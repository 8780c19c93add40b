//! RFC 8446 §3: the presentation language, as a reader and a writer.

mod list;
mod reader;
mod writer;

pub use list::{Item, List};
pub use reader::Reader;
pub use writer::{TooLong, Writer};
