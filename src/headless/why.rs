//! `why`: what led to an error, or to any other event, ranked, with the reasons.

use super::list::List;
use super::records::offset;
use super::scope::{self, Within};
use super::{Ink, Line, Out, filter, seek_failure};
use crate::cli::Why as Args;
use crate::clock::Span;
use crate::error::{Failure, FailureKind};
use crate::event::{NodeId, Seq};
use crate::extract::LevelFilter;
use crate::query::Field;
use crate::recording::why::{Cause, Effect, Why};
use crate::recording::{Cancel, Recording, View};
use crate::timeline::WindowIx;
use serde::Serialize;
use serde_json::Number;
use std::borrow::Cow;

/// One cause of an effect.
#[derive(Debug, Serialize)]
struct CauseRecord<'c> {
    record: &'static str,
    effect: EffectPart<'c>,
    rank: usize,
    seq: Seq,
    at_ms: Number,
    before_ms: Number,
    window: WindowIx,
    kind: &'static str,
    label: &'c str,
    node: Option<NodeId>,
    request: Option<u32>,
    #[serde(flatten)]
    weighed: Weighed<'c>,
}

/// What is explained.
#[derive(Debug, Serialize)]
struct EffectPart<'c> {
    seq: Seq,
    at_ms: Number,
    kind: &'static str,
    label: &'c str,
}

/// How plausible a cause is, and by which clues.
#[derive(Debug, Serialize)]
struct Weighed<'c> {
    score: Number,
    reasons: Vec<ReasonPart<'c>>,
}

#[derive(Debug, Serialize)]
struct ReasonPart<'c> {
    clue: &'static str,
    weight: Number,
    says: &'c str,
}

impl<'c> CauseRecord<'c> {
    fn new((effect, label): (&Effect, &'c str), rank: usize, cause: &'c Cause, view: &View) -> Self {
        let Cause { seq, at, window, kind, request, node, label: row, score, reasons } = cause;
        let part = |reason: &'c crate::recording::why::Reason| ReasonPart {
            clue: reason.clue.name(),
            weight: rounded(reason.weight),
            says: &reason.says,
        };
        Self {
            record: "cause",
            effect: EffectPart { seq: effect.seq, at_ms: offset(effect.at, view), kind: effect.kind.name(), label },
            rank,
            seq: *seq,
            at_ms: offset(*at, view),
            before_ms: (effect.at - *at).ms_json(),
            window: *window,
            kind: kind.name(),
            label: row,
            node: *node,
            request: *request,
            weighed: Weighed { score: rounded(*score), reasons: reasons.iter().map(part).collect() },
        }
    }
}

/// Two decimals say as much as a clue can.
fn rounded(weight: f64) -> Number {
    Number::from_f64((weight * 100.0).round() / 100.0).unwrap_or_else(|| 0.into())
}

/// Prints the causes of each effect; where there is nothing to explain, or nothing explains it, that is a "no".
pub fn run(recording: &Recording, args: &Args, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let effects = effects(args, &view)?;
    let cancel = Cancel::new();
    let mut why = Why::new(recording, &view, &cancel);
    let mut list = List::new(out, &args.portion, "cause")?;
    for effect in &effects {
        let label = recording.label(&view, effect.row(), &cancel).map_err(seek_failure)?;
        let causes = why.causes(effect, args.top).map_err(seek_failure)?;
        for (rank, cause) in (1..).zip(&causes) {
            let record = || CauseRecord::new((effect, &label), rank, cause, &view);
            let lines = || {
                let head = (rank == 1).then(|| head(effect, &label, &view));
                head.into_iter().chain(lines(rank, effect, cause, &view)).collect()
            };
            list.put(record, lines)?;
        }
    }
    if list.end()? == 0 { Err(unexplained(&effects)) } else { Ok(()) }
}

/// What is to be explained, in order; nothing is a "no".
fn effects(args: &Args, view: &View) -> Result<Vec<Effect>, Failure> {
    if let Some(id) = args.request {
        return match view.network.len() {
            count if id < count => Ok(vec![Effect::of_request(view, id)]),
            0 => Err(Failure::new(FailureKind::No, format!("there is no request {id}: the recording has none"))),
            count => Err(Failure::new(FailureKind::No, format!("there is no request {id}"))
                .hinted(format!("the requests are 0 to {}", count - 1))),
        };
    }
    if let Some(moment) = args.at {
        return Ok(vec![Effect::of(view, scope::seq(moment, view)?)]);
    }
    let within = Within::new(&args.scope, view)?;
    let query = filter::query(args.grep.as_deref(), Field::OF_ROWS)?;
    let levels = args.level.clone().unwrap_or_else(LevelFilter::errors);
    let wanted = view.console.iter().filter(|line| {
        levels.keeps(line.level)
            && within.has(line.at, line.seq, line.window)
            && filter::passes(&query, view, (*line).into(), &|| line.text.to_string())
    });
    let every = args.all || args.level.is_some();
    let effects: Vec<Effect> = wanted.take(if every { usize::MAX } else { 1 }).map(Effect::from).collect();
    if effects.is_empty() { Err(nothing(view)) } else { Ok(effects) }
}

fn nothing(view: &View) -> Failure {
    let failed = view.network.iter().position(|row| row.request.failed);
    let failure = Failure::new(FailureKind::No, "there is no error to explain");
    let failure = match failed {
        Some(id) => failure.hinted(format!("a request failed: --request {id} explains it")),
        None => failure,
    };
    failure.hinted("--at '#812' explains any event")
}

fn unexplained(effects: &[Effect]) -> Failure {
    match effects {
        [effect] => Failure::new(FailureKind::No, format!("nothing before #{} explains it", effect.seq)),
        _ => Failure::no(),
    }
}

/// The line above an effect's causes.
fn head(effect: &Effect, label: &str, view: &View) -> Line {
    let hours = view.index.duration().0 >= 3_600_000_000;
    Line::new()
        .right(Ink::Dim, format!("#{}", effect.seq), 7)
        .add(Ink::Plain, format!("  {}  ", (effect.at - view.index.start()).stamp(hours)))
        .hang()
        .add(Ink::Red, one_line(label))
}

/// A text's first line, with a mark where there are more.
fn one_line(text: &str) -> Cow<'_, str> {
    match text.split_once('\n') {
        Some((first, rest)) if !rest.trim().is_empty() => format!("{first} …").into(),
        Some((first, _)) => first.into(),
        None => text.into(),
    }
}

/// A cause, and below it the reasons.
fn lines(rank: usize, effect: &Effect, cause: &Cause, view: &View) -> [Line; 2] {
    let hours = view.index.duration().0 >= 3_600_000_000;
    let ink = match cause.score {
        ..0.3 => Ink::Dim,
        0.3..0.6 => Ink::Plain,
        _ => Ink::Bold,
    };
    let row = Line::new()
        .right(ink, format!("{rank}."), 4)
        .right(Ink::Dim, format!("#{}", cause.seq), 8)
        .add(Ink::Plain, format!("  {}  ", (cause.at - view.index.start()).stamp(hours)))
        .add(ink, format!("{:.2}  ", cause.score))
        .right(Ink::Plain, before(effect.at - cause.at), 9)
        .add(Ink::Plain, "  ")
        .hang()
        .left(Ink::Cyan, cause.kind.name(), 9)
        .add(ink, one_line(&cause.label));
    let says: Vec<String> = cause.reasons.iter().map(|reason| in_words(reason.weight, &reason.says)).collect();
    [row, Line::new().add(Ink::Plain, " ".repeat(6)).hang().add(Ink::Dim, says.join("; "))]
}

/// How long before the effect.
fn before(span: Span) -> String {
    if span.0 < 0 { format!("+{}", span.human()) } else { format!("-{}", span.human()) }
}

fn in_words(weight: f64, says: &str) -> String {
    if weight < 0.0 { format!("but {says}") } else { says.to_owned() }
}
