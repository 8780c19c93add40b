//! Whole connections by the public interface: both ends are configurations that a user could have built.

#[path = "whole/early_data.rs"]
mod early_data;
#[path = "whole/made.rs"]
mod made;
#[path = "whole/misuse.rs"]
mod misuse;
#[path = "whole/replay.rs"]
mod replay;
#[path = "whole/resumption.rs"]
mod resumption;
#[path = "whole/rig.rs"]
mod rig;
#[path = "whole/tickets.rs"]
mod tickets;
