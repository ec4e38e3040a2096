//! CSS selectors over a recorded page, and the shortest selector that finds a node again.
//!
//! The grammar is the `selectors` crate's (combinators, attributes, `:is :not :has :where :nth-*`, `:checked` and the
//! like by live state). A plain selector sees the top document only, as `querySelectorAll` does. `a >>> b` finds `b`
//! anywhere below `a`, through shadow roots and frames; `a >>>> b` finds `b` in the very shadow root or document that
//! `a` hosts (both as in Puppeteer); a leading `>>>` starts anywhere.

mod element;
mod grammar;
mod hover;
mod lasting;
mod parse;
mod path;
mod reach;

pub use hover::{may_be_hidden, shown_by_hover};
pub use lasting::is_lasting;
pub use parse::SelectorError;
pub use path::{Namer, lasting_selector_of, selector_of};
pub(crate) use reach::Reach;

use super::{Node, Tree};
use element::El;
use grammar::Recorded;
use parse::{Link, Step};
use selectors::context::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode, SelectorCaches,
};
use selectors::matching::matches_selector;
use selectors::parser::Selector as CrateSelector;
use std::ops::ControlFlow;

/// A parsed selector list.
#[derive(Clone, Debug)]
pub struct Selector {
    /// The steps of all alternatives, one after the other: [`Link::Start`] begins an alternative.
    steps: Vec<Step>,
}

impl Selector {
    /// Reads a selector list.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        Ok(Self { steps: parse::parse(text)?.into_iter().flatten().collect() })
    }

    /// Every element that matches, in document order.
    #[must_use]
    pub fn all<'t>(&self, tree: &'t Tree) -> Vec<Node<'t>> {
        let mut found = Vec::new();
        self.scan(tree, |node| {
            found.push(node);
            ControlFlow::Continue(())
        });
        found
    }

    /// The first element that matches.
    #[must_use]
    pub fn first<'t>(&self, tree: &'t Tree) -> Option<Node<'t>> {
        let mut found = None;
        self.scan(tree, |node| {
            found = Some(node);
            ControlFlow::Break(())
        });
        found
    }

    /// Visits what matches in document order.
    fn scan<'t>(&self, tree: &'t Tree, mut visit: impl FnMut(Node<'t>) -> ControlFlow<()>) {
        let Some(root) = tree.root() else { return };
        let mut matcher = Matcher::new(self, tree);
        // What holds above each node that is still to be seen.
        let mut waiting = vec![(root, Above::default(), true)];
        while let Some((node, above, hosted)) = waiting.pop() {
            let holds = matcher.steps(node, above);
            if holds & matcher.last != 0 && visit(node).is_break() {
                return;
            }
            let below = Above { any: above.any | holds, ..above };
            // Depth first, first child next: the sibling waits under it.
            if !hosted && let Some(next) = node.next_sibling() {
                waiting.push((next, above, false));
            }
            if let Some(child) = node.first_child() {
                waiting.push((child, below, false));
            }
            if matcher.deep {
                let inside = Above { any: below.any, host: holds, hosted: true };
                waiting.extend(node.content_document().map(|document| (document, inside, true)));
                waiting.extend(node.shadow_root().map(|root| (root, inside, true)));
            }
        }
    }

    /// Whether one element matches.
    #[must_use]
    pub fn matches(&self, node: Node<'_>) -> bool {
        let mut matcher = Matcher::new(self, node.tree());
        let mut path: Vec<Node<'_>> = std::iter::successors(Some(node), |n| n.parent_or_host()).collect();
        path.reverse();
        let (mut above, mut holds) = (Above::default(), 0);
        for node in path {
            if node.host().is_some() {
                above = Above { host: holds, hosted: true, ..above };
            }
            holds = matcher.steps(node, above);
            above.any |= holds;
        }
        holds & matcher.last != 0
    }
}

/// Which steps hold above a node, as bits.
#[derive(Clone, Copy, Debug, Default)]
struct Above {
    /// Of any node above, through every boundary.
    any: u128,
    /// Of the host of the shadow root or document that the node is in.
    host: u128,
    /// The node is in a shadow root or a frame.
    hosted: bool,
}

/// One run of a selector over one state of a tree.
struct Matcher<'s, 't> {
    steps: &'s [Step],
    tree: &'t Tree,
    caches: SelectorCaches,
    quirks: QuirksMode,
    /// The last step of each alternative.
    last: u128,
    /// Some alternative looks past the top document.
    deep: bool,
}

impl<'s, 't> Matcher<'s, 't> {
    fn new(selector: &'s Selector, tree: &'t Tree) -> Self {
        let steps = &selector.steps;
        let last = (0..steps.len())
            .filter(|at| steps.get(at + 1).is_none_or(|next| next.link == Link::Start))
            .fold(0, |bits, at| bits | 1 << at);
        let quirks = tree.root().is_some_and(Node::is_quirks);
        Self {
            steps,
            tree,
            caches: SelectorCaches::default(),
            quirks: if quirks { QuirksMode::Quirks } else { QuirksMode::NoQuirks },
            last,
            deep: steps.iter().any(|step| step.link != Link::Start),
        }
    }

    /// The steps that hold at a node, given those above it.
    fn steps(&mut self, node: Node<'t>, above: Above) -> u128 {
        let is_top = Some(node) == self.tree.root();
        let mut holds = 0;
        for at in 0..self.steps.len() {
            let step = &self.steps[at];
            let before = 1u128.checked_shl(u32::try_from(at).unwrap_or(0).wrapping_sub(1)).unwrap_or(0);
            let reached = match step.link {
                Link::Start => true,
                Link::Deep => above.any & before != 0,
                Link::Hosted => above.host & before != 0,
            };
            let found = reached
                && match &step.selector {
                    None => is_top,
                    Some(selector) => {
                        node.is_element() && (step.link != Link::Start || !above.hosted) && self.element(selector, node)
                    }
                };
            holds |= u128::from(found) << at;
        }
        holds
    }

    fn element(&mut self, selector: &CrateSelector<Recorded>, node: Node<'t>) -> bool {
        let mut context = MatchingContext::new(
            MatchingMode::Normal,
            None,
            &mut self.caches,
            self.quirks,
            NeedsSelectorFlags::No,
            MatchingForInvalidation::No,
        );
        matches_selector(selector, 0, None, El::new(node), &mut context)
    }
}

#[cfg(test)]
mod tests;
