//! `info`: one summary.

use super::records::Session;
use super::{Ink, Line, Out, seek_failure, size};
use crate::cli::Info;
use crate::error::Failure;
use crate::event::Seq;
use crate::recording::notes::Notes;
use crate::recording::summary::{describe, facts};
use crate::recording::{Cancel, Recording, View};

/// Prints the summary.
pub fn run(recording: &Recording, args: &Info, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let sizes = args.size.then(|| recording.sizes(&view, &Cancel::new())).transpose().map_err(seek_failure)?;
    let notes = notes_of(args)?;
    if out.json() {
        return out.record(&Session::new(&view).sized(sizes.as_ref()).noted(&notes));
    }
    for (name, value) in facts(&view) {
        out.line(heading(name).add(Ink::Plain, value))?;
    }
    windows(&view, out)?;
    pages(&view, out)?;
    for (at, damage) in view.damage.iter().enumerate() {
        let name = if at == 0 { "damage" } else { "" };
        out.line(heading(name).add(Ink::Red, describe(damage)))?;
    }
    if view.damage.is_empty() {
        out.line(heading("damage").add(Ink::Green, "none"))?;
    }
    noted(&notes, &view, out)?;
    sizes.map_or(Ok(()), |sizes| size::print(&sizes, &view, out))
}

/// The notes and marks that a person made on the screen, where the recording is one file.
fn notes_of(args: &Info) -> Result<Notes, Failure> {
    match args.input.archives.as_slice() {
        [file] if file.as_os_str() != "-" => Notes::load(file).map_err(Failure::input),
        _ => Ok(Notes::default()),
    }
}

fn noted(notes: &Notes, view: &View, out: &mut Out) -> Result<(), Failure> {
    let stamp = |seq: Option<Seq>| seq.map_or_else(|| "nowhere".to_owned(), |seq| view.offset(seq).stamp(false));
    let marks = notes.marks.iter().map(|mark| (mark.found(view), format!("mark {}", mark.name)));
    let texts = notes.notes.iter().map(|note| (note.found(view), note.text.replace('\n', " ")));
    for (at, (seq, words)) in marks.chain(texts).enumerate() {
        let line = heading(if at == 0 { "notes" } else { "" }).add(Ink::Dim, format!("{}  ", stamp(seq)));
        out.line(line.add(Ink::Plain, words))?;
    }
    Ok(())
}

fn heading(name: &str) -> Line {
    Line::new().left(Ink::Dim, name, 11)
}

fn windows(view: &View, out: &mut Out) -> Result<(), Failure> {
    for (at, window) in view.windows.iter().enumerate() {
        let id = window.id.as_deref().unwrap_or("no id");
        let from = view.offset(window.first).stamp(false);
        let to = view.offset(window.last).stamp(false);
        let line = heading(if at == 0 { "windows" } else { "" }).add(Ink::Plain, format!("{at}  {id}  "));
        out.line(line.add(Ink::Dim, format!("{from} to {to}, {} events", window.events)))?;
    }
    Ok(())
}

fn pages(view: &View, out: &mut Out) -> Result<(), Failure> {
    for (at, page) in view.pages.iter().enumerate() {
        let line = heading(if at == 0 { "pages" } else { "" });
        let line = line.add(Ink::Dim, format!("{}  ", view.offset(page.seq).stamp(false)));
        out.line(line.add(Ink::Plain, &*page.href))?;
    }
    Ok(())
}
