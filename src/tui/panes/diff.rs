//! The diff pane: what the event under the playhead changed, or what changed from A to B.
//!
//! The lines come from `dom::diff`, hunk by hunk under the selector of the element they happened in; here they get
//! their marks and colours, hunks fold, and choosing one goes to the event that made it.

use super::touched::touched;
use super::{Ask, Context, Pane, PaneMsg, lines};
use crate::clock::{Span, Time};
use crate::dom::diff::{DiffLine, Role as DiffRole, Tone, diff, lines as diff_lines};
use crate::event::{Event, Kind, NodeId, Seq};
use crate::recording::{Cancel, Recording, SeekError, View};
use crate::tui::command::Command;
use crate::tui::effect::Want;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::{Line, Look};
use crate::tui::widgets::list::List;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::ops::Range;

/// The pane's state.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// What was asked for, and the time of its last event: while a file is read, a late event may shift the seqs.
    asked: Option<(Want, Time)>,
    loaded: Option<Loaded>,
    failed: Option<String>,
    /// The hunks folded away, by the place of their head.
    folded: BTreeSet<usize>,
    /// The places of the lines that show.
    shown: Vec<usize>,
    list: List,
    shift: usize,
}

/// What the worker prepared for the pane.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// What it answers.
    want: Want,
    /// The event that caused it, in words; or the two ends.
    cause: String,
    /// How many changes there are.
    changes: usize,
    /// The lines, and for each the event that made the change, where it is known.
    lines: Vec<(DiffLine, Option<Seq>)>,
}

/// Prepares what the pane asked for; runs on a worker. An error is a sentence for the pane.
pub(super) fn load(recording: &Recording, view: &View, want: &Want, cancel: &Cancel) -> Result<Loaded, String> {
    let plain = |error: SeekError| error.to_string();
    let (diff, cause) = match *want {
        Want::EventDiff { seq } => {
            let step = recording.applied(view, seq, cancel).map_err(plain)?;
            (diff(&step.before, &step.after), cause(recording, view, seq, cancel))
        }
        Want::Diff { from, to } => {
            let window = view.index.window(to);
            let before = recording.tree(view, window, from, cancel).map_err(plain)?;
            let after = recording.tree(view, window, to, cancel).map_err(plain)?;
            (diff(&before, &after), format!("from A #{from} {} to B #{to} {}", stamp(view, from), stamp(view, to)))
        }
        _ => return Err("the diff pane shows diffs alone".to_owned()),
    };
    let makers = match *want {
        Want::Diff { from, to } if diff.changes.len() <= MOST_BLAMED => makers(recording, view, from..to, cancel),
        _ => HashMap::new(),
    };
    let made_by = |line: &DiffLine| {
        let change = diff.changes.get(line.change?)?;
        change.seq.or_else(|| makers.get(&change.node?).copied())
    };
    let lines = diff_lines(&diff).into_iter().map(|line| (made_by(&line), line)).map(|(seq, line)| (line, seq));
    Ok(Loaded { want: want.clone(), cause, changes: diff.changes.len(), lines: lines.collect() })
}

/// The changes of a diff whose makers are looked for at most, and the stored JSON that is read for it, in bytes.
const MOST_BLAMED: usize = 2_000;
const MOST_READ: u64 = 8 * 1024 * 1024;

/// The last event after one moment and up to another that touched each node; none where that is too much to read.
fn makers(recording: &Recording, view: &View, between: Range<Seq>, cancel: &Cancel) -> HashMap<NodeId, Seq> {
    let index = &view.index;
    let window = index.window(between.end);
    let (mut makers, mut read, mut ids) = (HashMap::new(), 0, Vec::new());
    let changing = |kind| matches!(kind, Kind::Mutation | Kind::Input | Kind::Scroll);
    for seq in (between.start + 1..=between.end).rev() {
        if index.window(seq) != window || !changing(index.kind(seq)) {
            continue;
        }
        read += u64::from(index.loc(seq).len);
        if read > MOST_READ || cancel.is_cancelled() {
            break;
        }
        let event = recording.event(view, seq).ok().and_then(|bytes| Event::parse(&bytes).ok());
        if let Some(event) = event {
            touched(&event.data, &mut ids);
        }
        for id in ids.drain(..) {
            makers.entry(id).or_insert(seq);
        }
    }
    makers
}

fn stamp(view: &View, seq: Seq) -> String {
    view.offset(seq).stamp(view.index.duration() >= Span(3_600_000_000))
}

/// How long before a change an action may lie to be named as what led to it.
const LED_BY: Span = Span(2_000_000);

/// The event that made the changes, in words, and the user's action before it.
fn cause(recording: &Recording, view: &View, seq: Seq, cancel: &Cancel) -> String {
    let words = |seq: Seq| {
        let row = view.row(view.rows.of(&view.index, seq)).filter(|row| row.seq == seq);
        let label = row.and_then(|row| recording.label(view, row, cancel).ok());
        label.unwrap_or_else(|| view.index.label(seq).to_owned())
    };
    let mut out = format!("by #{seq} {}", words(seq));
    let index = &view.index;
    let since = index.time(seq) + Span(-LED_BY.0);
    let action = |earlier: &Seq| {
        index.window(*earlier) == index.window(seq) && matches!(index.kind(*earlier), Kind::Click | Kind::Input)
    };
    let mut before = (0..seq).rev().take_while(|earlier| index.time(*earlier) >= since);
    if let Some(action) = before.find(action) {
        let after = (index.time(seq) - index.time(action)).human();
        let _ = write!(out, ", {after} after #{action} {}", words(action));
    }
    out
}

/// What the pane shows at a moment: between the marks, or from the one to the playhead; else what the event did.
fn wanted(ctx: &Context<'_>) -> Want {
    let between = |a: Seq, b: Seq| Want::Diff { from: a.min(b), to: a.max(b) };
    match ctx.marks {
        (Some(a), Some(b)) => between(a, b),
        (Some(one), None) | (None, Some(one)) if one != ctx.seq => between(one, ctx.seq),
        _ => Want::EventDiff { seq: ctx.seq },
    }
}

impl State {
    fn height(ctx: &Context<'_>) -> usize {
        usize::from(ctx.size.1)
    }

    fn lay(&mut self) {
        self.shown.clear();
        let mut hidden = false;
        for (place, (line, _)) in self.loaded.iter().flat_map(|loaded| loaded.lines.iter().enumerate()) {
            if line.role == DiffRole::Hunk {
                hidden = self.folded.contains(&place);
            }
            if line.role == DiffRole::Hunk || !hidden {
                self.shown.push(place);
            }
        }
    }

    fn refresh(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        self.list.settle(self.shown.len(), Self::height(ctx));
        let want = wanted(ctx);
        let (Want::EventDiff { seq: last } | Want::Diff { to: last, .. }) = want else { return Vec::new() };
        let asked = Some((want.clone(), ctx.view.index.time(last)));
        if ctx.view.index.is_empty() || self.asked == asked {
            return Vec::new();
        }
        self.asked = asked;
        vec![Ask::Load(want)]
    }

    fn line(&self, shown: usize) -> Option<&(DiffLine, Option<Seq>)> {
        self.loaded.as_ref()?.lines.get(*self.shown.get(shown)?)
    }

    /// The line of the hunk's head that a line stands under.
    fn head(&self, shown: usize) -> Option<usize> {
        (0..=shown.min(self.shown.len().checked_sub(1)?)).rev().find(|at| self.is_head(*at))
    }

    fn is_head(&self, shown: usize) -> bool {
        self.line(shown).is_some_and(|(line, _)| line.role == DiffRole::Hunk)
    }

    fn next_hunk(&mut self, count: u32, height: usize) {
        for _ in 0..count {
            let next = (self.list.cursor + 1..self.shown.len()).find(|at| self.is_head(*at));
            let Some(next) = next else { return };
            self.list.reveal(next, self.shown.len(), height);
        }
    }

    fn prev_hunk(&mut self, count: u32, height: usize) {
        for _ in 0..count {
            let prev = (0..self.list.cursor).rev().find(|at| self.is_head(*at));
            let Some(prev) = prev else { return };
            self.list.reveal(prev, self.shown.len(), height);
        }
    }

    fn fold(&mut self, open: impl Fn(bool) -> bool) {
        let Some(head) = self.head(self.list.cursor) else { return };
        let place = self.shown[head];
        if open(!self.folded.contains(&place)) {
            self.folded.remove(&place);
        } else {
            self.folded.insert(place);
            self.list.cursor = head;
        }
        self.lay();
    }

    fn fold_all(&mut self) {
        let head = self.head(self.list.cursor).map_or(0, |head| self.shown[head]);
        if self.folded.is_empty() {
            let lines = self.loaded.iter().flat_map(|loaded| loaded.lines.iter().enumerate());
            self.folded = lines.filter(|(_, (line, _))| line.role == DiffRole::Hunk).map(|(place, _)| place).collect();
        } else {
            self.folded.clear();
        }
        self.lay();
        self.list.cursor = self.shown.binary_search(&head).unwrap_or(0);
    }

    /// Choosing a line of a diff between marks goes to the event that made the change; otherwise it folds the hunk.
    fn choose(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        let made_by = self.line(self.list.cursor).and_then(|(_, seq)| *seq);
        match made_by {
            Some(seq) if seq != ctx.seq && !self.is_head(self.list.cursor) => vec![Ask::Go(seq)],
            _ => {
                self.fold(|open| !open);
                Vec::new()
            }
        }
    }

    fn command(&mut self, ctx: &Context<'_>, command: Command, count: u32) -> Vec<Ask> {
        let height = Self::height(ctx);
        match command {
            Command::NextHit => self.next_hunk(count, height),
            Command::PrevHit => self.prev_hunk(count, height),
            Command::Choose => return self.choose(ctx),
            Command::Fold => self.fold(|_| false),
            Command::Unfold => self.fold(|_| true),
            Command::FoldAll => self.fold_all(),
            Command::ScrollLeft => self.shift = self.shift.saturating_sub(8 * count as usize),
            Command::ScrollRight => self.shift = (self.shift + 8 * count as usize).min(2000),
            _ => self.list.command(command, count, self.shown.len(), height),
        }
        self.list.settle(self.shown.len(), height);
        Vec::new()
    }

    fn empty(&self, ctx: &Context<'_>) -> Cow<'static, str> {
        if let Some(why) = &self.failed {
            return Cow::Owned(why.clone());
        }
        match self.loaded.as_ref().map(|loaded| &loaded.want) {
            None if ctx.view.index.is_empty() => "no event yet: the recording is still being read".into(),
            None => "comparing …".into(),
            Some(Want::Diff { .. }) => "nothing changed between A and B: the page was the same at both".into(),
            Some(_) => format!(
                "this {} event changed nothing on the page; l goes to the next event, c to the next click, and A and B set \
                 two ends to compare",
                ctx.view.index.kind(ctx.seq)
            )
            .into(),
        }
    }
}

/// The role of a piece in a line, and whether it is the part that differs.
fn role_of(line: DiffRole, tone: Tone) -> (Role, Modifier) {
    let role = match (line, tone) {
        (DiffRole::Removed, Tone::Plain | Tone::Tag | Tone::Name | Tone::Mark) => Role::Removed,
        (DiffRole::Added, Tone::Plain | Tone::Tag | Tone::Name | Tone::Mark) => Role::Added,
        (DiffRole::Moved, Tone::Plain | Tone::Tag | Tone::Mark) => Role::Moved,
        (DiffRole::Folded | DiffRole::Note, _) | (DiffRole::Context, Tone::Plain) | (_, Tone::Dim | Tone::Name) => {
            Role::Dim
        }
        (DiffRole::Hunk, _) | (_, Tone::Tag) => Role::Accent,
        (_, Tone::Mark) => Role::Changed,
    };
    (role, if tone == Tone::Mark { Modifier::REVERSED } else { Modifier::empty() })
}

/// A line of the diff as it is drawn.
fn drawn(line: &DiffLine, folded: Option<usize>, theme: &Theme) -> Line {
    let mut out = Line::new();
    let (mark, role) = match line.role {
        DiffRole::Removed => ("-", Role::Removed),
        DiffRole::Added => ("+", Role::Added),
        DiffRole::Moved => (">", Role::Moved),
        DiffRole::Hunk if folded.is_some() => (theme.glyphs.folded(), Role::Dim),
        DiffRole::Hunk => (theme.glyphs.unfolded(), Role::Dim),
        DiffRole::Context | DiffRole::Folded | DiffRole::Note => (" ", Role::Dim),
    };
    out.mark(role, mark);
    out.push(Role::Dim, &"  ".repeat(line.depth.min(60)));
    if line.role != DiffRole::Hunk {
        out.push(Role::Dim, " ");
    }
    for span in &line.spans {
        let (role, add) = role_of(line.role, span.tone);
        out.push_with(role, add, &span.text);
    }
    match (folded, line.node) {
        (Some(lines), _) => out.note(Role::Dim, &format!("{lines} lines")),
        (None, Some(id)) if line.role != DiffRole::Hunk => out.note(Role::Dim, &format!("#{id}")),
        _ => {}
    }
    out
}

/// A line as plain text, for the clipboard.
fn plain(line: &DiffLine) -> String {
    format!("{} {}{}", line.role.mark(), "  ".repeat(line.depth), line.text())
}

impl Pane for State {
    fn update(&mut self, ctx: &Context<'_>, msg: PaneMsg) -> Vec<Ask> {
        match msg {
            PaneMsg::Refresh => return self.refresh(ctx),
            PaneMsg::Command(command, count) => return self.command(ctx, command, count),
            PaneMsg::Loaded(super::Loaded::Diff(loaded)) => {
                self.failed = None;
                self.loaded = Some(loaded);
                self.folded.clear();
                (self.list, self.shift) = (List::default(), 0);
                self.lay();
            }
            PaneMsg::Failed(why) => {
                (self.failed, self.loaded) = (Some(why), None);
                self.lay();
            }
            PaneMsg::Click { y, double, .. } => {
                let line = self.list.top + usize::from(y);
                if line < self.shown.len() {
                    self.list.cursor = line;
                    if double {
                        return self.choose(ctx);
                    }
                }
            }
            PaneMsg::Find(_) | PaneMsg::Loaded(_) => {}
            PaneMsg::Scroll(by) => self.list.scroll(by as isize, self.shown.len(), Self::height(ctx)),
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if self.shown.is_empty() {
            return lines::empty(buf, area, theme, &self.empty(ctx));
        }
        for (at, y) in self.list.window(self.shown.len(), usize::from(area.height)).zip(area.y..) {
            let Some((line, _)) = self.line(at) else { break };
            let place = self.shown[at];
            let next = self.shown.get(at + 1).copied();
            let folded = self.folded.contains(&place).then(|| next.unwrap_or(self.lines_in_all()) - place - 1);
            let look = Look { chosen: at == self.list.cursor, focused: ctx.focused, shift: self.shift };
            drawn(line, folded, theme).draw(Rect { y, height: 1, ..area }, look, theme, buf);
        }
    }

    fn title(&self, _ctx: &Context<'_>) -> String {
        let Some(loaded) = &self.loaded else { return String::new() };
        let changes = match loaded.changes {
            0 => "no change".to_owned(),
            1 => "1 change".to_owned(),
            many => format!("{many} changes"),
        };
        format!("{changes} {}", loaded.cause)
    }

    fn copy(&self, _ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)> {
        let loaded = self.loaded.as_ref()?;
        let head = self.shown.get(self.head(self.list.cursor)?)?;
        let rest = loaded.lines.iter().skip(head + 1).take_while(|(line, _)| line.role != DiffRole::Hunk);
        let hunk = loaded.lines.get(*head).into_iter().chain(rest);
        let text: Vec<String> = hunk.map(|(line, _)| plain(line)).collect();
        Some(("the hunk".into(), text.join("\n")))
    }
}

impl State {
    fn lines_in_all(&self) -> usize {
        self.loaded.as_ref().map_or(0, |loaded| loaded.lines.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::diff::Span as Words;
    use crate::tui::panes::testing::{context, screen};

    fn line(role: DiffRole, depth: usize, words: &[(&str, Tone)]) -> DiffLine {
        let spans = words.iter().map(|(text, tone)| Words { text: (*text).to_owned(), tone: *tone }).collect();
        DiffLine { role, depth, spans, node: Some(21), change: Some(0) }
    }

    fn loaded(want: Want, lines: Vec<DiffLine>) -> super::super::Loaded {
        let changes = lines.len();
        let lines = lines.into_iter().map(|line| (line, Some(812))).collect();
        super::super::Loaded::Diff(Loaded { want, cause: "by #814 2 mutations".to_owned(), changes, lines })
    }

    fn hunks() -> Vec<DiffLine> {
        let value = |role, word| line(role, 1, &[("class", Tone::Name), ("=", Tone::Dim), (word, Tone::Mark)]);
        vec![
            line(DiffRole::Hunk, 0, &[("main#app > button", Tone::Tag)]),
            value(DiffRole::Removed, "off\u{1b}[2J"),
            value(DiffRole::Added, "on"),
            line(DiffRole::Hunk, 0, &[("ul > li", Tone::Tag)]),
            line(DiffRole::Folded, 1, &[("3 unchanged siblings", Tone::Dim)]),
            line(DiffRole::Moved, 1, &[("<li>", Tone::Tag), ("  moved from place 1 to 3", Tone::Dim)]),
        ]
    }

    #[test]
    fn hunks_stand_under_their_selector_and_fold() {
        let view = View::default();
        let ctx = context(&view, 814, (48, 8));
        let mut pane = State::default();
        pane.update(&ctx, PaneMsg::Loaded(loaded(Want::EventDiff { seq: 814 }, hunks())));
        assert_eq!(
            screen(&pane, &ctx),
            [
                "▾main#app > button",
                "-   class=off␛[2J                            #21",
                "+   class=on                                 #21",
                "▾ul > li",
                "    3 unchanged siblings                     #21",
                ">   <li>  moved from place 1 to 3            #21",
            ]
        );
        assert_eq!(pane.title(&ctx), "6 changes by #814 2 mutations");
        pane.update(&ctx, PaneMsg::Command(Command::NextHit, 1));
        assert_eq!(pane.list.cursor, 3);
        pane.update(&ctx, PaneMsg::Command(Command::Fold, 1));
        assert_eq!(screen(&pane, &ctx)[3], "▸ul > li                                 2 lines");
        pane.update(&ctx, PaneMsg::Command(Command::FoldAll, 1));
        pane.update(&ctx, PaneMsg::Command(Command::FoldAll, 1));
        assert_eq!(screen(&pane, &ctx).len(), 2, "all hunks are folded");
        let hunk = pane.copy(&ctx).unwrap().1;
        assert!(hunk.starts_with("@ ul > li\n    3 unchanged siblings"), "{hunk}");
    }

    #[test]
    fn between_marks_a_line_leads_to_the_event_that_made_the_change() {
        let view = View::default();
        let ctx = Context { marks: (Some(900), Some(800)), ..context(&view, 900, (48, 8)) };
        assert_eq!(wanted(&ctx), Want::Diff { from: 800, to: 900 });
        let mut pane = State::default();
        pane.update(&ctx, PaneMsg::Loaded(loaded(wanted(&ctx), hunks())));
        pane.update(&ctx, PaneMsg::Command(Command::Down, 1));
        assert_eq!(pane.update(&ctx, PaneMsg::Command(Command::Choose, 1)), [Ask::Go(812)]);
    }

    #[test]
    fn no_change_is_said() {
        let view = View::default();
        let ctx = context(&view, 814, (70, 4));
        let mut pane = State::default();
        pane.update(&ctx, PaneMsg::Loaded(loaded(Want::Diff { from: 1, to: 2 }, Vec::new())));
        assert_eq!(screen(&pane, &ctx), ["nothing changed between A and B: the page was the same at both"]);
    }
}
