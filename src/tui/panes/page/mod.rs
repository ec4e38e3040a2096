//! The page pane: what a person reads on the page at the playhead, as text; the changed parts marked.
//!
//! The worker reads the page and lays it for the pane's width. It is asked anew only when an event changed what is read:
//! moving the mouse costs nothing. Until the user has chosen a place, the pane follows: to what the event changed, else to
//! what it is about, else to where the page was scrolled.

mod draw;
mod lay;
#[cfg(test)]
mod tests;

use self::lay::Laid;
use super::marks::{Bar, Marks};
use super::touched::touched_within;
use super::{About, Ask, Context, Pane, PaneMsg, lines};
use crate::clock::Time;
use crate::dom::{ChangeKind, Tree};
use crate::event::{Kind, NodeId, Seq};
use crate::recording::{Cancel, Recording, View};
use crate::timeline::WindowIx;
use crate::tui::command::Command;
use crate::tui::effect::Want;
use crate::tui::theme::Theme;
use crate::tui::widgets::line::Look;
use crate::tui::widgets::list::List;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
use std::sync::Arc;

/// The pane's state.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// What was asked for, and the time of its event: while a file is read, a late event may shift the seqs.
    asked: Option<(Want, Time)>,
    loaded: Option<Box<Loaded>>,
    failed: Option<String>,
    list: List,
    shift: usize,
    /// The node of the block that the user chose; `None` while the pane follows.
    chosen: Option<NodeId>,
    /// What is searched for, and whether its first hit is still to be gone to.
    pattern: (String, bool),
    /// The moment that was followed last.
    followed: Option<Seq>,
    /// The node that was chosen, here or elsewhere, as last told.
    told: Option<(WindowIx, NodeId)>,
}

/// What the worker prepared for the pane.
#[derive(Debug)]
pub(crate) struct Loaded {
    seq: Seq,
    since: Option<Seq>,
    tree: Arc<Tree>,
    laid: Laid,
    /// The blocks that the event changed, in order; and those that were changed since the action.
    now: Vec<usize>,
    lately: Vec<usize>,
    /// The block that the page is scrolled to, and how far that is in pixels.
    scrolled: Option<(usize, f64)>,
    /// What was searched for, and the blocks that hold it.
    search: (String, Vec<usize>),
}

/// The events since an action that are asked for their changes, and the JSON they may cost in bytes.
const MOST_SINCE: (usize, u64) = (200, 1024 * 1024);

/// Prepares what the pane asked for; runs on a worker. An error is a sentence for the pane.
pub(super) fn load(recording: &Recording, view: &View, want: &Want, cancel: &Cancel) -> Result<Loaded, String> {
    let &Want::Page { seq, since, columns, ref find } = want else {
        return Err("the page pane shows pages alone".to_owned());
    };
    let step = recording.applied(view, seq, cancel).map_err(|error| error.to_string())?;
    let lately = since.map(|since| touched_within(recording, view, since..seq, MOST_SINCE, cancel)).unwrap_or_default();
    // A full snapshot brings everything, and scrolling changes nothing that is read.
    let root = step.after.root().and_then(crate::dom::Node::id);
    let mut changes = step.applied.changes;
    changes.retain(|change| Some(change.id) != root && change.what != ChangeKind::Scroll);
    let marks = Marks::new(&step.before, &step.after, &changes, &lately);
    let about = view.index.node(seq).filter(|_| view.index.kind(seq) == Kind::Scroll);
    let loaded = Loaded::new((seq, since), step.after, &marks, about, usize::from(columns));
    Ok(loaded.search(find))
}

impl Loaded {
    /// A page, laid; `scrolled` is the node that the event scrolled.
    fn new(
        (seq, since): (Seq, Option<Seq>),
        tree: Arc<Tree>,
        marks: &Marks,
        scrolled: Option<NodeId>,
        columns: usize,
    ) -> Self {
        let laid = Laid::new(&tree, marks, columns);
        let barred = |bar: fn(&Bar) -> bool| {
            let blocks = laid.blocks.iter().enumerate();
            blocks.filter(|(_, block)| block.bar.as_ref().is_some_and(bar)).map(|(at, _)| at).collect::<Vec<_>>()
        };
        let (now, lately) = (barred(|bar| matches!(bar, Bar::Now(_))), barred(|bar| *bar == Bar::Lately));
        let node = scrolled.and_then(|id| tree.get(id)).or(tree.root());
        let scrolled = node.and_then(|node| {
            let (_, y) = node.scroll()?;
            let width = tree.viewport().map_or(1000.0, |(width, _)| width);
            Some((laid.below(laid.block_of(node)?, y, width), y))
        });
        Self { seq, since, tree, laid, now, lately, scrolled, search: (String::new(), Vec::new()) }
    }

    /// The page searched: `#12` is a node, anything else a text in any case.
    fn search(mut self, pattern: &str) -> Self {
        let by_id = pattern.strip_prefix('#').and_then(|id| id.parse().ok()).and_then(|id| self.block_of(id));
        let wanted = pattern.trim().to_lowercase();
        let blocks = self.laid.blocks.iter().enumerate();
        let hits = match by_id {
            _ if wanted.is_empty() => Vec::new(),
            Some(block) => vec![block],
            None => blocks.filter(|(_, block)| block.text.to_lowercase().contains(&wanted)).map(|(at, _)| at).collect(),
        };
        self.search = (pattern.to_owned(), hits);
        self
    }

    /// The block of a node.
    fn block_of(&self, id: NodeId) -> Option<usize> {
        let node = self.tree.get(id).filter(|node| self.tree.is_attached(*node))?;
        self.laid.block_of(node)
    }
}

/// Whether events of this kind can change what is read of a page, or where it is scrolled.
fn is_read(kind: Kind) -> bool {
    matches!(kind, Kind::Page | Kind::Snapshot | Kind::Mutation | Kind::Input | Kind::Scroll | Kind::Other)
}

/// What the pane shows at a moment.
fn wanted(ctx: &Context<'_>, find: &str) -> Want {
    /// The events that are looked back over.
    const MOST: usize = 10_000;
    let index = &ctx.view.index;
    let window = index.window(ctx.seq);
    let mut back = (0..=ctx.seq).rev().take(MOST).filter(|seq| index.window(*seq) == window);
    let seq = back.find(|seq| is_read(index.kind(*seq))).unwrap_or(ctx.seq);
    let action = ctx.view.action_before(window, ctx.seq).map(|action| action.seq);
    Want::Page { seq, since: action.filter(|action| *action < seq), columns: ctx.size.0, find: find.to_owned() }
}

impl State {
    fn height(ctx: &Context<'_>) -> usize {
        usize::from(ctx.size.1)
    }

    fn len(&self) -> usize {
        self.loaded.as_ref().map_or(0, |loaded| loaded.laid.rows.len())
    }

    fn refresh(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        self.list.settle(self.len(), Self::height(ctx));
        if self.told != ctx.node {
            self.told = ctx.node;
            self.inspect(ctx);
        }
        if ctx.view.index.is_empty() || ctx.size.0 == 0 {
            return Vec::new();
        }
        let want = wanted(ctx, &self.pattern.0);
        let Want::Page { seq, .. } = want else { return Vec::new() };
        let asked = Some((want.clone(), ctx.view.index.time(seq)));
        if self.asked == asked {
            self.follow(ctx);
            return Vec::new();
        }
        self.asked = asked;
        vec![Ask::Load(want)]
    }

    fn loaded(&mut self, ctx: &Context<'_>, loaded: Box<Loaded>) -> Vec<Ask> {
        self.failed = None;
        let page = |tree: &Tree| tree.href().map(|href| href.split('#').next().unwrap_or_default().to_owned());
        if self.loaded.as_ref().is_none_or(|old| page(&old.tree) != page(&loaded.tree)) {
            (self.list, self.shift, self.chosen) = (List::default(), 0, None);
        }
        self.loaded = Some(loaded);
        self.followed = None;
        if let Some(block) = self.chosen.and_then(|id| self.block_of(id)) {
            // The chosen block stays where it was on the screen.
            let above = self.list.cursor.saturating_sub(self.list.top);
            let row = self.row_of(block);
            self.list = List { cursor: row, top: row.saturating_sub(above) };
        }
        self.list.settle(self.len(), Self::height(ctx));
        self.follow(ctx);
        self.found(ctx)
    }

    /// The block of a node.
    fn block_of(&self, id: NodeId) -> Option<usize> {
        self.loaded.as_ref()?.block_of(id)
    }

    fn row_of(&self, block: usize) -> usize {
        self.loaded.as_ref().and_then(|loaded| loaded.laid.first.get(block).copied()).unwrap_or(0)
    }

    /// Brings into sight what the moment is about, once a moment.
    fn follow(&mut self, ctx: &Context<'_>) {
        if self.chosen.is_some() || self.followed == Some(ctx.seq) {
            return;
        }
        self.followed = Some(ctx.seq);
        let Some(loaded) = &self.loaded else { return };
        let here = loaded.seq == ctx.seq;
        let changed = loaded.now.first().copied().filter(|_| here);
        let kind = ctx.view.index.kind(ctx.seq);
        // What is done to a node is followed; the pointer that wanders about is not.
        let is_done = !matches!(kind, Kind::Scroll | Kind::Move);
        let target = || ctx.view.index.node(ctx.seq).filter(|_| is_done).and_then(|id| self.block_of(id));
        let scrolled = || loaded.scrolled.map(|(block, _)| block).filter(|_| here || self.list == List::default());
        match (changed.or_else(target), scrolled()) {
            (Some(block), _) => self.reveal(ctx, block),
            (None, Some(block)) => {
                let row = self.row_of(block);
                self.list = List { cursor: row, top: row };
                self.list.settle(self.len(), Self::height(ctx));
            }
            (None, None) => {}
        }
    }

    fn reveal(&mut self, ctx: &Context<'_>, block: usize) {
        self.list.reveal(self.row_of(block), self.len(), Self::height(ctx));
    }

    /// Shows the node that was chosen elsewhere, if it is read here.
    fn inspect(&mut self, ctx: &Context<'_>) {
        let Some((_, id)) = ctx.node.filter(|(window, _)| *window == ctx.view.index.window(ctx.seq)) else { return };
        if let Some(block) = self.block_of(id).filter(|block| self.block() != Some(*block)) {
            self.reveal(ctx, block);
            self.chosen = Some(id);
        }
    }

    /// The block under the cursor.
    fn block(&self) -> Option<usize> {
        self.loaded.as_ref()?.laid.block_at(self.list.cursor)
    }

    /// The node of the block under the cursor.
    fn node(&self) -> Option<NodeId> {
        let loaded = self.loaded.as_ref()?;
        loaded.laid.id(&loaded.tree, self.block()?)
    }

    /// The user chose the block under the cursor: it stays chosen, and the other panes are told.
    fn choose(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        self.chosen = self.node();
        let Some(id) = self.chosen else { return Vec::new() };
        self.told = Some((ctx.view.index.window(ctx.seq), id));
        if self.told == ctx.node { Vec::new() } else { vec![Ask::Node(id)] }
    }

    /// Goes to the next hit of a search, else to the next block that was changed.
    fn jump(&mut self, ctx: &Context<'_>, by: isize) -> Vec<Ask> {
        let Some(loaded) = &self.loaded else { return Vec::new() };
        let searching = !loaded.search.0.trim().is_empty();
        let mut places = if searching { loaded.search.1.clone() } else { [&loaded.now[..], &loaded.lately].concat() };
        places.sort_unstable();
        let Some(last) = places.len().checked_sub(1) else {
            let why = if searching { "nothing is found" } else { "nothing that is read here was changed" };
            return vec![Ask::Say(why.to_owned())];
        };
        let here = self.block();
        let next = if by > 0 {
            places.iter().position(|place| Some(*place) > here).unwrap_or(0)
        } else {
            places.iter().rposition(|place| Some(*place) < here).unwrap_or(last)
        };
        self.reveal(ctx, places[next]);
        let what = if searching { "hit" } else { "change" };
        let mut asks = vec![Ask::Say(format!("{what} {} of {}", next + 1, places.len()))];
        asks.extend(self.choose(ctx));
        asks
    }

    /// Has a worker find what was typed.
    fn find(&mut self, ctx: &Context<'_>, pattern: String) -> Vec<Ask> {
        self.pattern = (pattern, true);
        self.refresh(ctx)
    }

    /// Goes to the first hit at or below the cursor, once the hits of what was typed have come.
    fn found(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        let Some((pattern, hits)) = self.loaded.as_ref().map(|loaded| &loaded.search) else { return Vec::new() };
        if !self.pattern.1 || *pattern != self.pattern.0 {
            return Vec::new();
        }
        let here = self.block().unwrap_or(0);
        let hit = hits.iter().find(|hit| **hit >= here).or(hits.first()).copied();
        let said = format!("{} found", hits.len());
        self.pattern.1 = false;
        let Some(hit) = hit else { return Vec::new() };
        self.reveal(ctx, hit);
        self.chosen = self.node();
        vec![Ask::Say(said)]
    }

    fn command(&mut self, ctx: &Context<'_>, command: Command, count: u32) -> Vec<Ask> {
        match command {
            Command::NextHit => return (0..count.min(100)).fold(Vec::new(), |_, _| self.jump(ctx, 1)),
            Command::PrevHit => return (0..count.min(100)).fold(Vec::new(), |_, _| self.jump(ctx, -1)),
            Command::Choose | Command::Inspect => return self.node().map(Ask::Inspect).into_iter().collect(),
            Command::ScrollLeft => self.shift = self.shift.saturating_sub(8 * count as usize),
            Command::ScrollRight => self.shift = (self.shift + 8 * count as usize).min(2000),
            Command::Fold | Command::Unfold => {}
            _ => {
                self.list.command(command, count, self.len(), Self::height(ctx));
                return self.choose(ctx);
            }
        }
        Vec::new()
    }
}

impl Pane for State {
    fn update(&mut self, ctx: &Context<'_>, msg: PaneMsg) -> Vec<Ask> {
        match msg {
            PaneMsg::Refresh => return self.refresh(ctx),
            PaneMsg::Command(command, count) => return self.command(ctx, command, count),
            PaneMsg::Find(pattern) => return self.find(ctx, pattern),
            PaneMsg::Loaded(super::Loaded::Page(loaded)) => return self.loaded(ctx, loaded),
            PaneMsg::Loaded(_) => {}
            PaneMsg::Failed(why) => {
                let (asked, pattern) = (self.asked.take(), std::mem::take(&mut self.pattern));
                *self = Self { failed: Some(why), asked, pattern, ..Self::default() };
            }
            PaneMsg::Click { y, double, .. } => {
                let row = self.list.top + usize::from(y);
                if row < self.len() {
                    self.list.cursor = row;
                    let asks = self.choose(ctx);
                    return if double { self.node().map(Ask::Inspect).into_iter().collect() } else { asks };
                }
            }
            PaneMsg::Scroll(by) => self.list.scroll(by as isize, self.len(), Self::height(ctx)),
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some(loaded) = self.loaded.as_ref().filter(|loaded| !loaded.laid.rows.is_empty()) else {
            return lines::empty(buf, area, theme, &self.empty(ctx));
        };
        for (at, y) in self.list.window(self.len(), usize::from(area.height)).zip(area.y..) {
            let chosen = at == self.list.cursor;
            let look = Look { chosen, focused: ctx.focused, shift: self.shift };
            let mut line = draw::line(&loaded.laid, at, loaded.seq == ctx.seq, &loaded.search.0, theme.glyphs);
            if chosen && let Some(id) = self.node() {
                line.note(crate::tui::theme::Role::Dim, &format!("#{id}"));
            }
            line.draw(Rect { y, height: 1, ..area }, look, theme, buf);
        }
    }

    fn title(&self, ctx: &Context<'_>) -> String {
        let Some(loaded) = &self.loaded else { return String::new() };
        let mut parts = Vec::new();
        if loaded.seq == ctx.seq && !loaded.now.is_empty() {
            parts.push(format!("{} changed", loaded.now.len()));
        }
        let before = loaded.lately.len() + if loaded.seq == ctx.seq { 0 } else { loaded.now.len() };
        if let Some(since) = loaded.since.filter(|_| before > 0) {
            parts.push(format!("{before} since #{since}"));
        }
        if let Some((_, y)) = loaded.scrolled.filter(|(_, y)| *y >= 1.0) {
            parts.push(format!("scrolled {y:.0} px"));
        }
        parts.join(" · ")
    }

    fn about(&self, _ctx: &Context<'_>) -> About {
        About { node: self.node(), ..About::default() }
    }

    fn copy(&self, _ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)> {
        let block = self.loaded.as_ref()?.laid.blocks.get(self.block()?)?;
        Some(("the text".into(), block.text.clone()))
    }
}

impl State {
    fn empty(&self, ctx: &Context<'_>) -> String {
        if let Some(why) = &self.failed {
            return why.clone();
        }
        match &self.loaded {
            None if ctx.view.index.is_empty() => "no page yet: the recording is still being read".to_owned(),
            None => "reading the page …".to_owned(),
            Some(loaded) if loaded.tree.is_empty() => ctx.no_page(),
            Some(_) => {
                "there is nothing to read on this page: only boxes, or all of it is hidden; 2 shows its DOM".to_owned()
            }
        }
    }
}
