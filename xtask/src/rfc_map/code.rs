//! The refusals in the code: every `reject!(ALERT, "rule")`, with the function that it is in.

use std::collections::BTreeMap;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::Visit;

use crate::source::{File, files, packages};

/// The extensions' table: its rows name the rule of a refusal that a macro makes of them.
const EXTENSION_TABLE: &str = "crates/codec/src/extension/table.rs";

/// A place that refuses.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Site {
    /// The rule that was broken.
    pub rule: String,
    /// The alert, as the RFC writes it.
    pub alert: String,
    /// The file.
    pub path: String,
    /// The function, or the macro that makes functions.
    pub function: String,
    /// The line.
    pub line: usize,
    /// Where the `reject!(..)` begins and ends in the file.
    pub bytes: (usize, usize),
    /// Whether it is a row of the extensions' table.
    pub row: bool,
}

/// A rule that is named outside of a refusal: its id, the file, the line.
pub type Mention = (String, String, usize);

/// What the map takes from the crates.
pub struct Code {
    /// Every refusal, by rule.
    pub sites: Vec<Site>,
    /// Every other place that names a rule.
    pub mentions: Vec<Mention>,
    /// The files that are about each section, as their first line says.
    pub about: BTreeMap<String, Vec<String>>,
}

/// Reads all crates.
pub fn read(root: &Path) -> Result<Code, String> {
    let mut code = Code { sites: Vec::new(), mentions: Vec::new(), about: BTreeMap::new() };
    for package in packages(root)?.iter().filter(|package| package.folder.starts_with("crates/")) {
        for File { path, syntax, .. } in files(root, package)? {
            let mut finder = Finder { path: &path, inside: Vec::new(), sites: Vec::new(), mentions: Vec::new() };
            finder.visit_file(&syntax);
            code.sites.append(&mut finder.sites);
            code.mentions.append(&mut finder.mentions);
            for section in sections(&first_line(&syntax.attrs)) {
                code.about.entry(section).or_default().push(path.clone());
            }
        }
    }
    code.sites.sort();
    Ok(code)
}

/// The first line of a file's documentation.
fn first_line(attributes: &[syn::Attribute]) -> String {
    let line = attributes.iter().find_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(syn::MetaNameValue { path, value: syn::Expr::Lit(value), .. }) if path.is_ident("doc") => {
            if let syn::Lit::Str(text) = &value.lit {
                Some(text.value())
            } else {
                None
            }
        }
        _ => None,
    });
    line.unwrap_or_default()
}

/// The sections that a line names: `§4.1.3`, `Appendix D.4`.
fn sections(line: &str) -> Vec<String> {
    let words = line.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ':' | ';' | '(' | ')'));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let appendix = |at: usize| at.checked_sub(1).and_then(|at| words.get(at)) == Some(&"Appendix");
    let named = words.iter().enumerate().filter_map(|(at, word)| match word.strip_prefix('§') {
        None => appendix(at).then_some(*word),
        section => section,
    });
    named.map(|section| section.trim_end_matches('.').to_owned()).collect()
}

/// The functions of a file, those of traits and implementations too.
pub fn functions(file: &syn::File) -> Vec<String> {
    let mut finder = Functions(Vec::new());
    finder.visit_file(file);
    finder.0
}

struct Finder<'a> {
    path: &'a str,
    /// The functions and macros around, outermost first.
    inside: Vec<String>,
    sites: Vec<Site>,
    mentions: Vec<Mention>,
}

impl Finder<'_> {
    fn within(&mut self, name: String, visit: impl FnOnce(&mut Self)) {
        self.inside.push(name);
        visit(self);
        self.inside.pop();
    }

    /// The arguments of a `reject!`; a rule that is a macro's variable is none.
    fn arguments(&mut self, tokens: TokenStream, bytes: (usize, usize)) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        if let [TokenTree::Ident(alert), TokenTree::Punct(_), TokenTree::Literal(rule), ..] = tokens.as_slice() {
            self.add(&alert.to_string(), &rule.to_string(), (alert.span().start().line, bytes), false);
        }
    }

    fn add(&mut self, alert: &str, rule: &str, (line, bytes): (usize, (usize, usize)), row: bool) {
        self.sites.push(Site {
            rule: rule.trim_matches('"').to_owned(),
            alert: alert.to_lowercase(),
            path: self.path.to_owned(),
            function: self.inside.last().cloned().unwrap_or_default(),
            line,
            bytes,
            row,
        });
    }

    /// Finds `reject!(..)` in tokens that are not parsed.
    fn scan(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            let TokenTree::Group(group) = token else { continue };
            let name = at.checked_sub(2).map(|at| &tokens[at..]);
            if let Some([TokenTree::Ident(name), TokenTree::Punct(mark), ..]) = name
                && name == "reject"
                && mark.as_char() == '!'
            {
                let bytes = (name.span().byte_range().start, group.span_close().byte_range().end);
                self.arguments(group.stream(), bytes);
            } else {
                self.scan(group.stream());
            }
        }
    }

    /// Each row of the extensions' table ends with a rule.
    fn rows(&mut self, tokens: TokenStream) {
        for token in tokens {
            if let TokenTree::Literal(rule) = token {
                let bytes = rule.span().byte_range();
                let place = (rule.span().start().line, (bytes.start, bytes.end));
                self.add("ILLEGAL_PARAMETER", &rule.to_string(), place, true);
            }
        }
    }
}

impl<'a> Visit<'a> for Finder<'_> {
    fn visit_item_fn(&mut self, function: &'a syn::ItemFn) {
        self.within(function.sig.ident.to_string(), |finder| syn::visit::visit_item_fn(finder, function));
    }

    fn visit_impl_item_fn(&mut self, function: &'a syn::ImplItemFn) {
        self.within(function.sig.ident.to_string(), |finder| syn::visit::visit_impl_item_fn(finder, function));
    }

    fn visit_trait_item_fn(&mut self, function: &'a syn::TraitItemFn) {
        self.within(function.sig.ident.to_string(), |finder| syn::visit::visit_trait_item_fn(finder, function));
    }

    fn visit_item_const(&mut self, item: &'a syn::ItemConst) {
        self.within(item.ident.to_string(), |finder| syn::visit::visit_item_const(finder, item));
    }

    fn visit_item_macro(&mut self, item: &'a syn::ItemMacro) {
        let name = item.ident.as_ref().map_or_else(|| last_name(&item.mac.path), ToString::to_string);
        self.within(format!("{name}!"), |finder| syn::visit::visit_item_macro(finder, item));
    }

    fn visit_lit_str(&mut self, literal: &'a syn::LitStr) {
        if is_rule(&literal.value()) {
            self.mentions.push((literal.value(), self.path.to_owned(), literal.span().start().line));
        }
    }

    fn visit_macro(&mut self, invocation: &'a syn::Macro) {
        match last_name(&invocation.path).as_str() {
            "reject" => self.arguments(invocation.tokens.clone(), bytes(invocation)),
            "table" if self.path == EXTENSION_TABLE => self.rows(invocation.tokens.clone()),
            _ => self.scan(invocation.tokens.clone()),
        }
    }
}

/// Whether a string is made like the id of a rule: `4.1.3-7`, `9846:4.3-2`, `A.1-i2`.
fn is_rule(text: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((section, rule)) = text.trim_start_matches("9846:").split_once('-') else { return false };
    let mut parts = section.split('.');
    let chapter = parts.next().unwrap_or_default();
    let known = chapter.len() == 1 && chapter.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    known && parts.all(number) && number(rule.strip_prefix('i').unwrap_or(rule))
}

/// Where the invocation of a macro begins and ends.
fn bytes(invocation: &syn::Macro) -> (usize, usize) {
    let first = invocation.path.segments.first().map_or(0, |segment| segment.ident.span().byte_range().start);
    let close = match &invocation.delimiter {
        syn::MacroDelimiter::Paren(token) => token.span.close(),
        syn::MacroDelimiter::Brace(token) => token.span.close(),
        syn::MacroDelimiter::Bracket(token) => token.span.close(),
    };
    (first, close.byte_range().end)
}

fn last_name(path: &syn::Path) -> String {
    path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

struct Functions(Vec<String>);

impl<'a> Visit<'a> for Functions {
    fn visit_signature(&mut self, signature: &'a syn::Signature) {
        self.0.push(signature.ident.to_string());
    }
}
