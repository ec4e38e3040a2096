//! `info --size`: what the bytes are spent on, as a part of the session's record and as lines for people.

use super::{Ink, Line, Out};
use crate::error::Failure;
use crate::event::{NodeId, Seq};
use crate::recording::View;
use crate::recording::size::{Share, Sizes};
use crate::text;
use crate::timeline::WindowIx;
use serde::Serialize;

/// The `size` member of the session's record.
#[derive(Debug, Serialize)]
pub(super) struct SizePart<'s> {
    json_bytes: u64,
    stored_bytes: u64,
    kinds: Vec<NamedPart<'s>>,
    sources: Vec<NamedPart<'s>>,
    biggest: Vec<BigPart>,
    nodes: Vec<ChurnPart>,
    attributes: Vec<NamedPart<'s>>,
    inlined_styles: SharePart,
    inlined_images: SharePart,
}

#[derive(Debug, Serialize)]
struct NamedPart<'s> {
    name: &'s str,
    #[serde(flatten)]
    share: SharePart,
}

#[derive(Debug, Serialize)]
struct SharePart {
    count: u64,
    bytes: u64,
}

#[derive(Debug, Serialize)]
struct BigPart {
    seq: Seq,
    bytes: u64,
    nodes: u64,
    entries: u64,
}

#[derive(Debug, Serialize)]
struct ChurnPart {
    window: WindowIx,
    node: NodeId,
    changes: u64,
}

impl From<Share> for SharePart {
    fn from(Share { count, bytes }: Share) -> Self {
        Self { count, bytes }
    }
}

impl<'s> SizePart<'s> {
    /// The record's part for these sums.
    #[must_use]
    pub(super) fn new(sizes: &'s Sizes) -> Self {
        let named = |(name, share): (&'s str, Share)| NamedPart { name, share: share.into() };
        let big = |big: &crate::recording::size::Big| BigPart {
            seq: big.seq,
            bytes: big.bytes,
            nodes: big.nodes,
            entries: big.entries,
        };
        let churn = |churn: &crate::recording::size::Churn| ChurnPart {
            window: churn.window,
            node: churn.node,
            changes: churn.changes,
        };
        Self {
            json_bytes: sizes.total,
            stored_bytes: sizes.stored,
            kinds: sizes.kinds.iter().map(|(kind, share)| named((kind.name(), *share))).collect(),
            sources: sizes.sources.iter().map(|(name, share)| named((name, *share))).collect(),
            biggest: sizes.biggest.iter().map(big).collect(),
            nodes: sizes.nodes.iter().map(churn).collect(),
            attributes: sizes.attributes.iter().map(|(name, share)| named((name, *share))).collect(),
            inlined_styles: sizes.styles.into(),
            inlined_images: sizes.images.into(),
        }
    }
}

/// Prints the sums for people.
pub(super) fn print(sizes: &Sizes, view: &View, out: &mut Out) -> Result<(), Failure> {
    let total = sizes.total.max(1);
    let stored = format!("{}, stored as {}", text::bytes(sizes.total), text::bytes(sizes.stored));
    out.line(heading("size").add(Ink::Plain, stored))?;
    let kinds = sizes.kinds.iter().map(|(kind, share)| row(kind.name(), *share, total));
    section("by kind", kinds.collect(), out)?;
    let sources = sizes.sources.iter().map(|(name, share)| row(name, *share, total));
    section("by source", sources.collect(), out)?;
    let inlined = [("style sheets", sizes.styles), ("images", sizes.images)];
    let inlined = inlined.into_iter().filter(|(_, share)| share.count > 0).map(|(name, share)| row(name, share, total));
    section("inlined", inlined.collect(), out)?;
    let biggest = sizes.biggest.iter().map(|big| {
        let line = Line::new().right(Ink::Plain, text::bytes(big.bytes), 8).add(Ink::Plain, "  ");
        let line =
            line.left(Ink::Plain, format!("#{}", big.seq), 8).left(Ink::Dim, view.offset(big.seq).stamp(false), 11);
        let what = view.index.kind(big.seq).name();
        line.add(Ink::Dim, format!("{what}, {} nodes put in", big.nodes))
    });
    section("biggest", biggest.collect(), out)?;
    let several = view.windows.len() > 1;
    let nodes = sizes.nodes.iter().map(|churn| {
        let window = if several { format!(" in window {}", churn.window) } else { String::new() };
        let line = Line::new().right(Ink::Plain, churn.changes.to_string(), 8).add(Ink::Dim, " changes  ");
        line.add(Ink::Plain, format!("node #{}{window}", churn.node))
    });
    section("busy nodes", nodes.collect(), out)?;
    let attributes = sizes.attributes.iter().map(|(name, share)| {
        let line = Line::new().right(Ink::Plain, share.count.to_string(), 8).add(Ink::Dim, " changes  ");
        line.left(Ink::Plain, &**name, 24).add(Ink::Dim, text::bytes(share.bytes))
    });
    section("attributes", attributes.collect(), out)
}

fn heading(name: &str) -> Line {
    Line::new().left(Ink::Dim, name, 11)
}

/// Lines under a heading of their own; nothing where there are none.
fn section(name: &str, lines: Vec<Line>, out: &mut Out) -> Result<(), Failure> {
    for (at, line) in lines.into_iter().enumerate() {
        out.line(heading(if at == 0 { name } else { "" }).join(line))?;
    }
    Ok(())
}

/// `712 kB  85 %  snapshot, 3 events`.
fn row(name: &str, share: Share, total: u64) -> Line {
    let percent = share.bytes.saturating_mul(100) / total;
    let line = Line::new().right(Ink::Plain, text::bytes(share.bytes), 8).right(Ink::Dim, format!("{percent} %"), 7);
    line.add(Ink::Plain, "  ").left(Ink::Plain, name, 20).add(Ink::Dim, share.count.to_string())
}
