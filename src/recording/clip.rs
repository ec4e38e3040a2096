//! A part of a recording that stands alone: what it begins with, and the events inside.
//!
//! Where the part begins in the middle, each window that shows a page there gets its [`opening`]: events that build that
//! very page, at the part's first instant. What follows are the recorded events, times and ids as they were, so that
//! mutations go on finding their nodes.

use super::{Cancel, NoSuchMoment, Recording, SeekError, View};
use crate::archive::{self, Loc};
use crate::clock::{Moment, Time};
use crate::dom::{Opening, Tree, opening};
use crate::event::{Kind, Seq};
use crate::timeline::WindowIx;
use std::ops::Range;
use std::sync::mpsc::sync_channel;

/// Event bodies fetched ahead.
const AHEAD: usize = 256;

/// Which events are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clip {
    seqs: Range<Seq>,
    /// When the part begins; its first event may be later.
    start: Time,
    /// The first and the last place of a row: an instant, and the seq where one was named.
    rows: [(Time, Seq); 2],
    window: Option<WindowIx>,
    /// Whether analytics events are taken, too.
    apps: bool,
}

/// Before and after everything: a request may have been sent before the first event.
const OUTERMOST: [(Time, Seq); 2] = [(Time(i64::MIN), Seq::MIN), (Time(i64::MAX), Seq::MAX)];

/// One event of a part.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'p> {
    /// The window it belongs to.
    pub window: WindowIx,
    /// When it happened.
    pub at: Time,
    /// The event of the recording that it is; `None` for one of an opening.
    pub seq: Option<Seq>,
    /// Its JSON, compressed fields inflated.
    pub json: &'p [u8],
}

/// What an opening could not bring about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlike {
    /// The window.
    pub window: WindowIx,
    /// The first line of the page's outline that differs. Recorded text: not neutral.
    pub line: String,
}

impl Clip {
    /// The whole recording, or all of one window.
    #[must_use]
    pub fn whole(view: &View, window: Option<WindowIx>) -> Self {
        Self { seqs: view.index.seqs(), start: view.index.start(), rows: OUTERMOST, window, apps: false }
    }

    /// From one moment to another, both included; the recording's own ends where none is named.
    ///
    /// # Errors
    /// As [`Clip::between`].
    pub fn part(
        view: &View,
        window: Option<WindowIx>,
        from: Option<Moment>,
        to: Option<Moment>,
    ) -> Result<Self, NoSuchMoment> {
        match (from, to) {
            (None, None) => Ok(Self::whole(view, window)),
            _ => Self::between(view, window, from.unwrap_or(Moment::Start), to.unwrap_or(Moment::End)),
        }
    }

    /// From one moment to another, both included.
    ///
    /// # Errors
    /// A seq that there is no event of, or ends that leave nothing between them.
    pub fn between(view: &View, window: Option<WindowIx>, from: Moment, to: Moment) -> Result<Self, NoSuchMoment> {
        let index = &view.index;
        let last = index.last().ok_or(NoSuchMoment::Empty)?;
        let instant = |moment: Moment| moment.instant(index.start(), index.end());
        let (first, start) = match instant(from) {
            Some(at) if at > index.end() => return Err(NoSuchMoment::AfterEnd { moment: from }),
            Some(at) => (index.at_or_after(at), at.max(index.start())),
            None => view.resolve(from).map(|seq| (seq, index.time(seq)))?,
        };
        let end = match instant(to) {
            Some(at) if at < start => return Err(NoSuchMoment::Backwards { from, to }),
            Some(at) => index.at_or_before(at).map_or(0, |seq| seq + 1),
            None => view.resolve(to)? + 1,
        };
        if index.time(end.saturating_sub(1).min(last)) < start && end > first {
            return Err(NoSuchMoment::Backwards { from, to });
        }
        let row = |moment: Moment, own: Moment, outermost: (Time, Seq)| match (moment, instant(moment)) {
            (moment, _) if moment == own => outermost,
            (_, Some(at)) => (at, outermost.1),
            (moment, None) => view.resolve(moment).map_or(outermost, |seq| (index.time(seq), seq)),
        };
        let rows = [row(from, Moment::Start, OUTERMOST[0]), row(to, Moment::End, OUTERMOST[1])];
        Ok(Self { seqs: first..end.max(first), start, rows, window, apps: false })
    }

    /// The same part with the analytics events that came along, which the recorder did not write.
    #[must_use]
    pub fn with_apps(self) -> Self {
        Self { apps: true, ..self }
    }

    /// Whether analytics events are taken.
    #[must_use]
    pub fn has_apps(&self) -> bool {
        self.apps
    }

    /// The recorded events inside, those of other windows too.
    #[must_use]
    pub fn seqs(&self) -> Range<Seq> {
        self.seqs.clone()
    }

    /// When the part begins.
    #[must_use]
    pub fn start(&self) -> Time {
        self.start
    }

    /// The only window that is taken.
    #[must_use]
    pub fn window(&self) -> Option<WindowIx> {
        self.window
    }

    /// Whether an event is taken: analytics events only where they were asked for, for the recorder did not write them.
    #[must_use]
    pub fn has(&self, view: &View, seq: Seq) -> bool {
        let taken = self.seqs.contains(&seq) && (self.apps || view.index.kind(seq) != Kind::App);
        taken && self.window.is_none_or(|only| only == view.index.window(seq))
    }

    /// Whether a row at this instant, of this event and window, is taken: a request, say, which has a time of its own.
    #[must_use]
    pub fn has_row(&self, at: Time, seq: Seq, window: WindowIx) -> bool {
        let [first, last] = self.rows;
        (first..=last).contains(&(at, seq)) && self.window.is_none_or(|only| only == window)
    }

    /// Whether the part begins where its window does, so that it needs no opening.
    #[must_use]
    pub fn is_from_the_start(&self) -> bool {
        self.seqs.start == 0
    }
}

impl Recording {
    /// Visits the events of a part in their order, its openings first. What they could not bring about is the answer.
    ///
    /// # Errors
    /// A body cannot be found again, the work was cancelled, or the visitor gave up.
    pub fn pieces<E: From<SeekError>>(
        &self,
        whole: (&View, &Clip),
        cancel: &Cancel,
        visit: impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<Vec<Unlike>, E> {
        self.visit(whole, cancel, &|loc| self.bodies.get(loc), visit)
    }

    /// As [`Recording::pieces`], with the recorded events byte for byte, but for compressed fields, which are inflated.
    ///
    /// # Errors
    /// As [`Recording::pieces`].
    pub fn recorded_pieces<E: From<SeekError>>(
        &self,
        whole: (&View, &Clip),
        cancel: &Cancel,
        visit: impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<Vec<Unlike>, E> {
        self.visit(whole, cancel, &|loc| self.bodies.recorded(loc), visit)
    }

    fn visit<E: From<SeekError>>(
        &self,
        (view, clip): (&View, &Clip),
        cancel: &Cancel,
        body: &(dyn Fn(Loc) -> Result<Vec<u8>, archive::Error> + Sync),
        mut visit: impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<Vec<Unlike>, E> {
        let mut unlike = Vec::new();
        for window in self.opened(view, clip) {
            let Opening { events, unlike: line } = self.opening(view, clip, window, cancel)?;
            for json in &events {
                visit(Piece { window, at: clip.start, seq: None, json: json.as_bytes() })?;
            }
            unlike.extend(line.map(|line| Unlike { window, line }));
        }
        let index = &view.index;
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(AHEAD);
            scope.spawn(move || {
                for seq in clip.seqs().filter(|seq| clip.has(view, *seq)) {
                    let fetched = body(view.index.loc(seq)).map_err(|source| SeekError::Body { seq, source });
                    if cancel.is_cancelled() || sender.send((seq, fetched)).is_err() {
                        return;
                    }
                }
            });
            for (seq, body) in receiver {
                let (window, at) = (index.window(seq), index.time(seq));
                visit(Piece { window, at, seq: Some(seq), json: &body? })?;
            }
            if cancel.is_cancelled() { Err(SeekError::Cancelled.into()) } else { Ok(unlike) }
        })
    }

    /// The windows that need an opening: all that have shown something before, but for one that begins a page at the
    /// part's first instant.
    fn opened(&self, view: &View, clip: &Clip) -> Vec<WindowIx> {
        let index = &view.index;
        let windows = (0..).zip(&view.windows).filter(|(ix, window)| {
            let begins_anew = || {
                let first = clip.seqs().find(|seq| clip.has(view, *seq) && index.window(*seq) == *ix);
                first.is_some_and(|seq| index.kind(seq) == Kind::Page && index.time(seq) == clip.start)
                    && self.is_meta(view, first)
            };
            clip.window.is_none_or(|only| only == *ix) && window.first < clip.seqs.start && !begins_anew()
        });
        windows.map(|(ix, _)| ix).collect()
    }

    /// Whether a page event is a Meta event: other navigations leave the page as it is.
    fn is_meta(&self, view: &View, seq: Option<Seq>) -> bool {
        use crate::event::{Data, Event};
        let event = seq.and_then(|seq| Event::parse(&self.event(view, seq).ok()?).ok());
        matches!(event, Some(Event { data: Data::Meta(_), .. }))
    }

    fn opening(&self, view: &View, clip: &Clip, window: WindowIx, cancel: &Cancel) -> Result<Opening, SeekError> {
        let before = clip.seqs.start.saturating_sub(1);
        let tree: &Tree = &*self.tree(view, window, before, cancel)?;
        let mut opening = opening(tree, clip.start);
        // An address that a single-page application moved to is told by no Meta event.
        if let Some(page) = view.page(window, before).filter(|page| tree.href().is_some_and(|href| href != &*page.href))
        {
            let data = serde_json::json!({"tag": crate::event::custom::URL_CHANGED, "payload": {"href": &*page.href}});
            let at = (clip.start - Time(0)).ms_json();
            opening.events.push(format!(r#"{{"type":5,"data":{data},"timestamp":{at},"synthetic":true}}"#));
        }
        Ok(opening)
    }
}
