//! Searching the page over the whole time: when a text was on it, or a selector matched, and jumps from hit to hit.

use super::{jump, settle};
use crate::tui::effect::Effect;
use crate::tui::state::{Hits, State};

/// Begins a search; an empty one ends it.
pub(super) fn search(state: &mut State, what: &str, effects: &mut Vec<Effect>) {
    let what = what.trim();
    state.places.hits = Hits { what: what.to_owned(), spans: Vec::new() };
    if what.is_empty() {
        return state.say("the search is over");
    }
    state.say(format!("looking for {what:?} on the page, at every moment…"));
    effects.push(Effect::Search(what.to_owned()));
}

/// What a search brought.
pub(super) fn found(state: &mut State, what: &str, spans: Result<Vec<(u32, Option<u32>)>, String>) {
    if what != state.places.hits.what {
        return;
    }
    match spans {
        Ok(spans) => {
            state.say(match spans.len() {
                0 => format!("{what:?} was never on the page"),
                1 => format!("{what:?} was on the page once; ; goes there"),
                count => format!("{what:?} was on the page {count} times; ; and , go from one to the next"),
            });
            state.places.hits.spans = spans;
        }
        Err(why) => state.say(why),
    }
}

/// To the next or the previous moment at which it came on the page.
pub(super) fn walk(state: &mut State, ahead: bool, times: u32, effects: &mut Vec<Effect>) {
    if state.places.hits.what.is_empty() {
        return state.say("Q looks for a text on the page, at every moment");
    }
    let mut starts: Vec<u32> = state.places.hits.spans.iter().map(|(from, _)| *from).collect();
    starts.sort_unstable();
    let (here, nth) = (state.playhead.seq, times.saturating_sub(1) as usize);
    let found = if ahead {
        starts.get(starts.partition_point(|start| *start <= here) + nth)
    } else {
        starts.partition_point(|start| *start < here).checked_sub(1 + nth).and_then(|at| starts.get(at))
    };
    let Some(seq) = found.copied() else {
        let side = if ahead { "after" } else { "before" };
        return state.say(format!("it does not come on the page {side} this moment; {} in all", starts.len()));
    };
    state.play.on = None;
    jump::jump(state, seq);
    settle(state, effects);
}
