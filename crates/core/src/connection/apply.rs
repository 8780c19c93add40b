//! From the machine's actions to the record layer: the one place where keys change.

use alloc::boxed::Box;

use surehand_codec::code_point::HandshakeType;
use surehand_codec::message::Message;
use surehand_codec::reject;
use zeroize::Zeroizing;

use super::event::{EarlyData, QuestionId};
use super::machine::Machine;
use super::observation::Observation;
use super::parcels::Parcel;
use super::{Error, Receiver, Sender};
use crate::crypto::Provider;
use crate::handshake::{Action, Out};
use crate::record::{MAX_FRAGMENT, Opening};

impl<P: Provider> Receiver<P> {
    /// Applies the actions of one step in their order.
    pub(super) fn apply(&mut self, out: Out<P>, mut sender: Option<&mut Sender<P>>) -> Result<(), Error> {
        let actions = out.into_actions();
        // A flight of ours answers the peer's, so nothing can lie behind that one yet; nor behind a change of keys (§5.1).
        let handshaking = self.machine.connected().is_none();
        let ends_flight = |action: &Action<P>| match action {
            Action::ReadKeys(_) | Action::UpdateReadKeys => true,
            Action::Send(_) => handshaking,
            _ => false,
        };
        // Before anything is sent: an alert must go out under the keys that the peer reads with.
        if actions.iter().any(ends_flight) && !self.coalesce.is_empty() {
            return Err(reject!(UNEXPECTED_MESSAGE, "5.1-7").into());
        }
        actions.into_iter().try_for_each(|action| self.act(action, sender.as_deref_mut()))
    }

    /// Does what concerns this half, and hands on the rest.
    fn act(&mut self, action: Action<P>, sender: Option<&mut Sender<P>>) -> Result<(), Error> {
        match action {
            Action::ReadKeys(keys) => self.keys = Some(Opening::new(keys)),
            Action::UpdateReadKeys => self.update_read_keys()?,
            Action::SkipEarlyData(true) => {
                self.early_data = EarlyData::Rejected;
                self.early_data_to_skip = Some(self.machine.limits().skipped_early_data);
            }
            Action::SkipEarlyData(false) => self.early_data_to_skip = None,
            Action::ReadEarlyData(size) => {
                self.early_data = EarlyData::Accepted;
                self.early_data_left = size as usize;
            }
            Action::EarlyExporter(exporter) => self.early_exporter = Some(Box::new(exporter)),
            Action::Ticket(ticket) => self.tickets.push(ticket),
            Action::ClientAnswered => self.client_answered = true,
            Action::OweKeyUpdate => self.mailbox.owe_key_update(),
            Action::Ask(question) => {
                self.questions_asked += 1;
                self.question = Some((QuestionId(self.questions_asked), question));
            }
            Action::Claim(claim) if self.machine.observe().claims => self.note(Observation::Claim(claim)),
            Action::Claim(_) => {}
            Action::Log(label, secret) => {
                let (client_random, secret) = (self.client_random, Zeroizing::new(secret));
                self.note(Observation::Secret { label, client_random, secret });
            }
            Action::SendFinished(messages, algorithm, hash) => {
                self.hand_on(Parcel::Finished(messages, algorithm, hash), sender)?;
            }
            Action::Send(bytes) => {
                if bytes.first() == Some(&HandshakeType::CLIENT_HELLO.0)
                    && let Ok(Message::ClientHello(hello)) = Message::read(&bytes)
                {
                    self.client_random = hello.random;
                }
                self.hand_on(Parcel::Messages(bytes), sender)?;
            }
            // The halves are only apart once the machine is connected, and then the rest does not come.
            rest => self.act_on_sender(rest, sender)?,
        }
        Ok(())
    }

    /// Does what concerns the sending half.
    fn act_on_sender(&mut self, action: Action<P>, sender: Option<&mut Sender<P>>) -> Result<(), Error> {
        let Some(sender) = sender else { return Ok(()) };
        match action {
            Action::ChangeCipherSpec => sender.change_cipher_spec()?,
            Action::OweChangeCipherSpec => sender.owe_change_cipher_spec()?,
            Action::WriteKeys(keys) => sender.write_keys(keys)?,
            Action::WritePlaintext => sender.write_plaintext()?,
            Action::OfferEarlyData(size) => {
                self.early_data = EarlyData::Offered;
                sender.open_early(size);
            }
            Action::EarlyDataAccepted(true) => self.early_data = EarlyData::Accepted,
            Action::EarlyDataAccepted(false) => {
                self.early_data = EarlyData::Rejected;
                sender.close_early();
            }
            Action::LimitRecords(theirs, ours) => {
                self.longest_plaintext = usize::from(ours).min(MAX_FRAGMENT + 1);
                sender.limit_records(theirs);
            }
            Action::Complete => sender.open(),
            _ => {}
        }
        Ok(())
    }

    /// Messages for the sending half, wherever it is; a server that makes too many answers due is refused. What a server
    /// sends of its own accord is for its caller to bound.
    fn hand_on(&mut self, parcel: Parcel, sender: Option<&mut Sender<P>>) -> Result<(), Error> {
        if let Some(sender) = sender {
            return sender.parcel(parcel);
        }
        if matches!(self.machine, Machine::Client(..)) && self.mailbox.parcels() >= self.machine.limits().parcels() {
            return Err(reject!(UNEXPECTED_MESSAGE, "6.2-i1").into());
        }
        self.mailbox.parcel_added();
        self.parcels.add(parcel);
        Ok(())
    }

    /// §7.2, and a bound on the work that a flood of KeyUpdates makes.
    fn update_read_keys(&mut self) -> Result<(), Error> {
        self.mailbox.key_update_came();
        self.counters.key_updates += 1;
        if self.counters.key_updates > self.machine.limits().key_updates {
            return Err(reject!(UNEXPECTED_MESSAGE, "4.6.3-i3").into());
        }
        let next = self.keys.as_ref().and_then(|keys| keys.next_generation(&self.provider));
        self.keys = Some(next.ok_or(Error::Failed)??);
        Ok(())
    }
}
