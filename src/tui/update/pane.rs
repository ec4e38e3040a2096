//! Speaking with the panes: messages to them, what they ask for, what workers bring.

use super::{jump, lanes, line, list, search, settle, show, take, targets};
use crate::event::{NodeId, Seq};
use crate::tui::command::Command;
use crate::tui::effect::{Effect, Work};
use crate::tui::panes::{Ask, PaneId, PaneMsg};
use crate::tui::state::{Focus, State};
use std::sync::Arc;

/// Tells the panes in sight that the moment, the marks or the index changed.
pub(super) fn refresh(state: &mut State, effects: &mut Vec<Effect>) {
    for pane in PaneId::ALL.into_iter().chain([PaneId::OtherPage, PaneId::OtherDom]) {
        if state.layout.shows(pane) {
            let asks = tell(state, pane, PaneMsg::Refresh);
            // A pane follows the playhead; were it to move it in answer, there would be no end.
            effects.extend(asks.into_iter().filter_map(|ask| match ask {
                Ask::Load(want) => Some(Effect::Load(pane, want)),
                _ => None,
            }));
        }
    }
}

/// Sends a pane a message and does what it asks.
pub(super) fn send(state: &mut State, pane: PaneId, msg: PaneMsg, effects: &mut Vec<Effect>) {
    let asks = tell(state, pane, msg);
    answer(state, pane, asks, effects);
}

fn answer(state: &mut State, pane: PaneId, asks: Vec<Ask>, effects: &mut Vec<Effect>) {
    for ask in asks {
        match ask {
            Ask::Load(want) => effects.push(Effect::Load(pane, want)),
            Ask::Say(words) => state.say(words),
            Ask::Node(node) => {
                choose_node(state, node, state.seq_of(pane));
                settle(state, effects);
            }
            Ask::Inspect(node) => {
                let seq = state.seq_of(pane);
                choose_node(state, node, seq);
                show(&mut state.layout, PaneId::Dom);
                settle(state, effects);
            }
            Ask::Go(seq) => {
                state.play.on = None;
                jump::jump(state, seq);
                settle(state, effects);
            }
            Ask::GoRequest(request) => {
                state.play.on = None;
                let row = state
                    .view
                    .network
                    .get(request)
                    .and_then(|row| targets::request_row(&state.view, row.at, u32::try_from(request).ok()?));
                if let Some(row) = row {
                    jump::jump_to_row(state, row);
                    settle(state, effects);
                }
            }
        }
    }
}

/// Shows the life of the node that is spoken of: from the rows, the event's; from a pane, the one chosen there.
pub(super) fn blame(state: &mut State) {
    if state.layout.focus != Focus::Pane
        && let Some(node) = state.view.index.node(state.playhead.seq)
    {
        choose_node(state, node, state.playhead.seq);
    }
    show(&mut state.layout, PaneId::Node);
}

/// Shows a node in the DOM.
pub(super) fn inspect(state: &mut State, node: NodeId, effects: &mut Vec<Effect>) {
    choose_node(state, node, state.playhead.seq);
    show(&mut state.layout, PaneId::Dom);
    settle(state, effects);
}

/// Chooses a node of the window that an event belongs to.
fn choose_node(state: &mut State, node: NodeId, seq: Seq) {
    state.places.node = Some((state.view.index.window(seq), node));
}

/// Lets a pane see the rest of the state while its own changes.
fn tell(state: &mut State, pane: PaneId, msg: PaneMsg) -> Vec<Ask> {
    let mut panes = std::mem::take(&mut state.panes);
    let asks = panes.get_mut(pane).update(&state.context(pane), msg);
    state.panes = panes;
    asks
}

/// What a worker brings.
pub(super) fn work(state: &mut State, work: Work, effects: &mut Vec<Effect>) {
    let (pane, asks) = match work {
        Work::Labels(labels) => return keep_labels(state, labels),
        Work::Filtered { pattern, scope, rows } => {
            if pattern == state.rows.pattern && scope == state.places.scope() {
                state.rows.matches = Some(Arc::from(rows));
                settle(state, effects);
            }
            return;
        }
        Work::Found { typed, items } => return line::found(state, &typed, items),
        Work::Searched { what, spans } => return search::found(state, &what, spans),
        Work::Taken { form, text, print } => {
            return match text {
                Ok(text) => take::taken(state, print, (form.name(), text), effects),
                Err(why) => state.say(format!("{} cannot be had: {why}", form.name())),
            };
        }
        Work::Panicked(reason) => return state.say(reason),
        Work::Loaded(pane, loaded) => (pane, tell(state, pane, PaneMsg::Loaded(loaded))),
        Work::Failed(pane, why) => (pane, tell(state, pane, PaneMsg::Failed(why))),
    };
    answer(state, pane, asks, effects);
}

fn keep_labels(state: &mut State, labels: Vec<(u32, Arc<str>)>) {
    /// The labels that are kept: many screens full.
    const MOST: usize = 10_000;
    if state.rows.labels.len() > MOST {
        state.rows.labels.clear();
    }
    state.rows.asked.clear();
    state.rows.labels.extend(labels);
}

/// What is to be found in the pane that has the focus, as far as it is typed; nothing ends the search.
pub(super) fn find(state: &mut State, pattern: String, effects: &mut Vec<Effect>) {
    if state.layout.focus == Focus::Pane {
        send(state, state.layout.keyed(), PaneMsg::Find(pattern), effects);
    }
}

/// A command for the region that has the focus.
pub(super) fn command(state: &mut State, command: Command, times: u32, effects: &mut Vec<Effect>) {
    match state.layout.focus {
        Focus::Rows => list::command(state, command, times, effects),
        Focus::Lanes => lanes::command(state, command, times, effects),
        Focus::Pane => send(state, state.layout.keyed(), PaneMsg::Command(command, times), effects),
    }
}
