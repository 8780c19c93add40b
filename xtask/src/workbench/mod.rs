//! Copies of the tree that are changed, built once and run many times: for `rfc-map --prove` and for `mutants`.

pub mod bench;
pub mod copy;

use syn::{Expr, Pat};

/// The variable that chooses, by its number, which change is in force.
pub const VARIABLE: &str = "SUREHAND_SWITCH";

/// Whether a condition binds names.
pub fn has_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(it) => has_let(&it.left) || has_let(&it.right),
        _ => false,
    }
}

/// Whether an arm of this pattern takes what is left.
pub fn takes_all(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) => true,
        Pat::Ident(it) => it.subpat.is_none() && it.ident.to_string().starts_with(|first: char| first.is_lowercase()),
        _ => false,
    }
}
