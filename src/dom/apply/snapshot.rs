//! Full snapshots, and documents that wait for their iframe.

use std::sync::Arc;

use super::super::store::{Body, Ix, NIL, Slot, Store};
use super::super::{AnomalyKind, Tree};
use super::Log;
use crate::event::mobile;
use crate::event::node::NodeBody;
use crate::event::{FullSnapshot, Meta};

impl Tree {
    /// Builds the page anew. Nothing of the old page stays but documents that wait for their iframe.
    pub(super) fn full_snapshot(&mut self, snapshot: &FullSnapshot, log: &mut Log) {
        self.forget_parked(log);
        self.clear_page();
        let Some(root) = snapshot.page.root() else {
            log.warn(None, AnomalyKind::Other("the full snapshot carries no page (mobile recordings have wireframes)"));
            return;
        };
        let NodeBody::Document { quirks } = root.body else {
            log.warn(root.id, AnomalyKind::Other("the full snapshot's node is no document, so there is no page"));
            return;
        };
        self.root = self.store.insert(Slot::new(root.id, Body::Document { quirks }));
        if let Some(id) = root.id {
            self.store.ids.insert(id, self.root);
        }
        log.added(root.id);
        self.build_below(self.root, &snapshot.page, log);
        if self.is_mobile() {
            self.fit_viewport(snapshot.page.nodes.iter().find_map(mobile::screenshot_size));
        }
        self.attach_waiting_documents(log);
        if (snapshot.left, snapshot.top) != (0.0, 0.0) {
            self.edit_state(self.root, |state| state.scroll = Some((snapshot.left, snapshot.top)));
        }
    }

    /// A Meta event begins a page: what was there before is gone, and nothing is shown until the full snapshot that
    /// follows (rrweb: a seek begins at the last Meta event).
    pub(super) fn begin_page(&mut self, meta: &Meta, log: &mut Log) {
        self.clear_page();
        self.forget_parked(log);
        for (_, document) in std::mem::take(&mut self.waiting.documents) {
            let id = document.root().and_then(|root| root.id);
            log.warn(id, AnomalyKind::Other("its iframe never appeared before the next page"));
        }
        self.pointer = None;
        self.href = Some(meta.href.clone());
        self.viewport = Some((meta.width, meta.height));
    }

    fn forget_parked(&mut self, log: &mut Log) {
        for id in std::mem::take(&mut self.waiting.siblings).into_keys() {
            log.warn(Some(id), AnomalyKind::Other("its siblings never appeared before the next full snapshot"));
        }
    }

    fn clear_page(&mut self) {
        self.store = Store::new();
        self.root = NIL;
        self.lingering.tops = Vec::new();
        self.lingering.swept = 0;
        self.focused = None;
        self.fullscreen = None;
        self.selection = Arc::new([]);
        self.sheets = Arc::default();
        self.adopting = Arc::default();
    }

    /// Remembers an iframe that was put in, in case its document came before it.
    pub(in super::super) fn note_iframe(&self, ix: Ix, log: &mut Log) {
        if !self.waiting.documents.is_empty() && self.is_iframe(ix) {
            log.iframes.push(ix);
        }
    }

    /// Gives iframes that were put in the documents that came before them.
    pub(super) fn attach_waiting_documents(&mut self, log: &mut Log) {
        while let Some(iframe) = log.iframes.pop() {
            let id = self.store.get(iframe).and_then(|slot| slot.id);
            let Some(place) = self.waiting.documents.iter().position(|(parent, _)| Some(*parent) == id) else {
                continue;
            };
            let (_, subtree) = self.waiting.documents.remove(place);
            self.attach_document(iframe, &subtree, log);
        }
    }

    pub(in super::super) fn is_iframe(&self, ix: Ix) -> bool {
        self.store.get(ix).is_some_and(|slot| slot.tag() == "iframe")
    }
}
