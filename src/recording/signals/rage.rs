//! Rage clicks: quick clicks on one spot.
//!
//! By our own rules a row of clicks is none where text was chosen, as in a double or triple click, where a canvas was
//! drawn on, and where each click did its work: the same text, value or drawing changed every time, or a stepper's each click
//! changed something. An error among them always makes it one.

use super::dead::is_dead;
use super::rules::{Distance, Pace, Rage, Spare};
use super::scene::{Click, Scene, count, fired, ms};
use super::target::{Clicked, Sort};
use super::{Signal, SignalKind};
use crate::clock::{Span, Time};
use crate::event::{Data, Kind, NodeId, Seq};
use crate::extract::ConsoleRow;
use crate::recording::SeekError;
use std::collections::HashSet;
use std::fmt::Write as _;

/// Adds the rage clicks of a window.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Signal>) -> Result<(), SeekError> {
    let Some(rule) = scene.rules.rage else { return Ok(()) };
    for row in rows(&scene.clicks, &rule) {
        if is_rage(scene, &rule, row)? {
            found.push(signal(scene, &rule, row)?);
        }
    }
    Ok(())
}

/// The rows of clicks that are quick and near enough, each as long as it goes on.
fn rows<'c>(clicks: &'c [Click], rule: &Rage) -> Vec<&'c [Click]> {
    let mut rows = Vec::new();
    let mut start = 0;
    while start < clicks.len() {
        let mut end = start + 1;
        while end < clicks.len() && goes_on(&clicks[start..=end], rule) {
            end += 1;
        }
        let row = &clicks[start..end];
        if quick_enough(row, rule) {
            rows.push(row);
        }
        start = end;
    }
    rows
}

/// Whether the last click of a row belongs to those before it.
fn goes_on(row: &[Click], rule: &Rage) -> bool {
    let (before, last) = (&row[row.len() - 2], &row[row.len() - 1]);
    let since = match rule.pace {
        Pace::Gap | Pace::Whole => before.at,
        Pace::First => row[0].at,
    };
    let near = match before.place.zip(last.place) {
        Some((from, to)) => distance(rule.distance, from, to) < rule.radius,
        None => before.node == last.node,
    };
    last.at - since < rule.within && near && (!rule.same_node || before.node == last.node)
}

fn distance(how: Distance, from: (f64, f64), to: (f64, f64)) -> f64 {
    let (right, down) = (to.0 - from.0, to.1 - from.1);
    match how {
        Distance::Manhattan => right.abs() + down.abs(),
        Distance::Euclidean => right.hypot(down),
    }
}

fn quick_enough(row: &[Click], rule: &Rage) -> bool {
    match rule.pace {
        Pace::Gap | Pace::First => row.len() >= rule.clicks,
        Pace::Whole => row.windows(rule.clicks.max(1)).any(|few| few[few.len() - 1].at - few[0].at <= rule.within),
    }
}

fn is_rage(scene: &Scene<'_>, rule: &Rage, row: &[Click]) -> Result<bool, SeekError> {
    if rule.dead {
        let dead = scene.rules.dead;
        return dead.map_or(Ok(false), |dead| is_dead(scene, &dead, &row[0]));
    }
    match rule.spare {
        Spare::Nothing => Ok(true),
        Spare::Selections => Ok(!has(scene, row, |kind| matches!(kind, Kind::Selection | Kind::Scroll))),
        Spare::WhatWorks => Ok(!has(scene, row, |kind| kind == Kind::Selection) && !works(scene, row)?),
    }
}

/// Whether an event of a kind lies in a row of clicks, or right behind it.
fn has(scene: &Scene<'_>, row: &[Click], wanted: impl Fn(Kind) -> bool) -> bool {
    const BEHIND: Span = Span(100_000);
    let (first, last) = (row[0], row[row.len() - 1]);
    let from = first.down.map_or(first.seq, |(down, _)| down);
    let mut events = scene.after(from).iter().take_while(|seq| scene.at(**seq) - last.at < BEHIND);
    events.any(|seq| wanted(scene.kind(*seq)))
}

/// The errors of a row of clicks.
fn errors<'s>(scene: &'s Scene<'_>, row: &[Click]) -> impl Iterator<Item = &'s ConsoleRow> {
    let (first, last) = (row[0].seq, row[row.len() - 1]);
    let until = last.at + scene.rules.error.map_or(Span(1_000_000), |rule| rule.within);
    let from = scene.view.console.partition_point(|line| line.seq < first);
    let lines = scene.view.console[from..].iter().take_while(move |line| line.at <= until);
    let window = scene.window;
    lines.filter(move |line| line.window == window && line.level.is_error())
}

/// Whether clicking again and again is what one does here, and does what it should.
fn works(scene: &Scene<'_>, row: &[Click]) -> Result<bool, SeekError> {
    if errors(scene, row).next().is_some() {
        return Ok(false);
    }
    let tree = scene.tree(row[0].seq)?;
    let Some(clicked) = Clicked::new(&tree, row[0].node) else { return Ok(false) };
    if matches!(clicked.sort, Sort::Text | Sort::Native) {
        return Ok(true);
    }
    let answered = row.windows(2).all(|pair| changes(scene, pair).next().is_some());
    Ok(answered && (clicked.is_stepper() || changes_one_thing(scene, &clicked, row)?))
}

/// The changes between a click and the next.
fn changes<'s>(scene: &'s Scene<'_>, pair: &[Click]) -> impl Iterator<Item = Seq> + 's {
    let next = pair[1].seq;
    let between = scene.after(pair[0].seq).iter().copied().take_while(move |seq| *seq < next);
    between.filter(|seq| {
        matches!(
            scene.kind(*seq),
            Kind::Mutation | Kind::Input | Kind::Media | Kind::Canvas | Kind::Scroll | Kind::Page | Kind::Snapshot
        )
    })
}

/// Whether every click changed the text or the value of the same place, outside of what was clicked. What also changes by
/// itself does not count.
fn changes_one_thing(scene: &Scene<'_>, clicked: &Clicked<'_>, row: &[Click]) -> Result<bool, SeekError> {
    const BEFORE: Span = Span(1_000_000);
    let mut common: Option<HashSet<NodeId>> = None;
    for pair in row.windows(2) {
        let mut here = HashSet::new();
        for seq in changes(scene, pair) {
            updated(scene, seq, &mut here)?;
        }
        common = Some(match common {
            Some(known) => known.intersection(&here).copied().collect(),
            None => here,
        });
    }
    let mut common = common.unwrap_or_default();
    common.retain(|id| clicked.node.tree().get(*id).is_some_and(|node| !clicked.holds(node)));
    let restless = scene.before(row[0].seq).take_while(|seq| row[0].at - scene.at(*seq) < BEFORE);
    for seq in restless.filter(|seq| scene.kind(*seq) == Kind::Mutation) {
        let mut by_itself = HashSet::new();
        updated(scene, seq, &mut by_itself)?;
        common.retain(|id| !by_itself.contains(id));
    }
    Ok(!common.is_empty())
}

/// The nodes whose text or value an event replaces: as a text, as an attribute, or as new children for old.
fn updated(scene: &Scene<'_>, seq: Seq, ids: &mut HashSet<NodeId>) -> Result<(), SeekError> {
    let Some(event) = scene.event(seq)? else { return Ok(()) };
    match event.data {
        Data::Mutation(mutation) => {
            let removed: HashSet<_> = mutation.removes.iter().filter_map(|remove| remove.parent_id).collect();
            ids.extend(mutation.adds.iter().filter_map(|add| add.parent_id).filter(|id| removed.contains(id)));
            ids.extend(mutation.texts.iter().filter_map(|text| text.id));
            ids.extend(mutation.attributes.iter().filter_map(|change| change.id));
        }
        Data::Input(input) => ids.extend(input.id),
        Data::Media(media) => ids.extend(media.id),
        Data::Scroll(scroll) => ids.extend(scroll.id),
        Data::Canvas(canvas) => ids.extend(canvas.id),
        _ => {}
    }
    Ok(())
}

fn signal(scene: &Scene<'_>, rule: &Rage, row: &[Click]) -> Result<Signal, SeekError> {
    let (first, last) = (&row[0], &row[row.len() - 1]);
    let tree = scene.tree(first.seq)?;
    let node = Clicked::new(&tree, first.node).and_then(|clicked| clicked.whole().id()).or(first.node);
    let span = last.at - first.at;
    let failures: Vec<Seq> = errors(scene, row).map(|line| line.seq).collect();
    let mut says = format!("{}: {} clicks in {}", scene.words(first.seq, node)?, row.len(), span.human());
    match failures.len() {
        0 => {}
        1 => says.push_str(", with an error"),
        errors => drop(write!(says, ", with {errors} errors")),
    }
    let mut signal = scene.signal(SignalKind::RageClick, first.seq, node, &says);
    let evidence = &mut signal.evidence;
    evidence.events = fired("click", row.iter().map(|click| click.seq));
    evidence.events.extend(fired("error", failures.iter().copied()));
    evidence.events.sort_by_key(|fired| fired.seq);
    evidence.measured = vec![count("clicks", row.len()), ms("span_ms", span)];
    evidence.measured.extend(widest(row, |pair| (pair[1].at - pair[0].at).ms()).map(|gap| ("longest_gap_ms", gap)));
    evidence.measured.extend(spread(rule, row).map(|px| ("spread_px", px)));
    let unanswered = row.windows(2).filter(|pair| changes(scene, pair).next().is_none()).count();
    evidence.measured.extend([count("unanswered", unanswered), count("errors", failures.len())]);
    evidence.thresholds = vec![count("clicks", rule.clicks), ms("within_ms", rule.within)];
    if rule.radius.is_finite() {
        evidence.thresholds.push(("radius_px", rule.radius));
    }
    evidence.vendor = vendor(scene, first.at, last.at);
    Ok(signal)
}

fn widest(row: &[Click], of: impl Fn(&[Click]) -> f64) -> Option<f64> {
    row.windows(2).map(of).reduce(f64::max)
}

/// The longest way from one click to the next.
fn spread(rule: &Rage, row: &[Click]) -> Option<f64> {
    let steps = row.windows(2).filter_map(|pair| Some(distance(rule.distance, pair[0].place?, pair[1].place?)));
    steps.reduce(f64::max)
}

/// posthog-js's own `$rageclick` events at that place, which a staff export brings along.
fn vendor(scene: &Scene<'_>, from: Time, to: Time) -> Vec<(&'static str, Seq)> {
    const NEAR: Span = Span(1_000_000);
    let index = &scene.view.index;
    let first = index.at_or_after(from);
    let seqs =
        (first..).take_while(|seq| index.last().is_some_and(|last| *seq <= last) && index.time(*seq) - to < NEAR);
    let said = seqs.filter(|seq| index.kind(*seq) == Kind::App && index.label(*seq) == "app $rageclick");
    said.map(|seq| ("$rageclick", seq)).collect()
}
