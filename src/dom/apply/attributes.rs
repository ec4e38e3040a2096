//! Attribute changes of mutations, inline style objects and late style sheets among them.

use std::sync::Arc;

use super::super::store::{Body, Ix, NIL};
use super::super::{AnomalyKind, ChangeKind, Tree, style};
use super::mutation::RemovedIds;
use super::{Abort, Log};
use crate::event::mutation::{AttributeChange, NewValue, StyleChange};
use crate::event::node::{Attribute, Element, JsonType, Name};

impl Tree {
    pub(super) fn change_attributes(
        &mut self,
        changes: &[AttributeChange],
        removed: &RemovedIds,
        log: &mut Log,
    ) -> Result<(), Abort> {
        for change in changes {
            match change.id.and_then(|id| self.store.ids.get(id)) {
                Some(ix) => self.change_attributes_of(ix, change, log)?,
                None if removed.contains(&change.id) => {}
                None => log.warn(change.id, AnomalyKind::UnknownNode),
            }
        }
        Ok(())
    }

    fn change_attributes_of(&mut self, ix: Ix, change: &AttributeChange, log: &mut Log) -> Result<(), Abort> {
        let Some(Body::Element { recorded, .. }) = self.store.get(ix).map(|slot| &slot.body) else {
            let harmless =
                change.values.iter().all(|(_, value)| matches!(value, NewValue::Set(_) | NewValue::Ignored(..)));
            log.warn(change.id, AnomalyKind::Other("an attribute change names a node that is no element"));
            let abort = Abort { id: change.id, why: "an attribute was removed from a node that is no element" };
            return if harmless { Ok(()) } else { Err(abort) };
        };
        let tag = recorded.tag.clone();
        for (name, value) in &change.values {
            match value {
                NewValue::Remove => self.remove_attribute(ix, &tag, name),
                NewValue::Set(_) if &**name == "_cssText" && matches!(&*tag, "link" | "style") => {
                    if self.rebuild_with_sheet(ix, change, log) {
                        return Ok(());
                    }
                }
                NewValue::Set(text) if &**name == "value" && &*tag == "textarea" => {
                    self.orphan_children(ix);
                    self.append_unnamed_text(ix, text.clone());
                }
                NewValue::Set(text) => {
                    self.set_attribute(ix, name, text);
                    let node = self.node(ix).filter(|_| &**name == "checked");
                    if node.is_some_and(|node| node.input_type() == "radio" && !node.is_check_dirty()) {
                        log.radios.push(ix);
                    }
                }
                NewValue::Style(changes) => self.change_style(ix, changes),
                NewValue::Ignored(..) => {
                    log.warn(
                        change.id,
                        AnomalyKind::Other("an attribute change is neither text nor null: it is ignored"),
                    );
                    continue;
                }
            }
            log.attribute(change.id, name);
        }
        Ok(())
    }

    fn remove_attribute(&mut self, ix: Ix, tag: &str, name: &str) {
        let also = if name == "open" && tag == "dialog" { "rr_open_mode" } else { name };
        self.edit_attributes(ix, |attributes| attributes.retain(|a| &*a.name != name && &*a.name != also));
    }

    fn set_attribute(&mut self, ix: Ix, name: &Name, value: &Arc<str>) {
        self.edit_attributes(ix, |attributes| {
            let new = Attribute { name: name.clone(), value: value.clone(), json: JsonType::String };
            match attributes.iter_mut().find(|attribute| attribute.name == *name) {
                Some(attribute) => *attribute = new,
                None => attributes.push(new),
            }
        });
    }

    fn edit_attributes(&mut self, ix: Ix, edit: impl FnOnce(&mut Vec<Attribute>)) {
        self.store.edit(ix, |slot| {
            let mut attributes = slot.attributes().to_vec();
            edit(&mut attributes);
            if let Body::Element { changed, .. } = &mut slot.body {
                *changed = Some(attributes.into());
            }
        });
    }

    /// CSSOM: `style.setProperty` and `style.removeProperty`, one by one.
    fn change_style(&mut self, ix: Ix, changes: &[StyleChange]) {
        let Some(node) = self.node(ix) else { return };
        if let Some(text) = style::edited(node.attribute("style"), changes) {
            self.set_attribute(ix, &crate::event::node::name("style"), &text.into());
        }
    }

    /// A style sheet that loaded late: the element is built anew from what was recorded first and this change
    /// (other changes since are lost, as in the player), without its children. False when it is detached.
    fn rebuild_with_sheet(&mut self, ix: Ix, change: &AttributeChange, log: &mut Log) -> bool {
        if self.store.parent(ix) == NIL {
            return false;
        }
        let Some(Body::Element { recorded, .. }) = self.store.get(ix).map(|slot| &slot.body) else { return false };
        let anew = Arc::new(overlaid(recorded, change));
        self.orphan_children(ix);
        let css = anew.attributes.iter().find(|a| &*a.name == "_cssText").map(|a| a.value.clone());
        let is_style = &*anew.tag == "style";
        self.store.edit(ix, |slot| {
            slot.body = Body::Element { recorded: anew, changed: None };
            slot.state = None;
        });
        if let Some(css) = css.filter(|_| is_style) {
            self.append_unnamed_text(ix, css);
        }
        for (name, _) in &change.values {
            log.attribute(change.id, name);
        }
        log.change(change.id, ChangeKind::Style);
        true
    }
}

/// The recorded element with a change's values laid over its attributes.
fn overlaid(recorded: &Element, change: &AttributeChange) -> Element {
    let mut attributes = recorded.attributes.to_vec();
    for (name, value) in &change.values {
        let (value, json) = match value {
            NewValue::Set(text) => (text.clone(), JsonType::String),
            NewValue::Remove => (Arc::default(), JsonType::Null),
            NewValue::Ignored(json, text) => (text.clone(), *json),
            NewValue::Style(changes) => (style::edited(None, changes).unwrap_or_default().into(), JsonType::String),
        };
        let new = Attribute { name: name.clone(), value, json };
        match attributes.iter_mut().find(|attribute| attribute.name == *name) {
            Some(attribute) => *attribute = new,
            None => attributes.push(new),
        }
    }
    Element { attributes: attributes.into(), ..recorded.clone() }
}
