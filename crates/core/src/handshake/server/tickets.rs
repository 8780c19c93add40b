//! RFC 8446 §4.6.1: the server makes tickets.

use surehand_codec::message::{NewSessionTicket, NewSessionTicketExtensions};
use surehand_codec::{Reject, reject};

use alloc::vec::Vec;

use super::connected::AskedTicket;
use super::{Connected, Env, Server};
use crate::crypto::{Provider, Purpose};
use crate::handshake::env::internal;
use crate::handshake::{EarlyDataTerms, LONGEST_LIFETIME, Out, Psk, Question, SealTicket, Session};
use crate::key_schedule::resumption_psk;

impl<P: Provider> Connected<P> {
    /// Makes so many tickets more, where the client can use them.
    pub(super) fn make_tickets(&mut self, env: &Env<'_, P>, tickets: u8, out: &mut Out<P>) -> Result<(), Reject> {
        self.tickets.due = self.tickets.due.saturating_add(tickets);
        if self.tickets.asked.is_none() { self.ask(env, out) } else { Ok(()) }
    }

    /// Whether the client can use tickets.
    pub(super) fn can_make_tickets(&self) -> bool {
        self.resumption.is_some() && self.tickets.made < u16::MAX
    }

    /// Asks for the next ticket that is due.
    fn ask(&mut self, env: &Env<'_, P>, out: &mut Out<P>) -> Result<(), Reject> {
        let number = self.tickets.made;
        let (Some(secret), Some(due), Some(made)) =
            (&self.resumption, self.tickets.due.checked_sub(1), number.checked_add(1))
        else {
            self.tickets.due = 0;
            return Ok(());
        };
        (self.tickets.due, self.tickets.made) = (due, made);
        let mut age_add = [0; 4];
        env.provider.random(env.randomness, Purpose::TicketAgeAdd(number.into()), &mut age_add).map_err(internal)?;
        let (nonce, age_add) = (number.to_be_bytes(), u32::from_be_bytes(age_add));
        let lifetime = env.config.ticket_lifetime.min(LONGEST_LIFETIME);
        let max_early_data_size = Some(env.config.max_early_data_size).filter(|size| *size > 0);
        let psk = resumption_psk(env.provider, self.suite.hash, secret, &nonce);
        out.ask(Question::SealTicket(SealTicket {
            psk: Psk::new(env.provider.reveal(&psk)),
            hash: self.suite.hash,
            lifetime,
            age_add,
            early_data: max_early_data_size.map(|max_early_data_size| EarlyDataTerms {
                max_early_data_size,
                cipher_suite: self.suite.cipher_suite,
                application_layer_protocol: self.application_layer_protocol.clone(),
            }),
            session: self.session(),
        }));
        self.tickets.asked = Some(AskedTicket { lifetime, age_add, nonce, max_early_data_size });
        Ok(())
    }

    /// This connection, as a later one will continue it.
    fn session(&self) -> Session {
        Session {
            cipher_suite: self.suite.cipher_suite,
            server_name: self.server_name.clone(),
            application_layer_protocol: self.application_layer_protocol.clone(),
            client: self.client.clone(),
            resumptions: self.psk.filter(|psk| !psk.external).map_or(0, |psk| psk.resumptions.saturating_add(1)),
            origin: self.psk.and_then(|psk| psk.origin),
        }
    }

    pub(super) fn on_ticket(
        mut self,
        env: &Env<'_, P>,
        answer: Result<Option<Vec<u8>>, Reject>,
        out: &mut Out<P>,
    ) -> Result<Server<P>, Reject> {
        let asked = self.tickets.asked.take().ok_or(reject!(INTERNAL_ERROR, "6.2-i17"))?;
        if let Some(ticket) = answer? {
            if ticket.is_empty() {
                return Err(reject!(INTERNAL_ERROR, "6.2-i17"));
            }
            let message = NewSessionTicket {
                ticket_lifetime: asked.lifetime,
                ticket_age_add: asked.age_add,
                ticket_nonce: &asked.nonce,
                ticket: &ticket,
                extensions: NewSessionTicketExtensions {
                    early_data: asked.max_early_data_size,
                    ..NewSessionTicketExtensions::default()
                },
            };
            out.send(&message, |_| {})?;
        }
        self.ask(env, out)?;
        Ok(self.into())
    }
}
