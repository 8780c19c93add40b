//! What a search has found, for people and for programs: a story of each attack as text, as JSON and as a sequence chart, and tables.

mod chart;
mod json;
mod label;
mod story;
mod table;
mod text;

pub use chart::chart;
pub use json::{Saved, read, run as run_json, trace as trace_json};
pub use label::{messages, opened};
pub use story::{Event, Story};
pub use table::{costs, flaws, properties, scenarios};
pub use text::text;
