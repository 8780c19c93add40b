//! From the machine's actions to the record layer: the one place where keys change.

use surehand_codec::message::Message;
use surehand_codec::reject;
use zeroize::Zeroizing;

use super::machine::Machine;
use super::observation::Observation;
use super::parcels::Parcel;
use super::receive::{EarlyData, QuestionId};
use super::{Error, Receiver, Sender};
use crate::crypto::Provider;
use crate::handshake::{Action, Out};
use crate::record::{MAX_FRAGMENT, Opening};

impl<P: Provider> Receiver<P> {
    /// Applies the actions of one step in their order.
    pub(super) fn apply(&mut self, out: Out<P>, mut sender: Option<&mut Sender<P>>) -> Result<(), Error> {
        let observe = self.machine.observe();
        let actions = out.into_actions();
        // Before anything is sent: an alert must go out under the keys that the peer reads with.
        if actions.iter().any(|action| matches!(action, Action::ReadKeys(_) | Action::UpdateReadKeys)) {
            self.at_record_boundary()?;
        }
        for action in actions {
            match (action, sender.as_deref_mut()) {
                (Action::ReadKeys(keys), _) => self.keys = Some(Opening::new(keys)),
                (Action::SkipEarlyData(skip), _) => {
                    self.early_data_to_skip = skip.then(|| self.machine.limits().skipped_early_data);
                }
                (Action::UpdateReadKeys, _) => self.update_read_keys()?,
                (Action::OweKeyUpdate, _) => self.mailbox.owe_key_update(),
                (Action::Ask(question), _) => {
                    self.questions_asked += 1;
                    self.question = Some((QuestionId(self.questions_asked), question));
                }
                (Action::Claim(claim), _) if observe.claims => self.note(Observation::Claim(claim)),
                (Action::Claim(_), _) => {}
                (Action::Log(label, secret), _) => {
                    let (client_random, secret) = (self.client_random, Zeroizing::new(secret));
                    self.note(Observation::Secret { label, client_random, secret });
                }
                (Action::EarlyExporter(exporter), _) => self.early_exporter = Some(exporter),
                (Action::ReadEarlyData(size), _) => {
                    self.early_data = EarlyData::Accepted;
                    self.early_data_left = size as usize;
                }
                (Action::Ticket(ticket), _) => self.tickets.push(ticket),
                (Action::ClientAnswered, _) => self.client_answered = true,
                (Action::LimitRecords(theirs, ours), sender) => {
                    self.longest_plaintext = usize::from(ours).min(MAX_FRAGMENT + 1);
                    if let Some(sender) = sender {
                        sender.limit_records(theirs);
                    }
                }
                (Action::OfferEarlyData(size), Some(sender)) => {
                    self.early_data = EarlyData::Offered;
                    sender.open_early(size);
                }
                (Action::EarlyDataAccepted(accepted), Some(sender)) => {
                    self.early_data = if accepted { EarlyData::Accepted } else { EarlyData::Rejected };
                    if !accepted {
                        sender.close_early();
                    }
                }
                (Action::WritePlaintext, Some(sender)) => sender.write_plaintext()?,
                (Action::SendFinished(messages, algorithm, hash), sender) => {
                    self.hand_on(Parcel::Finished(messages, algorithm, hash), sender)?;
                }
                (Action::Send(bytes), None) => self.hand_on(Parcel::Messages(bytes), None)?,
                (Action::Send(bytes), Some(sender)) => {
                    if let Ok(Message::ClientHello(hello)) = Message::read(&bytes) {
                        self.client_random = hello.random;
                    }
                    sender.handshake(&bytes);
                }
                (Action::ChangeCipherSpec, Some(sender)) => sender.change_cipher_spec()?,
                (Action::WriteKeys(keys), Some(sender)) => sender.write_keys(keys)?,
                (Action::Complete, Some(sender)) => sender.open(),
                // The halves are only apart once the machine is connected.
                (
                    Action::ChangeCipherSpec
                    | Action::WriteKeys(_)
                    | Action::Complete
                    | Action::OfferEarlyData(_)
                    | Action::EarlyDataAccepted(_)
                    | Action::WritePlaintext,
                    None,
                ) => {}
            }
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

    /// No handshake message spans a key change, and none lies buffered behind it (§5.1).
    fn at_record_boundary(&self) -> Result<(), Error> {
        if self.coalesce.is_empty() { Ok(()) } else { Err(reject!(UNEXPECTED_MESSAGE, "5.1-7").into()) }
    }

    /// §7.2, and a bound on the work that a flood of KeyUpdates makes.
    fn update_read_keys(&mut self) -> Result<(), Error> {
        self.mailbox.key_update_came();
        self.counters.key_updates += 1;
        if self.counters.key_updates > self.machine.limits().key_updates {
            return Err(reject!(UNEXPECTED_MESSAGE, "6.2-i1").into());
        }
        let next = self.keys.as_ref().and_then(|keys| keys.next_generation(&self.provider));
        self.keys = Some(next.ok_or(Error::Failed)??);
        Ok(())
    }
}
