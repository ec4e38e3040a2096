//! What the user did, as steps that can be told or done again: events merged into intentions, targets named as a person
//! and as an accessibility tree would name them.
//!
//! Keystrokes become one filling of a field, a click that only gave a field focus goes with it, the click that a label
//! hands on to its control is told once, and what scripts set by themselves is no step.

mod locate;
mod name;

pub(super) use locate::{Locator, quoted};
pub(super) use name::scope;

use super::{ExportError, Source};
use crate::clock::{Span, Time};
use crate::dom::select::shown_by_hover;
use crate::dom::text::is_masked;
use crate::dom::{Node, Tree};
use crate::event::input::{Input, Interaction, InteractionKind};
use crate::event::{Data, Event, Kind, NodeId, Seq};
use crate::timeline::WindowIx;
use std::sync::Arc;

/// A page that comes so soon after a step is its doing.
const CAUSED: Span = Span(10_000_000);

/// A label hands a click on so soon.
const HANDED_ON: Span = Span(200_000);

/// Something the user did.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) seq: Seq,
    pub(super) at: Time,
    pub(super) window: WindowIx,
    pub(super) what: Deed,
    /// What it was done to; `None` for pages.
    pub(super) target: Option<Target>,
}

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Deed {
    /// A page was opened by its address.
    Open(Arc<str>),
    /// A page came by itself, or by the step before.
    Arrive(Arc<str>),
    Click,
    DoubleClick,
    RightClick,
    /// A field's value from then on; `None` where it is masked.
    Fill(Option<Arc<str>>),
    Check(bool),
    /// An option, by its value; `None` where it is masked.
    Choose(Option<Arc<str>>),
    /// A file was picked: which, nobody recorded.
    Attach,
}

/// What a step was done to, at that moment.
#[derive(Clone, Debug)]
pub(super) struct Target {
    id: NodeId,
    /// The control of a label.
    control: Option<NodeId>,
    /// As a person would point at it. Recorded text: not neutral.
    pub(super) words: String,
    pub(super) locator: Locator,
    /// What the pointer must be over for it to show.
    pub(super) under: Option<Locator>,
    /// The label that was clicked instead of it: a control may lie under what a page draws in its place.
    pub(super) label: Option<Locator>,
}

/// The steps that a window shows among the events that are taken, in order.
pub(super) fn steps(source: &Source<'_>, window: WindowIx, until: Option<Seq>) -> Result<Vec<Step>, ExportError> {
    let mut steps = Steps { source, window, done: Vec::new(), href: None };
    let index = &source.view.index;
    let mut seqs = source.seqs().filter(|seq| index.window(*seq) == window).peekable();
    if let Some(first) = seqs.peek() {
        steps.begin(*first);
    }
    for seq in seqs.take_while(|seq| until.is_none_or(|until| *seq <= until)) {
        match index.kind(seq) {
            Kind::Page => steps.page(seq),
            Kind::Click | Kind::Pointer | Kind::Input => steps.event(seq)?,
            _ => {}
        }
    }
    Ok(steps.done)
}

struct Steps<'s> {
    source: &'s Source<'s>,
    window: WindowIx,
    done: Vec<Step>,
    /// The page that is shown.
    href: Option<Arc<str>>,
}

impl Steps<'_> {
    /// A part that begins in the middle begins with the page it finds.
    fn begin(&mut self, first: Seq) {
        let view = self.source.view;
        if let Some(page) = first.checked_sub(1).and_then(|before| view.page(self.window, before)) {
            self.href = Some(Arc::clone(&page.href));
            self.push(first, Deed::Open(Arc::clone(&page.href)), None);
        }
    }

    fn page(&mut self, seq: Seq) {
        let Some(page) = self.source.view.page(self.window, seq).filter(|page| page.seq == seq) else { return };
        if self.href.as_ref() == Some(&page.href) {
            return;
        }
        self.href = Some(Arc::clone(&page.href));
        let is_caused = self.done.last().is_some_and(|step| page.at - step.at <= CAUSED && step.target.is_some());
        let what = if is_caused { Deed::Arrive } else { Deed::Open };
        self.push(seq, what(Arc::clone(&page.href)), None);
    }

    fn event(&mut self, seq: Seq) -> Result<(), ExportError> {
        let Source { recording, view, cancel, .. } = *self.source;
        let Ok(event) = Event::parse(&recording.event(view, seq)?) else { return Ok(()) };
        let what = match &event.data {
            Data::Interaction(Interaction { kind, .. }) => match kind {
                InteractionKind::Click => Deed::Click,
                InteractionKind::DblClick => Deed::DoubleClick,
                InteractionKind::ContextMenu => Deed::RightClick,
                _ => return Ok(()),
            },
            Data::Input(_) => Deed::Check(false), // told from the control, below
            _ => return Ok(()),
        };
        let tree: &Tree = &*recording.tree(view, self.window, seq, cancel)?;
        let id = view.index.node(seq);
        let Some(node) = id.and_then(|id| tree.get(id)).filter(|node| tree.is_attached(*node)) else { return Ok(()) };
        match &event.data {
            Data::Input(input) => self.input(seq, tree, node, input),
            _ => self.pointed(seq, what, node),
        }
        Ok(())
    }

    fn pointed(&mut self, seq: Seq, what: Deed, node: Node<'_>) {
        let actor = name::actor(node);
        let mut target = Target { under: shown_by_hover(actor).map(Locator::of), ..Target::new(actor) };
        let at = self.source.view.index.time(seq);
        if let Some(last) = self.done.last()
            && let Some(before) = &last.target
        {
            // The label was clicked, and its control is told to be.
            if last.what == Deed::Click && before.control == Some(target.id) && at - last.at <= HANDED_ON {
                target.label = Some(before.locator.clone());
                self.done.pop();
            }
        }
        if what == Deed::DoubleClick {
            // Its two clicks came before it.
            for _ in 0..2 {
                if self.done.last().is_some_and(|step| step.is_click_on(target.id)) {
                    self.done.pop();
                }
            }
        }
        self.push(seq, what, Some(target));
    }

    fn input(&mut self, seq: Seq, tree: &Tree, node: Node<'_>, input: &Input) {
        if node.attribute("readonly").is_some() {
            return;
        }
        let value = || (!is_masked(&input.text)).then(|| Arc::clone(&input.text));
        let what = match (node.tag(), name::input_type(node)) {
            ("input", "checkbox") => Deed::Check(input.is_checked),
            ("input", "radio") if !input.is_checked => return,
            ("input", "radio") => Deed::Check(true),
            ("input", "file") => Deed::Attach,
            ("input", "button" | "submit" | "reset" | "image" | "hidden") => return,
            ("select", _) => Deed::Choose(value()),
            ("input" | "textarea", _) => Deed::Fill(value()),
            _ => return,
        };
        let mut target = Target::new(node);
        let same = |step: &&Step| {
            step.target.as_ref().is_some_and(|before| before.id == target.id || before.control == Some(target.id))
        };
        let before = self.done.last().filter(same).map(|step| step.what.clone());
        let was_clicked = before == Some(Deed::Click);
        let goes_on =
            matches!((&before, &what), (Some(Deed::Fill(_)), Deed::Fill(_)) | (Some(Deed::Choose(_)), Deed::Choose(_)));
        // Scripts set values, too. A person's hands leave a trace: a click on what is checked (the space bar makes one, too),
        // focus on what is typed into.
        let has_focus = tree.focused().is_some() && tree.focused() == node.id();
        let by_hand = match (input.user_triggered, &what) {
            (Some(told), _) => told,
            (None, Deed::Check(_)) => was_clicked,
            (None, Deed::Fill(_)) => was_clicked || goes_on || has_focus,
            (None, _) => true,
        };
        if !by_hand {
            return;
        }
        // The click only gave it focus, or is what checked it; the value before was on the way to this one.
        if was_clicked || goes_on {
            let before = self.done.pop().and_then(|step| step.target);
            target.label =
                before.and_then(|before| if before.id == target.id { before.label } else { Some(before.locator) });
        }
        self.push(seq, what, Some(target));
    }

    fn push(&mut self, seq: Seq, what: Deed, target: Option<Target>) {
        let at = self.source.view.index.time(seq);
        self.done.push(Step { seq, at, window: self.window, what, target });
    }
}

impl Step {
    fn is_click_on(&self, id: NodeId) -> bool {
        self.what == Deed::Click && self.target.as_ref().is_some_and(|target| target.id == id)
    }

    /// The step as a sentence, its target as a person would point at it, values in quotes. Recorded text: not neutral.
    pub(super) fn told(&self) -> String {
        let target = self.target.as_ref().map_or("the page", |target| &*target.words);
        match &self.what {
            Deed::Open(href) => format!("Open {href}"),
            Deed::Arrive(href) => format!("The page becomes {href}"),
            Deed::Click => format!("Click {target}"),
            Deed::DoubleClick => format!("Double-click {target}"),
            Deed::RightClick => format!("Right-click {target}"),
            Deed::Fill(Some(value)) if value.is_empty() => format!("Clear {target}"),
            Deed::Fill(Some(value)) => format!("Type {:?} into {target}", &**value),
            Deed::Fill(None) => format!("Type something (masked in the recording) into {target}"),
            Deed::Check(true) => format!("Check {target}"),
            Deed::Check(false) => format!("Uncheck {target}"),
            Deed::Choose(Some(value)) => format!("Choose {:?} in {target}", &**value),
            Deed::Choose(None) => format!("Choose something (masked in the recording) in {target}"),
            Deed::Attach => format!("Pick a file (not recorded) in {target}"),
        }
    }
}

impl Target {
    fn new(node: Node<'_>) -> Self {
        Self {
            id: node.id().unwrap_or_default(),
            control: name::labelled(node).and_then(Node::id),
            words: name::words(node),
            locator: Locator::of(node),
            under: None,
            label: None,
        }
    }
}
