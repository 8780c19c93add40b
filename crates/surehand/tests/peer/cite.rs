//! The rules that a test has seen broken or kept, several at a time.

use surehand_codec::code_point::AlertDescription;

/// What was just refused breaks these rules as well: the error names one where several say the same, each of one end.
pub fn breaks(alert: AlertDescription, rules: &[&str]) {
    rules.iter().for_each(|rule| surehand_evidence::saw(rule, &alert.to_string()));
}

/// The test has shown that these rules are kept.
pub fn keeps(rules: &[&str], how: &str) {
    rules.iter().for_each(|rule| surehand_evidence::property(rule, how));
}
