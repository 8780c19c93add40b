//! The pages: an overview, one for each section, one for what RFC 9846 changed, one for each figure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Map;
use super::binding::{Class, count};
use super::figures::FIGURES;
use super::spec::Rule;
use super::{modelled, pitfalls};
use crate::table;

/// How many tests a row names before it only counts them.
const MAX_TESTS: usize = 6;
const RFC9846_PAGE: &str = "rfc9846.md";

/// Every page, by file name.
pub fn pages(root: &Path, map: &Map) -> Result<BTreeMap<String, String>, String> {
    let rows = table::rows(root, "xtask/sections.tsv", 2)?.into_iter();
    let titles = rows.map(|(_, mut row)| (std::mem::take(&mut row[0]), std::mem::take(&mut row[1]))).collect();
    let mut pages = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for rule in map.rules.iter() {
        let name = page_of(rule.section());
        if !order.contains(&name) {
            order.push(name);
        }
    }
    for name in &order {
        pages.insert(name.clone(), section_page(map, name, &titles));
    }
    for (name, title) in FIGURES {
        pages.insert(format!("{name}.md"), figure_page(map, name, title));
    }
    pages.insert("common-bugs.md".to_owned(), pitfalls::page(map));
    pages.insert("README.md".to_owned(), overview(map, &order, &titles));
    Ok(pages)
}

/// The page of a section: one for each of 1 to 9 and A to E, but finer in section 4, and finest in 4.2.
fn page_of(section: &str) -> String {
    if section.starts_with("9846:") {
        return RFC9846_PAGE.to_owned();
    }
    let depth = if section.starts_with("4.2.") {
        3
    } else if section.starts_with("4.") {
        2
    } else {
        1
    };
    let parts: Vec<&str> = section.split('.').take(depth).collect();
    format!("section-{}.md", parts.join("."))
}

/// `§4.1.3 Server Hello`, as far as the section's title is known.
fn heading(section: &str, titles: &BTreeMap<String, String>) -> String {
    let title = titles.get(section).map(|title| format!(" {title}")).unwrap_or_default();
    match section.strip_prefix("9846:") {
        Some(section) => format!("RFC 9846 §{section}"),
        None if section.starts_with(|first: char| first.is_ascii_digit()) => format!("§{section}{title}"),
        None => format!("Appendix {section}{title}"),
    }
}

fn page_title(page: &str, titles: &BTreeMap<String, String>) -> String {
    let section = page.trim_start_matches("section-").trim_end_matches(".md");
    if page == RFC9846_PAGE { "What RFC 9846 changed".to_owned() } else { heading(section, titles) }
}

fn section_page(map: &Map, page: &str, titles: &BTreeMap<String, String>) -> String {
    let mut text = format!(
        "# {}\n\n[All sections](README.md). Made by `cargo xtask rfc-map`; do not edit.\n",
        page_title(page, titles)
    );
    let mut section = "";
    for rule in map.rules.iter().filter(|rule| page_of(rule.section()) == page) {
        if rule.section() != section {
            section = rule.section();
            text.push_str(&format!("\n## {}\n\n{}", heading(section, titles), about(map, section)));
            text.push_str("| rule | level | role | what it says | alert | code | tests | model |\n|---|---|---|---|---|---|---|---|\n");
        }
        text.push_str(&row(map, rule));
    }
    text
}

fn row(map: &Map, rule: &Rule) -> String {
    let columns = [
        rule.id.clone(),
        rule.level.clone(),
        rule.role.clone(),
        summary(map, rule),
        rule.alert.clone(),
        cell(places(map, rule)),
        cell(tests(map, &rule.id)),
        cell(map.modelled.cell(&rule.id)),
    ];
    format!("| {} |\n", columns.join(" | "))
}

/// Where the rule is refused.
fn places(map: &Map, rule: &Rule) -> Vec<String> {
    let sites: BTreeSet<String> = map
        .sites
        .iter()
        .filter(|site| site.rule == rule.id)
        .map(|site| format!("{} `{}`", link(&site.path), site.function))
        .collect();
    sites.into_iter().collect()
}

/// The files that are about a section, as a line above its table.
fn about(map: &Map, section: &str) -> String {
    let files: Vec<String> = map.about.get(section).into_iter().flatten().map(|path| link(path)).collect();
    if files.is_empty() { String::new() } else { format!("In the code: {}.\n\n", files.join(", ")) }
}

/// The paraphrase, and where RFC 9846 changed the rule.
fn summary(map: &Map, rule: &Rule) -> String {
    let mut text = rule.summary.replace('|', "\\|").replace('<', "&lt;");
    if let Some(id) = &rule.changes {
        let page = map.rules.find(id).map(|old| page_of(old.section()));
        text.push_str(&page.map_or_else(String::new, |page| format!(" (changes [{id}]({page}))")));
    }
    let newer = map.rules.iter().filter(|other| other.changes.as_ref() == Some(&rule.id));
    for other in newer {
        text.push_str(&format!(" (changed by [{}]({RFC9846_PAGE}))", other.id));
    }
    text
}

/// The tests that saw a rule fire or kept, or the reason why there are none.
fn tests(map: &Map, rule: &str) -> Vec<String> {
    let names: BTreeSet<&str> =
        map.evidence.iter().filter(|line| line.rule == rule).map(|line| line.test.as_str()).collect();
    let mut shown: Vec<String> = names.iter().take(MAX_TESTS).map(|name| format!("`{name}`")).collect();
    if names.len() > MAX_TESTS {
        shown.push(format!("and {} more", names.len() - MAX_TESTS));
    }
    if let Some((reason, why)) = map.reasons.find(rule) {
        shown.push(format!("*{reason}* No test: {why}").replace('|', "\\|").replace('<', "&lt;"));
    }
    shown
}

fn cell(lines: Vec<String>) -> String {
    if lines.is_empty() { "–".to_owned() } else { lines.join("<br>") }
}

/// A link to a file, named from its crate: `core/handshake/finished.rs`.
fn link(path: &str) -> String {
    format!("[`{}`](../../{path})", path.trim_start_matches("crates/").replacen("/src/", "/", 1))
}

fn figure_page(map: &Map, name: &str, title: &str) -> String {
    let mut text = format!(
        "# {title}\n\n[All figures](README.md#figures). Made from `xtask/figures.tsv` by `cargo xtask rfc-map`; do not edit.\n\n"
    );
    text.push_str("| the RFC's step | file | function | model property |\n|---|---|---|---|\n");
    for step in map.figures.iter().filter(|step| step.figure == name) {
        let file = if step.file == "-" { "not yet".to_owned() } else { link(&step.file) };
        let function = match step.function.as_str() {
            "-" => "–".to_owned(),
            function => format!("`{function}`"),
        };
        let property = match step.property.as_str() {
            "-" => "–".to_owned(),
            names => format!("`{}`", names.replace(' ', "`, `")),
        };
        text.push_str(&format!("| {} | {file} | {function} | {property} |\n", step.step));
    }
    text
}

fn overview(map: &Map, order: &[String], titles: &BTreeMap<String, String>) -> String {
    let mut text = String::from(INTRODUCTION);
    let mut total = [0; 6];
    for page in order {
        let rules: Vec<&Rule> = map.rules.iter().filter(|rule| page_of(rule.section()) == *page).collect();
        let on_page = |rule: &Rule| Class::of(rule).is_some() && page_of(rule.section()) == *page;
        let binding = count(map, on_page);
        let refused = rules.iter().filter(|rule| map.sites.iter().any(|site| site.rule == rule.id)).count();
        let counts = [rules.len(), refused, binding.rules, binding.seen, binding.reasons, binding.without.len()];
        for (sum, count) in total.iter_mut().zip(counts) {
            *sum += count;
        }
        text.push_str(&format!("| [{}]({page}) | {} |\n", page_title(page, titles), numbers(&counts)));
    }
    text.push_str(&format!("| all | {} |\n\n{}## Figures\n\n", numbers(&total), modelled::overview(map)));
    for (name, title) in FIGURES {
        text.push_str(&format!("- [{title}]({name}.md)\n"));
    }
    text
}

fn numbers(counts: &[usize]) -> String {
    counts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
}

const INTRODUCTION: &str = "\
# The RFC map

Where each normative sentence of RFC 8446 is, in the code and in the tests. The rules are in [`spec/`](../../spec/README.md), in our own
words; an `i` in an id marks a rule that the RFC's tables, syntax or formulas imply. A refusal in the code names its rule; a test
writes down the rules that it saw fire or kept. The column *model* has what stands for the rule [there](#the-model).

[The commonest bugs of TLS 1.3](common-bugs.md) have a page of their own, with the tests that look for them.

These pages are made by `cargo xtask rfc-map` from the evidence of the last `cargo xtask test`, which fails when they are out of date.

A rule binds that is a MUST or a SHOULD of RFC 8446, unless it is about older versions or about other documents, or one of RFC 9846's that
is not a MAY. It has a test that saw it fire or kept, or a reason (`xtask/reasons.tsv`): how it is kept or whom it binds, and why no test
shows it. The column *code* has refusals; what is done without one is in the files that are named above a table.

## Sections

| section | rules | refused in the code | binding | seen by tests | with a reason | neither |
|---|---|---|---|---|---|---|
";
