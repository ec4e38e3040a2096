//! Style sheet events: rules and declarations edited through the CSSOM, constructed sheets and who adopts them.

use std::sync::Arc;

use super::super::sheet::Sheet;
use super::super::store::Ix;
use super::super::{AnomalyKind, ChangeKind, Tree};
use super::Log;
use crate::event::NodeId;
use crate::event::style::{Adopted, Declaration, SheetRef, SheetRules};

impl Tree {
    pub(super) fn edit_rules(&mut self, rules: &SheetRules, log: &mut Log) {
        let constructed = rules.sheet.style_id.is_some();
        self.edit_sheet(rules.sheet, log, |sheet, log| {
            for add in &rules.adds {
                if let Err(why) = sheet.insert(&add.rule, &add.index) {
                    log.warn(rules.sheet.id, AnomalyKind::Other(why));
                }
            }
            for index in &rules.removes {
                if let Err(why) = sheet.delete(index) {
                    log.warn(rules.sheet.id, AnomalyKind::Other(why));
                }
            }
            for text in rules.replace.iter().chain(&rules.replace_sync) {
                if constructed {
                    *sheet = Sheet::parse(text);
                } else {
                    log.warn(rules.sheet.id, AnomalyKind::Other("only a constructed style sheet can be replaced"));
                }
            }
        });
    }

    pub(super) fn edit_declaration(&mut self, declaration: &Declaration, log: &mut Log) {
        self.edit_sheet(declaration.sheet, log, |sheet, log| {
            let mut done = Ok(());
            if let Some(set) = &declaration.set {
                done = sheet.set_property(&declaration.index, &set.property, set.value.as_deref(), set.important);
            }
            if let Some(property) = &declaration.remove {
                done = sheet.set_property(&declaration.index, property, None, false).and(done);
            }
            if let Err(why) = done {
                log.warn(declaration.sheet.id, AnomalyKind::Other(why));
            }
        });
    }

    /// Finds the sheet, edits a copy shared with nobody, and puts it back.
    fn edit_sheet(&mut self, which: SheetRef, log: &mut Log, edit: impl FnOnce(&mut Sheet, &mut Log)) {
        if let Some(style_id) = which.style_id {
            let Some(sheet) = Arc::make_mut(&mut self.sheets).get_mut(&style_id) else {
                log.warn(which.id, AnomalyKind::Other("no constructed style sheet has this id"));
                return;
            };
            edit(Arc::make_mut(sheet), log);
            let hosts: Vec<NodeId> =
                self.adopting.iter().filter(|(_, ids)| ids.contains(&style_id)).map(|(id, _)| *id).collect();
            for host in hosts {
                log.change(Some(host), ChangeKind::Style);
            }
            return;
        }
        let Some(ix) = self.target(which.id, log) else { return };
        let Some(mut sheet) = self.sheet_of(ix) else {
            log.warn(which.id, AnomalyKind::Other("the node has no style sheet"));
            return;
        };
        self.edit_state(ix, |state| state.sheet = None);
        edit(Arc::make_mut(&mut sheet), log);
        self.edit_state(ix, |state| state.sheet = Some(sheet));
        log.change(which.id, ChangeKind::Style);
    }

    /// The sheet of a style element or inlined link, as edits left it.
    fn sheet_of(&self, ix: Ix) -> Option<Arc<Sheet>> {
        let edited = self.store.get(ix)?.state.as_ref().and_then(|state| state.sheet.clone());
        edited.or_else(|| Some(Arc::new(Sheet::parse(&self.node(ix)?.sheet_text()?))))
    }

    /// Any change of a style element's text makes its sheet anew: edits are lost.
    pub(in super::super) fn text_of_sheet_changed(&mut self, ix: Ix) {
        let edited = self.store.get(ix).and_then(|slot| slot.state.as_ref()).is_some_and(|state| state.sheet.is_some());
        if edited {
            self.edit_state(ix, |state| state.sheet = None);
        }
    }

    /// New sheets come with their rules once; lists name sheets by id. A list may come before its sheets, its shadow
    /// root or even its host: it is looked up when somebody looks, so whatever comes late still counts.
    pub(super) fn adopt(&mut self, adopted: &Adopted, log: &mut Log) {
        let Some(host) = adopted.id.filter(|id| *id != -1) else { return };
        if !adopted.styles.is_empty() {
            let sheets = Arc::make_mut(&mut self.sheets);
            for new in &adopted.styles {
                let mut sheet = Sheet::default();
                for add in &new.rules {
                    if let Err(why) = sheet.insert(&add.rule, &add.index) {
                        log.warn(Some(host), AnomalyKind::Other(why));
                    }
                }
                sheets.insert(new.style_id, Arc::new(sheet));
            }
        }
        match self.get(host) {
            None => log.warn(Some(host), AnomalyKind::UnknownNode),
            Some(node) if node.is_element() && node.shadow_root().is_none() => {
                let why = "style sheets are adopted before the shadow root appears: kept until it does";
                log.warn(Some(host), AnomalyKind::Other(why));
            }
            Some(_) => {}
        }
        Arc::make_mut(&mut self.adopting).insert(host, adopted.style_ids.as_slice().into());
        log.change(Some(host), ChangeKind::Style);
    }
}
