//! The index as bytes, for an archive to carry: columns of small numbers, each after the other.
//!
//! Whole numbers are LEB128, signed ones in zigzag. What follows from the columns (arrival, the windows' extents, sums of
//! costs) is not written. Whatever does not fit together is refused as a whole: then the events tell it anew.

use super::builder::Built;
use super::index::NO_NODE;
use super::labels::Labels;
use super::{Index, Window, WindowIx};
use crate::archive::Loc;
use crate::clock::Time;
use crate::event::{Kind, Seq};
use std::sync::Arc;

/// The layout's number: others are not read.
const LAYOUT: u64 = 1;
/// More events than any view holds.
const MOST: u64 = 10_000_000;

/// The columns of what was built; `None` where its events did not arrive in their order.
#[must_use]
pub fn encode(built: &Built) -> Option<Vec<u8>> {
    let index = &built.index;
    if !(0..).zip(&index.arrival).all(|(seq, arrival): (u32, &u32)| *arrival == seq) {
        return None;
    }
    let mut out = Vec::with_capacity(index.len() * 16);
    put(&mut out, LAYOUT);
    put(&mut out, index.len() as u64);
    put(&mut out, Kind::ALL.len() as u64);
    for kind in Kind::ALL {
        put_text(&mut out, kind.name());
    }
    put(&mut out, built.windows.len() as u64);
    for window in &built.windows {
        put(&mut out, u64::from(window.id.is_some()));
        put_text(&mut out, window.id.as_deref().unwrap_or(""));
    }
    let mut last = 0;
    for at in &index.at {
        put(&mut out, zigzag(at.0.wrapping_sub(last)));
        last = at.0;
    }
    out.extend(index.kind.iter().map(|kind| *kind as u8));
    index.window.iter().for_each(|window| put(&mut out, u64::from(*window)));
    index.weight.iter().for_each(|weight| put(&mut out, u64::from(*weight)));
    let mut sums = vec![0u64; built.windows.len()];
    for (window, upto) in index.window.iter().zip(&index.upto) {
        let sum = sums.get_mut(usize::from(*window))?;
        put(&mut out, upto.wrapping_sub(*sum));
        *sum = *upto;
    }
    for node in &index.node {
        put(&mut out, if *node == NO_NODE { 0 } else { zigzag(*node).wrapping_add(1) });
    }
    let mut end = 0;
    for (offset, len) in index.offset.iter().zip(&index.len) {
        put(&mut out, offset.checked_sub(end)?);
        put(&mut out, u64::from(*len));
        end = offset + u64::from(*len);
    }
    index.label.iter().for_each(|label| put(&mut out, u64::from(*label)));
    index.labels.put(&mut out);
    Some(out)
}

/// The index and windows of columns; `loc` makes a place of an offset and a length, where there can be one.
#[must_use]
pub fn decode(bytes: &[u8], loc: &dyn Fn(u64, u32) -> Option<Loc>) -> Option<Built> {
    let mut bytes = Bytes(bytes);
    let layout = bytes.number()?;
    let count = bytes.number().filter(|count| *count <= MOST)?;
    // Every event takes some bytes: what claims more than there are is refused before memory is asked for.
    let count = usize::try_from(count).ok().filter(|count| layout == LAYOUT && *count <= bytes.0.len())?;
    let kinds = kinds(&mut bytes)?;
    let mut windows = windows(&mut bytes)?;
    let mut last = 0i64;
    let at = bytes.column(count, |number| {
        last = last.wrapping_add(unzigzag(number));
        Some(Time(last))
    })?;
    let kind = bytes.bytes(count)?.iter().map(|kind| kinds.get(usize::from(*kind)).copied());
    let kind = kind.collect::<Option<Vec<Kind>>>()?;
    let known = windows.len();
    let window =
        bytes.column(count, |number| WindowIx::try_from(number).ok().filter(|window| usize::from(*window) < known))?;
    let weight = bytes.column(count, |number| u32::try_from(number).ok())?;
    let mut sums = vec![0u64; known];
    let mut of = window.iter();
    let upto = bytes.column(count, |cost| {
        let sum = sums.get_mut(usize::from(*of.next()?))?;
        *sum = sum.wrapping_add(cost);
        Some(*sum)
    })?;
    let node = bytes.column(count, |number| Some(number.checked_sub(1).map_or(NO_NODE, unzigzag)))?;
    let (offset, len) = places(&mut bytes, count, loc)?;
    let label = bytes.column(count, |number| u32::try_from(number).ok())?;
    let labels = Labels::take(&mut bytes)?;
    let fits = bytes.0.is_empty() && at.is_sorted() && label.iter().all(|label| labels.has(*label));
    extents(&mut windows, &window)?;
    let arrival: Vec<u32> = (0..).take(count).collect();
    let seq_of = arrival.iter().copied().map(Some).collect();
    let index = Index { at, kind, window, weight, upto, node, offset, len, label, arrival, labels };
    fits.then_some(Built { index, windows, seq_of, repeats: 0 })
}

/// The kinds by the numbers they had when the columns were written; one that is not known is another.
fn kinds(bytes: &mut Bytes<'_>) -> Option<Vec<Kind>> {
    let count = bytes.number().filter(|count| *count < 256)?;
    (0..count).map(|_| Some(bytes.text()?.parse().unwrap_or(Kind::Other))).collect()
}

fn windows(bytes: &mut Bytes<'_>) -> Option<Vec<Window>> {
    let count = bytes.number().filter(|count| *count <= u64::from(WindowIx::MAX) + 1)?;
    let window = |_| {
        let named = bytes.number()? > 0;
        let id = bytes.text()?;
        Some(Window { id: named.then(|| Arc::from(id)), first: Seq::MAX, last: 0, events: 0 })
    };
    (0..count).map(window).collect()
}

/// Where each window begins and ends; `None` where one has no event, or they are not in order of their first.
fn extents(windows: &mut [Window], of: &[WindowIx]) -> Option<()> {
    for (seq, window) in (0..).zip(of) {
        let window = windows.get_mut(usize::from(*window))?;
        (window.first, window.last) = (window.first.min(seq), seq);
        window.events += 1;
    }
    let ordered = windows.is_sorted_by_key(|window| window.first);
    (ordered && windows.iter().all(|window| window.events > 0)).then_some(())
}

type Places = (Vec<u64>, Vec<u32>);

fn places(bytes: &mut Bytes<'_>, count: usize, loc: &dyn Fn(u64, u32) -> Option<Loc>) -> Option<Places> {
    let (mut offsets, mut lens) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let mut end = 0u64;
    for _ in 0..count {
        let place = end.checked_add(bytes.number()?)?;
        let len = u32::try_from(bytes.number()?).ok()?;
        let Loc { offset, len } = loc(place, len)?;
        end = place + u64::from(len);
        offsets.push(offset);
        lens.push(len);
    }
    Some((offsets, lens))
}

#[allow(clippy::cast_sign_loss)] // that is what zigzag is for
fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63) as u64
}

#[allow(clippy::cast_possible_wrap)]
fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[allow(clippy::cast_possible_truncation)] // seven bits at a time
pub(super) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// What is left to read.
pub(super) struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for (at, byte) in self.0.iter().take(10).enumerate() {
            number |= u64::from(byte & 0x7f).checked_shl(7 * u32::try_from(at).ok()?)?;
            if byte & 0x80 == 0 {
                self.0 = &self.0[at + 1..];
                return Some(number);
            }
        }
        None
    }

    fn bytes(&mut self, len: usize) -> Option<&'b [u8]> {
        let (bytes, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(bytes)
    }

    pub(super) fn text(&mut self) -> Option<&'b str> {
        let len = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.bytes(len)?).ok()
    }

    fn column<T>(&mut self, count: usize, mut value: impl FnMut(u64) -> Option<T>) -> Option<Vec<T>> {
        let mut column = Vec::with_capacity(count);
        for _ in 0..count {
            column.push(value(self.number()?)?);
        }
        Some(column)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Builder, Item};
    use super::*;
    use crate::event::envelope::peek;

    fn built() -> Built {
        let mut builder = Builder::default();
        let mut place = 10;
        for n in 0..300u32 {
            let json = format!(
                r#"{{"type":3,"data":{{"source":2,"type":{},"id":{}}},"timestamp":{}}}"#,
                n % 11,
                i64::from(n) * 7 - 900,
                1_700_000_000_000u64 + u64::from(n / 3)
            );
            let envelope = peek(json.as_bytes()).unwrap();
            let loc = Loc { offset: place, len: u32::try_from(json.len()).unwrap() };
            let window = ["a", "b"][usize::from(n % 5 == 0)];
            builder.push(Item { window: Some(window), envelope: &envelope, loc, print: 0, input: 0 }).unwrap();
            place += u64::from(loc.len) + u64::from(n % 4);
        }
        builder.build()
    }

    /// Any place is good.
    #[allow(clippy::unnecessary_wraps)]
    fn anywhere(offset: u64, len: u32) -> Option<Loc> {
        Some(Loc { offset, len })
    }

    #[test]
    fn columns_read_back_as_they_were() {
        let built = built();
        let back = decode(&encode(&built).unwrap(), &anywhere).unwrap();
        assert_eq!(format!("{:?}", back.index), format!("{:?}", built.index));
        assert_eq!((back.windows, back.seq_of, back.repeats), (built.windows, built.seq_of, 0));
    }

    #[test]
    fn what_does_not_fit_is_refused_and_costs_no_memory() {
        let bytes = encode(&built()).unwrap();
        for cut in 0..bytes.len() {
            assert!(decode(&bytes[..cut], &anywhere).is_none(), "cut at {cut}");
        }
        for at in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[at] ^= 0x81;
            if let Some(built) = decode(&bad, &anywhere) {
                assert!(built.index.seqs().all(|seq| usize::from(built.index.window(seq)) < built.windows.len()));
            }
        }
        assert!(decode(&bytes, &|offset, len| (offset < 900).then_some(Loc { offset, len })).is_none());
    }
}
