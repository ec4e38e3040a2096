//! The DOM pane: the page at the playhead as a tree to fold and walk, the changed parts marked.
//!
//! The worker brings the tree and its marks; rows are laid when the tree or a fold changes. The chosen node stays chosen
//! by its id while the playhead moves; until the user has chosen one, the pane follows what changes.

mod node;
mod rows;
mod search;
#[cfg(test)]
mod tests;

use self::rows::{Fold, Folds, Key, Row, lay};
use self::search::Search;
use super::marks::{self, Bar, Mark, Marks};
use super::touched::touched_within;
use super::{Ask, Context, Pane, PaneMsg, lines};
use crate::clock::{Span, Time};
use crate::dom::select::selector_of;
use crate::dom::{Node, NodeKey, NodeKind, Tree, html};
use crate::event::{NodeId, Seq};
use crate::recording::{Cancel, Recording, View};
use crate::timeline::WindowIx;
use crate::tui::command::Command;
use crate::tui::effect::Want;
use crate::tui::glyphs::Glyphs;
use crate::tui::take::About;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::{Line, Look};
use crate::tui::widgets::list::List;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// The pane's state.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// What was asked for, and its event's time: while a file is read, a late event may shift the seqs.
    asked: Option<(Want, Time)>,
    loaded: Option<Box<Loaded>>,
    failed: Option<String>,
    folds: Folds,
    rows: Vec<Row>,
    /// The node the user chose; `None` while the pane follows what changes.
    chosen: Option<Key>,
    list: List,
    shift: usize,
    /// What is searched for, and whether its first hit is still to be gone to.
    pattern: (String, bool),
    /// The node that was chosen, here or elsewhere, as last told.
    told: Option<(WindowIx, NodeId)>,
}

/// What the worker prepared for the pane.
#[derive(Debug)]
pub(crate) struct Loaded {
    tree: Arc<Tree>,
    marks: Marks,
    /// The changed nodes in document order.
    changed: Vec<NodeKey>,
    /// The node that the event is about, where it is about one.
    target: Option<NodeKey>,
    /// What was searched for, and found.
    search: Search,
}

/// The rows below the chosen one that are looked through for a hit before the search starts at the page's top.
const NEAR: usize = 200;

/// How long before the playhead a change still counts as one of a moment ago.
const LATELY: Span = Span(1_000_000);

/// The events before the playhead that are asked for their changes, and the JSON they may cost in bytes.
const MOST_LATELY: (usize, u64) = (24, 512 * 1024);

/// Prepares what the pane asked for; runs on a worker. An error is a sentence for the pane.
pub(super) fn load(
    recording: &Recording,
    view: &View,
    (seq, find): (Seq, &str),
    cancel: &Cancel,
) -> Result<Loaded, String> {
    let step = recording.applied(view, seq, cancel).map_err(|error| error.to_string())?;
    let since = view.index.time(seq) + Span(-LATELY.0);
    let first = (0..seq).rev().take_while(|earlier| view.index.time(*earlier) >= since).last().unwrap_or(seq);
    let lately = touched_within(recording, view, first..seq, MOST_LATELY, cancel);
    let mut marks = Marks::new(&step.before, &step.after, &step.applied.changes, &lately);
    let changed = marks.in_order(&step.after);
    let about = view.index.node(seq).and_then(|id| step.after.get(id));
    let target = about.filter(|node| step.after.is_attached(*node));
    marks.paths.extend(target.into_iter().flat_map(marks::ancestors).map(Node::key));
    let target = target.map(Node::key);
    let search = Search::new(&step.after, find.to_owned());
    Ok(Loaded { tree: step.after, marks, changed, target, search })
}

impl State {
    fn height(ctx: &Context<'_>) -> usize {
        usize::from(ctx.size.1)
    }

    fn tree(&self) -> Option<&Arc<Tree>> {
        self.loaded.as_ref().map(|loaded| &loaded.tree)
    }

    fn node_at(&self, row: usize) -> Option<Node<'_>> {
        self.tree()?.by_key(self.rows.get(row)?.node)
    }

    fn refresh(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        self.list.settle(self.rows.len(), Self::height(ctx));
        if self.told != ctx.node {
            self.told = ctx.node;
            self.inspect(ctx);
        }
        if ctx.view.index.is_empty() {
            return Vec::new();
        }
        let want = Want::Dom { seq: ctx.seq, find: self.pattern.0.clone() };
        let asked = Some((want.clone(), ctx.view.index.time(ctx.seq)));
        if self.asked == asked {
            return Vec::new();
        }
        self.asked = asked;
        vec![Ask::Load(want)]
    }

    fn loaded(&mut self, ctx: &Context<'_>, loaded: Box<Loaded>) -> Vec<Ask> {
        self.failed = None;
        let page = |tree: &Tree| tree.href().map(|href| href.split('#').next().unwrap_or_default().to_owned());
        if self.tree().is_none_or(|old| page(old) != page(&loaded.tree)) {
            self.folds.reset();
            self.chosen = None;
        }
        self.folds.settle(&loaded.tree);
        self.loaded = Some(loaded);
        self.lay(ctx);
        if self.told.is_some() {
            self.inspect(ctx);
        }
        if self.chosen.is_none() {
            self.follow(ctx);
        }
        self.found(ctx)
    }

    /// Lays the rows anew; the chosen node stays where it was on the screen.
    fn lay(&mut self, ctx: &Context<'_>) {
        let Some(loaded) = &self.loaded else { return };
        let mut paths: HashSet<NodeKey> = loaded.marks.paths.clone();
        let chosen = self.chosen.and_then(|key| key.find(&loaded.tree));
        if let Some(node) = chosen.filter(|node| loaded.tree.is_attached(*node)) {
            paths.extend(std::iter::successors(node.parent_or_host(), |node| node.parent_or_host()).map(Node::key));
        }
        self.rows = lay(&loaded.tree, &self.folds, &paths);
        if let Some(key) = chosen.map(Node::key)
            && let Some(row) = self.rows.iter().position(|row| row.node == key)
        {
            let above = self.list.cursor.saturating_sub(self.list.top);
            self.list = List { cursor: row, top: row.saturating_sub(above) };
        }
        self.list.settle(self.rows.len(), Self::height(ctx));
    }

    /// Brings what changed into sight: the first changed node, else the one the event is about.
    fn follow(&mut self, ctx: &Context<'_>) {
        let Some(loaded) = &self.loaded else { return };
        let Some(key) = loaded.changed.first().copied().or(loaded.target) else { return };
        let Some(row) = self.rows.iter().position(|row| row.node == key) else { return };
        self.list.reveal(row, self.rows.len(), Self::height(ctx));
    }

    /// Shows the node that was chosen elsewhere, if the page has it.
    fn inspect(&mut self, ctx: &Context<'_>) {
        let Some((_, id)) = ctx.node.filter(|(window, _)| *window == ctx.view.index.window(ctx.seq)) else { return };
        let node = self.tree().and_then(|tree| tree.get(id)).filter(|node| node.tree().is_attached(*node));
        let Some(key) = node.map(Node::key) else { return };
        let here = self.rows.get(self.list.cursor).map(|row| row.node);
        if here != Some(key) {
            self.go_to(ctx, key);
        }
    }

    /// The user chose the row under the cursor.
    fn pin(&mut self) {
        self.chosen = self.node_at(self.list.cursor).map(Key::of);
    }

    /// Tells the other panes which node is chosen.
    fn tell(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        let id = self.chosen.and(self.node_at(self.list.cursor)).and_then(Node::id);
        let Some(id) = id else { return Vec::new() };
        self.told = Some((ctx.view.index.window(ctx.seq), id));
        if self.told == ctx.node { Vec::new() } else { vec![Ask::Node(id)] }
    }

    fn fold(&mut self, ctx: &Context<'_>, open: impl Fn(bool) -> bool) {
        let Some(row) = self.rows.get(self.list.cursor).copied() else { return };
        let now = row.fold == Fold::Open;
        let open = open(now);
        self.pin();
        if row.fold == Fold::Leaf || now == open {
            // Folding what is folded already goes to the parent: `-` walks outwards.
            if !open {
                self.parent(ctx);
            }
            return;
        }
        if let Some(key) = self.chosen {
            self.folds.set(key, open);
        }
        self.lay(ctx);
    }

    fn parent(&mut self, ctx: &Context<'_>) {
        let Some(parent) = self.node_at(self.list.cursor).and_then(Node::parent_or_host).map(Node::key) else { return };
        if let Some(row) = self.rows.iter().position(|row| row.node == parent) {
            self.list.reveal(row, self.rows.len(), Self::height(ctx));
            self.pin();
        }
    }

    /// Goes to the next hit of a search, else to the next changed node, in document order, unfolding what hides it.
    fn jump(&mut self, ctx: &Context<'_>, by: isize) -> Vec<Ask> {
        let Some(loaded) = &self.loaded else { return Vec::new() };
        let searching = loaded.search.is_on();
        let (nodes, what) = if searching { (&loaded.search.hits, "hit") } else { (&loaded.changed, "changed node") };
        if nodes.is_empty() {
            let why = if searching { "no node is found" } else { "this event changed no node" };
            return vec![Ask::Say(why.to_owned())];
        }
        let here = self.rows.get(self.list.cursor).map(|row| row.node);
        let at = nodes.iter().position(|key| Some(*key) == here);
        let len = isize::try_from(nodes.len()).unwrap_or(isize::MAX);
        let next = match at.and_then(|at| isize::try_from(at).ok()) {
            Some(at) => (at + by).rem_euclid(len),
            None if by > 0 => 0,
            None => len - 1,
        };
        let Ok(next) = usize::try_from(next) else { return Vec::new() };
        let key = nodes[next];
        let said = format!("{what} {} of {len}", next + 1);
        self.go_to(ctx, key);
        vec![Ask::Say(said)]
    }

    /// Has a worker find what was typed.
    fn find(&mut self, ctx: &Context<'_>, pattern: String) -> Vec<Ask> {
        self.pattern = (pattern, true);
        self.refresh(ctx)
    }

    /// Goes to the first hit at or below the chosen row, once the hits of what was typed have come.
    fn found(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        let Some(search) = self.loaded.as_ref().map(|loaded| &loaded.search) else { return Vec::new() };
        if !self.pattern.1 || search.pattern != self.pattern.0 {
            return Vec::new();
        }
        self.pattern.1 = false;
        let below = self.rows.iter().skip(self.list.cursor).take(NEAR);
        let near = below.map(|row| row.node).find(|node| search.has(*node));
        let Some(key) = near.or(search.hits.first().copied()) else { return Vec::new() };
        let said = format!("{} found", search.hits.len());
        self.go_to(ctx, key);
        vec![Ask::Say(said)]
    }

    /// Goes to the node under the pointer.
    fn pointer(&mut self, ctx: &Context<'_>) -> Vec<Ask> {
        let tree = self.tree().map(Arc::clone);
        let under = tree.as_ref().and_then(|tree| tree.get(tree.pointer()?.id?));
        let Some(node) = under.filter(|node| node.tree().is_attached(*node)) else {
            return vec![Ask::Say("no node is known under the pointer here; l goes to the next event".to_owned())];
        };
        self.go_to(ctx, node.key());
        self.tell(ctx)
    }

    fn go_to(&mut self, ctx: &Context<'_>, key: NodeKey) {
        self.chosen = self.tree().and_then(|tree| tree.by_key(key)).map(Key::of);
        self.lay(ctx);
        if let Some(row) = self.rows.iter().position(|row| row.node == key) {
            self.list.reveal(row, self.rows.len(), Self::height(ctx));
        }
    }

    fn fold_all(&mut self, ctx: &Context<'_>, count: u32) {
        self.pin();
        let Some(tree) = self.tree().map(Arc::clone) else { return };
        if count > 1 {
            self.folds.open_levels(count);
        } else {
            self.folds.toggle_all(&tree);
        }
        self.lay(ctx);
    }

    fn command(&mut self, ctx: &Context<'_>, command: Command, count: u32) -> Vec<Ask> {
        match command {
            Command::Choose => self.fold(ctx, |now| !now),
            Command::Fold => self.fold(ctx, |_| false),
            Command::Unfold => self.fold(ctx, |_| true),
            Command::FoldAll => self.fold_all(ctx, count),
            Command::Pointer => return self.pointer(ctx),
            Command::Parent => (0..count.min(10_000)).for_each(|_| self.parent(ctx)),
            Command::NextHit | Command::PrevHit => {
                let by = isize::try_from(count).unwrap_or(1);
                let mut asks = self.jump(ctx, if command == Command::NextHit { by } else { -by });
                asks.extend(self.tell(ctx));
                return asks;
            }
            Command::ScrollLeft => self.shift = self.shift.saturating_sub(8 * count as usize),
            Command::ScrollRight => self.shift = (self.shift + 8 * count as usize).min(2000),
            _ => {
                self.list.command(command, count, self.rows.len(), Self::height(ctx));
                self.pin();
            }
        }
        self.tell(ctx)
    }

    fn line(&self, row: &Row, columns: usize, glyphs: Glyphs) -> Option<Line> {
        let loaded = self.loaded.as_ref()?;
        let node = loaded.tree.by_key(row.node)?;
        let mut line = node::line(node, row, columns, glyphs);
        if loaded.search.has(row.node) {
            let id = node.id().map(|id| format!(" #{id}")).unwrap_or_default();
            line.note(Role::Hit, &format!("found{id}"));
        }
        if loaded.target == Some(row.node) {
            line.push(Role::Accent, &format!(" {}", glyphs.pick("◂", "<")));
        }
        match loaded.marks.bar(row.node, row.fold == Fold::Folded) {
            Some(Bar::Now(mark)) => line.mark(role_of(mark), glyphs.bar()),
            Some(Bar::Inside) => line.mark(Role::Changed, glyphs.pick("▖", ".")),
            Some(Bar::Lately) => line.mark(Role::Dim, glyphs.pick("▏", ":")),
            None => {}
        }
        Some(line)
    }

    fn empty(&self, ctx: &Context<'_>) -> String {
        if let Some(why) = &self.failed {
            return why.clone();
        }
        if self.loaded.is_none() {
            let reading = ctx.view.index.is_empty();
            return if reading { "no page yet: the recording is still being read" } else { "building the page …" }
                .into();
        }
        ctx.no_page()
    }
}

fn role_of(mark: Mark) -> Role {
    match mark {
        Mark::Added => Role::Added,
        Mark::Changed => Role::Changed,
        Mark::Moved => Role::Moved,
        Mark::Lost => Role::Removed,
    }
}

/// The way from the page's root to a node, cut at its front to so many columns.
fn breadcrumb(node: Node<'_>, columns: usize) -> String {
    let way = std::iter::successors(Some(node), |node| node.parent_or_host());
    let elements = way.filter(|node| matches!(node.kind(), NodeKind::Element | NodeKind::ShadowRoot));
    let mut out = String::new();
    for crumb in elements.map(node::crumb) {
        if out.is_empty() {
            out = crumb;
        } else if crate::text::width(&out) + crate::text::width(&crumb) + 5 > columns {
            return format!("… > {out}");
        } else {
            out = format!("{crumb} > {out}");
        }
    }
    out
}

impl Pane for State {
    fn update(&mut self, ctx: &Context<'_>, msg: PaneMsg) -> Vec<Ask> {
        match msg {
            PaneMsg::Refresh => return self.refresh(ctx),
            PaneMsg::Command(command, count) => return self.command(ctx, command, count),
            PaneMsg::Find(pattern) => return self.find(ctx, pattern),
            PaneMsg::Loaded(super::Loaded::Dom(loaded)) => return self.loaded(ctx, loaded),
            PaneMsg::Loaded(_) => {}
            PaneMsg::Failed(why) => {
                let (asked, pattern) = (self.asked.take(), std::mem::take(&mut self.pattern));
                *self = Self { failed: Some(why), asked, pattern, ..Self::default() };
            }
            PaneMsg::Click { x, y, double } => {
                let row = self.list.top + usize::from(y);
                if row < self.rows.len() {
                    self.list.cursor = row;
                    self.pin();
                    let on_sign = usize::from(x) <= node::sign(&self.rows[row], usize::from(ctx.size.0)) + 1;
                    if double || on_sign {
                        self.fold(ctx, |now| !now);
                    }
                    return self.tell(ctx);
                }
            }
            PaneMsg::Scroll(by) => self.list.scroll(by as isize, self.rows.len(), Self::height(ctx)),
        }
        Vec::new()
    }

    fn draw(&self, ctx: &Context<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if self.rows.is_empty() {
            return lines::empty(buf, area, theme, &self.empty(ctx));
        }
        for (at, y) in self.list.window(self.rows.len(), usize::from(area.height)).zip(area.y..) {
            let look = Look { chosen: at == self.list.cursor, focused: ctx.focused, shift: self.shift };
            if let Some(line) = self.line(&self.rows[at], usize::from(area.width), theme.glyphs) {
                line.draw(Rect { y, height: 1, ..area }, look, theme, buf);
            }
        }
    }

    fn title(&self, ctx: &Context<'_>) -> String {
        let columns = usize::from(ctx.size.0).saturating_sub(50).max(24);
        self.node_at(self.list.cursor).map(|node| breadcrumb(node, columns)).unwrap_or_default()
    }

    fn about(&self, _ctx: &Context<'_>) -> About {
        About { node: self.node_at(self.list.cursor).and_then(Node::id), ..About::default() }
    }

    fn copy(&self, _ctx: &Context<'_>) -> Option<(Cow<'static, str>, String)> {
        let node = self.node_at(self.list.cursor)?;
        if node.is_element() {
            let mut text = String::new();
            html::write_node(node, &mut text).ok()?;
            return Some((format!("the HTML of {}", selector_of(node)).into(), text));
        }
        Some(("the text".into(), node.text().to_owned()))
    }
}
