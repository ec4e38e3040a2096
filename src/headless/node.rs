//! `node`: the life of one node, blame for the DOM.

use super::filter::{self, Said};
use super::list::List;
use super::records::{After, offset};
use super::scope::{self, Within};
use super::{Ink, Line, Out, seek_failure};
use crate::cli::Node;
use crate::error::Failure;
use crate::event::{NodeId, Seq};
use crate::query::{Fact, Field};
use crate::recording::life::{Absence, Life, Moment};
use crate::recording::{Cancel, Recording, View};
use crate::timeline::WindowIx;
use serde::Serialize;
use serde_json::Number;

/// One deed of a node's life.
#[derive(Debug, Serialize)]
struct DeedRecord {
    record: &'static str,
    node: NodeId,
    window: WindowIx,
    seq: Option<Seq>,
    at_ms: Option<Number>,
    deed: &'static str,
    detail: String,
    after: Option<After>,
}

impl DeedRecord {
    /// Whether it tells why a node is not there, rather than something that happened to it.
    fn is_absence(&self) -> bool {
        matches!(self.deed, "unresolvable" | "never-recorded")
    }
}

/// What an expression can ask of a deed.
const FIELDS: &[Field] = &[Field::Name, Field::Text, Field::At, Field::Seq, Field::Window, Field::Node];

/// Prints a line a deed, and why the node is not there at the end; no deed at all is a "no".
pub fn run(recording: &Recording, args: &Node, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let within = Within::new(&args.scope, &view)?;
    let query = filter::query(args.grep.as_deref(), FIELDS)?;
    let mut list = List::new(out, &args.portion, "deed")?;
    let mut lived = false;
    for window in scope::windows(args.scope.window.as_deref(), &view)? {
        let life = recording.life(&view, window, args.node, &Cancel::new()).map_err(seek_failure)?;
        let inside = |deed: &DeedRecord| deed.seq.is_none_or(|seq| within.has(view.index.time(seq), seq, window));
        for deed in records(&life, &view).into_iter().filter(|deed| inside(deed) && query.matches(&said(deed, &view))) {
            lived |= !deed.is_absence();
            list.put(|| &deed, || vec![line(&deed, &view)])?;
        }
    }
    list.end()?;
    if lived { Ok(()) } else { Err(Failure::no()) }
}

fn said<'r>(deed: &'r DeedRecord, view: &'r View) -> Said<'r> {
    let facts = vec![(Field::Name, Fact::text(deed.deed)), (Field::Text, Fact::text(&*deed.detail))];
    Said(facts).about((deed.seq, Some(deed.window), Some(deed.node)), view)
}

fn records(life: &Life, view: &View) -> Vec<DeedRecord> {
    let mut records: Vec<_> = life.moments.iter().map(|moment| deed(life, moment, view)).collect();
    records.extend(life.absence.as_ref().and_then(|absence| absent(life, absence, view)));
    records
}

fn deed(life: &Life, moment: &Moment, view: &View) -> DeedRecord {
    let after = moment.after.as_ref().map(|action| After::new(action, view));
    DeedRecord { after, ..told(life, Some(moment.seq), (moment.deed.name(), moment.deed.detail()), view) }
}

/// Why the node is not there; nothing for one whose removal was told already.
fn absent(life: &Life, absence: &Absence, view: &View) -> Option<DeedRecord> {
    let is_told = matches!(absence, Absence::Removed(_));
    (!is_told).then(|| told(life, absence.seq(), (absence.name(), absence.detail()), view))
}

fn told(life: &Life, seq: Option<Seq>, (deed, detail): (&'static str, String), view: &View) -> DeedRecord {
    let at_ms = seq.map(|seq| offset(view.index.time(seq), view));
    DeedRecord { record: "deed", node: life.node, window: life.window, seq, at_ms, deed, detail, after: None }
}

fn line(record: &DeedRecord, view: &View) -> Line {
    let hours = view.index.duration().0 >= 3_600_000_000;
    let stamp = |seq: Seq| (view.index.time(seq) - view.index.start()).stamp(hours);
    let seq = record.seq.map(|seq| format!("#{seq}")).unwrap_or_default();
    let line = Line::new()
        .right(Ink::Dim, seq, 7)
        .add(Ink::Plain, "  ")
        .left(Ink::Plain, record.seq.map(stamp).unwrap_or_default(), 10)
        .left(Ink::Cyan, record.deed, 15)
        .add(Ink::Plain, &record.detail);
    match &record.after {
        Some(after) => line.add(Ink::Dim, format!("  after {} #{} at {}", after.kind, after.seq, stamp(after.seq))),
        None => line,
    }
}
