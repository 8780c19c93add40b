//! A switch for each refusal: text that is put into the copy, so that one build serves to switch off any of them.
//!
//! Where the syntax allows it the refusal is removed: a condition before it becomes false, or the arm that it is in is
//! passed over. Elsewhere it is altered: another alert, and a rule that does not exist.

use std::collections::BTreeMap;
use std::ops::Range;

use syn::visit::Visit;
use syn::{Arm, Block, Expr, ExprIf, ExprMatch, Stmt};

use super::super::code::Site;
use crate::workbench::{has_let, takes_all};

/// How a refusal is switched off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// It does not happen.
    Removed,
    /// It happens with another alert and rule.
    Altered,
}

/// A text, and where it is put in.
type Insertion = (usize, String);

/// The text of a file with a switch for each of its sites, in their order; `first` is the number of the first one.
/// `codec` is how the file names the crate that has the switches.
pub fn switched(text: &str, sites: &[&Site], first: usize, codec: &str) -> Result<(String, Vec<Way>), String> {
    let syntax = syn::parse_file(text).map_err(|error| error.to_string())?;
    let mut removals = Removals { sites, found: BTreeMap::new() };
    removals.visit_file(&syntax);
    let (mut insertions, mut ways): (Vec<Insertion>, _) = (Vec::new(), Vec::new());
    for (number, site) in (first..).zip(sites) {
        let off = format!("{codec}::prove::off({number})");
        let (way, texts) = match removals.found.remove(&site.bytes.0) {
            // The row's lookup asks for the switch.
            _ if site.row => (Way::Removed, Vec::new()),
            Some(texts) => (Way::Removed, texts),
            None => (Way::Altered, altered(site, codec)),
        };
        insertions.extend(texts.into_iter().map(|(at, text)| (at, text.replace("OFF", &off))));
        ways.push(way);
    }
    insertions.sort_by_key(|(at, _)| *at);
    let mut switched = text.to_owned();
    for (at, text) in insertions.iter().rev() {
        switched.insert_str(*at, text);
    }
    Ok((switched, ways))
}

fn altered(site: &Site, codec: &str) -> Vec<Insertion> {
    let other = if site.alert == "internal_error" { "HANDSHAKE_FAILURE" } else { "INTERNAL_ERROR" };
    let other = format!("(if OFF {{ {codec}::reject!({other}, \"0-0\") }} else {{ ");
    vec![(site.bytes.0, other), (site.bytes.1, " })".to_owned())]
}

struct Removals<'a> {
    sites: &'a [&'a Site],
    /// By the place of the refusal: what switches it off.
    found: BTreeMap<usize, Vec<Insertion>>,
}

impl Removals<'_> {
    /// The place of the only refusal in a range.
    fn only(&self, range: &Range<usize>) -> Option<usize> {
        let mut inside = self.sites.iter().map(|site| site.bytes.0).filter(|start| range.contains(start));
        inside.next().filter(|_| inside.next().is_none())
    }

    fn arm(&mut self, arm: &Arm) {
        let Some(site) = refusal(&arm.body).and_then(|range| self.only(&range)) else { return };
        let arrow = arm.fat_arrow_token.spans[0].byte_range().start;
        let insertions = match &arm.guard {
            None => vec![(arrow, "if !OFF ".to_owned())],
            Some((if_token, _)) => both(if_token.span.byte_range().end..arrow, " !OFF && (", ") "),
        };
        self.found.insert(site, insertions);
    }
}

impl<'a> Visit<'a> for Removals<'_> {
    fn visit_expr_if(&mut self, branch: &'a ExprIf) {
        let then = braces(&branch.then_branch);
        let condition = branch.if_token.span.byte_range().end..then.start;
        if let Some(site) = block_refusal(&branch.then_branch).and_then(|range| self.only(&range)) {
            let insertions = match has_let(&branch.cond) {
                true => vec![(condition.start, " !OFF &&".to_owned())],
                false => both(condition, " !OFF && (", ") "),
            };
            self.found.insert(site, insertions);
        } else if let Some((_, otherwise)) = &branch.else_branch
            && let Expr::Block(block) = &**otherwise
            && let Some(site) = block_refusal(&block.block).and_then(|range| self.only(&range))
            && !has_let(&branch.cond)
        {
            self.found.insert(site, both(condition, " OFF || (", ") "));
        }
        syn::visit::visit_expr_if(self, branch);
    }

    fn visit_expr_match(&mut self, branch: &'a ExprMatch) {
        if let Some((last, arms)) = branch.arms.split_last()
            && last.guard.is_none()
            && takes_all(&last.pat)
        {
            arms.iter().for_each(|arm| self.arm(arm));
        }
        syn::visit::visit_expr_match(self, branch);
    }
}

fn both(range: Range<usize>, before: &str, after: &str) -> Vec<Insertion> {
    vec![(range.start, before.to_owned()), (range.end, after.to_owned())]
}

fn braces(block: &Block) -> Range<usize> {
    block.brace_token.span.open().byte_range().start..block.brace_token.span.close().byte_range().end
}

/// Where `Err(..)` is, in an expression that is nothing else.
fn refusal(expression: &Expr) -> Option<Range<usize>> {
    match expression {
        Expr::Return(it) => refusal(it.expr.as_ref()?),
        Expr::Call(call) => match &*call.func {
            Expr::Path(function) if function.path.is_ident("Err") => {
                let span = call.paren_token.span;
                Some(span.open().byte_range().start..span.close().byte_range().end)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Where the `Err(..)` is with which a block ends.
fn block_refusal(block: &Block) -> Option<Range<usize>> {
    match block.stmts.last()? {
        Stmt::Expr(expression, _) => refusal(expression),
        _ => None,
    }
}
