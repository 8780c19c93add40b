//! RFC 8446 §6.2: a refusal, with the alert to send and the rule that was broken.

use core::fmt;

use crate::code_point::AlertDescription;

/// The id of a normative sentence of RFC 8446 (or RFC 9846), as listed in `spec/`.
///
/// `4.1.3-7` is the seventh RFC 2119 keyword of section 4.1.3; `4.1.3-i2` is a rule implied by its tables, syntax or formulas.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rule(pub &'static str);

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A refusal: the peer broke `rule`, and `alert` tells it so.
///
/// The alert goes on the wire; the rule stays local, so that nothing is learned from it that Appendix E would hide.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Reject {
    /// The alert that ends the connection.
    pub alert: AlertDescription,
    /// The rule that the peer broke.
    pub rule: Rule,
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (rule {})", self.alert, self.rule)
    }
}

impl core::error::Error for Reject {}

/// Makes a [`Reject`]: `reject!(ILLEGAL_PARAMETER, "4.1.3-7")`.
///
/// The rule is written where the check is made; `cargo xtask rfc-map` reads it from there.
#[macro_export]
macro_rules! reject {
    ($alert:ident, $rule:literal) => {
        $crate::Reject { alert: $crate::code_point::AlertDescription::$alert, rule: $crate::Rule($rule) }
    };
}
