//! What is in a ticket, and its bytes.

use surehand_codec::code_point::CipherSuite;
use surehand_codec::wire::{Reader, TooLong, Writer};
use surehand_core::crypto::HashAlgorithm;
use surehand_core::handshake::{ClientStatus, EarlyDataTerms, Psk, SealTicket, Session};
use zeroize::Zeroizing;

use super::Timestamp;

/// Content is padded to a multiple of this, so that a ticket's length says little about who the client is.
const BLOCK: usize = 64;

/// What a ticket says, to the server that made it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenedTicket {
    /// Its key.
    pub psk: Psk,
    /// The hash that belongs to it.
    pub hash: HashAlgorithm,
    /// For how many seconds it is good.
    pub lifetime: u32,
    /// What obscures its age.
    pub age_add: u32,
    /// When it was made.
    pub issued_at: Timestamp,
    /// What early data under it is bound to, if it admits any.
    pub early_data: Option<EarlyDataTerms>,
    /// The connection that it continues; its `origin` is set.
    pub session: Session,
}

impl OpenedTicket {
    /// What is to be remembered of a ticket that is made now.
    pub fn new(ticket: &SealTicket, now: Timestamp) -> Self {
        let origin = Some(ticket.session.origin.unwrap_or(now.as_millis()));
        Self {
            psk: ticket.psk.clone(),
            hash: ticket.hash,
            lifetime: ticket.lifetime,
            age_add: ticket.age_add,
            issued_at: now,
            early_data: ticket.early_data.clone(),
            session: Session { origin, ..ticket.session.clone() },
        }
    }

    pub(super) fn encode(&self) -> Result<Zeroizing<Vec<u8>>, TooLong> {
        // Room for everything: a vector that grew would leave the key behind in what it grew out of.
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.size().next_multiple_of(BLOCK)));
        let mut writer = Writer::new(&mut bytes);
        write_key(&mut writer, self.hash, &self.psk);
        writer.u32(self.lifetime);
        writer.u32(self.age_add);
        writer.bytes(&self.issued_at.as_millis().to_be_bytes());
        optional(&mut writer, self.early_data.as_ref(), write_terms);
        write_session(&mut writer, &self.session);
        while !writer.len().is_multiple_of(BLOCK) {
            writer.u8(0);
        }
        writer.finish().map(|()| bytes)
    }

    /// At least how many bytes it takes: the vectors, and more than the numbers and prefixes need.
    fn size(&self) -> usize {
        let length = |bytes: &Option<Vec<u8>>| bytes.as_ref().map_or(0, Vec::len);
        let identity = match &self.session.client {
            ClientStatus::Authenticated(identity) => identity.len(),
            _ => 0,
        };
        let terms = self.early_data.as_ref().map_or(0, |terms| length(&terms.application_layer_protocol));
        let session = length(&self.session.server_name) + length(&self.session.application_layer_protocol);
        self.psk.as_ref().len() + identity + terms + session + 128
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let (hash, psk) = read_key(&mut reader)?;
        Some(Self {
            hash,
            psk,
            lifetime: reader.u32().ok()?,
            age_add: reader.u32().ok()?,
            issued_at: read_time(&mut reader)?,
            early_data: read_optional(&mut reader, read_terms)?,
            session: read_session(&mut reader)?,
        })
    }
}

pub(super) fn write_key(writer: &mut Writer<'_>, hash: HashAlgorithm, psk: &Psk) {
    writer.u8(match hash {
        HashAlgorithm::Sha256 => 1,
        HashAlgorithm::Sha384 => 2,
    });
    writer.vector_u8(|writer| writer.bytes(psk.as_ref()));
}

pub(super) fn read_key(reader: &mut Reader<'_>) -> Option<(HashAlgorithm, Psk)> {
    let hash = match reader.u8().ok()? {
        1 => HashAlgorithm::Sha256,
        2 => HashAlgorithm::Sha384,
        _ => return None,
    };
    Some((hash, Psk::new(reader.vector_u8(1).ok()?)))
}

pub(super) fn write_terms(writer: &mut Writer<'_>, terms: &EarlyDataTerms) {
    writer.u32(terms.max_early_data_size);
    writer.u16(terms.cipher_suite.0);
    optional(writer, terms.application_layer_protocol.as_deref(), vector);
}

pub(super) fn read_terms(reader: &mut Reader<'_>) -> Option<EarlyDataTerms> {
    Some(EarlyDataTerms {
        max_early_data_size: reader.u32().ok()?,
        cipher_suite: CipherSuite(reader.u16().ok()?),
        application_layer_protocol: read_optional(reader, read_vector)?,
    })
}

pub(super) fn read_time(reader: &mut Reader<'_>) -> Option<Timestamp> {
    Some(Timestamp::from_millis(u64::from_be_bytes(reader.array().ok()?)))
}

fn write_session(writer: &mut Writer<'_>, session: &Session) {
    writer.u16(session.cipher_suite.0);
    optional(writer, session.server_name.as_deref(), vector);
    optional(writer, session.application_layer_protocol.as_deref(), vector);
    match &session.client {
        ClientStatus::NotRequested => writer.u8(0),
        ClientStatus::Declined => writer.u8(1),
        ClientStatus::Authenticated(identity) => {
            writer.u8(2);
            vector(writer, identity);
        }
    }
    writer.u32(session.resumptions);
    optional(writer, session.origin.as_ref(), |writer, origin| writer.bytes(&origin.to_be_bytes()));
}

fn read_session(reader: &mut Reader<'_>) -> Option<Session> {
    Some(Session {
        cipher_suite: CipherSuite(reader.u16().ok()?),
        server_name: read_optional(reader, read_vector)?,
        application_layer_protocol: read_optional(reader, read_vector)?,
        client: match reader.u8().ok()? {
            0 => ClientStatus::NotRequested,
            1 => ClientStatus::Declined,
            2 => ClientStatus::Authenticated(read_vector(reader)?),
            _ => return None,
        },
        resumptions: reader.u32().ok()?,
        origin: read_optional(reader, |reader| Some(u64::from_be_bytes(reader.array().ok()?)))?,
    })
}

pub(super) fn vector(writer: &mut Writer<'_>, bytes: &[u8]) {
    writer.vector_u16(|writer| writer.bytes(bytes));
}

pub(super) fn read_vector(reader: &mut Reader<'_>) -> Option<Vec<u8>> {
    reader.vector_u16(0).ok().map(<[u8]>::to_vec)
}

pub(super) fn optional<T: ?Sized>(writer: &mut Writer<'_>, value: Option<&T>, write: impl FnOnce(&mut Writer<'_>, &T)) {
    writer.u8(value.is_some().into());
    if let Some(value) = value {
        write(writer, value);
    }
}

pub(super) fn read_optional<'a, T>(
    reader: &mut Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Option<T>,
) -> Option<Option<T>> {
    match reader.u8().ok()? {
        0 => Some(None),
        1 => read(reader).map(Some),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
    use surehand_codec::code_point::CipherSuite;
    use surehand_core::crypto::HashAlgorithm;
    use surehand_core::handshake::{ClientStatus, EarlyDataTerms, Psk, Session};

    use super::{BLOCK, OpenedTicket, Timestamp};

    fn name() -> impl Strategy<Value = Option<Vec<u8>>> {
        option::of(vec(any::<u8>(), 0..300))
    }

    fn session() -> impl Strategy<Value = Session> {
        let client = prop_oneof![
            Just(ClientStatus::NotRequested),
            Just(ClientStatus::Declined),
            vec(any::<u8>(), 0..300).prop_map(ClientStatus::Authenticated),
        ];
        let parts = (any::<u16>(), name(), name(), client, any::<u32>(), any::<Option<u64>>());
        parts.prop_map(|(suite, server_name, application_layer_protocol, client, resumptions, origin)| Session {
            cipher_suite: CipherSuite(suite),
            server_name,
            application_layer_protocol,
            client,
            resumptions,
            origin,
        })
    }

    fn ticket() -> impl Strategy<Value = OpenedTicket> {
        let terms = option::of((any::<u32>(), any::<u16>(), name()));
        let hash = prop_oneof![Just(HashAlgorithm::Sha256), Just(HashAlgorithm::Sha384)];
        let parts = (vec(any::<u8>(), 1..=255), hash, any::<[u32; 2]>(), any::<u64>(), terms, session());
        parts.prop_map(|(psk, hash, [lifetime, age_add], issued_at, terms, session)| OpenedTicket {
            psk: Psk::new(&psk),
            hash,
            lifetime,
            age_add,
            issued_at: Timestamp::from_millis(issued_at),
            early_data: terms.map(|(max_early_data_size, suite, application_layer_protocol)| EarlyDataTerms {
                max_early_data_size,
                cipher_suite: CipherSuite(suite),
                application_layer_protocol,
            }),
            session,
        })
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(ticket in ticket()) {
            let bytes = ticket.encode().unwrap();
            prop_assert_eq!(bytes.len() % BLOCK, 0);
            prop_assert!(bytes.len() <= ticket.size().next_multiple_of(BLOCK));
            prop_assert_eq!(OpenedTicket::read(&bytes), Some(ticket));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in vec(any::<u8>(), 0..200)) {
            let _ = OpenedTicket::read(&bytes);
        }
    }
}
