//! The events that build a page as it is at a moment, for whoever comes in there and has seen nothing before.
//!
//! First what a recorder would write: a Meta event, a full snapshot that carries the live values, checks, scroll
//! positions and media as a recorder carries them, and the documents of frames. Then what makes the page the very same:
//! attributes as they were recorded, values and choices as the events that set them, style sheets that were edited rule
//! by rule, adopted sheets, drawings, the selection, focus and pointer. All of them have the moment's own time, so that
//! nobody sees the page half made; each carries `"synthetic":true`.
//!
//! Every event is applied to a replica as it is written, so each step only says what is still missing, and in the end
//! the replica is held against the page: what no event can say is told.

mod controls;
mod live;
mod nodes;
mod repair;
mod sheets;

use super::{Node, Tree, outline, walk};
use crate::clock::Time;
use crate::event::{Event, NodeId};
use serde_json::{Value, json};

/// How to come in at a moment.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The events as JSON, in order.
    pub events: Vec<String>,
    /// The first line of the page's outline that the events do not bring about; `None` where the page is the same.
    pub unlike: Option<String>,
}

/// The events that build the page of a tree at `at`; none where there is nothing yet.
#[must_use]
pub fn opening(tree: &Tree, at: Time) -> Opening {
    let mut maker = Maker { tree, at, made: Tree::new(), events: Vec::new() };
    maker.page();
    if !tree.is_empty() {
        maker.frames();
        maker.strays();
        maker.attributes(|node| node.tag() != "input");
        maker.controls();
        maker.attributes(|_| true);
        maker.scrolls();
        maker.media();
        maker.edited_sheets();
        maker.adopted_sheets();
        maker.drawings();
        maker.waiting_documents();
    }
    maker.person();
    let unlike = maker.unlike();
    Opening { events: maker.events, unlike }
}

/// Writes events, and does what they say.
struct Maker<'t> {
    tree: &'t Tree,
    at: Time,
    /// The page that the events make.
    made: Tree,
    events: Vec<String>,
}

impl Maker<'_> {
    /// One more event.
    fn emit(&mut self, kind: u8, data: &str) {
        let at = (self.at - Time(0)).ms_json();
        let event = format!(r#"{{"type":{kind},"data":{data},"timestamp":{at},"synthetic":true}}"#);
        if let Ok(parsed) = Event::parse(event.as_bytes()) {
            self.made.advance(0, &parsed);
        }
        self.events.push(event);
    }

    /// One more incremental event.
    fn emit_increment(&mut self, source: u8, mut data: Value) {
        if let Some(data) = data.as_object_mut() {
            data.shift_insert(0, "source".to_owned(), source.into());
        }
        self.emit(3, &data.to_string());
    }

    /// What a page begins with: address and size, then all nodes but those of frames.
    fn page(&mut self) {
        let (width, height) = self.tree.viewport().unwrap_or_default();
        if let Some(href) = self.tree.href() {
            let meta = json!({"href": href, "width": number(width), "height": number(height)});
            self.emit(4, &meta.to_string());
        }
        if let Some(root) = self.tree.root() {
            let (left, top) = root.scroll().unwrap_or_default();
            let node = nodes::subtree(root, self.at).to_json();
            let (left, top) = (number(left), number(top));
            self.emit(2, &format!(r#"{{"node":{node},"initialOffset":{{"left":{left},"top":{top}}}}}"#));
        }
        if self.made.viewport() != self.tree.viewport() {
            self.emit_increment(4, json!({"width": number(width), "height": number(height)}));
        }
    }

    /// The documents of frames, each before those inside it.
    fn frames(&mut self) {
        let tree = self.tree;
        for frame in walk::preorder(tree) {
            let (Some(id), Some(document)) = (frame.id(), frame.content_document()) else { continue };
            let node = nodes::subtree(document, self.at).to_json();
            self.attach(id, &node);
        }
    }

    /// The document of a frame.
    fn attach(&mut self, frame: NodeId, document: &str) {
        let data = format!(
            r#"{{"source":0,"texts":[],"attributes":[],"removes":[],"adds":[{{"parentId":{frame},"nextId":null,"node":{document}}}],"isAttachIframe":true}}"#
        );
        self.emit(3, &data);
    }

    /// Nodes of the page that no id leads to, because another node had theirs and was taken out: one that comes and goes
    /// with their id does the same.
    fn strays(&mut self) {
        let is_stray = |node: &Node<'_>| node.id().is_some_and(|id| self.tree.get(id).is_none());
        let strays = walk::preorder(self.tree).filter(is_stray);
        let around = |node: Node<'_>| {
            let mut above = std::iter::successors(node.parent_or_host(), |node| node.parent_or_host());
            above.find_map(|node| node.id().filter(|id| self.tree.get(*id) == Some(node)))
        };
        let strays: Vec<_> = strays.filter_map(|node| Some((node.id()?, around(node)?))).collect();
        for (id, parent) in strays {
            let comment = json!({"type": 5, "textContent": "", "id": id});
            let add = json!({"parentId": parent, "nextId": null, "node": comment});
            let remove = json!({"parentId": parent, "id": id});
            self.emit_increment(0, json!({"texts": [], "attributes": [], "removes": [], "adds": [add]}));
            self.emit_increment(0, json!({"texts": [], "attributes": [], "removes": [remove], "adds": []}));
        }
    }

    /// Documents that came before their frames go on waiting.
    fn waiting_documents(&mut self) {
        let tree = self.tree;
        for (frame, document) in &tree.waiting.documents {
            self.attach(*frame, &document.to_json());
        }
    }

    /// What the page's nodes need, as `say` finds it: of a node and what the events have made of it so far.
    fn gather<T>(&self, mut say: impl FnMut(Node<'_>, Node<'_>) -> Option<T>) -> Vec<(NodeId, T)> {
        let said = walk::preorder(self.tree).filter_map(|node| {
            let id = node.id()?;
            let made = self.made.get(id)?;
            // A node whose id leads elsewhere cannot be named.
            let is_named = self.tree.get(id) == Some(node) && made.kind() == node.kind();
            Some((id, say(node, made).filter(|_| is_named)?))
        });
        said.collect()
    }

    /// Where the page that was made differs from the page.
    fn unlike(&self) -> Option<String> {
        let (mut page, mut made) = (String::new(), String::new());
        // Writing to a string cannot fail.
        let _ = outline::write(&self.tree.rebased(self.at), &mut page);
        let _ = outline::write(&self.made.rebased(self.at), &mut made);
        if page == made {
            return None;
        }
        let mut made = made.lines();
        page.lines().find(|line| Some(*line) != made.next()).map(str::trim).map(str::to_owned)
    }
}

/// A number as JSON writes it: whole where it is whole.
fn number(number: f64) -> Value {
    #[allow(clippy::cast_possible_truncation)] // checked
    let whole = (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64);
    whole.map_or_else(|| json!(number), Value::from)
}

#[cfg(test)]
mod tests;
