//! Dead clicks: nothing on the page answers.
//!
//! posthog-js says what nothing is: no mutation within 2.5 s, no scrolling and no selection within 0.1 s; and it passes
//! over links, and over a second click on the same node within a second. By our own rules these are answers, too: what a
//! button going down set off, a page that comes later, another window, a request that a script sends and that succeeds,
//! focus that moves elsewhere. Where the recording cannot tell, because it ends, pauses, or withholds what was clicked,
//! there is no signal.

use super::rules::{Dead, Requests, Target};
use super::scene::{Click, Scene, count, fired, ms};
use super::target::{Clicked, Sort, path};
use super::{Fired, Signal, SignalKind};
use crate::clock::{Span, Time};
use crate::dom::Tree;
use crate::event::{Kind, Seq};
use crate::recording::SeekError;

/// A node's further clicks within this are the same attempt (posthog-js, Sentry).
const SAME_ATTEMPT: Span = Span(1_000_000);

/// Showing and hiding the window within this belongs to the click (posthog-js).
const VISIBILITY: Span = Span(1_000_000);

/// A page may take so long to come, when the user does nothing else.
const SLOW_PAGE: Span = Span(10_000_000);

/// A script sends its request so soon.
const SENT_AT_ONCE: Span = Span(1_000_000);

/// A pointer that moves farther between down and up drags, CSS pixels.
const DRAGGED: f64 = 10.0;

/// Adds the dead clicks of a window.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Signal>) -> Result<(), SeekError> {
    let Some(rule) = scene.rules.dead else { return Ok(()) };
    let mut dead: Vec<Vec<&Click>> = Vec::new();
    for click in attempts(&scene.clicks) {
        if !is_dead(scene, &rule, click)? {
            continue;
        }
        match dead.last_mut().filter(|row| row.last().is_some_and(|last| is_same_row(scene, last, click))) {
            Some(row) => row.push(click),
            None => dead.push(vec![click]),
        }
    }
    for row in dead {
        found.push(signal(scene, &rule, &row)?);
    }
    Ok(())
}

/// The clicks that are attempts of their own: not those on a node that was clicked less than a second before.
fn attempts(clicks: &[Click]) -> impl Iterator<Item = &Click> {
    let mut last: std::collections::HashMap<_, Time> = std::collections::HashMap::new();
    clicks.iter().filter(move |click| {
        let fresh = last.get(&click.node).is_none_or(|at| click.at - *at >= SAME_ATTEMPT);
        if fresh {
            last.insert(click.node, click.at);
        }
        fresh
    })
}

/// Whether all that lies between two clicks on a node are more clicks on it.
fn is_same_row(scene: &Scene<'_>, first: &Click, then: &Click) -> bool {
    let mut at = first.at;
    let between = scene.clicks.iter().filter(|click| click.seq > first.seq && click.seq <= then.seq);
    first.node == then.node
        && between.clone().all(|click| {
            let near = click.node == first.node && click.at - at <= SAME_ATTEMPT;
            at = click.at;
            near
        })
}

/// Whether nothing answers a click, and the recording can tell.
pub(super) fn is_dead(scene: &Scene<'_>, rule: &Dead, click: &Click) -> Result<bool, SeekError> {
    if click.node.is_none() || was_dragged(click) || answer(scene, rule, click) != Answer::None {
        return Ok(false);
    }
    let tree = scene.tree(click.seq)?;
    let Some(clicked) = Clicked::new(&tree, click.node) else { return Ok(false) };
    Ok(expects_reaction(rule.on, &clicked) && !moves_focus(scene, click, &tree))
}

fn expects_reaction(on: Target, clicked: &Clicked<'_>) -> bool {
    let html = clicked.node.tag() == "html" || !clicked.node.is_element();
    match on {
        Target::Anything => matches!(clicked.sort, Sort::Bare | Sort::Control | Sort::Other),
        Target::AnythingButLinks => !html && !path(clicked.node).any(|node| node.tag() == "a"),
        Target::Controls => clicked.is_sentrys(),
        Target::AnythingStatic => {
            !html && matches!(clicked.sort, Sort::Bare | Sort::Control | Sort::Other | Sort::Page | Sort::Blocked)
        }
    }
}

fn was_dragged(click: &Click) -> bool {
    let moved = click.down.and_then(|(_, down)| down).zip(click.place);
    moved.is_some_and(|(down, up)| (down.0 - up.0).hypot(down.1 - up.1) > DRAGGED)
}

/// What the index tells of a reaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    None,
    /// Something reacted.
    Some,
    /// The recording does not reach, or was paused.
    Unknown,
}

fn answer(scene: &Scene<'_>, rule: &Dead, click: &Click) -> Answer {
    let careful = rule.on == Target::Anything;
    let mut reach = Span(0);
    for seq in scene.after(click.seq) {
        let after = scene.at(*seq) - click.at;
        reach = after;
        if after >= rule.after.max(VISIBILITY) {
            break;
        }
        match told(scene, rule, click, *seq, after) {
            Answer::None => {}
            told => return told,
        }
    }
    let before = || scene.before(click.seq).take_while(|seq| click.at - scene.at(*seq) < VISIBILITY);
    let served = before().any(|seq| scene.is(seq, "custom window "))
        || was_requested(scene, rule, click)
        || careful && (on_the_way_down(scene, click) || page_comes(scene, click) || window_opens(scene, click));
    match (served, reach < rule.after) {
        (true, _) => Answer::Some,
        (false, true) => Answer::Unknown,
        (false, false) => Answer::None,
    }
}

/// What one later event tells.
fn told(scene: &Scene<'_>, rule: &Dead, click: &Click, seq: Seq, after: Span) -> Answer {
    let within = |limit: Span| if after < limit { Answer::Some } else { Answer::None };
    match scene.kind(seq) {
        Kind::Mutation | Kind::Style | Kind::Canvas | Kind::Media | Kind::Viewport => within(rule.after),
        Kind::Page | Kind::Snapshot => within(rule.after.max(VISIBILITY)),
        Kind::Selection => within(rule.selection),
        // Typing into something else is no answer; a value that changes at once was changed by a script.
        Kind::Input if scene.view.index.node(seq) == click.node => within(rule.after),
        Kind::Scroll | Kind::Input => within(rule.scroll),
        Kind::Custom if scene.is(seq, "custom window ") => within(VISIBILITY),
        Kind::Custom if PAUSES.iter().any(|tag| scene.is(seq, tag)) => Answer::Unknown,
        _ => Answer::None,
    }
}

/// Custom events after which nothing is recorded (posthog-js).
const PAUSES: [&str; 4] =
    ["custom sessionIdle", "custom recording paused", "custom $session_ending", "custom $session_id_change"];

/// Whether the button going down set something off, as it does in many menus.
fn on_the_way_down(scene: &Scene<'_>, click: &Click) -> bool {
    let Some((down, _)) = click.down else { return false };
    let since = scene.before(click.seq).take_while(|seq| *seq > down);
    since.filter(|seq| matches!(scene.kind(*seq), Kind::Mutation | Kind::Selection | Kind::Scroll)).count() > 0
}

/// Whether the next thing that happens is another page, late as it may be.
fn page_comes(scene: &Scene<'_>, click: &Click) -> bool {
    let next = scene.after(click.seq).iter().take_while(|seq| scene.at(**seq) - click.at < SLOW_PAGE);
    let telling = next.copied().find(|seq| {
        matches!(
            scene.kind(*seq),
            Kind::Page | Kind::Snapshot | Kind::Click | Kind::Input | Kind::Touch | Kind::Mutation
        )
    });
    let navigation = scene.traffic.between(click.at, click.at + SENT_AT_ONCE);
    telling.is_some_and(|seq| matches!(scene.kind(seq), Kind::Page | Kind::Snapshot))
        || navigation.iter().any(|sent| sent.row.request.initiator.as_deref() == Some("navigation"))
}

/// Whether another window begins.
fn window_opens(scene: &Scene<'_>, click: &Click) -> bool {
    let begins = |first: Seq| scene.at(first) - click.at;
    scene
        .view
        .windows
        .iter()
        .any(|window| (Span(0)..SLOW_PAGE).contains(&begins(window.first)) && window.first > click.seq)
}

fn was_requested(scene: &Scene<'_>, rule: &Dead, click: &Click) -> bool {
    let until = match rule.requests {
        Requests::Ignored => return false,
        Requests::Any => rule.after,
        Requests::Answered => SENT_AT_ONCE,
    };
    scene
        .traffic
        .between(click.at, click.at + until)
        .iter()
        .any(|sent| rule.requests == Requests::Any || sent.by_script() && !sent.background && !sent.row.request.failed)
}

/// Whether focus goes to what is neither the clicked node nor around it. Buttons take the focus themselves.
fn moves_focus(scene: &Scene<'_>, click: &Click, tree: &Tree) -> bool {
    const AT_ONCE: Span = Span(100_000);
    if scene.rules.dead.is_some_and(|rule| rule.on != Target::Anything) {
        return false;
    }
    let around = |seq: &Seq| {
        let focused = scene.view.index.node(*seq);
        tree.get(click.node.unwrap_or(-1)).is_some_and(|node| path(node).any(|above| above.id() == focused))
    };
    let soon = scene.after(click.seq).iter().take_while(|seq| scene.at(**seq) - click.at < AT_ONCE);
    soon.filter(|seq| scene.kind(**seq) == Kind::Focus && scene.is(**seq, "focus")).any(|seq| !around(seq))
}

fn signal(scene: &Scene<'_>, rule: &Dead, row: &[&Click]) -> Result<Signal, SeekError> {
    let (first, last) = (row[0], row[row.len() - 1]);
    let words = scene.words(first.seq, first.node)?;
    let until = last.at + rule.after;
    let failed = scene.traffic.between(first.at, until).iter().find(|sent| sent.by_script() && sent.row.request.failed);
    let mut says = format!("{words}: nothing followed within {}", rule.after.human());
    if row.len() > 1 {
        says = format!("{words}: nothing followed {} clicks", row.len());
    }
    let mut events = fired("click", row.iter().map(|click| click.seq));
    if let Some(sent) = failed {
        says.push_str(" but a request that failed");
        events.push(Fired { seq: sent.row.seq, what: "failed request" });
    }
    let next = scene.after(last.seq).iter().find(|seq| matches!(scene.kind(**seq), Kind::Mutation | Kind::Page));
    let mut measured = vec![count("clicks", row.len())];
    measured.extend(next.map(|seq| ms("next_change_ms", scene.at(*seq) - last.at)));
    events.extend(next.map(|seq| Fired { seq: *seq, what: "next change" }));
    let mut signal = scene.signal(SignalKind::DeadClick, first.seq, first.node, &says);
    signal.evidence.events = events;
    signal.evidence.measured = measured;
    signal.evidence.thresholds = vec![
        ms("change_within_ms", rule.after),
        ms("scroll_within_ms", rule.scroll),
        ms("selection_within_ms", rule.selection),
    ];
    Ok(signal)
}
