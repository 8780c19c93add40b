//! A bar for each peer and figure, readable on light and on dark.

use std::fmt::Write;

use super::Group;
use super::table::heading;
use crate::statistics::Spread;

const LABEL: f64 = 210.0;
const BARS: f64 = 420.0;
const LINE: f64 = 20.0;

/// One group. The floor is a line across the bars.
pub fn text(group: &Group) -> String {
    let mut body = String::new();
    let mut y = 22.0;
    element(&mut body, "title", 0.0, y - 6.0, &group.title);
    for (index, column) in group.columns.iter().enumerate() {
        y += LINE;
        let better = if column.less { "less is better" } else { "more is better" };
        element(&mut body, "head", 0.0, y, &format!("{} ({better})", heading(column)));
        let medians: Vec<_> = group.rows.iter().map(|row| Spread::of(&row.values[index]).median).collect();
        let floor = group.floor.as_ref().map(|floor| Spread::of(&floor.values[index]).median);
        let longest = medians.iter().copied().chain(floor).fold(f64::MIN_POSITIVE, f64::max);
        let top = y + 6.0;
        for (number, (row, median)) in group.rows.iter().zip(&medians).enumerate() {
            y += LINE;
            let length = median / longest * BARS;
            let class = if number == 0 { "ours" } else { "bar" };
            element(&mut body, "label", LABEL - 8.0, y, &row.peer);
            let at = y - 11.0;
            _ = write!(body, "<rect class='{class}' x='{LABEL}' y='{at:.0}' width='{length:.1}' height='14'/>");
            element(&mut body, "value", LABEL + length + 6.0, y, &format!("{median:.0$}", column.digits));
        }
        if let Some(floor) = floor {
            let x = LABEL + floor / longest * BARS;
            let bottom = y + 5.0;
            _ = write!(body, "<line class='floor' x1='{x:.1}' x2='{x:.1}' y1='{top:.0}' y2='{bottom:.0}'/>");
        }
        y += 8.0;
    }
    let (width, height) = (LABEL + BARS + 70.0, y + 12.0);
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}'>{STYLE}{body}</svg>\n"
    )
}

const STYLE: &str = "<style>text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-weight:600;font-size:13px}.head{fill:#57606a}\
.label{text-anchor:end}.value{fill:#57606a}.bar{fill:#afb8c1}.ours{fill:#1f7a4d}.floor{stroke:#bc4c00;stroke-width:1.5;stroke-dasharray:4 3}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.head,.value{fill:#9ea7b3}.bar{fill:#57606a}.ours{fill:#3fb97c}.floor{stroke:#f0883e}}</style>";

fn element(body: &mut String, class: &str, x: f64, y: f64, text: &str) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    _ = write!(body, "<text class='{class}' x='{x:.1}' y='{y:.1}'>{text}</text>");
}
