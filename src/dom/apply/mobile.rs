//! What mobile recordings need of a tree beyond mutations: their increments are written without looking at the page that
//! PostHog's transformer made of the wireframes, so they are fitted to it here.

use std::collections::HashSet;

use super::super::{Node, NodeKind, Tree};
use super::{Abort, Log};
use crate::event::mobile;
use crate::event::mutation::{Mutation, Remove};
use crate::event::{FullSnapshot, NodeId};

impl Tree {
    /// Whether the page was made of wireframes: the transformer marks every element.
    pub(in super::super) fn is_mobile(&self) -> bool {
        let html = self.root().and_then(|root| root.children().find(|child| child.tag() == "html"));
        html.is_some_and(|html| html.attribute("data-rrweb-id").is_some())
    }

    /// The node that an event names: on a device 0 is the screen.
    pub(super) fn aimed(&self, id: Option<NodeId>) -> Option<NodeId> {
        if id == Some(0) && self.is_mobile() { Some(mobile::BODY) } else { id }
    }

    /// Applies a mutation, to whichever kind of page.
    pub(super) fn mutate_any(&mut self, mutation: &Mutation, log: &mut Log) -> Result<(), Abort> {
        if self.is_empty() && mobile::screenshot_in(mutation).is_some() {
            // The recording begins with a picture of the screen: it needs a page to be on.
            self.full_snapshot(&FullSnapshot { page: mobile::bare_page(), left: 0.0, top: 0.0 }, log);
        }
        if !self.is_mobile() {
            return self.mutate(mutation, log);
        }
        self.fit_viewport(mobile::screenshot_in(mutation));
        self.mutate(&self.fitted(mutation), log)
    }

    /// The keyboard comes or goes.
    pub(super) fn type_on_screen(&mut self, payload: &str, log: &mut Log) -> Result<(), Abort> {
        if self.is_mobile() { self.mutate(&self.fitted(&mobile::keyboard(payload)), log) } else { Ok(()) }
    }

    /// A screenshot is as large as the screen. What a Meta event said counts more.
    pub(super) fn fit_viewport(&mut self, screenshot: Option<(f64, f64)>) {
        if self.href.is_none() && screenshot.is_some() {
            self.viewport = screenshot;
        }
    }

    /// The mutation with the parents that the nodes have on this page. What is put in anew replaces what was there; what
    /// an update would take out and is not there is no mistake.
    fn fitted(&self, mutation: &Mutation) -> Mutation {
        let mut fitted = mutation.clone();
        fitted.missing = None;
        let added: HashSet<NodeId> = mutation.adds.iter().filter_map(|add| add.node.root()?.id).collect();
        let mut named = HashSet::new();
        let removes = mutation.removes.iter().filter_map(|remove| {
            let id = remove.id?;
            named.insert(id);
            match self.get(id) {
                Some(node) => removal(node),
                None => (!added.contains(&id) && id != mobile::KEYBOARD).then_some(*remove),
            }
        });
        fitted.removes = removes.collect();
        let replaced = mutation.adds.iter().filter_map(|add| add.node.root()?.id).filter(|id| !named.contains(id));
        fitted.removes.extend(replaced.filter_map(|id| removal(self.get(id)?)));
        for add in &mut fitted.adds {
            let fixed = add.parent_id.filter(|_| add.node.root().is_some_and(mobile::is_placed));
            if let Some(yielded) = fixed.map(mobile::yielded).filter(|id| self.get(*id).is_some()) {
                add.parent_id = Some(yielded);
            }
        }
        fitted
    }
}

/// The removal of a node, or of the label that the transformer put around it.
fn removal(node: Node<'_>) -> Option<Remove> {
    let is_label = |around: &Node<'_>| around.tag() == "label" && around.id().is_some_and(mobile::is_synthetic);
    let node = node.parent().filter(is_label).unwrap_or(node);
    let parent = node.parent().filter(|parent| parent.kind() != NodeKind::ShadowRoot)?;
    Some(Remove { parent_id: parent.id(), id: node.id(), is_shadow: false })
}
