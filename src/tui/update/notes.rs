//! What a person writes on the recording: notes and marks, and when they are kept.

use crate::event::Seq;
use crate::recording::notes::{Mark, Note, Notes};
use crate::tui::effect::Effect;
use crate::tui::state::State;

/// Writes a note at the playhead; an empty one takes it away.
pub(super) fn write(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    let (seq, text) = (state.playhead.seq, text.trim());
    if text.is_empty() {
        let had = state.places.notes.remove(&seq).is_some();
        state.say(if had { "the note is taken away" } else { "there is no note here" });
    } else {
        state.places.notes.insert(seq, text.to_owned());
        state.say(match state.places.kept {
            Some(_) => "the note is kept beside the recording; a changes it",
            None => "the note stays until you leave: it has no one file to lie beside",
        });
    }
    keep(state, effects);
}

/// Has notes and marks kept, where there is a place for them.
pub(super) fn keep(state: &State, effects: &mut Vec<Effect>) {
    let Some(unread) = &state.places.kept else { return };
    let at = |seq: Seq| (seq, state.view.offset(seq).ms());
    let ends = [('A', state.places.a), ('B', state.places.b)].into_iter().filter_map(|(name, seq)| Some((name, seq?)));
    let marks = ends.chain(state.places.marks.iter().map(|(name, seq)| (*name, *seq)));
    let marks = marks.map(|(name, seq)| (name, at(seq))).map(|(name, (seq, at_ms))| Mark { name, seq, at_ms });
    let notes = state.places.notes.iter().map(|(seq, text)| (text.clone(), at(*seq)));
    let notes = notes.map(|(text, (seq, at_ms))| Note { seq, at_ms, text });
    let mut all = Notes { marks: marks.collect(), notes: notes.collect() };
    // What was kept before and has not found its place yet is not to be lost.
    let names: Vec<char> = all.marks.iter().map(|mark| mark.name).collect();
    all.marks.extend(unread.marks.iter().filter(|mark| !names.contains(&mark.name)).cloned());
    all.notes.extend(unread.notes.iter().cloned());
    effects.push(Effect::Keep(all));
}

/// Gives what was kept its places, once the whole recording is read. Marks that were set meanwhile stay.
pub(super) fn place(state: &mut State) {
    let Some(kept) = state.places.kept.as_mut().map(std::mem::take) else { return };
    for mark in &kept.marks {
        let Some(seq) = mark.found(&state.view) else { continue };
        match mark.name {
            'A' => state.places.a = state.places.a.or(Some(seq)),
            'B' => state.places.b = state.places.b.or(Some(seq)),
            name if name.is_ascii_lowercase() => drop(state.places.marks.entry(name).or_insert(seq)),
            _ => {}
        }
    }
    for note in kept.notes {
        if let Some(seq) = note.found(&state.view) {
            state.places.notes.entry(seq).or_insert(note.text);
        }
    }
}
