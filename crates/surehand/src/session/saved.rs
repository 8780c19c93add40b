//! A client's session as bytes, for a store that outlives the process.

use std::sync::Arc;

use rustls_pki_types::CertificateDer;
use surehand_codec::wire::{Reader, TooLong, Writer};
use surehand_core::handshake::NewTicket;
use zeroize::Zeroizing;

use super::ticket::{
    optional, read_key, read_optional, read_terms, read_time, read_vector, vector, write_key, write_terms,
};
use super::{ClientSession, ServerIdentity};
use crate::verify::PeerIdentity;

/// The version of this encoding.
const VERSION: u8 = 1;

impl ClientSession {
    /// The session as bytes, for a [`SessionStore`](super::SessionStore) that outlives the process.
    ///
    /// The key is among them, in the clear: whoever has them can resume the session, read early data under it, and pass
    /// for the server. `None` for a session that does not fit: a chain of more than 16 MiB.
    pub fn to_bytes(&self) -> Option<Zeroizing<Vec<u8>>> {
        self.encode().ok()
    }

    /// The session that [`to_bytes`](Self::to_bytes) has written; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        if reader.u8().ok()? != VERSION {
            return None;
        }
        let (hash, psk) = read_key(&mut reader)?;
        let ticket = NewTicket {
            ticket: read_vector(&mut reader)?,
            lifetime: reader.u32().ok()?,
            age_add: reader.u32().ok()?,
            psk,
            hash,
            early_data: read_optional(&mut reader, read_terms)?,
            server_name: read_optional(&mut reader, read_vector)?,
            resumptions: reader.u32().ok()?,
        };
        let received_at = read_time(&mut reader)?;
        let server = read_server(&mut reader)?;
        reader.end().ok()?;
        Some(Self::new(ticket, received_at, Arc::new(server)))
    }

    fn encode(&self) -> Result<Zeroizing<Vec<u8>>, TooLong> {
        let (ticket, server) = (self.ticket(), self.server());
        let chain: usize = server.certificates.iter().map(|certificate| certificate.len() + 3).sum();
        let terms = ticket.early_data.as_ref().and_then(|terms| terms.application_layer_protocol.as_ref());
        let names = terms.map_or(0, Vec::len) + ticket.server_name.as_ref().map_or(0, Vec::len);
        let words = server.identity.as_bytes().len() + server.authenticated_by.len();
        let size = ticket.psk.as_ref().len() + ticket.ticket.len() + chain + names + words + 128;
        // Room for everything: a vector that grew would leave the key behind in what it grew out of.
        let mut bytes = Zeroizing::new(Vec::with_capacity(size));
        let mut writer = Writer::new(&mut bytes);
        writer.u8(VERSION);
        write_key(&mut writer, ticket.hash, &ticket.psk);
        vector(&mut writer, &ticket.ticket);
        writer.u32(ticket.lifetime);
        writer.u32(ticket.age_add);
        optional(&mut writer, ticket.early_data.as_ref(), write_terms);
        optional(&mut writer, ticket.server_name.as_deref(), vector);
        writer.u32(ticket.resumptions);
        writer.bytes(&self.received_at().as_millis().to_be_bytes());
        write_server(&mut writer, server);
        writer.finish().map(|()| bytes)
    }
}

fn write_server(writer: &mut Writer<'_>, server: &ServerIdentity) {
    writer.vector_u24(|writer| {
        for certificate in server.certificates.iter() {
            writer.vector_u24(|writer| writer.bytes(certificate));
        }
    });
    vector(writer, &server.identity.encode());
    vector(writer, server.authenticated_by.as_bytes());
    writer.bytes(&server.authenticated_at.as_millis().to_be_bytes());
}

fn read_server(reader: &mut Reader<'_>) -> Option<ServerIdentity> {
    let mut chain = Reader::new(reader.vector_u24(0).ok()?);
    let mut certificates = Vec::new();
    while !chain.is_empty() {
        certificates.push(CertificateDer::from(chain.vector_u24(0).ok()?.to_vec()));
    }
    Some(ServerIdentity {
        certificates: certificates.into(),
        identity: PeerIdentity::decode(&read_vector(reader)?)?,
        authenticated_by: String::from_utf8(read_vector(reader)?).ok()?.into(),
        authenticated_at: read_time(reader)?,
    })
}
