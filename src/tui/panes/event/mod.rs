//! The event pane: the event under the playhead, what it means in words, and as it was recorded, as JSON that folds.
//!
//! The worker fetches the event (its compressed fields already inflated) and lays the rows; the pane keeps showing the
//! event before until the next has come, so that stepping does not flicker.

mod words;

use self::words::{Said, words};
use super::{Ask, Context, Pane, PaneMsg, lines};
use crate::clock::{Span, Time};
use crate::event::Seq;
use crate::recording::{Cancel, Recording, View};
use crate::text;
use crate::tui::command::Command;
use crate::tui::effect::Want;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::json::Json;
use crate::tui::widgets::json_view::JsonView;
use crate::tui::widgets::line::{Line, Look};
use crate::tui::widgets::list::List;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
use std::sync::Arc;

/// The pane's state.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The event asked for, and its time: while a file is read, a late event may shift the seqs.
    asked: Option<(Seq, Time)>,
    shown: Option<Shown>,
    failed: Option<String>,
    list: List,
    shift: usize,
}

/// The event on the screen.
#[derive(Debug)]
struct Shown {
    seq: Seq,
    words: Vec<Said>,
    json: JsonView,
}

/// What the worker prepared for the pane.
#[derive(Debug)]
pub(crate) struct Loaded {
    seq: Seq,
    words: Vec<Said>,
    json: Arc<Json>,
}

/// Prepares what the pane asked for; runs on a worker. An error is a sentence for the pane.
pub(super) fn load(recording: &Recording, view: &View, seq: Seq, cancel: &Cancel) -> Result<Loaded, String> {
    let bytes = recording.event(view, seq).map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned());
    let words = words(recording, view, seq, &text, cancel);
    Ok(Loaded { seq, words, json: Arc::new(Json::read(text)) })
}

impl State {
    fn height(&self, ctx: &Context<'_>) -> usize {
        usize::from(ctx.size.1).saturating_sub(self.head(usize::from(ctx.size.1)))
    }

    /// The rows above the JSON, of a pane so high: the event, and what it means.
    fn head(&self, height: usize) -> usize {
        let words = self.shown.as_ref().map_or(0, |shown| shown.words.len());
        1 + words.min(height.saturating_sub(1) / 3)
    }

    fn settle(&mut self, ctx: &Context<'_>) {
        let (len, height) = (self.len(), self.height(ctx));
        self.list.settle(len, height);
    }

    fn len(&self) -> usize {
        self.shown.as_ref().map_or(0, |shown| shown.json.len())
    }

    fn refresh(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        self.settle(ctx);
        // A request's row shows the event that carries it, which is later than the playhead.
        let seq = ctx.row.map_or(ctx.seq, |row| row.seq);
        let moment = Some((seq, ctx.view.index.time(seq)));
        if ctx.view.index.is_empty() || self.asked == moment {
            return Vec::new();
        }
        self.asked = moment;
        vec![Ask::Load(Want::Event { seq })]
    }

    fn loaded(&mut self, loaded: Loaded) {
        self.failed = None;
        let json = JsonView::new(loaded.json);
        self.shown = Some(Shown { seq: loaded.seq, words: loaded.words, json });
        (self.list, self.shift) = (List::default(), 0);
    }

    fn fold(&mut self, ctx: &Context<'_>, open: impl Fn(Option<bool>) -> bool) {
        let (cursor, columns) = (self.list.cursor, usize::from(ctx.size.0));
        let Some(shown) = &mut self.shown else { return };
        let now = shown.json.is_open(cursor);
        let open = open(now);
        // Folding what is folded already, or cannot be, goes to the container: twice `-` walks outwards.
        self.list.cursor = match now {
            Some(now) if now != open => shown.json.set_open(cursor, open, columns),
            _ if !open => shown.json.parent(cursor),
            _ => cursor,
        };
    }

    fn command(&mut self, ctx: &Context<'_>, command: Command, count: u32) {
        match command {
            Command::Choose => self.fold(ctx, |now| !now.unwrap_or(true)),
            Command::Fold => self.fold(ctx, |_| false),
            Command::Unfold => self.fold(ctx, |_| true),
            Command::FoldAll => {
                let cursor = self.list.cursor;
                self.list.cursor = self.shown.as_mut().map_or(0, |shown| shown.json.fold_all(cursor));
            }
            Command::Parent => {
                let cursor = self.list.cursor;
                self.list.cursor = self.shown.as_ref().map_or(0, |shown| shown.json.parent(cursor));
            }
            Command::ScrollLeft => self.shift = self.shift.saturating_sub(8 * count as usize),
            Command::ScrollRight => self.shift = (self.shift + 8 * count as usize).min(2000),
            _ => {
                let (len, height) = (self.len(), self.height(ctx));
                self.list.command(command, count, len, height);
            }
        }
        self.settle(ctx);
    }

    fn header(ctx: &Context<'_>, shown: &Shown) -> Line {
        let index = &ctx.view.index;
        let at = index.time(shown.seq) - index.start();
        let long = index.duration() >= Span(3_600_000_000);
        let mut line = Line::new();
        line.push(Role::Accent, &format!("seq {}", shown.seq));
        let size = text::bytes(shown.json.bytes() as u64);
        let window = index.window(shown.seq) + 1;
        line.push(Role::Text, &format!("  {}  ", at.stamp(long)));
        match index.label(shown.seq) {
            "" => line.push(Role::Text, index.kind(shown.seq).name()),
            label => line.push(Role::Text, label),
        }
        line.note(Role::Dim, &format!("window {window}  {size}"));
        line
    }
}

impl Pane for State {
    fn update(&mut self, ctx: &Context<'_>, msg: PaneMsg) -> Vec<Ask> {
        match msg {
            PaneMsg::Refresh => return self.refresh(ctx),
            PaneMsg::Loaded(super::Loaded::Event(loaded)) => self.loaded(loaded),
            PaneMsg::Failed(why) => (self.failed, self.shown) = (Some(why), None),
            PaneMsg::Command(command, count) => self.command(ctx, command, count),
            PaneMsg::Click { y, double, .. } => {
                let head = self.head(usize::from(ctx.size.1));
                let line = self.list.top + usize::from(y).saturating_sub(head);
                if usize::from(y) >= head && line < self.len() {
                    let again = self.list.cursor == line;
                    self.list.cursor = line;
                    if double || again {
                        self.fold(ctx, |now| !now.unwrap_or(true));
                    }
                }
            }
            PaneMsg::Find(_) | PaneMsg::Loaded(_) => {}
            PaneMsg::Scroll(by) => {
                let (len, height) = (self.len(), self.height(ctx));
                self.list.scroll(by as isize, len, height);
            }
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some(shown) = &self.shown else {
            let why = self.failed.as_deref().unwrap_or(if ctx.view.index.is_empty() {
                "no event yet: the recording is still being read"
            } else {
                "reading the event …"
            });
            return lines::empty(buf, area, theme, why);
        };
        Self::header(ctx, shown).draw(Rect { height: area.height.min(1), ..area }, Look::default(), theme, buf);
        let head = u16::try_from(self.head(usize::from(area.height))).unwrap_or(1).min(area.height);
        for ((role, words), y) in shown.words.iter().zip(area.y + 1..area.y + head) {
            Line::of(*role, words).draw(Rect { y, height: 1, ..area }, Look::default(), theme, buf);
        }
        let body = Rect { y: area.y + head, height: area.height - head, ..area };
        for (line, y) in self.list.window(shown.json.len(), usize::from(body.height)).zip(body.y..) {
            let look = Look { chosen: line == self.list.cursor, focused: ctx.focused, shift: self.shift };
            let columns = usize::from(area.width) + self.shift;
            shown.json.line(line, columns, theme.glyphs).draw(Rect { y, height: 1, ..body }, look, theme, buf);
        }
    }

    fn title(&self, _ctx: &Context<'_>) -> String {
        self.shown.as_ref().map(|shown| shown.json.path(self.list.cursor)).unwrap_or_default()
    }

    fn copy(&self, _ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)> {
        let shown = self.shown.as_ref()?;
        let path = shown.json.path(self.list.cursor);
        let what = if path.is_empty() { format!("event {}", shown.seq) } else { path };
        Some((Cow::Owned(what), shown.json.copy(self.list.cursor)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::panes::testing::{context, screen};

    const CLICK: &str = r#"{"type":3,"data":{"source":2,"type":2,"id":7,"x":9,"y":4},"timestamp":1601}"#;

    fn shown(text: &str, ctx: &Context<'_>) -> State {
        let mut pane = State::default();
        let json = Arc::new(Json::read(text.to_owned()));
        pane.update(
            ctx,
            PaneMsg::Loaded(super::super::Loaded::Event(Loaded {
                seq: 7,
                words: vec![(Role::Text, "click button#buy".into())],
                json,
            })),
        );
        pane
    }

    #[test]
    fn an_event_folds_and_its_header_tells_what_it_is() {
        let view = View::default();
        let ctx = context(&view, 7, (60, 12));
        let mut pane = shown(CLICK, &ctx);
        let lines = screen(&pane, &ctx);
        assert_eq!(lines[0], " seq 7  00:00.000  other                      window 1  75 B");
        assert_eq!(&lines[1..6], [" click button#buy", " ▾ {3}", "     type: 3", "   ▾ data: {5}", "       source: 2"]);
        let press = |pane: &mut State, command| pane.update(&ctx, PaneMsg::Command(command, 1));
        press(&mut pane, Command::Down);
        press(&mut pane, Command::Down);
        assert_eq!(pane.title(&ctx), "data");
        press(&mut pane, Command::Choose);
        assert_eq!(screen(&pane, &ctx)[4], "   ▸ data: {5} {\"source\": 2, \"type\": 2, \"id\": 7, \"x\": 9, \"y…");
        press(&mut pane, Command::Fold);
        assert_eq!(pane.list.cursor, 0, "folding what is folded walks outwards");
        assert_eq!(pane.copy(&ctx).unwrap().1, CLICK);
    }

    #[test]
    fn an_event_of_ten_megabytes_is_drawn_at_once() {
        let adds =
            vec![r#"{"parentId":4,"nextId":null,"node":{"type":3,"textContent":"x","id":5}}"#; 140_000].join(",");
        let text = format!(r#"{{"type":3,"data":{{"source":0,"adds":[{adds}]}}}}"#);
        let view = View::default();
        let ctx = context(&view, 7, (80, 24));
        let mut pane = shown(&text, &ctx);
        pane.update(&ctx, PaneMsg::Command(Command::FoldAll, 1));
        pane.update(&ctx, PaneMsg::Command(Command::Bottom, 1));
        let lines = screen(&pane, &ctx);
        assert!(lines[23].contains("more: the event has too many values to list"), "{lines:#?}");
    }

    #[test]
    fn what_cannot_be_shown_says_why() {
        let view = View::default();
        let ctx = context(&view, 7, (60, 3));
        let mut pane = State::default();
        assert_eq!(screen(&pane, &ctx), ["no event yet: the recording is still being read"]);
        pane.update(&ctx, PaneMsg::Failed("event #7: its body is damaged".to_owned()));
        assert_eq!(screen(&pane, &ctx), ["event #7: its body is damaged"]);
    }
}
