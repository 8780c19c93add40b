//! The key schedule (§7.1) of all five traces, and every protected record opened by the production record layer.

use surehand::provider::Mixed;
use surehand_core::crypto::{Digest, HashAlgorithm, Provider, Suite};
use surehand_core::key_schedule::{
    ApplicationSecrets, BinderKind, EarlySecret, Epoch, HandshakeSecret, hkdf_expand_label_into, read_keys,
    resumption_psk, verify_data,
};
use surehand_core::record::Opening;
use surehand_core::transcript::Transcript;
use surehand_evidence::property;

use crate::trace::Trace;

const SHA256: HashAlgorithm = HashAlgorithm::Sha256;
type Secret = <Mixed as Provider>::Secret;

/// A trace, the production provider, and the transcript hashes on the way.
struct Checked {
    trace: Trace,
    provider: Mixed,
}

impl Checked {
    fn new(section: u64) -> Self {
        Self { trace: Trace::of_section(section), provider: Mixed::new().unwrap() }
    }

    fn suite(&self) -> Suite {
        self.provider.suites()[0]
    }

    #[track_caller]
    fn secret(&self, name: &str, secret: &Secret) {
        assert_eq!(self.provider.reveal(secret), self.trace.value(name), "{name}");
    }

    /// Key and IV of a traffic secret (§7.3).
    #[track_caller]
    fn keys(&self, name: &str, secret: &Secret) {
        let (mut key, mut iv) = ([0; 16], [0; 12]);
        hkdf_expand_label_into(&self.provider, SHA256, secret, b"key", b"", &mut key);
        hkdf_expand_label_into(&self.provider, SHA256, secret, b"iv", b"", &mut iv);
        assert_eq!(key[..], self.trace.value(&format!("{name}_key")), "{name}");
        assert_eq!(iv[..], self.trace.value(&format!("{name}_iv")), "{name}");
    }

    /// Transcript-Hash up to and including the last message called `last`.
    fn transcript_hash(&self, last: &str) -> Digest {
        let messages = self.trace.transcript();
        let end = messages.iter().rposition(|(name, _)| name == last).unwrap();
        let retried = messages.iter().any(|(name, _)| name == "server HelloRetryRequest");
        let (mut transcript, rest) = if retried {
            (Transcript::with_message_hash(&self.provider, SHA256, &messages[0].1), &messages[1..=end])
        } else {
            (Transcript::new(&self.provider, SHA256), &messages[..=end])
        };
        rest.iter().for_each(|(_, message)| transcript.add(message));
        transcript.hash()
    }

    fn opens(&self, sender: &str, epoch: (&str, Epoch), secret: &Secret) {
        let keys = read_keys(&self.provider, self.suite(), epoch.1, secret).unwrap();
        let mut opening = Opening::<Mixed>::new(keys);
        let mut opened = 0;
        for record in self.trace.records() {
            if record.sender == sender && record.epoch == epoch.0 && record.content_type != "change_cipher_spec" {
                let mut bytes = record.bytes.clone();
                let found = opening.open(&mut bytes, 1 << 15).unwrap();
                assert_eq!(bytes[found.content], record.payload);
                assert_eq!(found.content_type.name(), Some(record.content_type.as_str()));
                opened += 1;
            }
        }
        println!("{sender} {}: {opened} records", epoch.0);
    }

    /// Everything from the early secret to the resumption secret, and every record.
    fn schedule(&self) {
        let Self { trace, provider, .. } = self;
        let psk = trace.value("psk");
        let psk = psk.iter().any(|byte| *byte != 0).then(|| provider.secret(&psk));
        let early = EarlySecret::new(provider, SHA256, psk.as_ref());
        self.secret("early_secret", early.secret());
        if trace.has("client_early_traffic_secret") {
            self.early(&early);
        }

        let shared_secret = provider.secret(&trace.value("shared_secret"));
        let handshake = early.handshake_secret(provider, Some(&shared_secret));
        self.secret("handshake_secret", handshake.secret());
        let hello_hash = self.transcript_hash("server ServerHello");
        assert_eq!(hello_hash.as_ref(), trace.value("transcript_hash_ch_sh"));
        let traffic = handshake.traffic_secrets(provider, &hello_hash);
        let (client, server) = (traffic.client_handshake_traffic_secret(), traffic.server_handshake_traffic_secret());
        self.secret("client_handshake_traffic_secret", client);
        self.secret("server_handshake_traffic_secret", server);
        self.keys("client_handshake", client);
        self.keys("server_handshake", server);
        self.opens("client", ("handshake", Epoch::Handshake), client);
        self.opens("server", ("handshake", Epoch::Handshake), server);
        self.finished("server", server);
        self.finished("client", client);

        let main = traffic.main_secret();
        self.secret("master_secret", main.secret());
        let hash = self.transcript_hash("server Finished");
        assert_eq!(hash.as_ref(), trace.value("transcript_hash_ch_sfin"));
        let ApplicationSecrets {
            client_application_traffic_secret_0: client,
            server_application_traffic_secret_0: server,
            exporter_master_secret: exporter,
        } = main.application_secrets(provider, &hash);
        self.secret("client_application_traffic_secret_0", &client);
        self.secret("server_application_traffic_secret_0", &server);
        self.keys("client_application", &client);
        self.keys("server_application", &server);
        self.opens("client", ("application", Epoch::Application(0)), &client);
        self.opens("server", ("application", Epoch::Application(0)), &server);
        self.secret("exporter_master_secret", exporter.secret());
        let resumption = main.resumption_master_secret(provider, &self.transcript_hash("client Finished"));
        self.secret("resumption_master_secret", &resumption);
        if trace.has("resumption_psk") {
            let psk = resumption_psk(provider, SHA256, &resumption, &trace.value("ticket_nonce"));
            self.secret("resumption_psk", &psk);
            property("4.6.1-i7", "RFC 8448 §3: the PSK of the ticket");
        }
    }

    fn early(&self, early: &EarlySecret<Mixed>) {
        let Self { trace, provider, .. } = self;
        let binder_key = early.binder_key(provider, BinderKind::Resumption);
        self.secret("binder_key", &binder_key);
        let mut truncated = Transcript::new(provider, SHA256);
        truncated.add(&trace.value("client_hello_prefix"));
        let binder = verify_data(provider, SHA256, &binder_key, &truncated.hash());
        assert_eq!(binder.as_ref(), trace.value("binder"));
        let hello = trace.message("client ClientHello");
        assert_eq!(hello[hello.len() - 32..], trace.value("binder"));
        let hash = self.transcript_hash("client ClientHello");
        let traffic = early.client_early_traffic_secret(provider, &hash);
        self.secret("client_early_traffic_secret", &traffic);
        self.keys("client_early", &traffic);
        self.opens("client", ("early", Epoch::Early), &traffic);
        self.secret("early_exporter_master_secret", &early.early_exporter_master_secret(provider, &hash));
        for rule in ["7.1-i5", "7.1-i6", "7.1-i7", "4.2.11.2-i1", "4.2.11.2-i2", "4.2.11.2-i4"] {
            property(rule, "RFC 8448 §4");
        }
    }

    /// verify_data over everything before the Finished of `sender` (§4.4.4).
    fn finished(&self, sender: &str, base_key: &Secret) {
        let name = format!("{sender} Finished");
        let messages = self.trace.transcript();
        let at = messages.iter().position(|(each, _)| *each == name).unwrap();
        let hash = self.transcript_hash(&messages[at - 1].0);
        assert_eq!(verify_data(&self.provider, SHA256, base_key, &hash).as_ref(), &messages[at].1[4..], "{name}");
    }
}

#[test]
fn every_secret_and_every_record_of_all_five() {
    for section in [3, 4, 5, 6, 7] {
        println!("RFC 8448 §{section}");
        Checked::new(section).schedule();
    }
    for rule in [
        "7.1-i1",
        "7.1-i2",
        "7.1-i3",
        "7.1-i4",
        "7.1-i8",
        "7.1-i9",
        "7.1-i10",
        "7.1-i11",
        "7.1-i12",
        "7.3-i1",
        "7.3-i2",
        "7.4.2-i1",
        "9846:7.1-1",
        "E.1.1-1",
        "4.4.1-i1",
        "4.4.1-i2",
        "4.4.1-i3",
        "4.4.4-i3",
        "5.2-i2",
        "5.3-i1",
        "5.3-1",
        "5.3-i2",
    ] {
        property(rule, "RFC 8448 §3-§7");
    }
}

#[test]
fn without_a_psk_the_schedule_begins_with_a_constant() {
    let provider = Mixed::new().unwrap();
    for algorithm in [SHA256, HashAlgorithm::Sha384] {
        let shared_secret = provider.secret(&[7; 32]);
        let whole = EarlySecret::new(&provider, algorithm, None).handshake_secret(&provider, Some(&shared_secret));
        let short = HandshakeSecret::without_psk(&provider, algorithm, Some(&shared_secret));
        assert_eq!(provider.reveal(whole.secret()), provider.reveal(short.secret()));
    }
}
