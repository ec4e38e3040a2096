//! `console --follow`: new lines as the recording grows, with what an error followed on, until somebody has seen enough.
//!
//! What is new is told by arrival, not by seq: a late event finds its place before others. Repeats are folded within what
//! comes at once, and one line says that the last one came again: nothing is held back for what may follow. When a file
//! is written anew it is read again from its start, and lines that were printed before are not printed twice.

use super::super::list::List;
use super::super::{Ink, Line, Out, endings, events, load};
use super::{Sieve, folds, gather, head, lines, record};
use crate::cli::Console;
use crate::error::Failure;
use crate::extract::{ConsoleRow, Repeats, repeats};
use crate::recording::{Cancel, Following, Lead, Leads, Now, Recording, View, Want};
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// While nothing comes, it is looked this often whether anybody still reads.
const STILL_READ: Duration = Duration::from_millis(200);

/// Prints until interrupted, until the reader of the output is gone, or the writer of a pipe, or until `--limit` or
/// `--fail-on` is met.
pub(in super::super) fn run(args: &Console, out: &mut Out) -> Result<(), Failure> {
    let inputs = load::inputs(&args.input.archives)?;
    let mut follower = Follower::new(args, out)?;
    let (tell, news) = channel();
    let cancel = Cancel::new();
    let (interrupted, woken) = (cancel.clone(), tell.clone());
    endings::on_interrupt(move || {
        interrupted.cancel();
        let _ = woken.send(()); // nobody waits any more
    })?;
    // A node's own words need the DOM; the records do without.
    let want = if follower.list.json() { Want::Facts } else { Want::Everything };
    let recording = Recording::follow(inputs, want, &cancel, move || {
        let _ = tell.send(()); // nobody waits any more
    });
    let answer = follower.watch(&recording, &news, &cancel);
    cancel.cancel();
    answer
}

struct Follower<'a> {
    args: &'a Console,
    list: List<'a>,
    /// What passes; once the scope can be told.
    sieve: Option<Sieve<'a>>,
    /// Lines that arrived before this one were looked at.
    next: u32,
    /// The line that was printed last.
    last: Option<ConsoleRow>,
    printed: Printed,
    told: Told,
}

/// What was told beside the lines.
#[derive(Default)]
struct Told {
    follow: Following,
    damage: usize,
}

impl<'a> Follower<'a> {
    fn new(args: &'a Console, out: &'a mut Out) -> Result<Self, Failure> {
        Sieve::query(args)?; // a mistake is told before anything is waited for
        let list = List::new(out, &args.portion, "console")?;
        let (printed, told) = (Printed::default(), Told::default());
        Ok(Self { args, list, sieve: None, next: 0, last: None, printed, told })
    }

    fn watch(&mut self, recording: &Recording, news: &Receiver<()>, cancel: &Cancel) -> Result<(), Failure> {
        loop {
            match news.recv_timeout(STILL_READ) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) if endings::is_read() => continue,
                Err(_) => return Ok(()),
            }
            if cancel.is_cancelled() {
                return Ok(());
            }
            news.try_iter().for_each(drop); // one look answers them all
            let view = recording.view();
            self.tell(&view);
            if self.take(recording, &view)?.is_break() {
                return Ok(());
            }
            if view.progress.done {
                return view.progress.failed.as_deref().map_or(Ok(()), |failed| Err(load::failed(failed)));
            }
        }
    }

    /// Says beside the lines what goes on with the input.
    fn tell(&mut self, view: &View) {
        let follow = view.progress.follow.unwrap_or_default();
        if follow.restarted != self.told.follow.restarted {
            load::say("the recording was written anew and is read again from its start");
            (self.next, self.told.damage) = (0, 0);
            self.printed.begin_again();
        }
        if follow.rotated != self.told.follow.rotated {
            load::say("another file took the name and is read on");
        }
        if follow.now == Now::Absent && self.told.follow.now != Now::Absent {
            load::say("there is no such file yet; waiting for it");
        }
        load::warn(view.damage.get(self.told.damage..).unwrap_or_default());
        self.told = Told { follow, damage: view.damage.len() };
    }

    /// Prints the new lines of a view. Breaks when it is enough.
    fn take(&mut self, recording: &Recording, view: &View) -> Result<ControlFlow<()>, Failure> {
        if !self.find_scope(view)? {
            return Ok(ControlFlow::Continue(()));
        }
        let arrival = |row: &ConsoleRow| view.index.arrival(row.seq).unwrap_or_default();
        let (from, mut groups) = (self.next, Vec::new());
        for (place, row) in view.console.iter().enumerate().filter(|(_, row)| arrival(row) >= from) {
            self.next = self.next.max(arrival(row) + 1);
            let passes = self.sieve.as_ref().is_some_and(|sieve| sieve.passes(row, view));
            if passes && self.printed.is_new(row) {
                gather(&mut groups, &view.console, place, folds(self.args, self.list.json()));
            }
        }
        let mut leads = Leads::new(view);
        for group in &groups {
            self.print(recording, group, &mut leads, view)?;
            if self.list.is_full() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Whether it is known what passes. Moments can be told when all that there is has been read.
    fn find_scope(&mut self, view: &View) -> Result<bool, Failure> {
        let scope = &self.args.scope;
        let free = scope.window.is_none() && scope.from.is_none() && scope.to.is_none();
        let now = view.progress.follow.unwrap_or_default().now;
        if self.sieve.is_none() && (free || matches!(now, Now::Waiting | Now::Ended)) && !view.index.is_empty() {
            self.sieve = Some(Sieve::new(self.args, view)?);
        }
        Ok(self.sieve.is_some())
    }

    fn print<'v>(
        &mut self,
        recording: &Recording,
        group: &Repeats,
        leads: &mut Leads<'v>,
        view: &'v View,
    ) -> Result<(), Failure> {
        let Some(row) = view.console.get(group.first) else { return Ok(()) };
        let folded = folds(self.args, self.list.json());
        let again = folded && self.last.as_ref().is_some_and(|last| repeats(row, last));
        let lead = leads.to(row.window, row.seq);
        let text = || {
            if again {
                return vec![head(row, view).add(Ink::Dim, format!("×{} again", group.count))];
            }
            let mut text = lines(row, group.count, view);
            text.extend(context(recording, row, lead, view));
            text
        };
        self.list.put(|| record(group, folded, lead, view), text)?;
        self.list.hand_on()?;
        self.last = Some(row.clone());
        let met = self.args.fail_on.as_ref().is_some_and(|filter| filter.is_met_by(row.level));
        if met { Err(Failure::no()) } else { Ok(()) }
    }
}

/// What an error followed on: the page, and the last thing the user did.
fn context(recording: &Recording, row: &ConsoleRow, lead: Lead<'_>, view: &View) -> Vec<Line> {
    if !row.level.is_error() {
        return Vec::new();
    }
    let action = lead.action.and_then(|action| {
        let action = view.row(view.rows.of(&view.index, action.seq))?;
        let hours = view.index.duration().0 >= 3_600_000_000;
        let (label, when) = (events::label(recording, view, &action), view.offset(action.seq).stamp(hours));
        Some(format!("after {label}  #{} at {when}", action.seq))
    });
    let below = |text| Line::new().add(Ink::Plain, " ".repeat(13)).hang().add(Ink::Cyan, text);
    lead.page.map(|page| format!("on {}", page.href)).into_iter().chain(action).map(below).collect()
}

/// Which lines were printed, so that a file that begins again is not told again.
#[derive(Default)]
struct Printed {
    hasher: RandomState,
    /// How often each line was printed.
    times: HashMap<u64, u32>,
    /// How often each was since the file began again.
    since: HashMap<u64, u32>,
}

impl Printed {
    fn begin_again(&mut self) {
        self.since.clear();
    }

    /// Whether a line was printed less often than it has come by now.
    fn is_new(&mut self, row: &ConsoleRow) -> bool {
        let ConsoleRow { at, level, text, stack, .. } = row;
        let line = self.hasher.hash_one((at, level, text, stack));
        let came = self.since.entry(line).or_default();
        *came += 1;
        let printed = self.times.entry(line).or_default();
        let new = *came > *printed;
        *printed = (*printed).max(*came);
        new
    }
}
