//! No import cycle: in every folder of every crate the modules side by side can be put in an order.

use std::collections::BTreeMap;

use super::Finding;
use super::exceptions::Exceptions;
use super::imports::imports;
use crate::offence::Offence;
use crate::source::{File, Package};

/// The arrows between the modules of one folder, each with a place where it is drawn.
type Graph = BTreeMap<String, BTreeMap<String, (String, usize)>>;

/// Looks at the modules of every crate. What a parent takes from its own children is no arrow.
pub fn check(sources: &[(&Package, Vec<File>)], exceptions: &Exceptions) -> Finding {
    let mut offences = Vec::new();
    let mut modules = 0;
    for (package, files) in sources {
        modules += files.len();
        for graph in folders(package, files, exceptions).values() {
            for cycle in cycles(graph) {
                let (path, line) = &graph[&cycle[0]][&cycle[1 % cycle.len()]];
                let places = (0..cycle.len()).map(|at| {
                    let (path, line) = &graph[&cycle[at]][&cycle[(at + 1) % cycle.len()]];
                    format!("{} at {path}:{line}", cycle[at])
                });
                let places: Vec<String> = places.collect();
                offences.push(Offence::at(path, *line, format!("import cycle: {}", places.join(", "))));
            }
        }
    }
    Finding { check: "cycles", subject: format!("{modules} modules"), offences }
}

/// A graph for each folder: an import counts where the two paths part.
fn folders(package: &Package, files: &[File], exceptions: &Exceptions) -> BTreeMap<Vec<String>, Graph> {
    let mut folders: BTreeMap<Vec<String>, Graph> = BTreeMap::new();
    for import in imports(files) {
        let (from, to) = (&files[import.from], &files[import.to]);
        let shared = from.module.iter().zip(&to.module).take_while(|(one, two)| one == two).count();
        let (Some(one), Some(two)) = (from.module.get(shared), to.module.get(shared)) else { continue };
        let place = [&[format!("{}/src", package.folder)], &from.module[1..=shared]].concat().join("/");
        if exceptions.allow(&place, &format!("imports {two}")) {
            continue;
        }
        let arrows = folders.entry(from.module[..shared].to_vec()).or_default().entry(one.clone()).or_default();
        arrows.entry(two.clone()).or_insert_with(|| (from.path.clone(), import.line));
    }
    folders
}

/// A shortest cycle through each module that is on one, each cycle once, beginning with its first name.
fn cycles(graph: &Graph) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    for start in graph.keys() {
        let on_known = found.iter().any(|cycle| cycle.contains(start));
        found.extend(Some(start).filter(|_| !on_known).and_then(|start| cycle_through(graph, start)));
    }
    found
}

fn cycle_through(graph: &Graph, start: &str) -> Option<Vec<String>> {
    let mut open = std::collections::VecDeque::from([vec![start.to_owned()]]);
    let mut seen = Vec::new();
    while let Some(path) = open.pop_front() {
        for next in path.last().and_then(|last| graph.get(last)).into_iter().flat_map(|arrows| arrows.keys()) {
            if next == start {
                return Some(path);
            }
            if !seen.contains(next) {
                seen.push(next.clone());
                open.push_back(path.iter().cloned().chain([next.clone()]).collect());
            }
        }
    }
    None
}
