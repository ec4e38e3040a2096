//! Reading ahead: bodies are fetched, inflated and parsed on threads of their own, and handed over in order.

use super::{Cancel, SeekError};
use crate::archive::Bodies;
use crate::event::{Event, Seq};
use crate::timeline::Index;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread::{Scope, available_parallelism};

/// JSON that is read at a go; a larger event goes alone.
const GO: u64 = 256 << 10;

/// Small events that are read at a go.
const MOST_EVENTS: usize = 64;

/// Goes that wait to be taken, for each reader.
const AHEAD: usize = 2;

/// What is taken can't keep up with more readers.
const MOST_READERS: usize = 8;

/// Some events, one after the other.
#[derive(Default)]
struct Read {
    /// What cannot be parsed is `None`: the index took it in, `verify` names it.
    events: Vec<(Seq, Option<Event>)>,
    /// Why there are no more.
    failed: Option<SeekError>,
}

/// A reader, as who takes sees it.
struct Line {
    read: Receiver<Read>,
    /// What was taken goes back: memory is freed fastest where it was asked for.
    spent: Sender<Read>,
}

/// Hands over events in order.
///
/// # Errors
/// The work was cancelled, a body cannot be found again, or `take` failed.
pub(super) fn read(
    (bodies, index): (&Bodies, &Index),
    seqs: &[Seq],
    cancel: &Cancel,
    mut take: impl FnMut(Seq, Option<&Event>) -> Result<(), SeekError>,
) -> Result<(), SeekError> {
    let goes = goes(index, seqs);
    let mut take_all = |read: &mut Read| {
        for (seq, event) in &read.events {
            if cancel.is_cancelled() {
                return Err(SeekError::Cancelled);
            }
            take(*seq, event.as_ref())?;
        }
        read.failed.take().map_or(Ok(()), Err)
    };
    if goes.len() < 2 {
        return goes.iter().try_for_each(|go| take_all(&mut read_go(bodies, index, go)));
    }
    let readers = available_parallelism().map_or(1, usize::from).min(MOST_READERS).min(goes.len());
    std::thread::scope(|scope| {
        let mine = |nth| goes.iter().skip(nth).step_by(readers);
        let lines: Vec<Line> = (0..readers).map(|nth| begin(scope, (bodies, index), mine(nth))).collect();
        for line in (0..goes.len()).filter_map(|go| lines.get(go % readers)) {
            // A reader ends early only by a panic, which goes on where its thread is joined.
            let Ok(mut read) = line.read.recv() else { break };
            take_all(&mut read)?;
            let _ = line.spent.send(read);
        }
        Ok(())
    })
}

/// Starts a reader.
fn begin<'scope, 'env>(
    scope: &'scope Scope<'scope, 'env>,
    (bodies, index): (&'env Bodies, &'env Index),
    goes: impl Iterator<Item = &'env &'env [Seq]> + Send + 'scope,
) -> Line {
    let (sender, read) = sync_channel(AHEAD);
    let (spent, returned) = channel();
    scope.spawn(move || {
        for go in goes {
            returned.try_iter().for_each(drop::<Read>);
            let read = read_go(bodies, index, go);
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
        let fits = |seq: &&Seq| index.window(**seq) == window && index.cost_upto(**seq).saturating_sub(start) < GO;
        let count = 1 + more.iter().take(MOST_EVENTS - 1).take_while(fits).count();
        let (go, after) = rest.split_at(count);
        goes.push(go);
        rest = after;
    }
    goes
}

fn read_go(bodies: &Bodies, index: &Index, go: &[Seq]) -> Read {
    let mut read = Read::default();
    for &seq in go {
        match bodies.event(index.loc(seq)) {
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
