//! Reading ahead: bodies are fetched, inflated and parsed on threads of their own, and handed over in order.

use super::{Cancel, SeekError};
use crate::archive::{self, Bodies, Loc};
use crate::event::{Event, Seq};
use crate::timeline::Index;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread::{Scope, available_parallelism};

/// JSON that is read at a go; a larger event goes alone.
const GO: u64 = 512 << 10;

/// Small events that are read at a go.
const MOST_EVENTS: usize = 64;

/// Goes that wait to be taken, for each reader.
const AHEAD: usize = 2;

/// What is taken can't keep up with more readers.
const MOST_READERS: usize = 8;

/// What the events of a go were made into, one after the other.
struct Read<T> {
    events: Vec<(Seq, T)>,
    /// Why there are no more.
    failed: Option<SeekError>,
}

/// A reader, as who takes sees it.
struct Line<T> {
    read: Receiver<Read<T>>,
    /// What was taken goes back: memory is freed fastest where it was asked for.
    spent: Sender<Read<T>>,
}

/// Makes something of an event.
type Make<T> = fn(&Bodies, Loc) -> Result<T, archive::Error>;

/// Hands over events in order. What cannot be parsed is `None`: the index took it in, `verify` names it.
///
/// # Errors
/// The work was cancelled, a body cannot be found again, or `take` failed.
pub(super) fn events(
    source: (&Bodies, &Index),
    seqs: &[Seq],
    cancel: &Cancel,
    mut take: impl FnMut(Seq, Option<&Event>) -> Result<(), SeekError>,
) -> Result<(), SeekError> {
    let take = |seq, event: &mut Option<Event>| take(seq, event.as_ref()).map(ControlFlow::Continue);
    read(source, seqs, cancel, Bodies::event, take)
}

/// Hands over what is made of events, in the order in which they are given, until `take` breaks off.
///
/// # Errors
/// The work was cancelled, a body cannot be found again, or `take` failed.
pub(super) fn read<T: Send>(
    (bodies, index): (&Bodies, &Index),
    seqs: &[Seq],
    cancel: &Cancel,
    make: Make<T>,
    mut take: impl FnMut(Seq, &mut T) -> Result<ControlFlow<()>, SeekError>,
) -> Result<(), SeekError> {
    let goes = goes(index, seqs);
    let mut take_all = |read: &mut Read<T>| {
        for (seq, event) in &mut read.events {
            if cancel.is_cancelled() {
                return Err(SeekError::Cancelled);
            }
            if take(*seq, event)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        read.failed.take().map_or(Ok(ControlFlow::Continue(())), Err)
    };
    let read_go = |go: &[Seq]| read_go(bodies, index, go, make);
    if goes.len() < 2 {
        return goes.iter().try_for_each(|go| take_all(&mut read_go(go)).map(drop));
    }
    let readers = available_parallelism().map_or(1, usize::from).min(MOST_READERS).min(goes.len());
    std::thread::scope(|scope| {
        let mine = |nth| goes.iter().skip(nth).step_by(readers);
        let lines: Vec<Line<T>> = (0..readers).map(|nth| begin(scope, &read_go, mine(nth))).collect();
        for line in (0..goes.len()).filter_map(|go| lines.get(go % readers)) {
            // A reader ends early only by a panic, which goes on where its thread is joined.
            let Ok(mut read) = line.read.recv() else { break };
            if take_all(&mut read)?.is_break() {
                break;
            }
            let _ = line.spent.send(read);
        }
        Ok(())
    })
}

/// Starts a reader.
fn begin<'scope, 'env, T: Send + 'scope>(
    scope: &'scope Scope<'scope, 'env>,
    read_go: &'scope (impl Fn(&[Seq]) -> Read<T> + Sync),
    goes: impl Iterator<Item = &'scope &'scope [Seq]> + Send + 'scope,
) -> Line<T> {
    let (sender, read) = sync_channel(AHEAD);
    let (spent, returned) = channel();
    scope.spawn(move || {
        for go in goes {
            returned.try_iter().for_each(drop::<Read<T>>);
            let read = read_go(go);
            if read.failed.is_some() | sender.send(read).is_err() {
                return;
            }
        }
    });
    Line { read, spent }
}

/// Cuts the events into goes. Each is of one window: what the index tells of costs is told by window.
fn goes<'s>(index: &Index, seqs: &'s [Seq]) -> Vec<&'s [Seq]> {
    let mut goes = Vec::new();
    let mut rest = seqs;
    while let Some((first, more)) = rest.split_first() {
        let (start, window) = (index.cost_upto(*first), index.window(*first));
        let fits = |seq: &&Seq| index.window(**seq) == window && index.cost_upto(**seq).abs_diff(start) < GO;
        let count = 1 + more.iter().take(MOST_EVENTS - 1).take_while(fits).count();
        let (go, after) = rest.split_at(count);
        goes.push(go);
        rest = after;
    }
    goes
}

fn read_go<T>(bodies: &Bodies, index: &Index, go: &[Seq], make: Make<T>) -> Read<T> {
    let mut read = Read { events: Vec::with_capacity(go.len()), failed: None };
    for &seq in go {
        match make(bodies, index.loc(seq)) {
            Ok(event) => read.events.push((seq, event)),
            Err(source) => {
                read.failed = Some(SeekError::Body { seq, source });
                break;
            }
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Input;
    use crate::recording::{Recording, Want};

    #[test]
    fn a_go_is_of_one_window_and_bounded() {
        let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/two-tabs.export.json.gz");
        let view = Recording::load(&[Input::Path(sample.into())], Want::Summary).unwrap().view();
        let (index, seqs) = (&view.index, view.index.seqs().collect::<Vec<Seq>>());
        let goes = goes(index, &seqs);
        assert_eq!(goes.concat(), seqs);
        for go in goes {
            let (first, last) = (go[0], go[go.len() - 1]);
            assert!(go.iter().all(|seq| index.window(*seq) == index.window(first)), "{go:?}");
            assert!(index.cost_upto(last) - index.cost_upto(first) < GO && go.len() <= MOST_EVENTS, "{go:?}");
        }
    }
}
