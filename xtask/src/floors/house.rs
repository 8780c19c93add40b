//! House rules that a program can check: sizes, names, no globs, no unsafe code.

use std::path::Path;

use syn::visit::Visit;
use syn::{Block, Signature};

use super::Finding;
use super::exceptions::Exceptions;
use crate::offence::Offence;
use crate::source::{File, Package, rust_files};

/// The longest file, without its tests.
const MAX_FILE: usize = 300;
/// The longest function.
const MAX_FUNCTION: usize = 60;
/// What half of the files are at most as long as.
const MAX_MEDIAN: usize = 120;
/// Names that say nothing about what is in a file.
const EMPTY_NAMES: &[&str] = &["util", "utils", "misc", "common", "helper", "helpers"];

/// Looks at every source file, and at the names of the test files.
pub fn check(root: &Path, sources: &[(&Package, Vec<File>)], exceptions: &Exceptions) -> Vec<Finding> {
    let files: Vec<&File> = sources.iter().flat_map(|(_, files)| files).collect();
    let names = sources.iter().flat_map(|(package, _)| rust_files(root, &package.folder)).collect();
    vec![unsafe_code(&files), sizes(&files, exceptions), globs(&files, exceptions), file_names(names)]
}

fn unsafe_code(files: &[&File]) -> Finding {
    let roots: Vec<&&File> = files.iter().filter(|file| file.module.len() == 1 || file.module[1] == "bin").collect();
    let forbids = |file: &File| {
        file.syntax.attrs.iter().any(|attribute| match &attribute.meta {
            syn::Meta::List(list) => list.path.is_ident("forbid") && list.tokens.to_string().contains("unsafe_code"),
            _ => false,
        })
    };
    let bare = roots.iter().filter(|file| !forbids(file));
    let offences = bare.map(|file| Offence::at(&file.path, 0, "no `#![forbid(unsafe_code)]`")).collect();
    Finding { check: "unsafe", subject: format!("{} crate roots", roots.len()), offences }
}

fn sizes(files: &[&File], exceptions: &Exceptions) -> Finding {
    let mut offences = Vec::new();
    let mut count = 0;
    for file in files {
        if file.lines > MAX_FILE && !exceptions.allow(&file.path, "lines") {
            offences.push(Offence::at(&file.path, 0, format!("{} lines without tests, over {MAX_FILE}", file.lines)));
        }
        let mut functions = Functions(Vec::new());
        functions.visit_file(&file.syntax);
        count += functions.0.len();
        for (name, line, lines) in functions.0 {
            if lines > MAX_FUNCTION && !exceptions.allow(&file.path, &format!("function {name}")) {
                offences.push(Offence::at(
                    &file.path,
                    line,
                    format!("`{name}` has {lines} lines, over {MAX_FUNCTION}"),
                ));
            }
        }
    }
    let mut lines: Vec<usize> = files.iter().map(|file| file.lines).collect();
    lines.sort_unstable();
    let median = lines.get(lines.len() / 2).copied().unwrap_or_default();
    if median > MAX_MEDIAN {
        offences.push(Offence::at(".", 0, format!("the median file has {median} lines, over {MAX_MEDIAN}")));
    }
    Finding {
        check: "sizes",
        subject: format!("{} files (median {median} lines), {count} functions", files.len()),
        offences,
    }
}

/// Each function's name, first line and number of lines.
struct Functions(Vec<(String, usize, usize)>);

impl Functions {
    fn add(&mut self, signature: &Signature, body: &Block) {
        let first = signature.fn_token.span.start().line;
        let last = body.brace_token.span.close().end().line;
        self.0.push((signature.ident.to_string(), first, last - first + 1));
    }
}

impl<'a> Visit<'a> for Functions {
    fn visit_item_fn(&mut self, function: &'a syn::ItemFn) {
        self.add(&function.sig, &function.block);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'a syn::ImplItemFn) {
        self.add(&function.sig, &function.block);
        syn::visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'a syn::TraitItemFn) {
        if let Some(body) = &function.default {
            self.add(&function.sig, body);
        }
        syn::visit::visit_trait_item_fn(self, function);
    }
}

fn globs(files: &[&File], exceptions: &Exceptions) -> Finding {
    let mut offences = Vec::new();
    for file in files {
        let mut globs = Globs(Vec::new());
        globs.visit_file(&file.syntax);
        for line in globs.0 {
            if !exceptions.allow(&file.path, "glob") {
                offences.push(Offence::at(&file.path, line, "a glob import"));
            }
        }
    }
    Finding { check: "globs", subject: format!("{} files", files.len()), offences }
}

struct Globs(Vec<usize>);

impl<'a> Visit<'a> for Globs {
    fn visit_use_glob(&mut self, glob: &'a syn::UseGlob) {
        self.0.push(glob.star_token.spans[0].start().line);
    }
}

fn file_names(paths: Vec<String>) -> Finding {
    let empty = |path: &&String| path.split('/').any(|part| EMPTY_NAMES.contains(&part.trim_end_matches(".rs")));
    let offences = paths.iter().filter(empty).map(|path| Offence::at(path, 0, "a name that says nothing")).collect();
    Finding { check: "names", subject: format!("{} files", paths.len()), offences }
}
