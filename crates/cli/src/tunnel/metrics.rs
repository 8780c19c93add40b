//! What is counted, in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use surehand::Error;

/// What only grows.
#[derive(Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// So many more.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }
}

/// What is there now.
#[derive(Default)]
pub struct Gauge(AtomicUsize);

impl Gauge {
    /// So many.
    pub fn set(&self, now: usize) {
        self.0.store(now, Ordering::Relaxed);
    }
}

/// A counter for each reason. There are as many as there are alerts, and a few.
#[derive(Default)]
pub struct Reasons(Mutex<BTreeMap<String, u64>>);

impl Reasons {
    /// Once more for this reason.
    pub fn add(&self, reason: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(reason).or_default() += 1;
    }
}

/// The counters of a tunnel.
#[derive(Default)]
pub struct Metrics {
    pub open: Gauge,
    pub total: Counter,
    pub refused: Counter,
    pub handshakes_failed: Reasons,
    pub upstream_failed: Counter,
    pub cut: Reasons,
    pub decrypted: Counter,
    pub encrypted: Counter,
    pub reloaded: Counter,
    pub reload_failed: Counter,
}

/// A reason in a word or three.
pub fn reason(error: &Error) -> String {
    match error {
        Error::Refused { reject, .. } => format!("sent_{}", reject.alert),
        Error::AlertReceived { alert, .. } => format!("received_{alert}"),
        Error::Truncated => "truncated".to_owned(),
        Error::Io(_) => "transport".to_owned(),
        _ => "other".to_owned(),
    }
}

/// Text that grows by a family of samples at a time.
struct Page(String);

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str, samples: &[(&str, u64)]) {
        let _ = writeln!(self.0, "# HELP surehand_tunnel_{name} {help}\n# TYPE surehand_tunnel_{name} {kind}");
        for (labels, value) in samples {
            let _ = writeln!(self.0, "surehand_tunnel_{name}{labels} {value}");
        }
    }

    fn counter(&mut self, name: &str, help: &str, counter: &Counter) {
        self.family(name, "counter", help, &[("", counter.0.load(Ordering::Relaxed))]);
    }

    fn pair(&mut self, name: &str, help: &str, pair: [(&str, &Counter); 2]) {
        let samples = pair.map(|(labels, counter)| (labels, counter.0.load(Ordering::Relaxed)));
        self.family(name, "counter", help, &samples);
    }

    fn reasons(&mut self, name: &str, help: &str, reasons: &Reasons) {
        let reasons = reasons.0.lock().unwrap_or_else(PoisonError::into_inner);
        let labels: Vec<(String, u64)> =
            reasons.iter().map(|(reason, count)| (format!("{{reason=\"{reason}\"}}"), *count)).collect();
        let samples: Vec<(&str, u64)> = labels.iter().map(|(labels, count)| (labels.as_str(), *count)).collect();
        self.family(name, "counter", help, &samples);
    }
}

impl Metrics {
    /// Everything.
    pub fn text(&self) -> String {
        let mut page = Page(String::new());
        let open = self.open.0.load(Ordering::Relaxed) as u64;
        page.family("connections_open", "gauge", "Connections that are open.", &[("", open)]);
        page.counter("connections_total", "Connections that were taken.", &self.total);
        page.counter(
            "connections_refused_total",
            "Connections closed at the door, for there were too many.",
            &self.refused,
        );
        page.reasons("handshakes_failed_total", "Handshakes that failed.", &self.handshakes_failed);
        page.counter(
            "upstream_failed_total",
            "Connections whose other side could not be reached.",
            &self.upstream_failed,
        );
        page.reasons("connections_cut_total", "Connections that were cut off before their end, by side.", &self.cut);
        let (decrypted, encrypted) = ("{direction=\"decrypted\"}", "{direction=\"encrypted\"}");
        let bytes = [(decrypted, &self.decrypted), (encrypted, &self.encrypted)];
        page.pair("bytes_total", "Bytes of application data that were passed on.", bytes);
        let reloads = [("{result=\"done\"}", &self.reloaded), ("{result=\"failed\"}", &self.reload_failed)];
        page.pair("reloads_total", "Reloads of certificates, keys and authorities.", reloads);
        page.0
    }
}
