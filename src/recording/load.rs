//! Reading: takes in what the archive finds, and publishes views while it grows.

use super::facts::Facts;
use super::places::Places;
use super::sealed::{self, Opened};
use super::seek::Seeker;
use super::view::{Following, Late, Now, Progress, View};
use super::{Cancel, OpenError, Recording, Signal};
use crate::archive::portable::Seal;
use crate::archive::{self, Damage, DamageKind, Followed, Header, Input, Keep, Place, Record, RecordKind, Sink};
use crate::event::envelope::{self, Envelope};
use crate::event::{Kind, digest};
use crate::timeline::{Builder, Item, Repeats, Rows};
use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What a caller is going to look at; it decides which events' bodies are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// What the index pass reads: no body is looked at again.
    Summary,
    /// Console lines and requests in full: their events' bodies are kept.
    Facts,
    /// Anything, the DOM at any moment included.
    Everything,
    /// Anything, and every byte of the input is read and checked, though an index would do.
    Proof,
}

/// The newest view, handed from the reader to all who look.
#[derive(Default)]
pub(super) struct Shared {
    newest: Mutex<Arc<View>>,
}

impl Shared {
    /// The newest view.
    pub(super) fn view(&self) -> Arc<View> {
        Arc::clone(&self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Arc<View>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a newer view into the place of the newest. The signals that were found stay until others are found, as long
    /// as the seqs they name are the same.
    fn publish(&self, view: View) {
        let epoch = view.epoch;
        let keeps = |newest: &View| newest.epoch == epoch && !newest.signals().is_empty();
        loop {
            let newest = self.view();
            // Rows are made before the lock is taken: whoever wants a view must not wait for them.
            let made = keeps(&newest).then(|| Arc::new(view.with_signals(newest.signals())));
            let mut held = self.lock();
            match made {
                Some(made) if Arc::ptr_eq(&held, &newest) => *held = made,
                None if !keeps(&held) => *held = Arc::new(view),
                _ => continue, // signals were found meanwhile
            }
            return;
        }
    }

    /// Puts signals that were found in a view into the newest, unless its seqs are others by now; the newest.
    pub(super) fn tell_signals(&self, found_in: &View, signals: &[Signal]) -> Arc<View> {
        loop {
            let newest = self.view();
            if newest.epoch != found_in.epoch {
                return newest;
            }
            let made = Arc::new(newest.with_signals(signals));
            let mut held = self.lock();
            if Arc::ptr_eq(&held, &newest) {
                *held = Arc::clone(&made);
                return made;
            }
        }
    }
}

/// Reads to the end, whatever comes: a failure becomes part of the last view. Then looks for signals, and keeps keyframes.
pub(super) fn run(inputs: &[Input], recording: &Recording, on_change: &dyn Fn(), cancel: &Cancel) {
    let mut reader = Reader::new(Want::Everything, recording, Watch::Views(on_change));
    reader.cancel = cancel.clone();
    let read = archive::scan(inputs, &recording.bodies, &mut reader);
    reader.end(read.err());
    if recording.find_signals(cancel).is_ok() {
        on_change();
    }
    let view = recording.view();
    for window in (0..).take(view.windows.len()) {
        // A body that is gone is said where somebody asks for it.
        let _ = recording.seeker.fill(&view, window, cancel);
    }
}

/// Reads on as the last input grows, until cancelled; a failure becomes part of the last view. Where everything is
/// wanted, signals are looked for whenever the input rests.
pub(super) fn follow(
    inputs: &[Input],
    want: Want,
    recording: &Recording,
    on_change: &(dyn Fn() + Sync),
    cancel: &Cancel,
) {
    std::thread::scope(|threads| {
        let (rests, rested) = mpsc::channel();
        if want == Want::Everything {
            threads.spawn(move || look(recording, on_change, &rested, cancel));
        } else {
            drop(rested);
        }
        let tell = move || {
            on_change();
            let now = recording.view().progress.follow.map(|follow| follow.now);
            if matches!(now, Some(Now::Waiting | Now::Ended)) {
                let _ = rests.send(());
            }
        };
        let mut reader = Reader::new(want, recording, Watch::Views(&tell));
        reader.cancel = cancel.clone();
        reader.progress.follow = Some(Following::default());
        let read = archive::follow(inputs, &recording.bodies, &mut reader, cancel.flag());
        reader.end(read.err());
    });
}

/// Looks for signals when the input rests, until nobody reads it any more. A look replays the whole recording, so it takes
/// no more than a tenth of the time.
fn look(recording: &Recording, on_change: &(dyn Fn() + Sync), rested: &Receiver<()>, cancel: &Cancel) {
    let (mut due, mut looked) = (Instant::now(), None);
    while rested.recv().is_ok() {
        while rested.recv_timeout(due.saturating_duration_since(Instant::now())).is_ok() {}
        let (begun, view) = (Instant::now(), recording.view());
        let now = Some((view.epoch, view.index.len()));
        if now != looked && recording.find_signals(cancel).is_ok() {
            looked = now;
            on_change();
        }
        due = Instant::now() + begun.elapsed() * 9;
    }
}

/// Reads to the end, telling now and then how far it is. Nobody sees a view before the last, so none is made.
pub(super) fn scan(
    inputs: &[Input],
    want: Want,
    recording: &Recording,
    watch: &dyn Fn(&Progress),
    cancel: &Cancel,
) -> Result<(), OpenError> {
    let mut reader = Reader::new(want, recording, Watch::Progress(watch));
    reader.cancel = cancel.clone();
    archive::scan(inputs, &recording.bodies, &mut reader)?;
    reader.end(None);
    Ok(())
}

/// Who looks on while it is read.
#[derive(Clone, Copy)]
enum Watch<'a> {
    /// Somebody who wants to see what there is.
    Views(&'a dyn Fn()),
    /// Somebody who waits for the end, and wants to know how far it is.
    Progress(&'a dyn Fn(&Progress)),
}

/// Takes in events, and publishes now and then.
struct Reader<'a> {
    want: Wanted,
    builder: Builder,
    facts: Facts,
    places: Places,
    header: Option<Header>,
    damage: Vec<Damage>,
    progress: Progress,
    published: Published,
    shared: &'a Shared,
    seeker: &'a Seeker,
    watch: Watch<'a>,
    cancel: Cancel,
}

/// What the caller is going to look at, and what an archive's index told of it.
struct Wanted {
    what: Want,
    told: Option<Box<Opened>>,
}

/// When the last view was published, what it cost, and what it told.
struct Published {
    at: Instant,
    cost: Duration,
    events: usize,
    damage: usize,
    follow: Option<Following>,
}

/// The memory of an index is bounded: a day of recording has about a tenth of these.
const MOST_EVENTS: usize = 10_000_000;

/// Views follow each other no faster than this.
const PACE: Duration = Duration::from_millis(50);

impl<'a> Reader<'a> {
    fn new(want: Want, recording: &'a Recording, watch: Watch<'a>) -> Self {
        Self {
            want: Wanted { what: want, told: None },
            builder: Builder::default(),
            facts: Facts::default(),
            places: Places::default(),
            header: None,
            damage: Vec::new(),
            progress: Progress::default(),
            published: Published { at: Instant::now(), cost: Duration::ZERO, events: 0, damage: 0, follow: None },
            shared: &recording.shared,
            seeker: &recording.seeker,
            watch,
            cancel: Cancel::new(),
        }
    }

    /// The reading has ended, well or not.
    fn end(&mut self, error: Option<archive::Error>) {
        if self.want.what == Want::Proof {
            self.prove();
        }
        let in_words = |error: archive::Error| {
            let sentences: Vec<String> = std::iter::once(error.to_string()).chain(error.hints()).collect();
            sentences.join("\n")
        };
        self.progress.failed = error.map(in_words);
        self.progress.done = true;
        if let Some(follow) = &mut self.progress.follow {
            follow.now = Now::Ended;
        }
        self.publish();
    }

    fn keep(&self, kind: Kind) -> Keep {
        let kept = match self.want.what {
            Want::Summary => false,
            Want::Facts => matches!(kind, Kind::Console | Kind::Network),
            Want::Everything | Want::Proof => true,
        };
        if kept { Keep::Body } else { Keep::Nothing }
    }

    /// Publishes when it is time: soon after the first event, then at [`PACE`], and never for more than a tenth of the
    /// reader's time.
    fn publish_in_time(&mut self) {
        if let Watch::Progress(watch) = self.watch {
            if self.published.at.elapsed() >= PACE {
                watch(&self.progress);
                self.published.at = Instant::now();
            }
            return;
        }
        let due = PACE.max(self.published.cost * 10);
        let first = self.published.events == 0 && !self.builder.is_empty();
        if first || self.published.at.elapsed() >= due {
            self.publish();
        }
    }

    /// What an event is known by when it comes again. In another container it may be spelt in another way.
    fn print(&self, record: &Record<'_>, envelope: &Envelope<'_>) -> u64 {
        match &self.header {
            Some(Header { mixed: true, .. }) => {
                let spelt = || envelope::fingerprint(record.bytes, envelope.bookkeeping);
                digest(&archive::plain(record.bytes)).unwrap_or_else(spelt)
            }
            Some(header) if header.container.is_posthog() => envelope::fingerprint(record.bytes, envelope.bookkeeping),
            _ => 0,
        }
    }

    /// Ends the reading of a recording with more events than any real one has.
    fn stop(&mut self) -> ControlFlow<()> {
        self.damage.push(Damage {
            what: DamageKind::TooLarge,
            place: Place::default(),
            events_lost: None,
            reason: format!("more than {MOST_EVENTS} events; what comes after them was not read"),
            remedy: Some("split the recording, and open its parts".to_owned()),
        });
        ControlFlow::Break(())
    }

    fn publish(&mut self) {
        let start = Instant::now();
        let mut view = self.view();
        let before = self.shared.view();
        view.epoch = before.epoch;
        if let Some(from) = before.index.diverges(&view.index) {
            view.epoch += 1;
            self.seeker.frames().renumbered(view.epoch, from);
        }
        self.shared.publish(view);
        if let Watch::Views(on_change) = self.watch {
            on_change();
        }
        self.published = Published {
            at: Instant::now(),
            cost: start.elapsed(),
            events: self.builder.len(),
            damage: self.damage.len(),
            follow: self.progress.follow,
        };
    }

    /// While more is waited for: publishes what came since the last time. Nobody else needs the time now, so it comes
    /// sooner than while reading.
    fn publish_news(&mut self) {
        let told = (self.published.events, self.published.damage, self.published.follow);
        let news = told != (self.builder.len(), self.damage.len(), self.progress.follow);
        if news && self.published.at.elapsed() >= PACE.max(self.published.cost) {
            self.publish();
        }
    }

    /// Forgets everything: the input begins again.
    fn restart(&mut self) {
        self.builder = Builder::default();
        self.facts = Facts::default();
        self.places = Places::default();
        self.header = None;
        self.damage.clear();
        self.progress.read = 0;
    }

    /// Nobody asks for places while it grows, and they are large.
    fn late(&mut self) -> Late {
        let places = if self.progress.done { std::mem::take(&mut self.places).into() } else { Arc::default() };
        Late { places, ..Late::default() }
    }

    /// Holds what an archive's index told against what its events told.
    fn prove(&mut self) {
        let Some(told) = self.want.told.take() else { return };
        if let Some(wrong) = told.differs(&self.builder.build(), &self.facts) {
            self.damage.push(Damage {
                what: DamageKind::Seal,
                place: Place::default(),
                events_lost: Some(0),
                reason: format!("the archive's index tells other {wrong} than its events"),
                remedy: Some("pack the recording anew".to_owned()),
            });
        }
    }

    fn view(&mut self) -> View {
        if let Some(opened) = self.want.told.take_if(|_| self.want.what != Want::Proof) {
            return self.by_index(*opened);
        }
        let built = self.builder.build();
        let network = self.facts.network(&built);
        View {
            header: self.header.clone(),
            rows: Rows::new(&built.index, network.iter().map(|row| (row.at, row.seq)), std::iter::empty()),
            pages: self.facts.pages(&built),
            console: self.facts.console(&built),
            network,
            windows: built.windows,
            index: built.index,
            damage: self.damage.clone(),
            repeats: built.repeats,
            late: self.late(),
            epoch: 0,
            progress: self.progress.clone(),
        }
    }
}

impl Reader<'_> {
    /// The view of an archive that was opened by its index.
    fn by_index(&self, opened: Opened) -> View {
        let Opened { built, pages, console, network, places } = opened;
        View {
            header: self.header.clone(),
            rows: Rows::new(&built.index, network.iter().map(|row| (row.at, row.seq)), std::iter::empty()),
            pages,
            console,
            network,
            windows: built.windows,
            index: built.index,
            damage: self.damage.clone(),
            repeats: 0,
            late: Late { places: places.into(), ..Late::default() },
            epoch: 0,
            progress: self.progress.clone(),
        }
    }
}

impl Sink for Reader<'_> {
    fn header(&mut self, header: &Header) {
        self.builder.drop_repeats(match header {
            Header { mixed: true, .. } => Repeats::Anywhere,
            Header { container, .. } if container.is_posthog() => Repeats::InAWindow,
            _ => Repeats::Stay,
        });
        self.header = Some(header.clone());
    }

    fn event(&mut self, record: Record<'_>) -> Keep {
        let mut envelope = match envelope::peek(record.bytes) {
            Ok(envelope) => envelope,
            Err(error) => return Keep::Refused(error.to_string()),
        };
        if record.kind == RecordKind::App {
            envelope.kind = Kind::App;
        }
        let print = self.print(&record, &envelope);
        let window = record.window.or(envelope.window.as_deref());
        let (loc, input) = (record.loc, record.place.input);
        let Some(place) = self.builder.push(Item { window, envelope: &envelope, loc, print, input }) else {
            return Keep::Refused("there are more events than can be numbered".to_owned());
        };
        self.places.push(record.place);
        self.facts.add(place, &envelope, record.bytes);
        self.keep(envelope.kind)
    }

    fn sealed(&mut self, seal: &Seal<'_>) -> bool {
        self.want.told = sealed::open(seal).map(Box::new);
        self.want.told.is_some() && self.want.what != Want::Proof
    }

    fn damage(&mut self, damage: Damage) {
        self.damage.push(damage);
    }

    fn progress(&mut self, read: u64, total: Option<u64>) -> ControlFlow<()> {
        self.progress.read = read;
        self.progress.total = total;
        if let Some(follow) = &mut self.progress.follow {
            follow.now = Now::Reading;
        }
        self.publish_in_time();
        if self.cancel.is_cancelled() {
            return ControlFlow::Break(());
        }
        if self.builder.len() < MOST_EVENTS { ControlFlow::Continue(()) } else { self.stop() }
    }

    fn followed(&mut self, what: Followed) -> ControlFlow<()> {
        if what == Followed::Restarted {
            self.restart();
        }
        if let Some(follow) = &mut self.progress.follow {
            follow.now = match what {
                Followed::Absent => Now::Absent,
                Followed::Undecided => Now::Undecided,
                Followed::CaughtUp => Now::Waiting,
                Followed::Rotated | Followed::Restarted => Now::Reading,
            };
            follow.rotated += u32::from(what == Followed::Rotated);
            follow.restarted += u32::from(what == Followed::Restarted);
        }
        self.publish_news();
        if self.cancel.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
