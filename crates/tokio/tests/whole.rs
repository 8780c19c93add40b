//! The streams as users see them, against each other, against the blocking stream and against rustls.

#[path = "whole/cancel.rs"]
mod cancel;
#[path = "whole/early_data.rs"]
mod early_data;
#[path = "whole/ending.rs"]
mod ending;
#[path = "whole/incoming.rs"]
mod incoming;
#[path = "whole/peers.rs"]
mod peers;
#[path = "whole/questions.rs"]
mod questions;
#[path = "whole/rig.rs"]
mod rig;
#[path = "whole/split.rs"]
mod split;
#[path = "whole/streams.rs"]
mod streams;
