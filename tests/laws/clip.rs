//! A clip shows what the recording shows: at its first instant, after each of its events, and when it is clipped again.

use super::{SAMPLES, open};
use proptest::prelude::*;
use scrubjay::archive::Input;
use scrubjay::clock::{Moment, Time};
use scrubjay::dom::{Tree, outline};
use scrubjay::event::{Event, Seq};
use scrubjay::recording::{Cancel, Clip, Recording, SeekError, View, Want};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Cuts of a recording that are tried one after the other.
const MOST_CUTS: usize = 16;

static OPENED: LazyLock<Vec<(PathBuf, Recording)>> =
    LazyLock::new(|| SAMPLES.values().map(|files| (files[0].clone(), open(&files[0]))).collect());

/// What can be seen of a page at a time.
fn seen(tree: &Tree, at: Time) -> String {
    let mut out = format!("{:?} {:?} {:?}\n", tree.href(), tree.viewport(), tree.selection());
    outline::write(&tree.rebased(at), &mut out).unwrap();
    out
}

/// Replays a clip beside the recording it was cut from; the first moment at which they differ.
pub(crate) fn differs(recording: &Recording, from: Seq, to: Seq, every: usize) -> Option<String> {
    let view = recording.view();
    let clip = Clip::between(&view, None, Moment::Seq(from), Moment::Seq(to)).unwrap();
    let mut original: Vec<Tree> = (0..view.windows.len())
        .map(|window| match from.checked_sub(1) {
            Some(before) => {
                (*recording.tree(&view, u16::try_from(window).unwrap(), before, &Cancel::new()).unwrap()).clone()
            }
            None => Tree::new(),
        })
        .collect();
    let mut clipped: Vec<Tree> = original.iter().map(|_| Tree::new()).collect();
    // A window that begins a page at the clip's first instant has no opening: nobody sees what was there before.
    let mut is_open = vec![false; original.len()];
    let (mut difference, mut count) = (None, 0);
    let unlike = recording
        .pieces::<SeekError>((&view, &clip), &Cancel::new(), |piece| {
            let Ok(event) = Event::parse(piece.json) else { return Ok(()) };
            let window = usize::from(piece.window);
            let Some(seq) = piece.seq else {
                is_open[window] = true;
                clipped[window].apply(0, &event);
                return Ok(());
            };
            if count == 0 {
                let open = (0..original.len()).filter(|w| is_open[*w]);
                difference = open.into_iter().find_map(|w| compare(&original[w], &clipped[w], &view, from, None));
            }
            count += 1;
            clipped[window].apply(0, &event);
            original[window].apply(0, &event);
            if difference.is_none() && (count % every == 0 || seq == to) {
                difference = compare(&original[window], &clipped[window], &view, from, Some(seq));
            }
            Ok(())
        })
        .unwrap();
    difference.or_else(|| unlike.first().map(|unlike| format!("opening at #{from}: {unlike:?}")))
}

fn compare(original: &Tree, clipped: &Tree, view: &View, from: Seq, seq: Option<Seq>) -> Option<String> {
    let at = view.index.time(seq.unwrap_or(from));
    let (original, clipped) = (seen(original, at), seen(clipped, at));
    let line = original.lines().zip(clipped.lines()).find(|(one, other)| one != other);
    (original != clipped).then(|| format!("cut at #{from}, after {seq:?}: {line:?}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_clip_shows_what_the_recording_shows(
        sample in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
    ) {
        let (file, recording) = sample.get(&OPENED);
        let count = recording.view().index.len();
        let (from, to) = (from.index(count), to.index(count));
        let (from, to) = (Seq::try_from(from.min(to)).unwrap(), Seq::try_from(from.max(to)).unwrap());
        prop_assert_eq!(differs(recording, from, to, 8), None, "{} #{} to #{}", file.display(), from, to);
    }
}

/// At its first instant a clip shows the page, the values and the scrolls of that moment, whichever event it begins after:
/// every one of a short recording, some of a long one.
#[test]
fn a_clip_may_begin_at_any_event() {
    let mut wrong = Vec::new();
    for (file, recording) in OPENED.iter() {
        wrong.extend(begun_at(recording, MOST_CUTS).map(|why| format!("{}: {why}", file.display())));
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// What differs in clips of one event each, so many of a recording.
fn begun_at(recording: &Recording, most: usize) -> impl Iterator<Item = String> {
    let count = recording.view().index.len();
    let seqs = (0..count).step_by(count.div_ceil(most).max(1)).filter_map(|seq| Seq::try_from(seq).ok());
    seqs.filter_map(|seq| differs(recording, seq, seq, 1))
}

/// One container of every recording that lies beside the repository, cut at many places.
#[test]
fn clips_of_every_outside_recording_show_what_it_shows() {
    let mut wrong = Vec::new();
    for (file, recording) in outside() {
        let count = recording.view().index.len();
        wrong.extend(begun_at(&recording, 4).map(|why| format!("{}: {why}", file.display())));
        let cuts = if count > 3000 { 1 } else { 3 };
        for cut in 1..=cuts {
            let from = count * cut / (cuts + 1);
            let to = (from + 300).min(count - 1);
            let (from, to) = (Seq::try_from(from).unwrap(), Seq::try_from(to).unwrap());
            wrong.extend(differs(&recording, from, to, 60).map(|why| format!("{}: {why}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// One file of each session of the folders that the environment names.
#[allow(clippy::print_stderr)] // a skipped check must be seen
pub(crate) fn outside() -> impl Iterator<Item = (PathBuf, Recording)> {
    let named = |variable: &&str| {
        let folder = std::env::var_os(variable);
        if folder.is_none() {
            eprintln!("SKIPPED: {variable} is not set, so nothing outside the repository was tried");
        }
        folder
    };
    let folders = ["SCRUBJAY_RECORDINGS", "SCRUBJAY_CONFORMANCE"].iter().filter_map(named);
    let mut sessions = std::collections::BTreeMap::new();
    for file in folders.flat_map(|folder| files(&PathBuf::from(folder))) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let is_recording =
            file.components().any(|part| ["recordings", "fixtures"].iter().any(|f| part.as_os_str() == *f));
        if is_recording && !file.components().any(|part| ["truth", "layout"].iter().any(|f| part.as_os_str() == *f)) {
            let session = if name.starts_with("ph") || name.starts_with("rr0") {
                name.split('.').next().unwrap().to_owned()
            } else {
                name
            };
            sessions.entry(session).or_insert(file);
        }
    }
    sessions.into_values().filter_map(|file| {
        let recording = Recording::load(&[Input::Path(file.clone())], Want::Everything).ok()?;
        Some((file, recording))
    })
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> =
        entries.flat_map(|entry| if entry.is_dir() { files(&entry) } else { vec![entry] }).collect();
    found.sort();
    found
}
