//! Abandoned forms: something was typed into a form, and it was not sent.
//!
//! A form is left with its page, or with the recording. It counts as sent once its button is clicked after the last thing
//! that was typed, once a script sends a request that can carry it, or when the page goes right after the typing, as it does
//! on Enter. Fields that are empty again at the end were taken up or taken back; what searches and filters is used as it is.

use super::scene::{Scene, count, fired, ms};
use super::target::path;
use super::{Fired, Signal, SignalKind};
use crate::clock::Span;
use crate::dom::{Node, Tree, walk};
use crate::event::{Kind, NodeId, Seq};
use crate::recording::{SeekError, describe};
use std::collections::BTreeMap;

/// A request so soon after the typing, or after a click, carries the form.
const CARRIED: Span = Span(1_500_000);

/// A page that goes so soon after the typing went with Enter.
const ENTERED: Span = Span(3_000_000);

/// What was typed on one page.
struct Stay {
    /// The page's first event, and its last.
    from: Seq,
    to: Seq,
    /// The next page, or nothing where the recording ends.
    next: Option<Seq>,
    /// The fields, with the first and the last event of each.
    fields: BTreeMap<NodeId, (Seq, Seq)>,
}

/// A form and what was typed into it.
struct Filled {
    form: NodeId,
    fields: Vec<NodeId>,
    first: Seq,
    last: Seq,
}

/// Adds the abandoned forms of a window.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Signal>) -> Result<(), SeekError> {
    let Some(rule) = scene.rules.form else { return Ok(()) };
    for stay in stays(scene).into_iter().filter(|stay| !stay.fields.is_empty()) {
        let tree = scene.tree(stay.to)?;
        for filled in forms(&tree, &stay) {
            if filled.fields.len() >= rule.fields && !was_sent(scene, &stay, &filled)? {
                found.push(signal(scene, &stay, &filled, &tree));
            }
        }
    }
    Ok(())
}

/// The pages of a window with what was typed on each.
fn stays(scene: &Scene<'_>) -> Vec<Stay> {
    let Some(first) = scene.seqs.first() else { return Vec::new() };
    let mut stays = vec![Stay { from: *first, to: *first, next: None, fields: BTreeMap::new() }];
    for seq in &scene.seqs {
        let Some(stay) = stays.last_mut() else { break };
        match scene.kind(*seq) {
            // A checkout repeats the page: only another address is another page.
            Kind::Page if leaves(scene, stay.from, *seq) => {
                stay.next = Some(*seq);
                stays.push(Stay { from: *seq, to: *seq, next: None, fields: BTreeMap::new() });
                continue;
            }
            Kind::Input => {
                if let Some(node) = scene.view.index.node(*seq) {
                    stay.fields.entry(node).and_modify(|(_, last)| *last = *seq).or_insert((*seq, *seq));
                }
            }
            _ => {}
        }
        stay.to = *seq;
    }
    stays
}

fn leaves(scene: &Scene<'_>, from: Seq, to: Seq) -> bool {
    let href =
        |seq| scene.view.page(scene.window, seq).map(|page| page.href.split(['#', '?']).next().unwrap_or_default());
    from != to && href(from) != href(to)
}

/// The forms of a page that hold something that was typed, as it was left.
fn forms(tree: &Tree, stay: &Stay) -> Vec<Filled> {
    let mut forms: BTreeMap<NodeId, Filled> = BTreeMap::new();
    for (id, (first, last)) in &stay.fields {
        let Some(field) = tree.get(*id).filter(|node| tree.is_attached(*node)) else { continue };
        let Some(form) = path(field).find(|node| node.tag() == "form").filter(|form| !searches(*form)) else {
            continue;
        };
        let Some(form) = form.id().filter(|_| holds_text(field)) else { continue };
        let filled = forms.entry(form).or_insert(Filled { form, fields: Vec::new(), first: *first, last: *last });
        filled.fields.push(*id);
        filled.first = filled.first.min(*first);
        filled.last = filled.last.max(*last);
    }
    forms.into_values().collect()
}

/// A field for text that holds something else than what the page came with.
fn holds_text(field: Node<'_>) -> bool {
    const TYPED: [&str; 8] = ["text", "email", "password", "tel", "url", "number", "date", ""];
    let kind = field.attribute("type").unwrap_or("text").to_ascii_lowercase();
    let is_text = field.tag() == "textarea" || field.tag() == "input" && TYPED.contains(&kind.as_str());
    let value = field.value().unwrap_or_default();
    is_text && !value.trim().is_empty() && field.attribute("value") != Some(&*value)
}

/// Whether a form searches or filters: such a one is used as it stands.
fn searches(form: Node<'_>) -> bool {
    let words = ["search", "filter", "query"];
    let says = |node: Node<'_>| {
        ["role", "class", "id", "name", "type", "action", "placeholder", "aria-label"].iter().any(|name| {
            node.attribute(name).is_some_and(|value| words.iter().any(|word| value.to_ascii_lowercase().contains(word)))
        }) || node.attribute("name") == Some("q")
    };
    let fields: Vec<Node<'_>> = walk::subtree(form)
        .take(2_000)
        .filter(|node| matches!(node.tag(), "input" | "textarea") && !is_button(*node))
        .collect();
    says(form) || fields.len() == 1 && says(fields[0])
}

fn is_button(node: Node<'_>) -> bool {
    let kind = node.attribute("type").unwrap_or_default();
    node.tag() == "button" || node.tag() == "input" && matches!(kind, "submit" | "button" | "image" | "reset")
}

/// A control that sends the form it is in.
fn sends(node: Node<'_>) -> bool {
    match node.attribute("type").map(str::to_ascii_lowercase).as_deref() {
        Some("submit" | "image") => is_button(node),
        None => node.tag() == "button",
        Some("button") => {
            // A script's own button: by its words.
            let words = [
                "send", "submit", "save", "next", "continue", "pay", "buy", "order", "sign", "log", "register", "join",
            ];
            let text: String = walk::subtree(node).take(16).map(Node::text).collect();
            words.iter().any(|word| text.to_lowercase().contains(word))
        }
        Some(_) => false,
    }
}

fn was_sent(scene: &Scene<'_>, stay: &Stay, filled: &Filled) -> Result<bool, SeekError> {
    let clicks: Vec<_> = scene.clicks.iter().filter(|click| click.seq > filled.last && click.seq <= stay.to).collect();
    for click in &clicks {
        let tree = scene.tree(click.seq)?;
        let Some(node) = click.node.and_then(|id| tree.get(id)) else { continue };
        let inside = path(node).any(|node| node.id() == Some(filled.form) && node.tag() == "form");
        let named = |node: Node<'_>| {
            let form = tree.get(filled.form).and_then(|form| form.attribute("id"));
            form.is_some() && node.attribute("form") == form
        };
        if path(node).any(|node| sends(node) && (inside || named(node))) {
            return Ok(true);
        }
    }
    let carries = |from| {
        let sent = scene.traffic.between(from, from + CARRIED);
        sent.iter().any(|sent| sent.by_script() && !sent.background)
    };
    let last = scene.at(filled.last);
    let entered = clicks.is_empty() && stay.next.is_some_and(|next| scene.at(next) - last < ENTERED);
    Ok(entered || carries(last) || clicks.iter().any(|click| carries(click.at) && !leads_away(scene, click.seq, stay)))
}

/// Whether a click took the user to another page.
fn leads_away(scene: &Scene<'_>, click: Seq, stay: &Stay) -> bool {
    stay.next.is_some_and(|next| scene.at(next) - scene.at(click) < ENTERED)
}

fn signal(scene: &Scene<'_>, stay: &Stay, filled: &Filled, tree: &Tree) -> Signal {
    let form = tree.get(filled.form).map(describe::selector).unwrap_or_default();
    let fields = filled.fields.len();
    let plural = if fields == 1 { "field" } else { "fields" };
    let left = stay.next.map_or("the recording ended", |_| "the page was left");
    let says = format!("{form}: {fields} {plural} filled in, nothing sent before {left}");
    let mut signal = scene.signal(SignalKind::AbandonedForm, filled.first, Some(filled.form), &says);
    let typed = filled.fields.iter().filter_map(|id| stay.fields.get(id)).map(|(_, last)| *last);
    signal.evidence.events = fired("input", typed);
    signal.evidence.events.sort_by_key(|fired| fired.seq);
    signal.evidence.events.extend(stay.next.map(|seq| Fired { seq, what: "page left" }));
    let end = stay.next.unwrap_or(stay.to);
    signal.evidence.measured = vec![count("fields", fields), ms("idle_ms", scene.at(end) - scene.at(filled.last))];
    signal.evidence.thresholds = scene.rules.form.map(|rule| vec![count("fields", rule.fields)]).unwrap_or_default();
    signal
}
