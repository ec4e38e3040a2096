//! The end of a window that has nothing to do with a node: a life is replayed up to there and no further.
//!
//! Which nodes an event names is told by its bytes, in a fraction of the time that reading and applying it takes. A node
//! that no event names can still go with one above it, and in few cases change with others; the rules for that are here
//! beside each other. They may keep an event too many, never one too few.

use super::life::Watch;
use super::replay::{Course, Visitor as _};
use super::{Cancel, Recording, SeekError, View, ahead};
use crate::archive::Bodies;
use crate::dom::{Node, NodeKind, Tree, walk};
use crate::event::{Kind, Named, NodeId, Seq};
use crate::timeline::WindowIx;
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Ids that are kept; what comes before them is replayed.
const MOST_IDS: usize = 4 << 20;

/// What an event takes to keep, in ids.
const EVENT: usize = size_of::<(Seq, Named)>() / size_of::<NodeId>();

/// So often it is asked who has to do with the node before all the rest is replayed.
const MOST_CUTS: usize = 200;

/// Events with what they name, the last event first.
type Tail = Vec<(Seq, Named)>;

/// Who has to do with a node beside itself, by what they have to be named as.
#[derive(Default)]
struct Kin {
    /// Those it goes with when they go.
    nodes: Ids,
    /// Those of which what is put in takes the place of what was there.
    parents: Ids,
    /// Those whose attributes and state tell in what it shows.
    changed: Ids,
}

type Ids = HashSet<NodeId, foldhash::fast::RandomState>;

impl Recording {
    /// Replays a window as far as it has to do with a node. Gives the last state that was needed, and the event after
    /// which that was.
    pub(super) fn replay_life(
        &self,
        course: Course<'_>,
        cancel: &Cancel,
        watch: &mut Watch,
    ) -> Result<(Tree, Seq), SeekError> {
        let Course { view, window, seqs, mut tree } = course;
        let (mut from, last) = seqs.into_inner();
        let mut tail = self.tail(view, window, cancel, watch)?;
        let mut cuts = 0;
        loop {
            let upto = tail.last().map_or(last, |(first, _)| first.saturating_sub(1));
            tree = self.replay(Course { view, window, seqs: from..=upto, tree }, cancel, watch)?;
            let kin = if watch.is_doubled || cuts > MOST_CUTS { None } else { Kin::of(watch.id, &tree) };
            if !cut(&mut tail, kin.as_ref()) {
                return Ok((tree, upto));
            }
            (from, cuts) = (upto + 1, cuts + 1);
        }
    }

    /// The last events of a window, none of which names the node: the last event first.
    fn tail(&self, view: &View, window: WindowIx, cancel: &Cancel, watch: &Watch) -> Result<Tail, SeekError> {
        let index = &view.index;
        let asked = |seq: &Seq| index.window(*seq) == window && watch.asks(index.kind(*seq));
        let begins_page = |seq: &Seq| matches!(index.kind(*seq), Kind::Page | Kind::Snapshot);
        let seqs: Vec<Seq> = index.seqs().rev().filter(asked).take_while(|seq| !begins_page(seq)).collect();
        let (mut events, mut kept, node) = (Tail::new(), 0, watch.id);
        ahead::read((&self.bodies, index), &seqs, cancel, Bodies::named, |seq, named| {
            let is_in = |ids: &[NodeId]| ids.binary_search(&node).is_ok();
            let others = named.take().filter(|named| node > 0 && !is_in(&named.nodes) && !is_in(&named.changed));
            let Some(named) = others.filter(|_| kept < MOST_IDS) else { return Ok(ControlFlow::Break(())) };
            kept += EVENT + named.nodes.len() + named.parents.len() + named.changed.len();
            events.push((seq, named));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(events)
    }
}

/// Cuts off the front that must be replayed: up to the first event that names kin, or all where that can't be said.
/// False where nothing must.
fn cut(tail: &mut Tail, kin: Option<&Kin>) -> bool {
    let touched = match kin {
        Some(kin) => tail.iter().rposition(|(_, named)| kin.is_in(named)),
        None => (!tail.is_empty()).then_some(0),
    };
    tail.truncate(touched.unwrap_or(tail.len()));
    touched.is_some()
}

impl Kin {
    /// `None` where others may have to do with the node.
    fn of(node: NodeId, tree: &Tree) -> Option<Self> {
        let mut kin = Self::default();
        if tree.is_waiting() {
            return None;
        }
        // A node that is not there only comes where it is named.
        let Some(node) = tree.get(node) else { return Some(kin) };
        if is_judged_by_strangers(node) || !tree.is_attached(node) {
            return None;
        }
        for node in std::iter::successors(Some(node), |node| node.parent_or_host()) {
            kin.nodes.extend(node.id());
            if node.kind() == NodeKind::Document || matches!(node.tag(), "iframe" | "frame") {
                kin.parents.extend(node.id());
            }
        }
        let whole = std::iter::successors(Some(node), |node| node.parent()).find(|node| is_told_by_children(*node));
        for id in whole.into_iter().flat_map(walk::subtree).filter_map(Node::id) {
            kin.nodes.insert(id);
            kin.parents.insert(id);
            kin.changed.insert(id);
        }
        kin.nodes.iter().all(|id| *id > 0).then_some(kin)
    }

    fn is_in(&self, named: &Named) -> bool {
        let any = |ids: &[NodeId], of: &Ids| ids.iter().any(|id| of.contains(id));
        any(&named.nodes, &self.nodes) || any(&named.parents, &self.parents) || any(&named.changed, &self.changed)
    }
}

/// Whether what is told of a node hangs on nodes anywhere on the page: a radio button on its group, a document or shadow
/// root on the sheets that it adopts.
fn is_judged_by_strangers(node: Node<'_>) -> bool {
    match node.kind() {
        NodeKind::Document | NodeKind::ShadowRoot => true,
        _ => node.tag() == "input" && node.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("radio")),
    }
}

/// Whether what is told of a node hangs on what is in it: what a list has chosen, what a text area holds, the text of a
/// style sheet. They in turn hang on it.
fn is_told_by_children(node: Node<'_>) -> bool {
    matches!(node.tag(), "select" | "textarea" | "style")
}
