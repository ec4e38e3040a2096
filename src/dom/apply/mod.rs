//! One event applied to a tree. Each file holds one family of events; [`Log`] collects what happened.

mod adds;
mod attributes;
mod input;
mod mobile;
mod mutation;
mod sheets;
mod snapshot;

use std::collections::HashMap;

use super::anomaly::MOST_ANOMALIES;
use super::store::Ix;
use super::{Anomaly, AnomalyKind, Applied, Change, ChangeKind, Pointer, Tree};
use crate::clock::Time;
use crate::event::input::{Interaction, MoveKind, Moves};
use crate::event::node::Name;
use crate::event::{Data, Event, NodeId, Seq};

/// An exception in the player: the rest of the event is lost.
pub(super) struct Abort {
    pub(super) id: Option<NodeId>,
    pub(super) why: &'static str,
}

/// What happened while one event was applied.
pub(super) struct Log {
    seq: Seq,
    /// The event's time.
    pub(super) at: Time,
    applied: Applied,
    /// Changes are wanted, not only anomalies.
    detailed: bool,
    /// Iframes that were put in and may have a document waiting.
    pub(super) iframes: Vec<Ix>,
    /// Radio buttons that came checked, in order: each unchecks the others of its group.
    pub(super) radios: Vec<Ix>,
    /// Options that came, and selects that lost some: what is chosen may have to be settled anew.
    pub(super) options: Vec<Ix>,
}

impl Log {
    fn new(seq: Seq, at: Time, detailed: bool) -> Self {
        Self {
            seq,
            at,
            applied: Applied::default(),
            detailed,
            iframes: Vec::new(),
            radios: Vec::new(),
            options: Vec::new(),
        }
    }

    pub(super) fn warn(&mut self, id: Option<NodeId>, reason: AnomalyKind) {
        if self.applied.anomalies.len() < MOST_ANOMALIES {
            self.applied.anomalies.push(Anomaly { seq: self.seq, id, reason });
        }
    }

    pub(super) fn change(&mut self, id: Option<NodeId>, what: ChangeKind) {
        if let Some(id) = id.filter(|_| self.detailed) {
            self.applied.changes.push(Change { id, what });
        }
    }

    pub(super) fn added(&mut self, id: Option<NodeId>) {
        self.change(id, ChangeKind::Added);
    }

    fn attribute(&mut self, id: Option<NodeId>, name: &Name) {
        if self.detailed {
            self.change(id, ChangeKind::Attribute(name.clone()));
        }
    }

    /// Joins what one node went through: removed and added is moved, twice the same is once.
    fn finish(mut self) -> Applied {
        let mut places: HashMap<(NodeId, ChangeKind), usize, foldhash::fast::RandomState> = HashMap::default();
        let mut changes: Vec<Change> = Vec::with_capacity(self.applied.changes.len());
        for change in self.applied.changes.drain(..) {
            if change.what == ChangeKind::Added {
                let removed = places.get(&(change.id, ChangeKind::Removed)).and_then(|place| changes.get_mut(*place));
                if let Some(removed) = removed {
                    removed.what = ChangeKind::Moved;
                    continue;
                }
            }
            places.entry((change.id, change.what.clone())).or_insert_with(|| {
                changes.push(change);
                changes.len() - 1
            });
        }
        self.applied.changes = changes;
        self.applied
    }
}

impl Tree {
    /// Applies the window's next event and says what it changed.
    pub fn apply(&mut self, seq: Seq, event: &Event) -> Applied {
        self.run(seq, event, true)
    }

    /// Applies the window's next event when nobody asks what it changed: `changes` stays empty.
    pub fn advance(&mut self, seq: Seq, event: &Event) -> Applied {
        self.run(seq, event, false)
    }

    fn run(&mut self, seq: Seq, event: &Event, detailed: bool) -> Applied {
        let mut log = Log::new(seq, event.at, detailed);
        for odd in &event.oddities {
            log.warn(odd.id, AnomalyKind::Odd { field: odd.field, problem: odd.problem });
        }
        if let Err(abort) = self.dispatch(&event.data, &mut log) {
            log.warn(abort.id, AnomalyKind::Aborted(abort.why));
        }
        self.settle_radios(&log.radios);
        self.settle_options(&log.options);
        self.sweep();
        log.finish()
    }

    fn dispatch(&mut self, data: &Data, log: &mut Log) -> Result<(), Abort> {
        match data {
            Data::FullSnapshot(snapshot) => self.full_snapshot(snapshot, log),
            Data::Mutation(mutation) => return self.mutate_any(mutation, log),
            Data::Moves(moves) => self.move_pointer(moves),
            Data::Interaction(interaction) => {
                self.interact(&Interaction { id: self.aimed(interaction.id), ..*interaction }, log);
            }
            Data::Scroll(scroll) => self.scroll(scroll, log),
            Data::ViewportResize(width, height) => self.viewport = Some((*width, *height)),
            Data::Input(input) => self.input(input, log),
            Data::Media(media) => self.play(media, log),
            Data::StyleSheetRule(rules) => self.edit_rules(rules, log),
            Data::StyleDeclaration(declaration) => self.edit_declaration(declaration, log),
            Data::AdoptedStyleSheet(adopted) => self.adopt(adopted, log),
            Data::Canvas(canvas) => self.draw(canvas, log),
            Data::Selection(ranges) => self.selection = ranges.as_slice().into(),
            Data::Meta(meta) => self.begin_page(meta, log),
            Data::Custom { tag, payload } if &**tag == "rrweb/fullscreen" => self.go_fullscreen(payload.get(), log),
            Data::Custom { tag, payload } if &**tag == "keyboard" => return self.type_on_screen(payload.get(), log),
            _ => {}
        }
        Ok(())
    }

    fn move_pointer(&mut self, moves: &Moves) {
        if let Some(last) = moves.positions.last() {
            let is_touch = moves.kind == MoveKind::Touch;
            let id = self.aimed(last.id).filter(|id| *id != -1);
            self.pointer = Some(Pointer { x: last.x, y: last.y, id, is_touch });
        }
    }
}
