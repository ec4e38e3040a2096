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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::outline;
    use crate::event::Event;

    /// The page after these events' `type` and `data`, and what did not fit.
    fn play(events: &[&str]) -> (Tree, Vec<String>) {
        let mut tree = Tree::new();
        let mut misfits = Vec::new();
        for (seq, event) in (0..).zip(events) {
            let event = Event::parse(format!("{{{event},\"timestamp\":{}}}", 1000 + seq).as_bytes()).expect("an event");
            misfits.extend(tree.apply(seq, &event).anomalies.iter().map(|anomaly| anomaly.reason.to_string()));
        }
        (tree, misfits)
    }

    fn outline(tree: &Tree) -> String {
        let mut text = String::new();
        outline::write(tree, &mut text).expect("a String takes all");
        text
    }

    fn around(tree: &Tree, id: NodeId) -> Option<NodeId> {
        tree.get(id)?.parent()?.id()
    }

    const SCREEN: &str = r#""type":2,"data":{"wireframes":[{"id":100,"width":411,"height":868,"childWireframes":[
        {"id":1,"type":"status_bar","height":24},{"id":101,"type":"text","text":"1 item"},
        {"id":103,"type":"input","inputType":"toggle","checked":true,"label":"Save card"}]}]}"#;

    #[test]
    fn an_update_replaces_what_was_there() {
        let update = r#""type":3,"data":{"source":0,"updates":[{"parentId":100,"wireframe":{"id":101,"type":"text","text":"2 items"}}]}"#;
        let (tree, misfits) = play(&[SCREEN, update]);
        assert_eq!(misfits, [""; 0]);
        let text = outline(&tree);
        assert!(text.contains("2 items") && !text.contains("1 item\""), "{text}");
        assert_eq!(around(&tree, 101), Some(100));
    }

    #[test]
    fn a_labelled_control_goes_with_its_label() {
        let remove = r#""type":3,"data":{"source":0,"adds":[{"parentId":100,"wireframe":{"id":7000,"type":"text","text":"x"}}],"removes":[{"parentId":100,"id":103}]}"#;
        let (tree, misfits) = play(&[SCREEN, remove]);
        assert_eq!(misfits, [""; 0]);
        assert!(!outline(&tree).contains("Save card"), "{}", outline(&tree));
    }

    #[test]
    fn removes_alone_need_no_other_lists() {
        let (tree, misfits) = play(&[SCREEN, r#""type":3,"data":{"source":0,"removes":[{"parentId":9999,"id":101}]}"#]);
        assert_eq!(misfits, [""; 0]);
        assert!(tree.get(101).is_none(), "a wrong parent is no reason to keep it");
    }

    #[test]
    fn the_same_node_added_again_is_there_once() {
        let add = r#""type":3,"data":{"source":0,"adds":[{"parentId":100,"wireframe":{"id":120,"childWireframes":[{"id":121,"type":"text","text":"Total"}]}},
            {"parentId":120,"wireframe":{"id":121,"type":"text","text":"Total 20"}}]}"#;
        let (tree, misfits) = play(&[SCREEN, add, add]);
        assert_eq!(misfits, [""; 0]);
        assert_eq!(outline(&tree).matches("Total").count(), 1, "{}", outline(&tree));
        assert_eq!(around(&tree, 121), Some(120));
    }

    #[test]
    fn the_keyboard_comes_and_goes() {
        let event = |open| format!(r#""type":5,"data":{{"tag":"keyboard","payload":{{"open":{open},"height":300}}}}"#);
        let (tree, misfits) = play(&[SCREEN, &event(true), &event(true)]);
        assert_eq!((around(&tree, 10), misfits), (Some(9), Vec::new()));
        let (tree, misfits) = play(&[SCREEN, &event(true), &event(false), &event(false)]);
        assert_eq!((around(&tree, 10), misfits), (None, Vec::new()));
    }

    #[test]
    fn a_touch_of_node_0_is_one_of_the_screen() {
        let touch = r#""type":3,"data":{"source":2,"type":7,"id":0,"x":40,"y":120}"#;
        let (tree, misfits) = play(&[SCREEN, touch]);
        assert_eq!(misfits, [""; 0]);
        let pointer = tree.pointer().expect("a finger");
        assert_eq!((pointer.id, pointer.is_touch), (Some(mobile::BODY), true));
        assert_eq!(tree.get(0).map(Node::tag), Some("body"));
    }

    #[test]
    fn a_screenshot_alone_brings_its_page() {
        let picture = |base64| {
            format!(
                r#""type":3,"data":{{"source":0,"updates":[{{"parentId":0,"wireframe":{{"id":9,"type":"screenshot","base64":"{base64}","width":411,"height":868}}}}]}}"#
            )
        };
        let (tree, misfits) = play(&[&picture("AAAA"), &picture("BBBB")]);
        assert_eq!(misfits, [""; 0]);
        assert_eq!(tree.viewport(), Some((411.0, 868.0)));
        let text = outline(&tree);
        assert!(text.contains("base64,BBBB") && !text.contains("base64,AAAA"), "{text}");
    }

    #[test]
    fn a_web_page_is_left_alone() {
        let page = r#""type":2,"data":{"node":{"type":0,"id":1,"childNodes":[{"type":2,"tagName":"html","attributes":{},"childNodes":[],"id":2}]}}"#;
        let (tree, misfits) = play(&[page, r#""type":3,"data":{"source":0,"removes":[{"parentId":1,"id":7}]}"#]);
        assert_eq!(misfits.len(), 2, "an unknown node and missing lists: {misfits:?}");
        assert!(tree.get(0).is_none());
    }
}
