//! Handshake messages on their way from the receiving half to the sending half, wait-free: one end adds, the other takes.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use once_cell::race::OnceBox;

use crate::crypto::{Digest, HashAlgorithm};

/// What is to be sent together.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Parcel {
    /// These messages.
    Messages(Vec<u8>),
    /// These messages, and a Finished over this transcript hash under whatever secret is in use then (§4.4.4).
    Finished(Vec<u8>, HashAlgorithm, Digest),
}

/// A place for one parcel, and the place behind it.
#[derive(Default)]
struct Place(OnceBox<(Parcel, Arc<Place>)>);

/// Where parcels are added.
pub(super) struct In(Arc<Place>);

/// Where parcels are taken.
pub(super) struct Out(Arc<Place>);

/// The two ends of an empty queue.
pub(super) fn parcels() -> (In, Out) {
    let place = Arc::<Place>::default();
    (In(place.clone()), Out(place))
}

impl In {
    pub(super) fn add(&mut self, parcel: Parcel) {
        let next = Arc::<Place>::default();
        // Nobody else fills the last place.
        if self.0.0.set(Box::new((parcel, next.clone()))).is_ok() {
            self.0 = next;
        }
    }
}

impl Out {
    pub(super) fn take(&mut self) -> Option<Parcel> {
        let (parcel, next) = self.0.0.get()?;
        let (parcel, next) = (parcel.clone(), next.clone());
        self.0 = next;
        Some(parcel)
    }

    /// What is under way, in order.
    pub(super) fn waiting(&self) -> Vec<Parcel> {
        let mut ahead = Out(self.0.clone());
        core::iter::from_fn(|| ahead.take()).collect()
    }

    /// Both ends of another queue that holds the same.
    pub(super) fn fork(&self) -> (In, Out) {
        let (mut parcels_in, parcels_out) = parcels();
        self.waiting().into_iter().for_each(|parcel| parcels_in.add(parcel));
        (parcels_in, parcels_out)
    }
}
