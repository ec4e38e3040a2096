//! The signals pane: what speaks of a user's trouble, with the events and numbers that show it; and, on demand, why an error
//! or any other event came to be: its causes, ranked, with the clues for and against each.
//!
//! Its rows are those of the verbs `signals` and `why`.

use super::unfolding::Unfolding;
use super::{Ask, Context, Pane, PaneMsg, lines};
use crate::event::Seq;
use crate::recording::why::{Cause, Effect, Why};
use crate::recording::{Cancel, Recording, Signal, View};
use crate::timeline::{What, WindowIx};
use crate::tui::command::Command;
use crate::tui::effect::Want;
use crate::tui::glyphs::Glyphs;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::detail::{Detail, Target};
use crate::tui::widgets::line::Line;
use crate::tui::widgets::log::Log;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// The causes that are told.
const MOST_CAUSES: usize = 10;

/// What is to be explained: an event, or a request by its place among the view's.
pub(crate) type Question = (Seq, Option<u32>);

/// The pane's state.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// What is explained; nothing while the signals are listed.
    question: Option<Question>,
    /// Its causes, once they are known.
    causes: Option<Vec<Cause>>,
    failed: Option<String>,
    log: Log,
    /// The moment the list last followed.
    followed: Option<Seq>,
}

/// Explains what the pane asks about; runs on a worker. An error is a sentence for the pane.
pub(super) fn load(recording: &Recording, view: &View, of: Question, cancel: &Cancel) -> Result<Vec<Cause>, String> {
    let effect = effect(view, of);
    Why::new(recording, view, cancel).causes(&effect, MOST_CAUSES).map_err(|error| error.to_string())
}

fn effect(view: &View, (seq, request): Question) -> Effect {
    match request.map(|place| place as usize).filter(|place| *place < view.network.len()) {
        Some(place) => Effect::of_request(view, place),
        None => Effect::of(view, seq),
    }
}

impl State {
    /// What the pane explains; nothing while it lists the signals.
    pub(crate) fn question(&self) -> Option<Question> {
        self.question
    }

    /// The signals within the range, in order.
    fn signals<'v>(ctx: &'v Context<'_>) -> impl Iterator<Item = &'v Signal> {
        ctx.view.signals().iter().filter(|signal| ctx.scope.has(signal.at, signal.window))
    }

    fn signal<'v>(ctx: &'v Context<'_>, row: usize) -> Option<&'v Signal> {
        Self::signals(ctx).nth(row)
    }

    fn cause(&self, row: usize) -> Option<&Cause> {
        self.causes.as_ref()?.get(row)
    }

    fn refresh(&mut self, ctx: &Context<'_>) {
        let explains = self.question.is_some();
        let rows = if explains { self.causes.as_ref().map_or(0, Vec::len) } else { Self::signals(ctx).count() };
        self.log.fit(rows, ctx.size);
        if !explains && self.followed != Some(ctx.seq) && rows > 0 {
            self.followed = Some(ctx.seq);
            self.log.choose(Self::current(ctx).unwrap_or(0));
        }
    }

    /// The last signal that began at or before the playhead.
    fn current(ctx: &Context<'_>) -> Option<usize> {
        let now = ctx.view.index.time(ctx.seq);
        Self::signals(ctx).take_while(|signal| (signal.at, signal.seq) <= (now, ctx.seq)).count().checked_sub(1)
    }

    /// Explains what is under the playhead; asked again about the same, it lists the signals again.
    fn why(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        if ctx.view.index.is_empty() {
            return vec![Ask::Say("nothing is read yet that could be explained".to_owned())];
        }
        let question = match ctx.row.map(|row| (row.what, row.seq)) {
            Some((What::Request(place), seq)) => (seq, Some(place)),
            _ => (ctx.seq, None),
        };
        let back = self.question == Some(question);
        (self.causes, self.failed, self.followed, self.log) = (None, None, None, Log::default());
        self.question = (!back).then_some(question);
        self.refresh(ctx);
        self.question.map(|(seq, request)| Ask::Load(Want::Why { seq, request })).into_iter().collect()
    }

    fn row_line(&self, ctx: &Context<'_>, row: usize, glyphs: Glyphs) -> Line {
        if self.question.is_some() {
            return self.cause(row).map(|cause| cause_line(ctx, row, cause, glyphs)).unwrap_or_default();
        }
        let Some(signal) = Self::signal(ctx, row) else { return Line::default() };
        let mut line = signal_line(ctx, signal);
        if signal.at > ctx.view.index.time(ctx.seq) {
            line = line.all_in(Role::Dim);
        } else if Self::current(ctx) == Some(row) {
            line.mark(Role::Playhead, glyphs.bar());
        }
        line
    }

    fn empty(&self, ctx: &Context<'_>) -> Cow<'_, str> {
        if let Some(why) = &self.failed {
            return why.as_str().into();
        }
        match (self.question, &self.causes) {
            (Some((seq, _)), None) => format!("looking for what led to #{seq} …").into(),
            (Some((seq, _)), Some(_)) => format!("nothing before #{seq} explains it").into(),
            (None, _) if ctx.view.progress.follow.is_some() => "no signs of trouble so far".into(),
            (None, _) if !ctx.view.progress.done => "signals are looked for when the recording is read".into(),
            (None, _) if !ctx.scope.is_all() => {
                "no signal in scope; Esc drops the range, T turns through the windows".into()
            }
            (None, _) => "no rage, dead or error clicks, nor other signs of trouble".into(),
        }
    }
}

fn window(ctx: &Context<'_>, window: WindowIx) -> String {
    if ctx.view.windows.len() > 1 { format!("w{} ", usize::from(window) + 1) } else { String::new() }
}

/// A signal: when, what sort, what it says; and at the right its event.
fn signal_line(ctx: &Context<'_>, signal: &Signal) -> Line {
    let mut line = Line::of(Role::Dim, &format!("{} {}", ctx.stamp(signal.at), window(ctx, signal.window)));
    line.push(Role::Warn, &format!("{:<16}", signal.kind.words()));
    line.push(Role::Text, signal.says());
    line.note(Role::Dim, &format!("#{}", signal.seq));
    line
}

/// The events that show a signal, each leading there; then the numbers.
fn evidence(ctx: &Context<'_>, signal: &Signal) -> Detail {
    let mut detail = Detail::default();
    detail.text(Role::Text, signal.says());
    let evidence = &signal.evidence;
    let vendor = evidence.vendor.iter().map(|(tag, seq)| (*seq, *tag));
    for (seq, what) in evidence.events.iter().map(|fired| (fired.seq, fired.what)).chain(vendor) {
        detail.line(event_line(ctx, seq, &format!("{what:<15}"))).to(Target::Event(seq));
    }
    for (name, measures) in [("measured", &evidence.measured), ("thresholds", &evidence.thresholds)] {
        let numbers: Vec<String> = measures.iter().map(|(name, value)| format!("{name} {value}")).collect();
        if !numbers.is_empty() {
            detail.text(Role::Dim, &format!("{name}: {}", numbers.join(", ")));
        }
    }
    if let Some(node) = signal.node {
        detail.line(Line::of(Role::Dim, &format!("node #{node}"))).to(Target::Node(node));
    }
    detail
}

fn event_line(ctx: &Context<'_>, seq: Seq, before: &str) -> Line {
    let mut line = Line::of(Role::Accent, before);
    line.push(Role::Text, ctx.view.index.label(seq));
    line.push(Role::Dim, &format!(" {} #{seq}", ctx.stamp_of(seq)));
    line
}

/// A cause: its rank, how plausible, what it is; and at the right when and which event.
fn cause_line(ctx: &Context<'_>, row: usize, cause: &Cause, glyphs: Glyphs) -> Line {
    let role = match cause.score {
        ..0.3 => Role::Dim,
        0.3..0.6 => Role::Text,
        _ => Role::Accent,
    };
    let mut line = Line::of(Role::Dim, &format!("{}. ", row + 1));
    line.push(role, &format!("{:.2} ", cause.score));
    line.push(Role::Dim, &format!("{} ", glyphs.kind(cause.kind)));
    line.push(Role::Text, cause.label.lines().next().unwrap_or_default());
    line.note(Role::Dim, &format!("{}  #{}", ctx.stamp(cause.at), cause.seq));
    line
}

/// The clues, the strongest first, and what is against it; then where it is.
fn reasons(ctx: &Context<'_>, cause: &Cause) -> Detail {
    let mut detail = Detail::default();
    for reason in &cause.reasons {
        let (role, but) = if reason.weight < 0.0 { (Role::Warn, "but ") } else { (Role::Text, "") };
        detail.text(role, &format!("{:+.2} {but}{}", reason.weight, reason.says));
    }
    detail.line(event_line(ctx, cause.seq, "by ")).to(Target::Event(cause.seq));
    if let Some(node) = cause.node {
        detail.line(Line::of(Role::Dim, &format!("node #{node}"))).to(Target::Node(node));
    }
    detail
}

impl Unfolding for State {
    fn log(&mut self) -> &mut Log {
        &mut self.log
    }

    fn go(&mut self, ctx: &Context<'_>, row: usize) -> Vec<Ask> {
        let ask = match self.question {
            Some(_) => self.cause(row).map(|cause| match cause.request {
                Some(request) => Ask::GoRequest(request as usize),
                None => Ask::Go(cause.seq),
            }),
            None => Self::signal(ctx, row).map(|signal| Ask::Go(signal.seq)),
        };
        ask.into_iter().collect()
    }

    fn unfold(&mut self, ctx: &Context<'_>, row: usize) -> Vec<Ask> {
        let detail = match self.question {
            Some(_) => self.cause(row).map(|cause| reasons(ctx, cause)),
            None => Self::signal(ctx, row).map(|signal| evidence(ctx, signal)),
        };
        if let Some(detail) = detail {
            self.log.unfold(row, detail);
            self.log.choose(row);
        }
        Vec::new()
    }
}

impl Pane for State {
    fn update(&mut self, ctx: &Context<'_>, msg: PaneMsg) -> Vec<Ask> {
        match msg {
            PaneMsg::Refresh => self.refresh(ctx),
            PaneMsg::Command(Command::Why, _) => return self.why(ctx),
            PaneMsg::Loaded(super::Loaded::Why(causes)) => {
                (self.causes, self.failed) = (Some(causes), None);
                self.log.fold_all();
                self.refresh(ctx);
                self.log.choose(0);
            }
            PaneMsg::Failed(why) => (self.causes, self.failed) = (None, Some(why)),
            msg => return self.listed(ctx, &msg),
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if self.log.is_empty() {
            return lines::empty(buf, area, theme, &self.empty(ctx));
        }
        self.log.draw((area, ctx.focused), theme, buf, |row, glyphs| self.row_line(ctx, row, glyphs));
    }

    fn title(&self, ctx: &Context<'_>) -> String {
        match self.question {
            Some(question) => {
                let effect = effect(ctx.view, question);
                let text = effect.text.lines().next().unwrap_or_default();
                format!("why #{} {text}", effect.seq)
            }
            None => ctx.count(Self::signals(ctx).count(), "signal"),
        }
    }

    fn copy(&self, ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)> {
        if let Some(text) = self.log.copy() {
            return Some(("a part of it".into(), text));
        }
        let row = self.log.chosen()?.row();
        match self.question {
            Some(_) => self.cause(row).map(|cause| ("the cause".into(), format!("#{} {}", cause.seq, cause.label))),
            None => Self::signal(ctx, row).map(|it| ("the signal".into(), format!("#{} {}", it.seq, it.label))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Input;
    use crate::recording::Want as Wanted;
    use crate::tui::panes::testing::{context, screen};
    use std::path::Path;

    fn shop() -> Recording {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/checkout.export.json");
        let recording = Recording::load(&[Input::Path(file)], Wanted::Everything).unwrap();
        recording.find_signals(&Cancel::new()).unwrap();
        recording
    }

    #[test]
    fn signals_are_listed_and_choosing_one_goes_there() {
        let recording = shop();
        let view = recording.view();
        let ctx = context(&view, 150, (90, 40));
        let mut pane = State::default();
        pane.update(&ctx, PaneMsg::Refresh);
        let lines = screen(&pane, &ctx);
        assert_eq!(lines.len(), view.signals().len());
        assert!(lines[0].contains("00:22.046 rage click      button#buy \"Buy now\": 8 clicks"), "{lines:#?}");
        assert_eq!(pane.title(&ctx), "4 signals");
        pane.update(&ctx, PaneMsg::Command(Command::Top, 1));
        assert_eq!(pane.update(&ctx, PaneMsg::Command(Command::Choose, 1)), [Ask::Go(145)]);
        pane.update(&ctx, PaneMsg::Command(Command::Detail, 1));
        let lines = screen(&pane, &ctx);
        assert!(lines.iter().any(|line| line.contains("error") && line.contains("#146")), "{lines:#?}");
        assert!(lines.iter().any(|line| line.contains("thresholds: clicks 3")), "{lines:#?}");
    }

    #[test]
    fn an_error_is_explained_and_asked_again_the_signals_are_back() {
        let recording = shop();
        let view = recording.view();
        let ctx = context(&view, 146, (90, 12));
        let mut pane = State::default();
        pane.update(&ctx, PaneMsg::Refresh);
        let asked = pane.update(&ctx, PaneMsg::Command(Command::Why, 1));
        assert_eq!(asked, [Ask::Load(Want::Why { seq: 146, request: None })]);
        assert_eq!(screen(&pane, &ctx), ["looking for what led to #146 …"]);
        let causes = load(&recording, &view, (146, None), &Cancel::new()).unwrap();
        pane.update(&ctx, PaneMsg::Loaded(super::super::Loaded::Why(causes)));
        let lines = screen(&pane, &ctx);
        assert!(lines[0].starts_with(" 1. 0.93 ● click button#buy \"Buy now\""), "{lines:#?}");
        assert!(pane.title(&ctx).starts_with("why #146 Uncaught TypeError"));
        pane.update(&ctx, PaneMsg::Command(Command::Detail, 1));
        let lines = screen(&pane, &ctx);
        assert!(lines[1].contains("+0.90 same handler: buy.onclick"), "{lines:#?}");
        assert_eq!(pane.update(&ctx, PaneMsg::Command(Command::Choose, 1)), [Ask::Go(145)]);
        assert!(pane.update(&ctx, PaneMsg::Command(Command::Why, 1)).is_empty());
        assert_eq!(pane.title(&ctx), "4 signals");
    }
}
