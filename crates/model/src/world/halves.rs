//! A split session: its halves move one by one, and what the receiving half runs up waits until the sending half moves.

use super::model::Model;
use super::session::{Data, Phase, Session};

impl Model {
    /// Whether the halves of a session move one by one.
    pub(super) fn is_split(&self, session: &Session) -> bool {
        self.setting.attempts.halves && session.facts.complete.is_some()
    }

    /// The receiving half has failed; the sending half has yet to find out.
    pub(super) fn fail_half(&self, session: &mut Session) {
        self.take_up(session);
        session.phase = Phase::Dead;
        session.facts.failed = Some((session.facts.sent.len(), session.facts.delivered.len()));
    }

    /// The sending half hands over what is to be transmitted, and one more record of data where it is asked to.
    pub(super) fn transmit(&self, session: &mut Session, data: bool) -> bool {
        let Some(connection) = session.connection.as_mut() else { return false };
        let (sender, _) = connection.halves();
        let mut output = Vec::new();
        let content = format!("{} of a half", session.facts.sent.len()).into_bytes();
        let sent = match data {
            true => sender.send(&content, &mut output),
            false => sender.output(&mut output),
        };
        if let (true, Ok(()), Some(keys)) = (data, sent, connection.sealing()) {
            session.facts.sent.push(Data { epoch: keys.keys().epoch, content });
        }
        self.keep(session, &output);
        self.take_up(session);
        true
    }
}
