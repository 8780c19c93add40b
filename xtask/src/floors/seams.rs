//! The core does not know that it is explored: no feature, no `cfg`, no word of a model in its manifest.

use std::path::Path;

use syn::visit::Visit;

use super::Finding;
use crate::offence::Offence;
use crate::source::{File, Package};

/// The crates that run the same code for every provider.
const PLAIN: &[&str] = &["surehand-codec", "surehand-core"];
/// Words that a plain crate's manifest must not have.
const WORDS: &[&str] = &["model", "symbolic", "[features]"];

/// Looks at the manifests and attributes of the plain crates.
pub fn check(root: &Path, sources: &[(&Package, Vec<File>)]) -> Finding {
    let mut offences = Vec::new();
    let mut seen = 0;
    for (package, files) in sources.iter().filter(|(package, _)| PLAIN.contains(&package.name.as_str())) {
        seen += 1;
        let path = format!("{}/Cargo.toml", package.folder);
        for (index, line) in std::fs::read_to_string(root.join(&path)).unwrap_or_default().lines().enumerate() {
            let words = WORDS.iter().filter(|word| line.contains(**word));
            offences.extend(words.map(|word| Offence::at(&path, index + 1, format!("`{word}` in a plain crate"))));
        }
        for file in files {
            let mut conditions = Conditions(Vec::new());
            conditions.visit_file(&file.syntax);
            let lines = conditions.0.into_iter();
            offences.extend(lines.map(|line| Offence::at(&file.path, line, "a `cfg` in a plain crate")));
        }
    }
    Finding { check: "seams", subject: format!("{seen} crates without features or `cfg`"), offences }
}

/// The lines of `cfg` and `cfg_attr`; tests are not in the tree.
struct Conditions(Vec<usize>);

impl<'a> Visit<'a> for Conditions {
    fn visit_attribute(&mut self, attribute: &'a syn::Attribute) {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            self.0.push(attribute.pound_token.span.start().line);
        }
    }

    fn visit_macro(&mut self, invocation: &'a syn::Macro) {
        if invocation.path.is_ident("cfg") {
            self.0.extend(invocation.path.segments.first().map(|segment| segment.ident.span().start().line));
        }
    }
}
