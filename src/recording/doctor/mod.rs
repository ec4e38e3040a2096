//! The doctor: is everything there, and does everything fit?
//!
//! One pass over all events, each applied to its window's page; every check looks at every event and says in the end
//! what it found. A check is one file. What a check reports as an error is a loss of recorded content, a warning is
//! something that may mislead, and a note is what the recorder was told not to record.

mod arrival;
mod check;
mod copies;
mod depth;
mod fields;
mod fit;
mod gaps;
mod input;
mod notices;
mod pages;
mod recorders;
mod resources;
mod sequence;
mod server;
mod versions;
mod withheld;
mod words;

use super::{Cancel, Recording, SeekError, View};
use crate::archive::{self, FieldFault};
use crate::dom::{Applied, Tree};
use crate::event::{Event, Kind, NodeId, Seq};
use crate::timeline::WindowIx;
use check::{Case, Check, Extra};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is wrong; it explains what is not there.
    Info,
    /// It may mislead whoever looks at the recording.
    Warning,
    /// Recorded content is lost, or can't be shown.
    Error,
}

impl Severity {
    /// The stable name, as JSON records write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Something the doctor found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The check that found it: a stable name.
    pub check: &'static str,
    /// The window it concerns; `None` where it concerns the whole recording.
    pub window: Option<WindowIx>,
    /// The first and the last event it concerns.
    pub span: Option<(Seq, Seq)>,
    /// The node it is about, or the first of them.
    pub node: Option<NodeId>,
    /// Where it lies in the input.
    pub place: Option<Place>,
    /// How often: events, nodes, lines, as `effect` says.
    pub count: u64,
    /// What is wrong and what it means for whoever looks, in a sentence. May hold recorded text: not neutral.
    pub effect: String,
    /// What would help.
    pub remedy: Option<&'static str>,
    /// What would help, in the words of who found it.
    pub advice: Option<String>,
}

/// A place in one of the inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The input's name, where there are several.
    pub input: Option<String>,
    /// Bytes into the input, decompressed.
    pub byte: Option<u64>,
    /// The line, from 1.
    pub line: Option<u64>,
}

impl Place {
    /// A place in the inputs of a view.
    fn of(place: archive::Place, view: &View) -> Self {
        let inputs = view.header.as_ref().map(|header| header.inputs.as_slice()).unwrap_or_default();
        let input = inputs.get(place.input as usize).filter(|_| inputs.len() > 1).cloned();
        Self { input, byte: place.byte, line: place.line }
    }
}

impl Finding {
    /// With the place of its first event, where it has none of its own.
    fn placed(mut self, view: &View) -> Self {
        let place = self.span.and_then(|(from, _)| view.place(from));
        self.place = self.place.or(place.map(|place| Place::of(place, view)));
        self
    }

    fn new(severity: Severity, check: &'static str, effect: String) -> Self {
        let (window, span, node, place, remedy, advice) = (None, None, None, None, None, None);
        Self { severity, check, window, span, node, place, count: 1, effect, remedy, advice }
    }

    fn error(check: &'static str, effect: String) -> Self {
        Self::new(Severity::Error, check, effect)
    }

    fn warning(check: &'static str, effect: String) -> Self {
        Self::new(Severity::Warning, check, effect)
    }

    fn info(check: &'static str, effect: String) -> Self {
        Self::new(Severity::Info, check, effect)
    }

    fn window(self, window: WindowIx) -> Self {
        Self { window: Some(window), ..self }
    }

    fn span(self, from: Seq, to: Seq) -> Self {
        Self { span: Some((from, to)), ..self }
    }

    fn node(self, node: Option<NodeId>) -> Self {
        Self { node, ..self }
    }

    fn count(self, count: u64) -> Self {
        Self { count, ..self }
    }

    fn remedy(self, remedy: &'static str) -> Self {
        Self { remedy: Some(remedy), ..self }
    }

    /// What would help, if anything is known to.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.remedy.or(self.advice.as_deref())
    }
}

impl Recording {
    /// Examines the whole recording: every event is read and applied. Findings come in the order of the timeline,
    /// those of the whole recording first.
    ///
    /// # Errors
    /// The work was cancelled, or a body cannot be found again.
    pub fn doctor(&self, view: &View, cancel: &Cancel) -> Result<Vec<Finding>, SeekError> {
        let mut checks = check::all();
        let mut trees = vec![Tree::new(); view.windows.len()];
        for seq in view.index.seqs().filter(|seq| view.index.kind(*seq) != Kind::App) {
            if cancel.is_cancelled() {
                return Err(SeekError::Cancelled);
            }
            let window = view.index.window(seq);
            let Some(tree) = trees.get_mut(usize::from(window)) else { continue };
            let (body, faults) = self.examine(view, seq)?;
            examine(&mut checks, view, seq, (&body, &faults, tree));
        }
        let mut findings: Vec<Finding> =
            checks.into_iter().flat_map(|check| check.conclude(view)).map(|finding| finding.placed(view)).collect();
        weigh(&mut findings);
        findings.sort_by_key(|finding| (finding.span.map(|(from, _)| from), std::cmp::Reverse(finding.severity)));
        Ok(findings)
    }
}

/// Shows one event to every check.
fn examine(
    checks: &mut [Box<dyn Check>],
    view: &View,
    seq: Seq,
    (body, faults, tree): (&[u8], &[FieldFault], &mut Tree),
) {
    let parsed = Event::parse(body);
    // A Meta event ends a page, too.
    let before = matches!(view.index.kind(seq), Kind::Snapshot | Kind::Page).then(|| tree.clone());
    let before = before.filter(|page| !page.is_empty());
    let applied = match &parsed {
        Ok(event) => tree.advance(seq, event),
        Err(_) => Applied::default(),
    };
    let case = Case {
        event: parsed.as_ref().ok(),
        applied: Some(&applied),
        tree: Some(tree),
        extra: Extra { faults, ..Extra::of(body, before.as_ref()) },
        ..Case::of(view, seq)
    };
    for check in checks {
        check.see(&case);
    }
}

/// Where two streams are mixed, changes that do not fit follow from it.
fn weigh(findings: &mut [Finding]) {
    let mixed: Vec<_> =
        findings.iter().filter(|found| found.check == recorders::NAME).map(|found| found.window).collect();
    for found in findings.iter_mut().filter(|found| fit::CHECKS.contains(&found.check) && mixed.contains(&found.window))
    {
        found.severity = found.severity.min(Severity::Warning);
    }
}
