//! The console pane: what the page logged, up to the playhead and dimmed after it.
//!
//! Rows fold their repeats; one shown whole carries its text wrapped, its values as JSON and its stack. The chosen row
//! follows the playhead, and choosing a row moves it.

mod detail;
mod rows;

use self::detail::{Detail, Value, place_of, values};
use self::rows::{Group, Groups};
use super::{Ask, Context, Pane, PaneMsg, lines};
use crate::clock::Span;
use crate::event::{Kind, Seq};
use crate::extract::{ConsoleRow, Level};
use crate::recording::{Cancel, Recording, View};
use crate::tui::command::Command;
use crate::tui::effect::Want;
use crate::tui::glyphs::Glyphs;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::{Line, Look};
use crate::tui::widgets::list::List;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The pane's state.
#[derive(Debug, Default)]
pub(crate) struct State {
    groups: Groups,
    /// The rows shown whole, by their place in the view's console rows.
    open: BTreeMap<usize, Detail>,
    entries: Vec<Entry>,
    list: List,
    /// The moment the list last followed.
    followed: Option<Seq>,
    shift: usize,
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    /// A row.
    Row(Group),
    /// A line of a row shown whole.
    Detail { row: usize, line: usize },
}

impl Entry {
    fn row(self) -> usize {
        match self {
            Entry::Row(group) => group.first,
            Entry::Detail { row, .. } => row,
        }
    }
}

/// What the worker prepared for the pane: the values of a line.
#[derive(Debug)]
pub(crate) struct Loaded {
    row: usize,
    values: Vec<Value>,
}

/// Prepares what the pane asked for; runs on a worker. An error is a sentence for the pane.
pub(crate) fn load(recording: &Recording, view: &View, want: &Want, _cancel: &Cancel) -> Result<Loaded, String> {
    let Want::ConsoleLine { row } = *want else { return Err("the console pane shows console lines alone".to_owned()) };
    let seq = view.console.get(row).ok_or("this line is not there any more")?.seq;
    let event = recording.event(view, seq).map_err(|error| error.to_string())?;
    Ok(Loaded { row, values: values(&event) })
}

impl State {
    fn lay(&mut self) {
        self.entries.clear();
        for group in self.groups.all() {
            self.entries.push(Entry::Row(*group));
            if let Some(detail) = self.open.get(&group.first) {
                let row = group.first;
                self.entries.extend((0..detail.len()).map(|line| Entry::Detail { row, line }));
            }
        }
    }

    fn height(ctx: &Context<'_>) -> usize {
        usize::from(ctx.size.1)
    }

    fn refresh(&mut self, ctx: &Context<'_>) {
        let changed = self.groups.read(&ctx.view.console, ctx.scope);
        if changed {
            self.open.retain(|row, _| *row < ctx.view.console.len());
            self.lay();
        }
        if self.followed != Some(ctx.seq) || (changed && !self.browsing(ctx)) {
            self.follow(ctx);
        }
        self.list.settle(self.entries.len(), Self::height(ctx));
    }

    /// Whether the chosen line is another than the playhead's.
    fn browsing(&self, ctx: &Context<'_>) -> bool {
        let row = self.entries.get(self.list.cursor).map(|entry| entry.row());
        row.is_some() && row != self.current(ctx)
    }

    /// The row at the playhead: the last at or before it.
    fn current(&self, ctx: &Context<'_>) -> Option<usize> {
        let group = self.groups.at(ctx.seq, &ctx.view.console)?;
        Some(self.groups.all()[group].first)
    }

    fn follow(&mut self, ctx: &Context<'_>) {
        self.followed = Some(ctx.seq);
        let current = self.current(ctx).unwrap_or(0);
        self.choose_row(current, Self::height(ctx));
    }

    fn choose_row(&mut self, row: usize, height: usize) {
        let line = self.entries.partition_point(|entry| entry.row() < row);
        self.list.reveal(line.min(self.entries.len().saturating_sub(1)), self.entries.len(), height);
    }

    fn choose(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        let Some(entry) = self.entries.get(self.list.cursor).copied() else { return Vec::new() };
        if let Entry::Detail { row, line } = entry
            && self.open.get_mut(&row).is_some_and(|detail| detail.toggle(line, usize::from(ctx.size.0)))
        {
            self.lay();
            return Vec::new();
        }
        let seq = ctx.view.console.get(entry.row()).map(|row| row.seq);
        seq.map(Ask::Go).into_iter().collect()
    }

    /// Shows the chosen row whole, or in one line again.
    fn detail(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        let Some(row) = self.entries.get(self.list.cursor).map(|entry| entry.row()) else { return Vec::new() };
        let Some(line) = ctx.view.console.get(row) else { return Vec::new() };
        let asks = if self.open.remove(&row).is_some() {
            Vec::new()
        } else {
            self.open.insert(row, Detail::of_text(&line.text, &line.stack, usize::from(ctx.size.0)));
            vec![Ask::Load(Want::ConsoleLine { row })]
        };
        self.lay();
        self.choose_row(row, Self::height(ctx));
        asks
    }

    fn loaded(&mut self, ctx: &Context<'_>, loaded: &Loaded) {
        let line = ctx.view.console.get(loaded.row);
        if let (Some(detail), Some(line)) = (self.open.get_mut(&loaded.row), line) {
            *detail = Detail::new(&loaded.values, &line.stack, usize::from(ctx.size.0));
            self.lay();
            self.list.settle(self.entries.len(), Self::height(ctx));
        }
    }

    fn threshold(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        let row = self.entries.get(self.list.cursor).map(|entry| entry.row());
        self.groups.set_least(self.groups.least().next());
        self.groups.read(&ctx.view.console, ctx.scope);
        self.lay();
        self.choose_row(row.unwrap_or(0), Self::height(ctx));
        vec![Ask::Say(format!("console: {}", self.groups.least().words()))]
    }

    /// Shows the playhead's row whole: the user jumped to it and wants its stack. The row opened before is folded.
    fn unfold_current(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        self.open.clear();
        self.lay();
        self.follow(ctx);
        self.detail(ctx)
    }

    fn command(&mut self, ctx: &Context<'_>, command: Command, count: u32) -> Vec<Ask> {
        match command {
            Command::NextError | Command::PrevError | Command::NextWarning | Command::PrevWarning => {
                return self.unfold_current(ctx);
            }
            Command::Choose => return self.choose(ctx),
            Command::Detail => return self.detail(ctx),
            Command::Threshold => return self.threshold(ctx),
            Command::ScrollLeft => self.shift = self.shift.saturating_sub(8 * count as usize),
            Command::ScrollRight => self.shift = (self.shift + 8 * count as usize).min(2000),
            _ => self.list.command(command, count, self.entries.len(), Self::height(ctx)),
        }
        Vec::new()
    }

    fn line(&self, ctx: &Context<'_>, entry: Entry, glyphs: Glyphs, columns: usize) -> Line {
        let Some(row) = ctx.view.console.get(entry.row()) else { return Line::new() };
        let mut line = match entry {
            Entry::Row(group) => row_line(ctx.view, row, group.count, glyphs),
            Entry::Detail { row, line } => {
                self.open.get(&row).map(|detail| detail.line(line, columns, glyphs)).unwrap_or_default()
            }
        };
        if row.seq > ctx.seq {
            line = line.all_in(Role::Dim);
        } else if matches!(entry, Entry::Row(_)) && self.current(ctx) == Some(entry.row()) {
            line.mark(Role::Playhead, glyphs.bar());
        }
        line
    }
}

/// A row: when, how bad, how often, what; and at the right where it came from.
fn row_line(view: &View, row: &ConsoleRow, count: u32, glyphs: Glyphs) -> Line {
    let (glyph, role) = match row.level {
        level if level.is_error() => (glyphs.error(), Role::Error),
        level if level.is_warning() => (glyphs.warning(), Role::Warn),
        Level::Info => ("i", Role::Text),
        Level::Debug | Level::Trace => (glyphs.kind(Kind::Console), Role::Dim),
        _ => (glyphs.kind(Kind::Console), Role::Text),
    };
    let long = view.index.duration() >= Span(3_600_000_000);
    let mut line = Line::new();
    line.push(Role::Dim, &format!("{} ", (row.at - view.index.start()).stamp(long)));
    line.push(role, glyph);
    line.push(role, " ");
    if count > 1 {
        line.push(Role::Accent, &format!("{}{count} ", glyphs.pick("×", "x")));
    }
    let said = row.text.trim();
    let (first, rest) = said.split_once('\n').map_or((said, 0), |(first, rest)| (first, rest.lines().count()));
    match first.trim_end() {
        "" => line.push(Role::Dim, &format!("console.{}", row.level)),
        first => line.push(role, first),
    }
    if rest > 0 {
        line.push(Role::Dim, &format!(" +{rest} lines"));
    }
    if let Some(place) = place_of(&row.stack) {
        line.note(Role::Dim, place);
    }
    line
}

/// Why the pane is empty, and what would fill it.
fn empty(ctx: &Context<'_>, groups: &Groups) -> String {
    match ctx.view.console.len() {
        0 if !ctx.view.progress.done => "no console line so far: the recording is still being read".to_owned(),
        0 => "no console line was recorded: the page logged nothing, or the recorder's console capture was off"
            .to_owned(),
        lines => format!("none of the {lines} console lines is among {}; t lists more", groups.least().words()),
    }
}

impl Pane for State {
    type Loaded = Loaded;

    fn update(&mut self, ctx: &Context<'_>, msg: PaneMsg<Loaded>) -> Vec<Ask> {
        match msg {
            PaneMsg::Refresh => self.refresh(ctx),
            PaneMsg::Command(command, count) => return self.command(ctx, command, count),
            PaneMsg::Loaded(loaded) => self.loaded(ctx, &loaded),
            PaneMsg::Failed(why) => return vec![Ask::Say(why)],
            PaneMsg::Click { y, double, .. } => {
                let line = self.list.top + usize::from(y);
                if line < self.entries.len() {
                    self.list.cursor = line;
                    return if double { self.detail(ctx) } else { self.choose(ctx) };
                }
            }
            PaneMsg::Find(_) => {}
            PaneMsg::Scroll(by) => self.list.scroll(by as isize, self.entries.len(), Self::height(ctx)),
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if self.entries.is_empty() {
            return lines::empty(buf, area, theme, &empty(ctx, &self.groups));
        }
        for (at, y) in self.list.window(self.entries.len(), usize::from(area.height)).zip(area.y..) {
            let look = Look { chosen: at == self.list.cursor, focused: ctx.focused, shift: self.shift };
            let line = self.line(ctx, self.entries[at], theme.glyphs, usize::from(area.width));
            line.draw(Rect { y, height: 1, ..area }, look, theme, buf);
        }
    }

    fn title(&self, ctx: &Context<'_>) -> String {
        if ctx.view.console.is_empty() {
            return String::new();
        }
        let (errors, warnings) = self.groups.counts();
        let mut parts = vec![plural(ctx.view.console.len(), "line")];
        parts.extend((errors > 0).then(|| plural(errors, "error")));
        parts.extend((warnings > 0).then(|| plural(warnings, "warning")));
        parts.extend((self.groups.least() != rows::Least::All).then(|| self.groups.least().words().to_owned()));
        parts.join(" · ")
    }

    fn copy(&self, ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)> {
        let entry = *self.entries.get(self.list.cursor)?;
        let row = ctx.view.console.get(entry.row())?;
        if let Entry::Detail { row, line } = entry {
            return Some(("a part of the console line".into(), self.open.get(&row)?.copy(line)?));
        }
        let mut text = row.text.to_string();
        for frame in row.stack.iter() {
            text.push_str("\n    at ");
            text.push_str(frame);
        }
        Some(("the console line".into(), text))
    }
}

fn plural(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::rows::tests::row;
    use super::*;
    use crate::tui::panes::testing::{context, screen};

    fn view() -> View {
        let mut rows =
            vec![row(10, Level::Log, "cart ready"), row(20, Level::Warn, "slow"), row(21, Level::Warn, "slow")];
        rows.push(row(30, Level::Error, "TypeError: cannot read \u{1b}[31m cents\nof undefined"));
        rows.push(row(40, Level::Info, "漢字 👩‍🚀 after"));
        with(rows)
    }

    fn with(console: Vec<ConsoleRow>) -> View {
        let mut view = View::default();
        view.console = console;
        view
    }

    #[test]
    fn the_list_follows_the_playhead_and_choosing_moves_it() {
        let view = view();
        let mut pane = State::default();
        pane.update(&context(&view, 30, (50, 6)), PaneMsg::Refresh);
        assert_eq!(pane.list.cursor, 2);
        pane.update(&context(&view, 30, (50, 6)), PaneMsg::Command(Command::Up, 1));
        let ctx = context(&view, 30, (50, 6));
        assert_eq!(pane.update(&ctx, PaneMsg::Command(Command::Choose, 1)), [Ask::Go(20)]);
        pane.update(&ctx, PaneMsg::Refresh);
        assert_eq!(pane.list.cursor, 1, "the same moment: the user browses");
        pane.update(&context(&view, 5, (50, 6)), PaneMsg::Refresh);
        assert_eq!(pane.list.cursor, 0, "another moment: the list follows");
    }

    #[test]
    fn rows_show_level_repeats_and_place_and_borders_stay_straight() {
        let view = view();
        let mut pane = State::default();
        let ctx = context(&view, 30, (48, 6));
        pane.update(&ctx, PaneMsg::Refresh);
        assert_eq!(
            screen(&pane, &ctx),
            [
                " 00:00.010 · cart ready",
                " 00:00.020 ▲ ×2 slow",
                "▌00:00.030 ✖ TypeError: cannot read… app.js:10:3",
                " 00:00.040 i 漢字 👩‍🚀 after",
            ]
        );
        assert_eq!(pane.title(&ctx), "5 lines · 1 error · 2 warnings");
    }

    #[test]
    fn a_line_shown_whole_has_its_text_and_stack() {
        let view = view();
        let mut pane = State::default();
        let ctx = context(&view, 30, (60, 9));
        pane.update(&ctx, PaneMsg::Refresh);
        assert_eq!(pane.update(&ctx, PaneMsg::Command(Command::Detail, 1)), [Ask::Load(Want::ConsoleLine { row: 3 })]);
        let lines = screen(&pane, &ctx);
        assert_eq!(lines[3], "     TypeError: cannot read ␛[31m cents");
        assert_eq!(lines[5], "     at pay (https://shop.test/js/app.js:10:3)");
        assert!(pane.update(&ctx, PaneMsg::Command(Command::Detail, 1)).is_empty());
        assert_eq!(screen(&pane, &ctx).len(), 4);
    }

    #[test]
    fn levels_are_left_out_and_an_empty_list_says_why() {
        let view = with(vec![row(1, Level::Log, "a")]);
        let mut pane = State::default();
        let ctx = context(&view, 1, (70, 4));
        pane.update(&ctx, PaneMsg::Refresh);
        pane.update(&ctx, PaneMsg::Command(Command::Threshold, 1));
        assert_eq!(screen(&pane, &ctx), ["none of the 1 console lines is among warnings and errors; t lists more"]);
        let nothing = View::default();
        let ctx = context(&nothing, 0, (70, 4));
        pane.update(&ctx, PaneMsg::Refresh);
        assert_eq!(screen(&pane, &ctx), ["no console line so far: the recording is still being read"]);
    }
}
