//! The moments at which the page is shown.

use super::pages::Pages;
use super::{ExportError, Notes, Source};
use crate::clock::Span;
use crate::dom::html;
use crate::event::{Kind, Seq};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Moments, at most.
const MOST: usize = 200;
/// Bytes of pages, at most, after what they share is taken off.
const MOST_BYTES: usize = 24 << 20;
/// What a click brings about is there so soon.
const SETTLED: Span = Span(500_000);

/// The moments in order of time, and their pages.
pub(super) fn moments(
    source: &Source<'_>,
    here: Option<Seq>,
    notes: &mut Notes,
) -> Result<(Vec<Value>, Vec<Value>), ExportError> {
    let (view, index) = (source.view, &source.view.index);
    let chosen = chosen(source, here);
    let mut pages = Pages::default();
    let mut moments = Vec::new();
    let mut left = chosen.wanted - chosen.seqs.len();
    for seq in chosen.seqs {
        let window = index.window(seq);
        let tree = source.recording.tree(view, window, seq, source.cancel)?;
        if tree.is_empty() {
            continue;
        }
        if pages.bytes > MOST_BYTES {
            left += 1;
            continue;
        }
        let mut page = String::new();
        let _ = html::write(&tree, &mut page);
        let (width, height) = tree.viewport().unwrap_or((1280.0, 800.0));
        moments.push(json!({
            "seq": seq,
            "at": (index.time(seq) - index.start()).ms_json(),
            "window": window,
            "width": width,
            "height": height,
            "href": view.page(window, seq).map(|page| crate::text::neutral(&page.href)),
            "page": pages.add(window, page),
        }));
    }
    if left > 0 {
        notes.push(format!("{left} moments are left out to keep the file small; take a part with --from and --to"));
    }
    Ok((moments, pages.finish()))
}

struct Chosen {
    seqs: BTreeSet<Seq>,
    /// How many there would be without a limit.
    wanted: usize,
}

/// The most telling ones first: where the reader is to look, errors, pages, clicks and what came of them, inputs.
fn chosen(source: &Source<'_>, here: Option<Seq>) -> Chosen {
    let (view, index) = (source.view, &source.view.index);
    let of_kind = |kinds: &'static [Kind]| source.seqs().filter(move |seq| kinds.contains(&index.kind(*seq)));
    let last_of_windows =
        source.windows().filter_map(|window| source.seqs().filter(|seq| index.window(*seq) == window).last());
    let errors = source.lines().filter(|line| line.level.is_error()).map(|line| line.seq);
    let failed = source.requests().filter(|row| row.request.failed).map(|row| row.seq);
    let settled = |seq: Seq| {
        let until = index.time(seq) + SETTLED;
        let later = (seq..=index.last().unwrap_or(seq)).take_while(|later| index.time(*later) <= until);
        later
            .filter(|later| index.window(*later) == index.window(seq))
            .last()
            .filter(|later| source.clip.has(view, *later))
    };
    let clicks: Vec<Seq> = of_kind(&[Kind::Click]).collect();
    let in_order = here
        .into_iter()
        .chain(last_of_windows)
        .chain(of_kind(&[Kind::Snapshot]))
        .chain(errors)
        .chain(failed)
        .chain(clicks.iter().copied())
        .chain(clicks.iter().filter_map(|seq| settled(*seq)))
        .chain(of_kind(&[Kind::Input, Kind::Touch, Kind::Viewport]));
    let (mut seqs, mut all) = (BTreeSet::new(), BTreeSet::new());
    for seq in in_order.filter(|seq| source.clip.has(view, *seq)) {
        all.insert(seq);
        if seqs.len() < MOST {
            seqs.insert(seq);
        }
    }
    Chosen { seqs, wanted: all.len() }
}
