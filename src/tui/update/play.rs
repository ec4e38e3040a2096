//! Time: the clock's ticks, playing, messages that go.

use super::{jump, settle, targets};
use crate::clock::{Span, Time};
use crate::event::Seq;
use crate::recording::View;
use crate::timeline::IDLE_AFTER;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::state::{COUNT_WITHIN, SPEEDS, State};
use std::time::Duration;

/// Takes the time in: a message goes, the playhead moves on.
pub(super) fn clock(state: &mut State, now: Duration, effects: &mut Vec<Effect>) {
    state.status.now = now;
    if state.status.message.as_ref().is_some_and(|(_, until)| *until <= now) {
        state.status.message = None;
    }
    if state.keys.count.as_ref().is_some_and(|count| count.at + COUNT_WITHIN <= now) {
        state.keys.count = None;
    }
    let Some((since, from)) = state.play.on else { return };
    let played = now.saturating_sub(since).as_secs_f64() * SPEEDS[state.play.speed] * 1000.0;
    let mut time = from + Span::from_ms(played);
    if state.play.skip_idle
        && let Some(next) = after_idle(&state.view, state.playhead.seq, time)
    {
        time = next;
        state.play.on = Some((now, time));
    }
    if let Some(row) = targets::trouble(state, time).filter(|_| state.play.pause) {
        state.play.on = None;
        jump::go_to_row(state, row);
        state.say("paused at an error or signal; Space goes on, P no longer pauses");
        return settle(state, effects);
    }
    jump::go_to_time(state, time);
    if time >= state.view.index.end() && state.view.progress.done {
        state.play.on = None;
        state.say("the recording ends here");
    }
    settle(state, effects);
}

/// Where to go on when nothing happens for longer than the user would wait: half a second before the next event.
fn after_idle(view: &View, seq: Seq, time: Time) -> Option<Time> {
    let index = &view.index;
    let next = seq.checked_add(1).filter(|next| Some(*next) <= index.last()).map(|next| index.time(next))?;
    let lead = Time(next.0.saturating_sub(500_000));
    (next - index.time(seq) > IDLE_AFTER && time < lead && time - index.time(seq) > Span(500_000)).then_some(lead)
}

/// The commands of playing.
pub(super) fn command(state: &mut State, command: Command) {
    let now = state.status.now;
    match command {
        Command::Play if state.play.on.is_some() => state.play.on = None,
        Command::Play => {
            if state.playhead.time >= state.view.index.end() {
                jump::go(state, 0);
            }
            state.play.on = Some((now, state.playhead.time));
        }
        Command::Pause => {
            state.play.pause = !state.play.pause;
            state.say(if state.play.pause {
                "playing pauses at errors and signals"
            } else {
                "playing does not pause at errors and signals"
            });
        }
        Command::SkipIdle => {
            state.play.skip_idle = !state.play.skip_idle;
            state.say(if state.play.skip_idle {
                "playing skips idle stretches"
            } else {
                "playing keeps idle stretches"
            });
        }
        _ => {
            let last = SPEEDS.len() - 1;
            let speed = state.play.speed;
            state.play.speed = if command == Command::Faster { (speed + 1).min(last) } else { speed.saturating_sub(1) };
            // The time played so far was played at the speed before.
            state.play.on = state.play.on.map(|_| (now, state.playhead.time));
        }
    }
}
