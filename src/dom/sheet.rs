//! Style sheets as the CSS object model sees them.

use std::sync::Arc;

/// A sheet: its rules in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The rules.
    pub rules: Vec<Arc<Rule>>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The whole rule's text.
    pub text: Arc<str>,
}
