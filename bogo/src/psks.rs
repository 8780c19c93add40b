//! External PSKs as a client offers them, and as a server knows them.

use surehand::session::KnownPsk;
use surehand_core::handshake::{FindPsks, FoundPsk, OfferedPsk};

use crate::answers::Answers;
use crate::external::External;

impl Answers {
    /// What a client offers.
    pub fn external_offers(&self) -> Vec<OfferedPsk> {
        self.psks.iter().flat_map(|each| each.psk.offers(&self.provider)).collect()
    }

    /// The client's external PSKs that a server knows, in our order, unless a certificate before them would do.
    pub(crate) fn external(&mut self, question: &FindPsks) -> Vec<FoundPsk> {
        let certificate = self.credentials.iter().find(|credential| credential.scheme(&self.peer_schemes).is_some());
        let before = certificate.and_then(|credential| credential.number).unwrap_or(usize::MAX);
        let (mut found, mut place) = (Vec::new(), None);
        for (index, each) in self.psks.iter().enumerate().filter(|(_, each)| each.number < before) {
            for (offered, number) in question.identities.iter().zip(0u16..) {
                let Some(known) = each.psk.find(&self.provider, &offered.identity) else { continue };
                place = place.or(Some(index));
                let KnownPsk { psk, hash, kind, early_data } = known;
                found.push(FoundPsk { index: number, psk, hash, kind, early_data, session: None });
            }
        }
        self.first_psk = place;
        found
    }

    /// An external PSK was selected: whose number is it?
    pub fn selected(&mut self, identity: &[u8]) {
        let known = |each: &&External| each.psk.find(&self.provider, identity).is_some();
        self.chosen = self.psks.iter().find(known).map(|each| each.number);
    }
}
