//! A story as text.

use std::fmt::Write;

use super::story::Story;

/// Tells a story line by line.
pub fn text(story: &Story) -> String {
    let mut out = String::new();
    let who = |number: Option<usize>| match number {
        Some(number) => story.lanes.get(number).cloned().unwrap_or_default(),
        None => "attacker".to_owned(),
    };
    let _ = writeln!(out, "{}", story.title);
    for (number, event) in (1..).zip(&story.events) {
        let arrow = match (event.from, event.to) {
            (from, to) if from == to => who(to),
            (from, to) => format!("{} → {}", who(from), who(to)),
        };
        let _ = writeln!(out, "{number:3}. {arrow}: {}", event.label);
        for note in &event.notes {
            let _ = writeln!(out, "       {note}");
        }
    }
    for line in &story.end {
        let _ = writeln!(out, "     {line}");
    }
    if !story.why.is_empty() {
        let _ = writeln!(out, "     Violated: {}", story.why);
    }
    out
}
