//! Whole connections by the public interface: both ends are configurations that a user could have built.

#[path = "whole/carried.rs"]
mod carried;
#[path = "whole/client_authentication.rs"]
mod client_authentication;
#[path = "whole/early_data.rs"]
mod early_data;
#[path = "whole/ending.rs"]
mod ending;
#[path = "whole/exporter.rs"]
mod exporter;
#[path = "whole/external_psk.rs"]
mod external_psk;
#[path = "whole/made.rs"]
mod made;
#[path = "whole/misuse.rs"]
mod misuse;
#[path = "whole/ocsp.rs"]
mod ocsp;
#[path = "whole/post_handshake.rs"]
mod post_handshake;
#[path = "whole/records.rs"]
mod records;
#[path = "whole/replay.rs"]
mod replay;
#[path = "whole/resumption.rs"]
mod resumption;
#[path = "whole/retry.rs"]
mod retry;
#[path = "whole/rig.rs"]
mod rig;
#[path = "whole/status.rs"]
mod status;
#[path = "whole/tickets.rs"]
mod tickets;
