//! Reading: takes in what the archive finds, and publishes views while it grows.

use super::seek::Seeker;
use super::view::{Progress, View};
use super::{Cancel, OpenError, Recording};
use crate::archive::{self, Damage, Header, Input, Keep, Record, Sink};
use crate::event::envelope::{self, Envelope};
use crate::event::{Kind, Seq};
use crate::extract::{self, ConsoleRow, NetworkRow, Page};
use crate::timeline::{Builder, Built, Item, Rows};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
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
}

/// The newest view, handed from the reader to all who look.
#[derive(Default)]
pub(super) struct Shared {
    newest: Mutex<Arc<View>>,
}

impl Shared {
    /// The newest view.
    pub(super) fn view(&self) -> Arc<View> {
        Arc::clone(&self.newest.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn publish(&self, view: View) {
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
    }
}

/// Reads to the end, whatever comes: a failure becomes part of the last view. Then keeps keyframes.
pub(super) fn run(inputs: &[Input], recording: &Recording, on_change: &dyn Fn()) {
    if let Err(error) = scan(inputs, Want::Everything, recording, on_change) {
        let shared = &recording.shared;
        let mut view = (*shared.view()).clone();
        let sentences: Vec<String> = std::iter::once(error.to_string()).chain(error.hints()).collect();
        view.progress = Progress { done: true, failed: Some(sentences.join("\n")), ..view.progress };
        shared.publish(view);
        on_change();
        return;
    }
    let view = recording.view();
    for window in (0..).take(view.windows.len()) {
        // A body that is gone is said where somebody asks for it.
        let _ = recording.seeker.fill(&view, window, &Cancel::new());
    }
}

/// Reads to the end.
pub(super) fn scan(inputs: &[Input], want: Want, recording: &Recording, on_change: &dyn Fn()) -> Result<(), OpenError> {
    let mut reader = Reader::new(want, recording, on_change);
    archive::scan(inputs, &recording.bodies, &mut reader)?;
    reader.progress.done = true;
    reader.publish();
    Ok(())
}

/// Takes in events, and publishes now and then.
struct Reader<'a> {
    want: Want,
    builder: Builder,
    facts: Facts,
    header: Option<Header>,
    damage: Vec<Damage>,
    progress: Progress,
    published: Published,
    shared: &'a Shared,
    seeker: &'a Seeker,
    on_change: &'a dyn Fn(),
}

/// Facts by the place of their event in the file: its seq is known only when a view is made.
#[derive(Default)]
struct Facts {
    pages: Vec<(u32, Arc<str>)>,
    console: Vec<(u32, ConsoleRow)>,
    network: Vec<(u32, NetworkRow)>,
}

/// When the last view was published, and what it cost.
struct Published {
    at: Instant,
    cost: Duration,
    events: usize,
}

/// Views follow each other no faster than this.
const PACE: Duration = Duration::from_millis(50);

impl<'a> Reader<'a> {
    fn new(want: Want, recording: &'a Recording, on_change: &'a dyn Fn()) -> Self {
        Self {
            want,
            builder: Builder::default(),
            facts: Facts::default(),
            header: None,
            damage: Vec::new(),
            progress: Progress::default(),
            published: Published { at: Instant::now(), cost: Duration::ZERO, events: 0 },
            shared: &recording.shared,
            seeker: &recording.seeker,
            on_change,
        }
    }

    fn keep(&self, kind: Kind) -> Keep {
        let kept = match self.want {
            Want::Summary => false,
            Want::Facts => matches!(kind, Kind::Console | Kind::Network),
            Want::Everything => true,
        };
        if kept { Keep::Body } else { Keep::Nothing }
    }

    /// Publishes when it is time: soon after the first event, then at [`PACE`], and never for more than a tenth of the
    /// reader's time.
    fn publish_in_time(&mut self) {
        let due = PACE.max(self.published.cost * 10);
        let first = self.published.events == 0 && !self.builder.is_empty();
        if first || self.published.at.elapsed() >= due {
            self.publish();
        }
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
        (self.on_change)();
        self.published = Published { at: Instant::now(), cost: start.elapsed(), events: self.builder.len() };
    }

    fn view(&self) -> View {
        let Built { index, windows, seq_of, repeats } = self.builder.build();
        let seq = |place: u32| seq_of.get(place as usize).copied().flatten();
        let mut pages: Vec<Page> = self
            .facts
            .pages
            .iter()
            .filter_map(|(place, href)| {
                let seq = seq(*place)?;
                Some(Page { at: index.time(seq), seq, window: index.window(seq), href: Arc::clone(href) })
            })
            .collect();
        pages.sort_by_key(|page| page.seq);
        let mut console: Vec<ConsoleRow> = self
            .facts
            .console
            .iter()
            .filter_map(|(place, row)| {
                let seq = seq(*place)?;
                Some(ConsoleRow { seq, window: index.window(seq), ..row.clone() })
            })
            .collect();
        console.sort_by_key(|row| row.seq);
        let mut network: Vec<NetworkRow> = self
            .facts
            .network
            .iter()
            .filter_map(|(place, row)| {
                let seq = seq(*place)?;
                Some(NetworkRow { seq, window: index.window(seq), ..row.clone() })
            })
            .collect();
        network.sort_by_key(|row| (row.seq, row.nth));
        let rows = Rows::new(&index, network.iter().map(|row| (row.at, row.seq)));
        View {
            header: self.header.clone(),
            index,
            rows,
            windows,
            pages,
            console,
            network,
            damage: self.damage.clone(),
            repeats,
            epoch: 0,
            progress: self.progress.clone(),
        }
    }

    fn facts(&mut self, place: u32, envelope: &Envelope<'_>, record: &Record<'_>) {
        let (seq, window): (Seq, _) = (0, 0); // known when a view is made
        let at = envelope.at;
        match envelope.kind {
            Kind::Page => {
                if let Some(href) = &envelope.facts.href {
                    self.facts.pages.push((place, Arc::from(href.as_ref())));
                }
            }
            Kind::Console => {
                if let Some(line) = extract::line(record.bytes) {
                    let (text, stack) = (line.text.into(), line.stack.into());
                    self.facts.console.push((place, ConsoleRow { seq, at, window, level: line.level, text, stack }));
                }
            }
            Kind::Network => {
                let requests = extract::requests(record.bytes).into_iter().zip(0..);
                self.facts.network.extend(requests.map(|(request, nth)| {
                    let at = request.at.unwrap_or(at);
                    (place, NetworkRow { seq, nth, at, window, request: Arc::new(request) })
                }));
            }
            _ => {}
        }
    }
}

impl Sink for Reader<'_> {
    fn header(&mut self, header: &Header) {
        self.builder.drop_repeats(header.container.is_posthog());
        self.header = Some(header.clone());
    }

    fn event(&mut self, record: Record<'_>) -> Keep {
        let envelope = match envelope::peek(record.bytes) {
            Ok(envelope) => envelope,
            Err(error) => return Keep::Refused(error.to_string()),
        };
        let posthog = self.header.as_ref().is_some_and(|header| header.container.is_posthog());
        let print = if posthog { envelope::fingerprint(record.bytes, envelope.bookkeeping) } else { 0 };
        let window = record.window.or(envelope.window.as_deref());
        let Some(place) = self.builder.push(Item { window, envelope: &envelope, loc: record.loc, print }) else {
            return Keep::Refused("there are more events than can be numbered".to_owned());
        };
        self.facts(place, &envelope, &record);
        self.keep(envelope.kind)
    }

    fn damage(&mut self, damage: Damage) {
        self.damage.push(damage);
    }

    fn progress(&mut self, read: u64, total: Option<u64>) -> ControlFlow<()> {
        self.progress.read = read;
        self.progress.total = total;
        self.publish_in_time();
        ControlFlow::Continue(())
    }
}
