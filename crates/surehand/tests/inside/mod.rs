//! Tests of what no peer sees by itself: verification and choice of certificates, function by function.

mod choice;
mod filters;
mod made;
mod mutation;
mod ocsp;
mod remembered;
mod status;
mod verification;
