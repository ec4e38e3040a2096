//! What may have led to an effect: what the window's neighbourhood holds, as far as the index tells it.

use super::clues::{Clues, Topic, bare};
use super::effect::Effect;
use super::scene::Scene;
use crate::clock::{Span, Time};
use crate::event::{Kind, NodeId, Seq};
use crate::extract::is_cause;
use crate::recording::traffic::Sent;
use crate::timeline::WindowIx;

/// What sort of candidate; each is weighed in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Something the user did.
    Action,
    /// A request.
    Request,
    /// A script that was loaded.
    Script,
    /// A change of the page.
    Change,
    /// A custom event.
    Custom,
    /// A page.
    Page,
    /// An earlier line of the console.
    Line,
}

/// Something that may have led to an effect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) seq: Seq,
    pub(super) sort: Sort,
    pub(super) kind: Kind,
    pub(super) window: WindowIx,
    /// When it happened; of a request when it was sent.
    pub(super) sent: Time,
    /// From when on it could have an effect; of a request when its answer had come.
    pub(super) done: Time,
    /// The request's place among the view's.
    pub(super) request: Option<u32>,
    pub(super) node: Option<NodeId>,
}

/// Longer before an effect than this, only the last action and the page are looked at.
pub(super) const NEIGHBOURHOOD: Span = Span(30_000_000);

/// Changes and lines so long before are looked at.
const SHORTLY: Span = Span(1_000_000);

/// Of a sort, so many are weighed.
const MOST: usize = 8;

/// No more events than this are passed on the way back.
const FARTHEST: usize = 50_000;

/// The clock of requests is not quite that of events.
pub(super) const CLOCKS: Span = Span(50_000);

/// What lies before an effect.
pub(super) fn gather(scene: &Scene<'_>, effect: &Effect, clues: &Clues) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for seq in scene.before(effect.seq).take(FARTHEST) {
        // A request is explained by what was before it was sent, not before it was reported.
        let since = effect.at - scene.at(seq);
        if since.0 < 0 {
            continue;
        }
        if since > NEIGHBOURHOOD && found.iter().any(|it| it.sort == Sort::Action && is_cause(it.kind)) {
            break;
        }
        let Some(sort) = sort_of(scene, effect, seq, since) else { continue };
        let room = found.iter().filter(|it| it.sort == sort).count() < MOST;
        if room && !repeats(scene, &found, seq, sort) {
            found.push(event(scene, seq, sort));
        }
    }
    found.extend(page(scene, effect));
    found.extend(requests(scene, effect, clues));
    found
}

fn event(scene: &Scene<'_>, seq: Seq, sort: Sort) -> Candidate {
    let at = scene.at(seq);
    let (kind, node, window) = (scene.kind(seq), scene.view.index.node(seq), scene.window);
    Candidate { seq, sort, kind, window, sent: at, done: at, request: None, node }
}

fn sort_of(scene: &Scene<'_>, effect: &Effect, seq: Seq, since: Span) -> Option<Sort> {
    const HANDS: Span = Span(2_000_000);
    let label = scene.label(seq);
    let near = |most: Span, sort: Sort| (since <= most).then_some(sort);
    match scene.kind(seq) {
        Kind::Click | Kind::Input => Some(Sort::Action),
        Kind::Touch if label.starts_with("touch end") => Some(Sort::Action),
        Kind::Pointer if !label.starts_with("mouse up") => near(NEIGHBOURHOOD, Sort::Action),
        Kind::Focus | Kind::Scroll | Kind::Viewport | Kind::Media => near(HANDS, Sort::Action),
        Kind::Mutation | Kind::Style => near(SHORTLY, Sort::Change),
        Kind::Custom => near(NEIGHBOURHOOD, Sort::Custom).filter(|_| !is_noise(label)),
        Kind::Console => near(SHORTLY, Sort::Line).filter(|_| !is_like(scene, effect, seq)),
        _ => None,
    }
}

/// Custom events of recorders, which say nothing of the page.
fn is_noise(label: &str) -> bool {
    const TAGS: [&str; 9] = [
        "$",
        "window ",
        "sessionIdle",
        "sessionNoLongerIdle",
        "recording ",
        "posthog",
        "chrome-extension",
        "session ",
        "samplingDecision",
    ];
    let tag = label.strip_prefix("custom ").unwrap_or(label);
    TAGS.iter().any(|known| tag.starts_with(known))
}

/// Whether a console line only says what the effect says.
fn is_like(scene: &Scene<'_>, effect: &Effect, seq: Seq) -> bool {
    use crate::extract::imprint;
    let print = imprint(&effect.text, &effect.stack).0;
    scene.view.console_of(seq).is_none_or(|line| imprint(&line.text, &line.stack).0 == print)
}

/// Whether an event is a part of what was found already, which came later: the button going down of its click, the touch
/// behind it, a keystroke before others.
fn repeats(scene: &Scene<'_>, found: &[Candidate], seq: Seq, sort: Sort) -> bool {
    const HELD: Span = Span(1_000_000);
    if sort != Sort::Action {
        return false;
    }
    let (kind, node) = (scene.kind(seq), scene.view.index.node(seq));
    let actions = || found.iter().filter(|it| it.sort == Sort::Action);
    let click_later =
        || actions().any(|it| it.kind == Kind::Click && it.node == node && it.sent - scene.at(seq) <= HELD);
    match kind {
        Kind::Pointer => scene.label(seq).starts_with("mouse down") && click_later(),
        Kind::Touch => click_later(),
        // A row of keystrokes or of scrolling is one action, and its last event is the nearest.
        Kind::Input | Kind::Scroll | Kind::Viewport | Kind::Focus => {
            actions().next_back().is_some_and(|it| it.kind == kind && it.node == node)
        }
        _ => false,
    }
}

/// The page that the window showed.
fn page(scene: &Scene<'_>, effect: &Effect) -> Option<Candidate> {
    let page = scene.view.page(scene.window, effect.seq).filter(|page| page.seq != effect.seq)?;
    let mut page = event(scene, page.seq, Sort::Page);
    // It is there when its snapshot is.
    let from = scene.seqs.partition_point(|seq| *seq <= page.seq);
    let next = scene.seqs[from..].iter().take_while(|seq| **seq < effect.seq).take(MOST);
    let shown = next.copied().find(|seq| scene.kind(*seq) == Kind::Snapshot);
    page.done = shown.map_or(page.done, |seq| scene.at(seq));
    Some(page)
}

fn requests(scene: &Scene<'_>, effect: &Effect, clues: &Clues) -> Vec<Candidate> {
    const EARLIEST: Span = Span(60_000_000);
    let sent = scene.traffic.between(effect.at + Span(-EARLIEST.0), effect.at + CLOCKS);
    let mut found: Vec<Candidate> = sent.iter().filter_map(|sent| request(scene, effect, clues, sent)).collect();
    // Of many, the last answered.
    found.sort_by_key(|it| std::cmp::Reverse(it.done));
    let mut scripts = 0;
    found.retain(|it| {
        scripts += usize::from(it.sort == Sort::Script);
        it.sort == Sort::Request || scripts <= MOST
    });
    found.truncate(4 * MOST);
    found
}

fn request(scene: &Scene<'_>, effect: &Effect, clues: &Clues, sent: &Sent<'_>) -> Option<Candidate> {
    let row = sent.row;
    let place = scene.view.network.partition_point(|other| (other.seq, other.nth) < (row.seq, row.nth));
    let place = u32::try_from(place).ok().filter(|place| effect.request != Some(*place))?;
    let request = &row.request;
    let url = bare(&request.url);
    let runs = clues.scripts.iter().any(|script| script == url) && !sent.by_script();
    let told = !request.url.is_empty() && clues.message.contains(&url.to_lowercase());
    let sort = if runs && !told { Sort::Script } else { Sort::Request };
    let done = sent.ended().unwrap_or(row.at);
    let waits = clues.is_about(Topic::Request) || told;
    let ended = done <= effect.at + CLOCKS;
    if request.initiator.as_deref() == Some("navigation") && !request.failed {
        return None; // the page's own
    }
    let serves = sent.by_script() || request.failed || told || runs;
    (serves && (ended || waits) && row.at <= effect.at + CLOCKS).then_some(Candidate {
        seq: row.seq,
        sort,
        kind: Kind::Network,
        window: row.window,
        sent: row.at,
        done: if ended { done } else { row.at },
        request: Some(place),
        node: None,
    })
}
