//! A lane's column in words: what the glyph or the bar there stands for.

use super::Lane;
use crate::clock::{Span, Time};
use crate::event::Kind;
use crate::extract::is_action;
use crate::recording::{Scale, View, damage};
use crate::timeline::{IDLE_AFTER, WindowIx, idle_spans};
use crate::tui::panes::lines::plural;
use crate::tui::state::State;
use std::ops::Range;

/// The things of a column that are named one by one; the rest is counted.
const NAMED: usize = 3;

/// What the chosen lane shows in the playhead's column: `console 00:22.1 to 00:22.5: 8 errors: TypeError: …`. Recorded
/// text: not neutral.
pub(crate) fn words(state: &State) -> String {
    let lane = state.layout.lane;
    let (from, to) = state.shown_time();
    let width = state.lanes.columns.len();
    let scale = Scale { from, to, cells: width };
    let Some(column) = scale.cell(state.playhead.time) else { return lane.name().to_owned() };
    let last = column + 1 == width;
    // The last column holds the last instant.
    let until = if last { Time(to.0.saturating_add(1)) } else { scale.time(column + 1) };
    let place = Place { view: &state.view, time: scale.time(column)..until, window: state.places.window };
    let said = place.told(lane, state.playhead.seq);
    let stamp = |time: Time| (time - state.view.index.start()).stamp(state.hours());
    let what = if said.is_empty() { "nothing here".to_owned() } else { said };
    format!("{} {} to {}: {what}", lane.name(), stamp(place.time.start), stamp(scale.time(column + 1)))
}

/// A column: its stretch of time, and the window that is looked at.
struct Place<'a> {
    view: &'a View,
    time: Range<Time>,
    window: Option<WindowIx>,
}

impl Place<'_> {
    fn has(&self, at: Time, window: WindowIx) -> bool {
        self.time.contains(&at) && self.window.is_none_or(|only| only == window)
    }

    /// How many events of some kinds there are, and the weight of all of them.
    fn events(&self, is_one: impl Fn(Kind) -> bool) -> (usize, u64) {
        let index = &self.view.index;
        let seqs = index.at_or_after(self.time.start)..index.last().map_or(0, |last| last + 1);
        let inside = seqs.take_while(|seq| index.time(*seq) < self.time.end);
        let ones = inside.filter(|seq| is_one(index.kind(*seq)) && self.has(index.time(*seq), index.window(*seq)));
        ones.fold((0, 0), |(count, weight), seq| (count + 1, weight + u64::from(index.weight(seq))))
    }

    fn counted(&self, kind: Kind, what: &str) -> String {
        match self.events(|other| other == kind).0 {
            0 => String::new(),
            count => plural(count, what),
        }
    }

    fn told(&self, lane: Lane, seq: crate::event::Seq) -> String {
        let view = self.view;
        match lane {
            Lane::Page => {
                let page = view.page(view.index.window(seq), seq);
                page.map_or_else(String::new, |page| page.href.to_string())
            }
            Lane::Window => self.windows(),
            Lane::Snapshot => self.counted(Kind::Snapshot, "full snapshot"),
            Lane::Mutation => {
                let (events, changes) = self.events(|kind| matches!(kind, Kind::Mutation | Kind::Style | Kind::Canvas));
                if events == 0 { String::new() } else { format!("{} with {changes} changes", plural(events, "event")) }
            }
            Lane::Action => self.actions(),
            Lane::Input => self.counted(Kind::Input, "input"),
            Lane::Scroll => self.counted(Kind::Scroll, "scroll"),
            Lane::Console => self.console(),
            Lane::Network => self.network(),
            Lane::Signal => {
                let here = view.signals().iter().filter(|signal| self.has(signal.at, signal.window));
                named(here.map(|signal| signal.label.clone()))
            }
            Lane::Idle => {
                let idle = idle_spans(&view.index, IDLE_AFTER);
                let here = idle.into_iter().find(|idle| idle.from < self.time.end && idle.to > self.time.start);
                here.map_or_else(|| "the user was active".to_owned(), |idle| idle_words(idle.to - idle.from))
            }
            Lane::Damage => {
                let at = |seq: Option<_>| seq.map_or(view.index.start(), |seq| view.index.time(seq));
                let here = damage(view).into_iter().filter(|(_, seq)| self.time.contains(&at(*seq)));
                named(here.map(|(damage, _)| damage.reason.clone()))
            }
        }
    }

    fn windows(&self) -> String {
        let each = self.view.windows.iter().zip(0..);
        let here = each.filter(|(_, window)| {
            let index = &self.view.index;
            let seqs = index.at_or_after(self.time.start)..index.last().map_or(0, |last| last + 1);
            seqs.take_while(|seq| index.time(*seq) < self.time.end).any(|seq| index.window(seq) == *window)
        });
        let numbers: Vec<String> = here.map(|(_, window): (_, WindowIx)| (window + 1).to_string()).collect();
        if numbers.is_empty() { String::new() } else { format!("window {}", numbers.join(", ")) }
    }

    fn actions(&self) -> String {
        let kinds = [Kind::Click, Kind::Touch, Kind::Input, Kind::Pointer, Kind::Scroll];
        let told = kinds.into_iter().filter(|kind| is_action(*kind)).map(|kind| match kind {
            Kind::Touch => {
                let count = self.events(|other| other == kind).0;
                if count == 0 { String::new() } else { format!("{count} touches") }
            }
            kind => self.counted(kind, kind.name()),
        });
        told.filter(|told| !told.is_empty()).collect::<Vec<_>>().join(", ")
    }

    fn console(&self) -> String {
        let rows: Vec<_> = self.view.console.iter().filter(|row| self.has(row.at, row.window)).collect();
        let count =
            |is_one: &dyn Fn(&crate::extract::Level) -> bool| rows.iter().filter(|row| is_one(&row.level)).count();
        let (errors, warnings) = (count(&|level| level.is_error()), count(&|level| level.is_warning()));
        let counts = [(errors, "error"), (warnings, "warning"), (rows.len() - errors - warnings, "other line")];
        let counts: Vec<String> = counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| plural(n, what)).collect();
        match rows.iter().min_by_key(|row| row.level) {
            Some(worst) => format!("{}: {}", counts.join(", "), worst.text),
            None => String::new(),
        }
    }

    fn network(&self) -> String {
        let rows: Vec<_> = self.view.network.iter().filter(|row| self.has(row.at, row.window)).collect();
        let failed = rows.iter().filter(|row| row.request.failed).count();
        let Some(first) = rows.iter().max_by_key(|row| row.request.failed) else { return String::new() };
        let request = &first.request;
        let status = request.status.map_or_else(String::new, |status| format!("{status} "));
        let failed = if failed == 0 { String::new() } else { format!(", {failed} failed") };
        let method = request.method.as_deref().unwrap_or("");
        format!("{}{failed}: {status}{method} {}", plural(rows.len(), "request"), request.url)
    }
}

fn idle_words(span: Span) -> String {
    format!("the user did nothing for {}", span.human())
}

/// The first of several, and how many more there are.
fn named(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.collect();
    let more = all.len().saturating_sub(NAMED);
    let first = all.into_iter().take(NAMED).collect::<Vec<_>>().join("; ");
    if more > 0 { format!("{first}; {more} more") } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_things_are_named_a_few_and_counted() {
        assert_eq!(named(std::iter::empty()), "");
        assert_eq!(named(["a", "b", "c", "d", "e"].map(str::to_owned).into_iter()), "a; b; c; 2 more");
    }
}
