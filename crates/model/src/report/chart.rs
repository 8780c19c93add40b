//! A story as a message sequence chart in SVG.

use std::fmt::Write;

use super::story::{Event, Story};

const LANE: usize = 230;
const MARGIN: usize = 130;
const LINE: usize = 16;

/// Draws a story: a lane for each session and one for the attacker, time runs down.
pub fn chart(story: &Story) -> String {
    let lanes = story.lanes.len() + 1;
    let width = MARGIN * 2 + LANE * (lanes - 1) + 90;
    let mut body = String::new();
    let mut y = 70;
    for event in &story.events {
        y = draw(&mut body, event, y, width);
    }
    y += LINE;
    let why = (!story.why.is_empty()).then(|| format!("Violated: {}", story.why));
    for line in story.end.iter().cloned().chain(why) {
        let class = if line.starts_with("Violated") { "bad" } else { "note" };
        for part in wrap(&line, width / 7) {
            let _ = writeln!(body, "<text class=\"{class}\" x=\"20\" y=\"{y}\">{}</text>", escape(&part));
            y += LINE;
        }
    }
    let height = y + 10;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
         <style>text{{font:12px sans-serif;fill:#222}}.head{{font-weight:bold;text-anchor:middle}}.msg{{text-anchor:middle}}\
         .note{{fill:#456}}.bad{{fill:#b00;font-weight:bold}}line{{stroke:#222}}.lane{{stroke:#bbb}}.evil{{stroke:#b00}}\
         .evil-text{{fill:#b00;text-anchor:middle}}</style>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">\
         <path d=\"M0 0L8 4L0 8z\" fill=\"context-stroke\"/></marker></defs>\n\
         <text class=\"head\" x=\"{}\" y=\"20\">{}</text>",
        width / 2,
        escape(&story.title)
    );
    let end = height.saturating_sub(LINE * (story.end.len() + 3));
    let titles = ["attacker".to_owned()].into_iter().chain(story.lanes.iter().cloned());
    for (number, title) in titles.enumerate() {
        let x = MARGIN + LANE * number;
        let class = if number == 0 { "lane evil" } else { "lane" };
        let _ = writeln!(out, "<line class=\"{class}\" x1=\"{x}\" y1=\"50\" x2=\"{x}\" y2=\"{end}\"/>");
        let _ = writeln!(out, "<text class=\"head\" x=\"{x}\" y=\"44\">{}</text>", escape(&title));
    }
    out.push_str(&body);
    out.push_str("</svg>\n");
    out
}

fn place(session: Option<usize>) -> usize {
    MARGIN + LANE * session.map_or(0, |number| number + 1)
}

/// Draws one event, and says where the next one begins.
fn draw(out: &mut String, event: &Event, mut y: usize, width: usize) -> usize {
    let (from, to) = (place(event.from), place(event.to));
    let evil = event.from.is_none();
    let text_class = if evil { "evil-text" } else { "msg" };
    let middle = usize::midpoint(from, to).clamp(MARGIN, width - MARGIN);
    let room = (from.abs_diff(to).max(LANE + 60)) / 6;
    for part in wrap(&event.label, room) {
        let _ = writeln!(out, "<text class=\"{text_class}\" x=\"{middle}\" y=\"{y}\">{}</text>", escape(&part));
        y += LINE;
    }
    if from != to {
        let class = if evil { " class=\"evil\"" } else { "" };
        let line = y - 10;
        let _ = writeln!(
            out,
            "<line{class} x1=\"{from}\" y1=\"{line}\" x2=\"{to}\" y2=\"{line}\" marker-end=\"url(#a)\"/>"
        );
    }
    y += 4;
    for note in &event.notes {
        for part in wrap(note, LANE / 6) {
            let _ = writeln!(out, "<text class=\"note\" x=\"{}\" y=\"{y}\">{}</text>", to + 8, escape(&part));
            y += LINE;
        }
    }
    y + 8
}

fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + word.chars().count() < room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
