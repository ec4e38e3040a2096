//! Attribute changes of mutations, inline style objects and late style sheets among them.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::store::{Body, Ix, NIL};
use super::super::view::is_present;
use super::super::{AnomalyKind, ChangeKind, Tree, style};
use super::mutation::RemovedIds;
use super::{Abort, Log};
use crate::event::mutation::{AttributeChange, NewValue};
use crate::event::node::{Attribute, Element, JsonType, Name};

impl Tree {
    pub(super) fn change_attributes(
        &mut self,
        changes: &[AttributeChange],
        removed: &RemovedIds<'_>,
        log: &mut Log,
    ) -> Result<(), Abort> {
        let mut open = Open::default();
        let done = changes.iter().try_for_each(|change| match change.id.and_then(|id| self.store.ids.get(id)) {
            Some(ix) if !open.contains_key(&ix) && self.overwrite(ix, change, log) => Ok(()),
            Some(ix) => self.change_attributes_of(ix, change, &mut open, log),
            None if removed.contains(change.id) => Ok(()),
            None => {
                log.warn(change.id, AnomalyKind::UnknownNode);
                Ok(())
            }
        });
        for (ix, edit) in open {
            self.write_back(ix, edit);
        }
        done
    }

    /// The short way for what is most common: attributes that are there get another text, and nothing else hangs on it.
    /// False when that is not so, and nothing was done.
    fn overwrite(&mut self, ix: Ix, change: &AttributeChange, log: &mut Log) -> bool {
        let Some(Body::Element { recorded, changed }) = self.store.get_mut(ix).map(|slot| &mut slot.body) else {
            return false;
        };
        let list = changed.as_deref().unwrap_or(&recorded.attributes);
        let is_there = |(name, value): &(Name, NewValue)| {
            matches!(value, NewValue::Set(_) | NewValue::Style(_)) && list.iter().any(|one| one.name == *name)
        };
        if hangs_together(&recorded.tag)
            || list.len() > FEW
            || list.iter().any(|one| one.json == JsonType::Null)
            || !change.values.iter().all(is_there)
        {
            return false;
        }
        let list = Arc::make_mut(changed.get_or_insert_with(|| recorded.attributes.clone()));
        for (name, value) in &change.values {
            let Some(attribute) = list.iter_mut().find(|one| one.name == *name) else { continue };
            let text = match value {
                NewValue::Set(text) => Some(text.clone()),
                NewValue::Style(changes) => style::edited(Some(&attribute.value), changes).map(Arc::from),
                NewValue::Remove | NewValue::Ignored(..) => None,
            };
            if let Some(value) = text {
                *attribute = Attribute { name: name.clone(), value, json: JsonType::String };
            }
            log.attribute(change.id, name);
        }
        true
    }

    fn change_attributes_of(
        &mut self,
        ix: Ix,
        change: &AttributeChange,
        open: &mut Open,
        log: &mut Log,
    ) -> Result<(), Abort> {
        let Some(Body::Element { recorded, .. }) = self.store.get(ix).map(|slot| &slot.body) else {
            let harmless =
                change.values.iter().all(|(_, value)| matches!(value, NewValue::Set(_) | NewValue::Ignored(..)));
            log.warn(change.id, AnomalyKind::Other("an attribute change names a node that is no element"));
            let abort = Abort { id: change.id, why: "an attribute was removed from a node that is no element" };
            return if harmless { Ok(()) } else { Err(abort) };
        };
        let tag = recorded.tag.clone();
        if brings_sheet(&tag, change)
            && let Some(edit) = open.remove(&ix)
        {
            self.write_back(ix, edit);
        }
        let attributes = || self.store.get(ix).map_or(&[][..], |slot| slot.attributes());
        let mut edit = open.remove(&ix).unwrap_or_else(|| Edit::new(attributes(), change.values.len()));
        let before = edit.chosen(&tag);
        for (name, value) in &change.values {
            match value {
                NewValue::Remove => edit.remove(&tag, name),
                NewValue::Set(_) if &**name == "_cssText" && matches!(&*tag, "link" | "style") => {
                    if self.rebuild_with_sheet(ix, change, log) {
                        return Ok(());
                    }
                }
                NewValue::Set(text) if &**name == "value" && &*tag == "textarea" => {
                    self.orphan_children(ix);
                    self.append_unnamed_text(ix, text.clone());
                }
                NewValue::Set(text) => edit.set(name, text.clone()),
                // CSSOM: `style.setProperty` and `style.removeProperty`, one by one.
                NewValue::Style(changes) => {
                    if let Some(text) = style::edited(edit.get("style"), changes) {
                        edit.set(name, text.into());
                    }
                }
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
        if before != edit.chosen(&tag) {
            self.note_choice(ix, &mut edit, log);
        }
        open.insert(ix, edit);
        Ok(())
    }

    fn write_back(&mut self, ix: Ix, edit: Edit) {
        self.store.edit(ix, |slot| {
            if let Body::Element { changed, .. } = &mut slot.body {
                *changed = Some(edit.finish());
            }
        });
    }

    /// A radio button that becomes checked, and an option that becomes selected or no longer is, concern others.
    fn note_choice(&self, ix: Ix, edit: &mut Edit, log: &mut Log) {
        let Some(node) = self.node(ix) else { return };
        let is_radio = edit.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("radio"));
        match node.tag() {
            "input" if is_radio && edit.chosen("input") && !node.is_check_dirty() => log.radios.push(ix),
            "option" if node.picked() != Some(true) => log.options.push(ix),
            _ => {}
        }
    }

    /// A style sheet that loaded late: the element is built anew from what was recorded first and this change
    /// (other changes since are lost, as in the player), without its children. False when it is detached.
    fn rebuild_with_sheet(&mut self, ix: Ix, change: &AttributeChange, log: &mut Log) -> bool {
        if self.store.parent(ix) == NIL {
            return false;
        }
        let Some(Body::Element { recorded, .. }) = self.store.get(ix).map(|slot| &slot.body) else { return false };
        let anew = overlaid(recorded, change);
        for (name, _) in &change.values {
            log.attribute(change.id, name);
        }
        log.change(change.id, ChangeKind::Style);
        if anew == **recorded {
            // The player takes it for a duplicate of the node, which it takes out and puts in again (`isNodeMetaEqual`).
            self.text_of_sheet_changed(ix);
            return true;
        }
        let anew = Arc::new(anew);
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
        true
    }
}

/// Elements whose attributes one event changes: an entry for each change must not cost a copy of them all.
type Open = HashMap<Ix, Edit, foldhash::fast::RandomState>;

/// Whether more may hang on an attribute of such an element: what is chosen, a text, a sheet.
fn hangs_together(tag: &str) -> bool {
    matches!(tag, "input" | "option" | "textarea" | "link" | "style")
}

/// Whether a change gives an element a style sheet, for which it may be built anew.
fn brings_sheet(tag: &str, change: &AttributeChange) -> bool {
    matches!(tag, "link" | "style")
        && change.values.iter().any(|(name, value)| &**name == "_cssText" && matches!(value, NewValue::Set(_)))
}

/// An element's attributes while they are changed; a map finds them where there are many.
struct Edit {
    list: Vec<Attribute>,
    places: Option<Places>,
}

/// Where each attribute stands; the first of a name counts.
fn places(list: &[Attribute]) -> Places {
    list.iter().enumerate().rev().map(|(place, one)| (one.name.clone(), place)).collect()
}

type Places = HashMap<Name, usize, foldhash::fast::RandomState>;

/// Attributes that are found faster by looking at each.
const FEW: usize = 32;

impl Edit {
    fn new(attributes: &[Attribute], changes: usize) -> Self {
        let list = attributes.to_vec();
        let many = list.len().max(changes) > FEW;
        let places = many.then(|| places(&list));
        Self { list, places }
    }

    /// Whether the attribute is there by which an input is checked, or an option selected.
    fn chosen(&mut self, tag: &str) -> bool {
        let name = match tag {
            "input" => "checked",
            "option" => "selected",
            _ => return false,
        };
        self.find(name).is_some_and(|attribute| is_present(attribute, tag))
    }

    fn find(&mut self, name: &str) -> Option<&mut Attribute> {
        let place = match &self.places {
            Some(places) => places.get(name).copied(),
            None => self.list.iter().position(|attribute| &*attribute.name == name),
        };
        self.list.get_mut(place?)
    }

    /// The value of an attribute that is present.
    fn get(&mut self, name: &str) -> Option<&str> {
        self.find(name).filter(|attribute| attribute.json != JsonType::Null).map(|attribute| &*attribute.value)
    }

    fn set(&mut self, name: &Name, value: Arc<str>) {
        let new = Attribute { name: name.clone(), value, json: JsonType::String };
        if let Some(attribute) = self.find(name) {
            *attribute = new;
            return;
        }
        self.list.push(new);
        match &mut self.places {
            Some(places) => drop(places.insert(name.clone(), self.list.len() - 1)),
            None if self.list.len() > FEW => self.places = Some(places(&self.list)),
            None => {}
        }
    }

    /// A dialog that is no longer open has no mode either.
    fn remove(&mut self, tag: &str, name: &str) {
        let mode = (name == "open" && tag == "dialog").then_some("rr_open_mode");
        for name in [name].into_iter().chain(mode) {
            if let Some(attribute) = self.find(name) {
                attribute.json = JsonType::Null;
            }
        }
    }

    fn finish(mut self) -> Arc<[Attribute]> {
        self.list.retain(|attribute| attribute.json != JsonType::Null);
        self.list.into()
    }
}

/// The recorded element with a change's values laid over its attributes.
fn overlaid(recorded: &Element, change: &AttributeChange) -> Element {
    let mut edit = Edit::new(&recorded.attributes, change.values.len());
    for (name, value) in &change.values {
        let (value, json) = match value {
            NewValue::Set(text) => (text.clone(), JsonType::String),
            NewValue::Remove => (Arc::default(), JsonType::Null),
            NewValue::Ignored(json, text) => (text.clone(), *json),
            NewValue::Style(changes) => (style::edited(None, changes).unwrap_or_default().into(), JsonType::String),
        };
        edit.set(name, value);
        if let Some(attribute) = edit.find(name) {
            attribute.json = json;
        }
    }
    let attributes = edit.list.into();
    Element { attributes, ..recorded.clone() }
}
