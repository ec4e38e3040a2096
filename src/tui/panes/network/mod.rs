//! The network pane: the requests by the time they were sent, and one of them whole.
//!
//! The waterfall spans the requests in sight. The chosen request follows the playhead, and choosing one moves it to the
//! moment at which the request was sent.

mod detail;
mod table;
mod waterfall;

use self::detail::{Detail, Whole};
use self::table::{Columns, Requests};
use super::{Ask, Context, Pane, PaneMsg, lines};
use crate::clock::Span;
use crate::event::Seq;
use crate::extract::{NetworkRow, exchange};
use crate::recording::{Cancel, Recording, View};
use crate::timeline::{Row, What};
use crate::tui::command::Command;
use crate::tui::effect::Want;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::Look;
use crate::tui::widgets::list::List;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// The pane's state.
#[derive(Debug, Default)]
pub(crate) struct State {
    requests: Requests,
    list: List,
    /// The moment the list last followed.
    followed: Option<(Seq, Option<Row>)>,
    shift: usize,
    open: Option<Open>,
}

/// A request shown whole, in place of the table.
#[derive(Debug)]
struct Open {
    /// Its place in the view's requests.
    row: usize,
    detail: Detail,
    list: List,
}

/// What the worker prepared for the pane: a request whole.
#[derive(Debug)]
pub(crate) struct Loaded {
    row: usize,
    whole: Whole,
}

/// Prepares what the pane asked for; runs on a worker. An error is a sentence for the pane.
pub(crate) fn load(recording: &Recording, view: &View, want: &Want, _cancel: &Cancel) -> Result<Loaded, String> {
    let Want::Request { row } = *want else { return Err("the network pane shows requests alone".to_owned()) };
    let request = view.network.get(row).ok_or("this request is not there any more")?;
    let event = recording.event(view, request.seq).map_err(|error| error.to_string())?;
    let exchange = exchange(&event, request.nth).unwrap_or_default();
    Ok(Loaded { row, whole: Whole::new(exchange) })
}

/// The table's head.
const HEAD: usize = 1;

fn is_long(view: &View) -> bool {
    view.index.duration() >= Span(3_600_000_000)
}

fn sent(view: &View, row: &NetworkRow) -> String {
    (row.at - view.index.start()).stamp(is_long(view))
}

impl State {
    fn height(ctx: &Context<'_>) -> usize {
        usize::from(ctx.size.1).saturating_sub(HEAD)
    }

    fn len(&self) -> usize {
        self.requests.order().len()
    }

    fn row<'v>(&self, ctx: &Context<'v>, at: usize) -> Option<&'v NetworkRow> {
        ctx.view.network.get(*self.requests.order().get(at)?)
    }

    fn refresh(&mut self, ctx: &Context<'_>) {
        let changed = self.requests.read(&ctx.view.network);
        let moment = Some((ctx.seq, ctx.row));
        if changed || self.followed != moment {
            self.followed = moment;
            let current = self.current(ctx).unwrap_or(0);
            self.list.reveal(current, self.len(), Self::height(ctx));
        }
        self.list.settle(self.len(), Self::height(ctx));
    }

    /// The request at the playhead: the one its row is about, else the last sent at or before it.
    fn current(&self, ctx: &Context<'_>) -> Option<usize> {
        if let Some(What::Request(place)) = ctx.row.map(|row| row.what) {
            return self.requests.order().iter().position(|listed| *listed == place as usize);
        }
        self.requests.at(ctx.view.index.time(ctx.seq), &ctx.view.network)
    }

    fn choose(&self) -> Vec<Ask> {
        self.requests.order().get(self.list.cursor).map(|place| Ask::GoRequest(*place)).into_iter().collect()
    }

    fn open(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        let (Some(place), Some(row)) =
            (self.requests.order().get(self.list.cursor).copied(), self.row(ctx, self.list.cursor))
        else {
            return Vec::new();
        };
        let detail = Detail::new(row, &sent(ctx.view, row), None, usize::from(ctx.size.0));
        self.open = Some(Open { row: place, detail, list: List::default() });
        self.shift = 0;
        vec![Ask::Load(Want::Request { row: place })]
    }

    fn loaded(&mut self, ctx: &Context<'_>, loaded: Loaded) {
        let row = ctx.view.network.get(loaded.row);
        if let (Some(open), Some(row)) = (self.open.as_mut().filter(|open| open.row == loaded.row), row) {
            open.detail = Detail::new(row, &sent(ctx.view, row), Some(loaded.whole), usize::from(ctx.size.0));
        }
    }

    fn toggle_failed(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        self.requests.toggle_failed();
        self.followed = None;
        self.refresh(ctx);
        let words = if self.requests.failed_only { "failed requests only" } else { "all requests" };
        vec![Ask::Say(format!("network: {words}"))]
    }

    fn command(&mut self, ctx: &Context<'_>, command: Command, count: u32) -> Vec<Ask> {
        match command {
            Command::ScrollLeft => self.shift = self.shift.saturating_sub(8 * count as usize),
            Command::ScrollRight => self.shift = (self.shift + 8 * count as usize).min(4000),
            Command::Detail if self.open.take().is_some() => self.shift = 0,
            Command::Detail => return self.open(ctx),
            Command::Threshold if self.open.is_none() => return self.toggle_failed(ctx),
            Command::Choose if self.open.is_none() => return self.choose(),
            _ => match &mut self.open {
                Some(open) => open.command(ctx, command, count),
                None => self.list.command(command, count, self.len(), Self::height(ctx)),
            },
        }
        Vec::new()
    }

    fn click(&mut self, ctx: &Context<'_>, y: usize, double: bool) -> Vec<Ask> {
        if let Some(open) = &mut self.open {
            open.list.cursor = (open.list.top + y).min(open.detail.len().saturating_sub(1));
            if double {
                open.command(ctx, Command::Choose, 1);
            }
            return Vec::new();
        }
        let line = self.list.top + y.saturating_sub(HEAD);
        if y < HEAD || line >= self.len() {
            return Vec::new();
        }
        self.list.cursor = line;
        if double { self.open(ctx) } else { self.choose() }
    }

    fn draw_table(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let time = if is_long(ctx.view) { 12 } else { 9 };
        let columns = Columns::of(usize::from(area.width), time);
        columns.head(time).draw(Rect { height: 1, ..area }, Look::default(), theme, buf);
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let window = self.list.window(self.len(), usize::from(body.height));
        let all = waterfall::span_of(window.clone().filter_map(|at| self.row(ctx, at)));
        let (now, current) = (ctx.view.index.time(ctx.seq), self.current(ctx));
        for (at, y) in window.zip(body.y..) {
            let Some(row) = self.row(ctx, at) else { break };
            let mut line = columns.line(row, &sent(ctx.view, row), all.as_ref(), theme.glyphs);
            if row.at > now {
                line = line.all_in(Role::Dim);
            } else if current == Some(at) {
                line.mark(Role::Playhead, theme.glyphs.bar());
            }
            let look = Look { chosen: at == self.list.cursor, focused: ctx.focused, shift: self.shift };
            line.draw(Rect { y, height: 1, ..body }, look, theme, buf);
        }
    }

    fn empty(ctx: &Context<'_>) -> &'static str {
        match ctx.view.network.len() {
            0 if !ctx.view.progress.done => "no request so far: the recording is still being read",
            0 => "no network was recorded: the recorder's network capture was off, or the page asked for nothing",
            _ => "no request failed; t lists them all",
        }
    }
}

impl Open {
    fn command(&mut self, ctx: &Context<'_>, command: Command, count: u32) {
        let (line, columns) = (self.list.cursor, usize::from(ctx.size.0));
        match command {
            Command::Choose => {
                self.detail.fold(line, |now| !now, columns);
            }
            Command::Fold => {
                self.detail.fold(line, |_| false, columns);
            }
            Command::Unfold => {
                self.detail.fold(line, |_| true, columns);
            }
            _ => self.list.command(command, count, self.detail.len(), usize::from(ctx.size.1)),
        }
        self.list.settle(self.detail.len(), usize::from(ctx.size.1));
    }

    fn draw(&self, look: Look, theme: &Theme, area: Rect, buf: &mut Buffer) {
        for (at, y) in self.list.window(self.detail.len(), usize::from(area.height)).zip(area.y..) {
            let line = self.detail.drawn(at, usize::from(area.width), theme.glyphs);
            let look = Look { chosen: at == self.list.cursor, ..look };
            line.draw(Rect { y, height: 1, ..area }, look, theme, buf);
        }
    }
}

impl Pane for State {
    type Loaded = Loaded;

    fn update(&mut self, ctx: &Context<'_>, msg: PaneMsg<Loaded>) -> Vec<Ask> {
        match msg {
            PaneMsg::Refresh => self.refresh(ctx),
            PaneMsg::Command(command, count) => return self.command(ctx, command, count),
            PaneMsg::Loaded(loaded) => self.loaded(ctx, loaded),
            PaneMsg::Failed(why) => return vec![Ask::Say(why)],
            PaneMsg::Click { y, double, .. } => return self.click(ctx, usize::from(y), double),
            PaneMsg::Find(_) => {}
            PaneMsg::Scroll(by) => match &mut self.open {
                Some(open) => open.list.scroll(by as isize, open.detail.len(), usize::from(ctx.size.1)),
                None => self.list.scroll(by as isize, self.len(), Self::height(ctx)),
            },
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if let Some(open) = &self.open {
            let look = Look { focused: ctx.focused, shift: self.shift, ..Look::default() };
            return open.draw(look, theme, area, buf);
        }
        if self.len() == 0 {
            return lines::empty(buf, area, theme, Self::empty(ctx));
        }
        self.draw_table(ctx, theme, area, buf);
    }

    fn title(&self, ctx: &Context<'_>) -> String {
        if let Some(row) = self.open.as_ref().and_then(|open| ctx.view.network.get(open.row)) {
            let path = row.request.url.split(['?', '#']).next().and_then(|url| url.rsplit('/').next());
            return format!("request {} · d goes back", path.unwrap_or_default());
        }
        let all = match ctx.view.network.len() {
            0 => return String::new(),
            1 => "1 request".to_owned(),
            many => format!("{many} requests"),
        };
        let listed = if self.requests.failed_only { " · failed only" } else { "" };
        match self.requests.failed() {
            0 => all,
            failed => format!("{all} · {failed} failed{listed}"),
        }
    }

    fn copy(&self, ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)> {
        if let Some(open) = &self.open {
            return Some(("this part of the request".into(), open.detail.copy(open.list.cursor)?));
        }
        let row = self.row(ctx, self.list.cursor)?;
        Some(("the address".into(), row.request.url.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::extract::{Exchange, Request};
    use crate::tui::panes::testing::{context, screen};
    use std::sync::Arc;

    /// A request for tests: the event, when it was sent, how long it took, when the first byte came; in ms.
    pub(super) fn request(seq: Seq, at: i64, duration: i64, first_byte: i64) -> NetworkRow {
        let mut request = Request {
            at: Some(Time(at * 1000)),
            method: Some("GET".into()),
            url: "https://shop.test/api/cart".into(),
            status: Some(200),
            initiator: Some("fetch".into()),
            duration: Some(Span(duration * 1000)),
            phases: crate::extract::Phases::default(),
            sizes: crate::extract::Sizes::default(),
            failed: false,
            has_body: false,
        };
        request.phases.response = (first_byte > 0).then_some(Span(first_byte * 1000));
        NetworkRow { seq, nth: 0, at: Time(at * 1000), window: 0, request: request.into() }
    }

    fn view() -> View {
        let mut view = View::default();
        view.network = vec![request(5, 0, 100, 50), request(5, 100, 300, 0)];
        let failed = Arc::make_mut(&mut view.network[1].request);
        (failed.failed, failed.status, failed.method) = (true, Some(500), Some("POST".into()));
        failed.url = "https://shop.test/api/漢字/a/long/way/to/pay?token=\u{202e}x".into();
        view
    }

    #[test]
    fn the_table_lines_up_and_a_failure_stands_out() {
        let view = view();
        let ctx = context(&view, 5, (100, 6));
        let mut pane = State::default();
        pane.update(&ctx, PaneMsg::Refresh);
        assert_eq!(
            screen(&pane, &ctx),
            [
                " time        method  st url                                        size duration waterfall",
                "▌00:00.000 ⇄ GET    200 https://shop.test/api/cart                    -   100 ms ──━━",
                " 00:00.100 ⨯ POST   500 shop.test/api/漢字/…o/pay?token=⟨202e⟩x       -   300 ms     ━━━━━━━━━━━━━━━",
            ]
        );
        assert_eq!(pane.title(&ctx), "2 requests · 1 failed");
    }

    #[test]
    fn one_request_is_shown_whole_and_put_back() {
        let view = view();
        let ctx = context(&view, 5, (70, 12));
        let mut pane = State::default();
        pane.update(&ctx, PaneMsg::Refresh);
        let press = |pane: &mut State, command| pane.update(&ctx, PaneMsg::Command(command, 1));
        press(&mut pane, Command::Bottom);
        assert_eq!(press(&mut pane, Command::Detail), [Ask::Load(Want::Request { row: 1 })]);
        let raw = serde_json::json!({"name": "x"});
        let whole = Whole::new(Exchange { raw, ..Exchange::default() });
        pane.update(&ctx, PaneMsg::Loaded(Loaded { row: 1, whole }));
        let lines = screen(&pane, &ctx);
        assert_eq!(lines[0], " POST https://shop.test/api/漢字/a/long/way/to/pay?token=⟨202e⟩x");
        assert_eq!(lines[1], " status 500, 300 ms, by fetch, sent 00:00.100, reported by event #5");
        assert_eq!(lines[2], " request: neither headers nor a body were recorded");
        assert!(press(&mut pane, Command::Detail).is_empty());
        assert!(screen(&pane, &ctx)[0].starts_with(" time"));
    }

    #[test]
    fn only_what_failed_is_listed_on_demand() {
        let view = view();
        let ctx = context(&view, 5, (100, 6));
        let mut pane = State::default();
        pane.update(&ctx, PaneMsg::Refresh);
        pane.update(&ctx, PaneMsg::Command(Command::Threshold, 1));
        assert_eq!(screen(&pane, &ctx).len(), 2);
        let nothing = View::default();
        let ctx = context(&nothing, 0, (60, 3));
        assert_eq!(screen(&State::default(), &ctx), ["no request so far: the recording is still being read"]);
    }
}
