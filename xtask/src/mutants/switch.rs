//! A switch for each mutant: text that is put into the copy, so that one build serves for all of them.
//!
//! Only one mutant is in force at a time. So what a mutant says instead is the text as it was, and switches nest only
//! where none of those around them is on.

use std::collections::BTreeMap;
use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Arm, BinOp, ExprBinary, ExprMatch, ExprStruct, ExprUnary};

use super::list::{Kind, Mutant};
use crate::workbench::{has_let, takes_all};

/// What the returned values are made of, where the core has no prelude of std.
const IMPORTS: &str = "use alloc::{boxed::Box, vec, vec::Vec};";

/// A part of what comes in place of a range.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Piece {
    /// This text.
    Text(String),
    /// What was there, with the switches inside it.
    Source(Range<usize>),
    /// What a mutant says: if this does not compile, the mutant is at fault.
    Mutant(usize, String),
}

/// A change of the text.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Edit {
    range: Range<usize>,
    numbers: Vec<usize>,
    pieces: Vec<Piece>,
}

/// A place in the new text, and the mutants that are at fault if it does not compile.
pub type Region = (Range<usize>, Vec<usize>);

/// The text of a file with its mutants, which have these numbers; where they are; and which have no switch.
pub fn switched(text: &str, mutants: &[(usize, &Mutant)]) -> Result<(String, Vec<Region>, Vec<usize>), String> {
    let syntax = syn::parse_file(text).map_err(|error| error.to_string())?;
    let mut finder = Finder { text, mutants, edits: Vec::new() };
    // A function that returns `impl Iterator` has one type: another iterator cannot be a choice of it.
    let returns = |mutant: &Mutant| mutant.kind == Kind::Body && !mutant.replacement.starts_with("::std::iter::");
    for (number, mutant) in mutants.iter().filter(|(_, mutant)| returns(mutant)) {
        let returned = format!("{IMPORTS} return {};", mutant.replacement);
        let pieces = vec![
            Piece::Text(format!("if {} {{ ", on(*number))),
            Piece::Mutant(*number, returned),
            Piece::Text(" } ".into()),
        ];
        finder.edits.push(Edit { range: mutant.at..mutant.at, numbers: vec![*number], pieces });
    }
    finder.visit_file(&syntax);
    let mut edits = finder.edits;
    // What is around comes before what is inside, and what is put in between before both.
    edits.sort_by_key(|edit| (edit.range.start, !edit.range.is_empty(), std::cmp::Reverse(edit.range.end)));
    let placed: Vec<usize> = edits.iter().flat_map(|edit| edit.numbers.clone()).collect();
    let missing = mutants.iter().map(|(number, _)| *number).filter(|number| !placed.contains(number)).collect();
    let mut output = Output { text, edits: &edits, out: String::new(), regions: Vec::new() };
    output.write(0..text.len(), 0);
    Ok((output.out, output.regions, missing))
}

/// The expression that is true when a mutant is in force.
fn on(number: usize) -> String {
    format!("crate::mutants::on({number})")
}

struct Output<'a> {
    text: &'a str,
    edits: &'a [Edit],
    out: String,
    regions: Vec<Region>,
}

impl Output<'_> {
    /// Writes a range, with the edits in it from this one on.
    fn write(&mut self, range: Range<usize>, first: usize) {
        let mut at = range.start;
        let edits = self.edits;
        for (place, edit) in edits.iter().enumerate().skip(first) {
            if edit.range.start < at || edit.range.end > range.end {
                continue;
            }
            self.out.push_str(self.text.get(at..edit.range.start).unwrap_or_default());
            let start = self.out.len();
            for piece in &edit.pieces {
                match piece {
                    Piece::Text(text) => self.out.push_str(text),
                    Piece::Source(source) => self.write(source.clone(), place + 1),
                    Piece::Mutant(number, text) => {
                        let start = self.out.len();
                        self.out.push_str(text);
                        self.regions.push((start..self.out.len(), vec![*number]));
                    }
                }
            }
            self.regions.push((start..self.out.len(), edit.numbers.clone()));
            at = edit.range.end;
        }
        self.out.push_str(self.text.get(at..range.end).unwrap_or_default());
    }
}

struct Finder<'a> {
    text: &'a str,
    mutants: &'a [(usize, &'a Mutant)],
    edits: Vec<Edit>,
}

impl<'a> Finder<'a> {
    /// The mutants of a kind at a place.
    fn at(&self, kind: Kind, at: usize) -> Vec<(usize, &'a Mutant)> {
        self.mutants.iter().filter(|(_, mutant)| mutant.kind == kind && mutant.at == at).copied().collect()
    }

    fn text(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// An expression becomes a choice between those of its mutants and itself.
    fn choose(&mut self, range: Range<usize>, instead: BTreeMap<usize, String>) {
        if instead.is_empty() {
            return;
        }
        let mut pieces = vec![Piece::Text("(".into())];
        for (number, text) in &instead {
            pieces.push(Piece::Text(format!("if {} {{ ", on(*number))));
            pieces.push(Piece::Mutant(*number, text.clone()));
            pieces.push(Piece::Text(" } else ".into()));
        }
        pieces.extend([Piece::Text("{ ".into()), Piece::Source(range.clone()), Piece::Text(" })".into())]);
        self.edits.push(Edit { range, numbers: instead.into_keys().collect(), pieces });
    }
}

impl<'a> Visit<'a> for Finder<'a> {
    fn visit_expr_binary(&mut self, it: &'a ExprBinary) {
        let (whole, operator) = (it.span().byte_range(), it.op.span().byte_range());
        let chain = matches!(it.op, BinOp::And(_)) && (has_let(&it.left) || has_let(&it.right));
        let mutants = if chain { Vec::new() } else { self.at(Kind::Binary, operator.start) };
        let (left, right) = (self.text(whole.start..operator.start), self.text(operator.end..whole.end));
        let instead = mutants.iter().map(|(number, mutant)| (*number, format!("{left}{}{right}", mutant.replacement)));
        self.choose(whole, instead.collect());
        syn::visit::visit_expr_binary(self, it);
    }

    fn visit_expr_unary(&mut self, it: &'a ExprUnary) {
        let whole = it.span().byte_range();
        let operand = self.text(it.expr.span().byte_range());
        let instead =
            self.at(Kind::Unary, whole.start).iter().map(|(number, _)| (*number, operand.to_owned())).collect();
        self.choose(whole, instead);
        syn::visit::visit_expr_unary(self, it);
    }

    fn visit_expr_struct(&mut self, it: &'a ExprStruct) {
        let whole = it.span().byte_range();
        let mut instead = BTreeMap::new();
        for (at, field) in it.fields.iter().enumerate() {
            let start = field.span().byte_range().start;
            let next = it.fields.iter().nth(at + 1).map(|field| field.span().byte_range().start);
            let end = next.or(it.dot2_token.as_ref().map(|dots| dots.span().byte_range().start)).unwrap_or(start);
            for (number, _) in self.at(Kind::Field, start) {
                let without = format!("{}{}", self.text(whole.start..start), self.text(end..whole.end));
                instead.insert(number, without);
            }
        }
        self.choose(whole, instead);
        syn::visit::visit_expr_struct(self, it);
    }

    fn visit_expr_match(&mut self, it: &'a ExprMatch) {
        let rest = it.arms.iter().any(|arm| arm.guard.is_none() && takes_all(&arm.pat));
        // Without an arm that takes the rest, a match that loses one does not compile.
        it.arms.iter().for_each(|arm| self.arm(arm, rest || arm.guard.is_some()));
        syn::visit::visit_expr_match(self, it);
    }
}

impl Finder<'_> {
    fn arm(&mut self, it: &Arm, may_go: bool) {
        let guard = it.guard.as_ref().map(|(_, guard)| guard.span().byte_range());
        let gone = self.at(Kind::Arm, it.span().byte_range().start).into_iter().filter(|_| may_go);
        let mut numbers: Vec<usize> = gone.map(|(number, _)| number).collect();
        let mut unless: Vec<String> = numbers.iter().map(|number| format!("!{}", on(*number))).collect();
        let mut always = Vec::new();
        for (number, mutant) in guard.iter().flat_map(|guard| self.at(Kind::Guard, guard.start)) {
            numbers.push(number);
            match mutant.replacement.as_str() {
                "true" => always.push(format!("{} || ", on(number))),
                _ => unless.push(format!("!{}", on(number))),
            }
        }
        if numbers.is_empty() {
            return;
        }
        let unless = unless.join(" && ");
        let (range, pieces) = match guard {
            None => {
                let arrow = it.fat_arrow_token.spans[0].byte_range().start;
                (arrow..arrow, vec![Piece::Text(format!("if {unless} "))])
            }
            Some(guard) => {
                let and = if unless.is_empty() { "" } else { " && " };
                let before = Piece::Text(format!("{unless}{and}({}(", always.concat()));
                (guard.clone(), vec![before, Piece::Source(guard), Piece::Text("))".into())])
            }
        };
        self.edits.push(Edit { range, numbers, pieces });
    }
}
