//! What the person and the media did: values, checks, scrolling, focus, playing, drawing.

use std::sync::Arc;

use super::super::state::{CanvasState, MediaState, State};
use super::super::store::{Body, Ix};
use super::super::{AnomalyKind, ChangeKind, Pointer, Tree};
use super::Log;
use crate::event::NodeId;
use crate::event::canvas::{Canvas, Command};
use crate::event::input::{Input, Interaction, InteractionKind, Scroll};
use crate::event::media::{Media, MediaKind};
use crate::event::node::{Attribute, JsonType};

/// Batches of drawing commands kept since the last whole frame.
const MOST_BATCHES: usize = 256;
/// Bytes of their arguments: images travel in them.
const MOST_DRAWN: usize = 4 << 20;

/// Bytes of arguments.
fn weight(commands: &[Command]) -> usize {
    commands.iter().map(|command| command.args.len()).sum()
}

impl Tree {
    /// The node an event other than a mutation names; -1 is silently none (rrweb), an unknown id is an anomaly.
    pub(super) fn target(&self, id: Option<NodeId>, log: &mut Log) -> Option<Ix> {
        let named = id.filter(|id| *id != -1)?;
        let found = self.store.ids.get(named);
        if found.is_none() {
            log.warn(id, AnomalyKind::UnknownNode);
        }
        found
    }

    pub(in super::super) fn edit_state(&mut self, ix: Ix, edit: impl FnOnce(&mut State)) {
        self.store.edit(ix, |slot| edit(Arc::make_mut(slot.state.get_or_insert_default())));
    }

    pub(super) fn interact(&mut self, interaction: &Interaction, log: &mut Log) {
        if interaction.id == Some(-1) {
            return;
        }
        if self.target(interaction.id, log).is_none() {
            return;
        }
        if interaction.kind.moves_pointer() {
            let is_touch = matches!(interaction.kind, InteractionKind::TouchStart | InteractionKind::TouchEnd)
                || interaction.pointer_type == Some(2);
            let (x, y) = (interaction.x.unwrap_or_default(), interaction.y.unwrap_or_default());
            self.pointer = Some(Pointer { x, y, id: interaction.id, is_touch });
        }
        match interaction.kind {
            InteractionKind::Focus => self.focused = interaction.id,
            InteractionKind::Blur if self.focused == interaction.id => self.focused = None,
            _ => {}
        }
    }

    pub(super) fn scroll(&mut self, scroll: &Scroll, log: &mut Log) {
        let Some(ix) = self.target(scroll.id, log) else { return };
        self.edit_state(ix, |state| state.scroll = Some((scroll.x, scroll.y)));
        log.change(scroll.id, ChangeKind::Scroll);
    }

    /// rrweb: `target.checked = isChecked; target.value = text`, whatever the element is.
    pub(super) fn input(&mut self, input: &Input, log: &mut Log) {
        let Some(ix) = self.target(input.id, log) else { return };
        let Some(node) = self.node(ix) else { return };
        let (tag, kind) = (node.tag().to_owned(), node.input_type());
        let before = (node.value().map(std::borrow::Cow::into_owned), node.checked());
        match tag.as_str() {
            "input" => self.input_into(ix, kind, input),
            "select" => self.choose(ix, &input.text),
            "textarea" => self.edit_state(ix, |state| state.value = Some(input.text.clone())),
            _ => {
                log.warn(input.id, AnomalyKind::Other("an input event names a node that is no form control"));
                self.edit_state(ix, |state| state.value = Some(input.text.clone()));
            }
        }
        let Some(node) = self.node(ix) else { return };
        let after = (node.value().map(std::borrow::Cow::into_owned), node.checked());
        if before.0 != after.0 || tag == "textarea" {
            log.change(input.id, ChangeKind::Value);
        }
        if before.1 != after.1 {
            log.change(input.id, ChangeKind::Checked);
        }
    }

    fn input_into(&mut self, ix: Ix, kind: &'static str, input: &Input) {
        self.edit_state(ix, |state| state.checked = Some(input.is_checked));
        if kind == "radio" && input.is_checked {
            self.settle_radios(&[ix]);
        }
        if matches!(kind, "text" | "file") {
            self.edit_state(ix, |state| state.value = Some(input.text.clone()));
        } else {
            // HTML: in the value modes "default" and "default/on" the property writes the attribute.
            self.write_value_attribute(ix, &input.text);
        }
    }

    fn write_value_attribute(&mut self, ix: Ix, value: &Arc<str>) {
        self.store.edit(ix, |slot| {
            let mut attributes = slot.attributes().to_vec();
            let new =
                Attribute { name: crate::event::node::name("value"), value: value.clone(), json: JsonType::String };
            match attributes.iter_mut().find(|attribute| &*attribute.name == "value") {
                Some(attribute) if attribute.value == *value => return,
                Some(attribute) => *attribute = new,
                None => attributes.push(new),
            }
            if let Body::Element { changed, .. } = &mut slot.body {
                *changed = Some(attributes.into());
            }
        });
    }

    /// Media elements play on between events: the state says from when (rrweb: `MediaManager.mediaMutation`).
    pub(super) fn play(&mut self, media: &Media, log: &mut Log) {
        let Some(ix) = self.target(media.id, log) else { return };
        let at = log.at;
        let has = |name| self.node(ix).is_some_and(|node| node.attribute(name).is_some());
        let old = self.node(ix).and_then(super::super::Node::media).unwrap_or(MediaState {
            playing: false,
            current_time: 0.0,
            at,
            rate: 1.0,
            volume: 1.0,
            muted: has("muted"),
            looping: has("loop"),
        });
        let playing = match media.kind {
            MediaKind::Play => true,
            MediaKind::Pause => false,
            _ => old.playing,
        };
        let state = MediaState {
            playing,
            current_time: media.current_time.unwrap_or_else(|| old.position(at)),
            at,
            rate: media.playback_rate.unwrap_or(old.rate),
            volume: media.volume.unwrap_or(old.volume),
            muted: media.muted.unwrap_or(old.muted),
            looping: media.looping.unwrap_or(old.looping),
        };
        self.edit_state(ix, |slot| slot.media = Some(state));
        log.change(media.id, ChangeKind::Media);
    }

    /// Keeps what was drawn since the last whole frame.
    pub(super) fn draw(&mut self, canvas: &Canvas, log: &mut Log) {
        let Some(ix) = self.target(canvas.id, log) else { return };
        let whole_frame = canvas.commands.iter().any(|command| &*command.property == "drawImage")
            && canvas.commands.iter().any(|command| &*command.property == "clearRect");
        self.edit_state(ix, |state| {
            let drawn: &mut CanvasState = Arc::make_mut(state.canvas.get_or_insert_default());
            drawn.context = canvas.context;
            if whole_frame {
                drawn.batches.clear();
                drawn.bytes = 0;
            }
            drawn.bytes += weight(&canvas.commands);
            drawn.batches.push(canvas.commands.as_slice().into());
            while drawn.batches.len() > MOST_BATCHES || (drawn.bytes > MOST_DRAWN && drawn.batches.len() > 1) {
                let oldest = drawn.batches.remove(0);
                drawn.bytes = drawn.bytes.saturating_sub(weight(&oldest));
            }
            drawn.total += canvas.commands.len() as u64;
        });
        log.change(canvas.id, ChangeKind::Canvas);
    }

    /// PostHog: custom event `rrweb/fullscreen` with `{id, enter}`.
    pub(super) fn go_fullscreen(&mut self, payload: &str, log: &mut Log) {
        #[derive(serde::Deserialize)]
        struct Fullscreen {
            id: NodeId,
            enter: bool,
        }
        let Ok(Fullscreen { id, enter }) = serde_json::from_str(payload) else {
            log.warn(None, AnomalyKind::Other("a fullscreen event names no element"));
            return;
        };
        self.fullscreen = enter.then_some(id);
        log.change(Some(id), ChangeKind::Fullscreen);
    }
}
