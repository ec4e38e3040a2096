//! Thrashed cursors: shaken to and fro, over nothing that is clicked or dragged.
//!
//! rrweb samples the pointer every 50 ms, so a turn is seen where the way since the last turn is left backwards. Only ways
//! that are longer than a twitch count. Where others name the signal they name no numbers
//! (`FullStory`), or ask for more turns in a quarter of a second than this sampling can show (`OpenReplay`).

use super::scene::{Scene, count, ms};
use super::{Fired, Signal, SignalKind};
use crate::clock::{Span, Time};
use crate::event::input::MoveKind;
use crate::event::{Data, Kind, Seq};
use crate::recording::SeekError;
use std::collections::VecDeque;

/// A way shorter than this between two turns is a twitch, CSS pixels.
const SHORTEST_WAY: f64 = 40.0;

/// One sample of the pointer.
#[derive(Clone, Copy)]
struct Sample {
    at: Time,
    seq: Seq,
    x: f64,
    y: f64,
}

/// A way from one turn to the next.
#[derive(Clone, Copy)]
struct Way {
    from: Sample,
    to: Sample,
    path: f64,
}

/// Adds the thrashed cursors of a window.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Signal>) -> Result<(), SeekError> {
    let Some(rule) = scene.rules.thrash else { return Ok(()) };
    for stretch in stretches(scene)? {
        let mut recent: VecDeque<Way> = VecDeque::new();
        let mut thrash: Option<Vec<Way>> = None;
        for way in ways(&stretch) {
            while recent.front().is_some_and(|first| way.to.at - first.from.at > rule.within) {
                recent.pop_front();
            }
            recent.push_back(way);
            // The ends of ways are the turns, but for the first.
            let shaken = recent.len() > rule.turns && recent.iter().map(|way| way.path).sum::<f64>() >= rule.path;
            match (&mut thrash, shaken) {
                (None, true) => thrash = Some(recent.iter().copied().collect()),
                (Some(ways), true) => ways.push(way),
                (Some(_), false) => found.extend(thrash.take().map(|ways| signal(scene, &ways))),
                (None, false) => {}
            }
        }
        found.extend(thrash.take().map(|ways| signal(scene, &ways)));
    }
    Ok(())
}

/// The pointer's samples, parted where a button is down, a page comes, or the pointer rests.
fn stretches(scene: &Scene<'_>) -> Result<Vec<Vec<Sample>>, SeekError> {
    const REST: Span = Span(1_000_000);
    let mut stretches: Vec<Vec<Sample>> = vec![Vec::new()];
    let mut held = false;
    for seq in &scene.seqs {
        match scene.kind(*seq) {
            Kind::Pointer if scene.is(*seq, "mouse down") => held = true,
            Kind::Pointer | Kind::Click => held = false,
            Kind::Move if !held => {
                for sample in samples(scene, *seq)? {
                    let last = stretches.last().and_then(|stretch| stretch.last());
                    if last.is_some_and(|last| sample.at - last.at > REST) {
                        stretches.push(Vec::new());
                    }
                    stretches.last_mut().into_iter().for_each(|stretch| stretch.push(sample));
                }
                continue;
            }
            Kind::Page | Kind::Snapshot | Kind::Touch => {}
            _ => continue,
        }
        if stretches.last().is_some_and(|stretch| !stretch.is_empty()) {
            stretches.push(Vec::new());
        }
    }
    Ok(stretches)
}

fn samples(scene: &Scene<'_>, seq: Seq) -> Result<Vec<Sample>, SeekError> {
    let Some(event) = scene.event(seq)? else { return Ok(Vec::new()) };
    let Data::Moves(moves) = event.data else { return Ok(Vec::new()) };
    if moves.kind != MoveKind::Mouse {
        return Ok(Vec::new());
    }
    let sample = |position: &crate::event::input::Position| Sample {
        at: event.at + position.offset,
        seq,
        x: position.x,
        y: position.y,
    };
    Ok(moves.positions.iter().map(sample).collect())
}

/// The ways between turns. A turn is where the pointer goes back against the way it came since the last one.
fn ways(samples: &[Sample]) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    let Some(first) = samples.first() else { return ways };
    let (mut from, mut last, mut path) = (*first, *first, 0.0);
    for sample in &samples[1..] {
        let step = (sample.x - last.x, sample.y - last.y);
        let came = (last.x - from.x, last.y - from.y);
        let back = step.0 * came.0 + step.1 * came.1 < 0.0;
        if back && came.0.hypot(came.1) >= SHORTEST_WAY {
            ways.push(Way { from, to: last, path });
            (from, path) = (last, 0.0);
        }
        path += step.0.hypot(step.1);
        last = *sample;
    }
    ways.push(Way { from, to: last, path });
    ways
}

fn signal(scene: &Scene<'_>, ways: &[Way]) -> Signal {
    let (first, last) = (ways[0].from, ways[ways.len() - 1].to);
    let (turns, span) = (ways.len() - 1, last.at - first.at);
    let path: f64 = ways.iter().map(|way| way.path).sum();
    let says = format!("over {path:.0} px: {turns} turns in {}", span.human());
    let mut signal = scene.signal(SignalKind::ThrashedCursor, first.seq, None, &says);
    let mut seqs: Vec<Seq> = ways.iter().flat_map(|way| [way.from.seq, way.to.seq]).collect();
    seqs.dedup();
    signal.evidence.events = seqs.into_iter().map(|seq| Fired { seq, what: "move" }).collect();
    signal.evidence.measured = vec![count("turns", turns), ms("span_ms", span), ("path_px", path.round())];
    let rule = scene.rules.thrash;
    signal.evidence.thresholds = rule
        .map(|rule| vec![count("turns", rule.turns), ms("within_ms", rule.within), ("path_px", rule.path)])
        .unwrap_or_default();
    signal
}
