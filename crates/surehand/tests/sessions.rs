//! What outlives a connection: tickets, anti-replay, client sessions, external pre-shared keys, cookies.

#[path = "sessions/anti_replay.rs"]
mod anti_replay;
#[path = "sessions/client.rs"]
mod client;
#[path = "sessions/cookies.rs"]
mod cookies;
#[path = "sessions/external.rs"]
mod external;
#[path = "sessions/sample.rs"]
mod sample;
#[path = "sessions/server.rs"]
mod server;
#[path = "sessions/tickets.rs"]
mod tickets;
