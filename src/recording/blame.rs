//! Which event made each change of a diff: the last that touched what the change speaks of.

use super::replay::{Course, State, Visitor};
use super::seek::changes_state;
use super::{Cancel, Recording, SeekError, View};
use crate::dom::diff::{Change, Diff, Identity, What, diff};
use crate::dom::{ChangeKind, Pointer, Tree};
use crate::event::input::SelectionRange;
use crate::event::{Data, Event, Kind, NodeId, Seq};
use crate::timeline::WindowIx;
use foldhash::HashMap;
use std::sync::Arc;

impl Recording {
    /// What changed in a window from its state after one event to its state after another, each change with the event
    /// that made it ([`Change::seq`]) where one did.
    ///
    /// # Errors
    /// The work was cancelled, or a body cannot be found again.
    pub fn changes(
        &self,
        view: &View,
        window: WindowIx,
        (from, to): (Seq, Seq),
        cancel: &Cancel,
    ) -> Result<Diff, SeekError> {
        let before = self.tree(view, window, from, cancel)?;
        let mut makers = Makers { facts: Some(Facts::of(&before)), ..Makers::default() };
        let course = Course { view, window, seqs: from + 1..=to, tree: (*before).clone() };
        let after = self.replay(course, cancel, &mut makers)?;
        let mut diff = diff(&before, &after);
        let identity = diff.identity;
        for change in &mut diff.changes {
            change.seq = makers.of(change, identity);
        }
        Ok(diff)
    }

    /// What one event changed in its window.
    ///
    /// # Errors
    /// As [`Recording::changes`].
    pub fn changes_by(&self, view: &View, seq: Seq, cancel: &Cancel) -> Result<Diff, SeekError> {
        let step = self.applied(view, seq, cancel)?;
        let mut diff = diff(&step.before, &step.after);
        diff.changes.iter_mut().for_each(|change| change.seq = Some(seq));
        Ok(diff)
    }
}

/// The last event of each sort of change.
#[derive(Default)]
struct Makers {
    nodes: HashMap<(NodeId, ChangeKind), Seq>,
    /// Of whatever node: a radio button is unchecked by checking another.
    checked: Option<Seq>,
    /// Of the page's own facts, by name.
    page: HashMap<&'static str, Seq>,
    facts: Option<Facts>,
    /// The last full snapshot.
    snapshot: Option<Seq>,
}

/// What a page has beside its nodes.
#[derive(PartialEq)]
struct Facts {
    href: Option<String>,
    viewport: Option<(f64, f64)>,
    focus: Option<NodeId>,
    fullscreen: Option<NodeId>,
    selection: Vec<SelectionRange>,
    pointer: Option<Pointer>,
}

impl Facts {
    fn of(tree: &Tree) -> Self {
        Self {
            href: tree.href().map(str::to_owned),
            viewport: tree.viewport(),
            focus: tree.focused(),
            fullscreen: tree.fullscreen(),
            selection: tree.selection().to_vec(),
            pointer: tree.pointer(),
        }
    }

    /// The names of those that differ, as [`What::Page`] has them.
    fn differing(&self, other: &Self) -> impl Iterator<Item = &'static str> {
        let same = [
            ("href", self.href == other.href),
            ("viewport", self.viewport == other.viewport),
            ("focus", self.focus == other.focus),
            ("fullscreen", self.fullscreen == other.fullscreen),
            ("selection", self.selection == other.selection),
            ("pointer", self.pointer == other.pointer),
        ];
        same.into_iter().filter(|(_, same)| !same).map(|(name, _)| name)
    }
}

impl Visitor for Makers {
    const NEEDS_CHANGES: bool = true;

    fn asks(&self, kind: Kind) -> bool {
        changes_state(kind)
    }

    fn after(&mut self, state: State<'_>) {
        let State { seq, event, tree, applied } = state;
        if let Event { data: Data::FullSnapshot(_), .. } = event {
            self.snapshot = Some(seq);
        }
        for change in &applied.changes {
            let what = match &change.what {
                ChangeKind::Moved => ChangeKind::Added,
                other => other.clone(),
            };
            if what == ChangeKind::Checked {
                self.checked = Some(seq);
            }
            self.nodes.insert((change.id, what), seq);
        }
        let facts = Facts::of(tree);
        let before = self.facts.replace(facts);
        if let (Some(before), Some(now)) = (before, &self.facts) {
            self.page.extend(before.differing(now).map(|name| (name, seq)));
        }
    }
}

impl Makers {
    /// The event that made a change. Where a full snapshot brought a page of its own, ids from before it say nothing.
    fn of(&self, change: &Change, identity: Identity) -> Option<Seq> {
        if let What::Page { name, .. } = &change.what {
            return self.page.get(name).copied();
        }
        let since = if identity == Identity::Ids { None } else { self.snapshot };
        let found = self.by_node(change).filter(|seq| since.is_none_or(|since| *seq >= since));
        found.or(self.snapshot)
    }

    fn by_node(&self, change: &Change) -> Option<Seq> {
        let of = |id: Option<NodeId>, what: ChangeKind| self.nodes.get(&(id?, what)).copied();
        // A text that no id names came and went with a change of its parent's text.
        let or_text = |seq: Option<Seq>, parent| seq.max(of(parent, ChangeKind::Text));
        match &change.what {
            What::Inserted { to, .. } => or_text(of(change.node, ChangeKind::Added), to.parent),
            What::Removed { from, .. } => or_text(of(change.node, ChangeKind::Removed), from.parent),
            What::Moved { .. } => of(change.node, ChangeKind::Added),
            What::Attribute { name, .. } => of(change.node, ChangeKind::Attribute(Arc::clone(name))),
            What::Text { .. } => of(change.node, ChangeKind::Text),
            What::Rules { .. } | What::Adopted { .. } => of(change.node, ChangeKind::Style),
            What::State { name, .. } => match *name {
                "value" => of(change.node, ChangeKind::Value),
                "checked" => of(change.node, ChangeKind::Checked).max(self.checked),
                "scroll" => of(change.node, ChangeKind::Scroll),
                "media" => of(change.node, ChangeKind::Media),
                "canvas" => of(change.node, ChangeKind::Canvas),
                _ => None,
            },
            What::Replaced { .. } | What::Page { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Input;
    use crate::recording::Want;
    use std::path::Path;

    #[test]
    fn every_change_is_made_by_an_event_that_makes_it_too() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/todo.rrweb-events.json");
        let recording = Recording::load(&[Input::Path(file)], Want::Everything).unwrap();
        let view = recording.view();
        let (from, to, cancel) = (20, view.index.last().unwrap(), Cancel::new());
        let diff = recording.changes(&view, 0, (from, to), &cancel).unwrap();
        assert!(diff.changes.len() > 5, "{:?}", diff.changes);
        for change in &diff.changes {
            let seq = change.seq.unwrap();
            assert!((from + 1..=to).contains(&seq), "{change:?}");
            let by = recording.changes_by(&view, seq, &cancel).unwrap();
            let sort = |what: &What| match what {
                // A node that went and came again has moved, seen from far.
                What::Moved { .. } | What::Inserted { .. } => {
                    std::mem::discriminant(&What::Replaced { before: 0, after: 0 })
                }
                other => std::mem::discriminant(other),
            };
            let same = |one: &Change| one.node == change.node && sort(&one.what) == sort(&change.what);
            assert!(by.changes.iter().any(same), "{change:?} by {:?}", by.changes);
        }
    }
}
