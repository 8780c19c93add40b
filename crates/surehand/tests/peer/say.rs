//! RFC 8446 §4: what the hand-built peer says when it behaves.

use surehand_codec::code_point::{ExtensionType as E, NamedGroup};
use surehand_core::crypto::{Provider, Purpose};
use surehand_core::key_schedule::verify_data;

use super::bytes::{HELLO_RETRY_REQUEST_RANDOM, Hello, message, numbers, share, vector};
use super::{HandBuilt, Role, key};

/// What the peer says, well-formed.
impl HandBuilt {
    /// A ClientHello that offers what a client of ours would, with a share for each of `share_groups`.
    pub fn client_hello(&mut self, groups: &[NamedGroup], share_groups: &[NamedGroup]) -> Hello {
        let mut shares = Vec::new();
        let provider = self.provider.clone();
        let key_shares = provider
            .offer(&(), Purpose::ClientShares(1), share_groups, &mut |group, bytes| shares.extend(share(group, bytes)))
            .expect("shares");
        self.key_shares = Some(key_shares);
        let groups: Vec<_> = groups.iter().map(|group| group.0).collect();
        Hello {
            msg_type: 1,
            legacy_version: 0x0303,
            random: [0x51; 32],
            session_id: vec![0x52; 32],
            suites: provider.suites.iter().map(|suite| suite.cipher_suite.0).collect(),
            compression: vec![0],
            extensions: vec![
                (E::SUPPORTED_GROUPS, numbers(2, &groups)),
                (E::SIGNATURE_ALGORITHMS, numbers(2, &[key::SCHEME.0, 0x0403, 0x0804])),
                (E::SUPPORTED_VERSIONS, numbers(1, &[0x0304])),
                (E::KEY_SHARE, vector(2, &shares)),
            ],
        }
    }

    /// The ClientHello that answers a HelloRetryRequest.
    pub fn second_client_hello(&mut self, first: &Hello) -> Hello {
        let retry = Hello::parse(self.messages.last().expect("a HelloRetryRequest"));
        let mut hello = first.clone();
        if let Some(&[high, low]) = retry.get(E::KEY_SHARE) {
            let group = NamedGroup(u16::from_be_bytes([high, low]));
            let mut shares = Vec::new();
            let offered = self
                .provider
                .offer(&(), Purpose::ClientShares(2), &[group], &mut |group, bytes| shares.extend(share(group, bytes)));
            self.key_shares = offered.ok();
            hello = hello.set(E::KEY_SHARE, vector(2, &shares));
        }
        if let Some(cookie) = retry.get(E::COOKIE) {
            hello = hello.set(E::COOKIE, cookie.to_vec());
        }
        if hello.get(E::PRE_SHARED_KEY).is_some() { self.bound(hello) } else { hello }
    }

    fn server_form(&self, random: [u8; 32], extensions: Vec<(E, Vec<u8>)>) -> Hello {
        Hello {
            msg_type: 2,
            legacy_version: 0x0303,
            random,
            session_id: self.hello.as_ref().map(|hello| hello.session_id.clone()).unwrap_or_default(),
            suites: vec![self.suite.cipher_suite.0],
            compression: vec![0],
            extensions: [vec![(E::SUPPORTED_VERSIONS, vec![3, 4])], extensions].concat(),
        }
    }

    /// A ServerHello for the client's first share; its shared secret is kept.
    pub fn server_hello(&mut self) -> Hello {
        let psk = self.select.map(|index| (E::PRE_SHARED_KEY, index.to_be_bytes().to_vec()));
        let first = self.hello.as_ref().and_then(|hello| hello.shares().first().cloned()).filter(|_| !self.psk_alone);
        let Some((group, theirs)) = first else {
            return self.server_form([0x53; 32], psk.into_iter().collect());
        };
        let mut ours = Vec::new();
        let secret = self.provider.accept(&(), group, &theirs, &mut |bytes| ours = bytes.to_vec());
        self.shared_secret = secret.ok();
        let share = (E::KEY_SHARE, share(group, &ours));
        self.server_form([0x53; 32], [share].into_iter().chain(psk).collect())
    }

    pub fn hello_retry_request(&self, group: NamedGroup) -> Hello {
        self.server_form(HELLO_RETRY_REQUEST_RANDOM, vec![(E::KEY_SHARE, group.0.to_be_bytes().to_vec())])
    }

    pub fn encrypted_extensions(&self) -> Vec<u8> {
        message(8, &[0, 0])
    }

    pub fn certificate_request(&self) -> Vec<u8> {
        self.request_for(b"")
    }

    pub fn request_for(&self, context: &[u8]) -> Vec<u8> {
        let schemes = numbers(2, &[key::SCHEME.0]);
        message(13, &[vector(1, context), super::bytes::block(&[(E::SIGNATURE_ALGORITHMS, schemes)])].concat())
    }

    pub fn certificate(&self) -> Vec<u8> {
        self.certificate_for(b"")
    }

    pub fn certificate_verify(&self) -> Vec<u8> {
        self.certificate_verify_of(&self.hash())
    }

    /// A Finished that is right for the transcript so far.
    pub fn finished(&self) -> Vec<u8> {
        let Some(schedule) = &self.schedule else { return message(20, &[0; 32]) };
        let base_key = match self.role {
            Role::Client => schedule.client_handshake_traffic_secret(),
            Role::Server => schedule.server_handshake_traffic_secret(),
        };
        message(20, verify_data(&*self.provider, self.suite.hash, base_key, &self.hash()).as_ref())
    }
}
