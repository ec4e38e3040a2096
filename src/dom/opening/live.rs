//! What else moves on a page: scrolling, media, drawings, and the person in front of it.

use super::super::Tree;
use super::super::walk;
use super::{Maker, number};
use crate::clock::Time;
use crate::event::NodeId;
use crate::event::canvas::Command;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::Arc;

impl Maker<'_> {
    pub(super) fn scrolls(&mut self) {
        for (id, (x, y)) in self.gather(|node, made| node.scroll().filter(|at| Some(*at) != made.scroll())) {
            self.emit_increment(3, json!({"id": id, "x": number(x), "y": number(y)}));
        }
    }

    /// Media whose state the snapshot does not tell, because its attributes tell an older one.
    pub(super) fn media(&mut self) {
        let at = self.at;
        let changed = self.gather(|node, made| {
            let now = node.media()?.rebased(at);
            (made.media().map(|media| media.rebased(at)) != Some(now)).then_some(now)
        });
        for (id, media) in changed {
            self.emit_increment(
                7,
                json!({
                    "type": u8::from(!media.playing), "id": id, "currentTime": number(media.current_time),
                    "volume": number(media.volume), "muted": media.muted, "loop": media.looping,
                    "playbackRate": number(media.rate),
                }),
            );
        }
    }

    /// What is known of every drawing: the commands since its last whole frame.
    pub(super) fn drawings(&mut self) {
        let drawn = self.gather(|node, _| node.canvas().cloned());
        for (id, canvas) in drawn {
            for batch in &canvas.batches {
                let commands = commands(batch);
                let data = format!(r#"{{"source":9,"id":{id},"type":{},"commands":[{commands}]}}"#, canvas.context);
                self.emit(3, &data);
            }
        }
    }

    /// What is selected, in full screen, in focus, and under the pointer.
    pub(super) fn person(&mut self) {
        let tree: &Tree = self.tree;
        if !tree.selection().is_empty() {
            let range = |range: &crate::event::input::SelectionRange| json!({"start": range.start, "startOffset": range.start_offset, "end": range.end, "endOffset": range.end_offset});
            let ranges: Vec<Value> = tree.selection().iter().map(range).collect();
            self.emit_increment(14, json!({"ranges": ranges}));
        }
        if let Some(id) = tree.fullscreen() {
            self.emit(5, &json!({"tag": "rrweb/fullscreen", "payload": {"id": id, "enter": true}}).to_string());
        }
        if let Some(id) = tree.focused().filter(|id| self.made.get(*id).is_some()) {
            self.emit_increment(2, json!({"type": 5, "id": id}));
        }
        if let Some(pointer) = tree.pointer() {
            let id: NodeId = pointer.id.unwrap_or(-1);
            let position = json!({"x": number(pointer.x), "y": number(pointer.y), "id": id, "timeOffset": 0});
            self.emit_increment(if pointer.is_touch { 6 } else { 1 }, json!({"positions": [position]}));
        }
    }
}

/// Drawing commands as JSON, separated by commas.
fn commands(batch: &[Command]) -> String {
    let mut out = String::new();
    for (place, command) in batch.iter().enumerate() {
        out.push_str(if place == 0 { "" } else { "," });
        let _ = write!(out, "{{\"property\":{}", Value::from(&*command.property));
        if !command.args.is_empty() {
            let _ = write!(out, ",\"args\":{}", command.args);
        }
        out.push_str(if command.setter { ",\"setter\":true}" } else { "}" });
    }
    out
}

impl Tree {
    /// The same page as somebody tells it who came in at `at`: media play on from there, and drawings count from their
    /// last whole frame. Pages that were made by an [`opening`](super::opening()) are compared in this form.
    #[must_use]
    pub fn rebased(&self, at: Time) -> Self {
        let mut tree = self.clone();
        let moving: Vec<_> =
            walk::preorder(self).filter(|node| node.media().is_some() || node.canvas().is_some()).collect();
        for ix in moving.into_iter().map(|node| node.ix) {
            tree.edit_state(ix, |state| {
                state.media = state.media.map(|media| media.rebased(at));
                if let Some(canvas) = &mut state.canvas {
                    let canvas = Arc::make_mut(canvas);
                    canvas.total = canvas.batches.iter().map(|batch| batch.len() as u64).sum();
                }
            });
        }
        tree
    }
}
